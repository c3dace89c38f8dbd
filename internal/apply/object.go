package apply

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Object is what became of an object of the plan, whose steps may have ended in several
// ways. What people read is counted in objects: how many requests one takes is our affair.
type Object struct {
	Address  course.Address
	Status   Status // the worst of its steps'
	Begun    bool   // one of its steps is done
	Err      error  // why it failed, or was not attempted
	Rejected int    // fields that Whop did not keep
}

// objectsOf sums up the steps of each object. A file is its lesson's affair as long as it
// goes up, and an order that of the objects that it moves.
func objectsOf(results []Result, changes []plan.Change) []Object {
	var objects []Object
	index := map[course.Address]int{}
	tell := func(address course.Address, result Result) {
		i, ok := index[address]
		if !ok {
			i = len(objects)
			index[address] = i
			objects = append(objects, Object{Address: address, Status: Unneeded})
		}
		objects[i].add(result)
	}
	for _, result := range results {
		isWell := result.Status == Done || result.Status == Unneeded
		switch step := result.Step; {
		case step.Kind == Upload && isWell:
		case step.Kind == Arrange && (isWell || len(movedIn(step, changes)) > 0):
			for _, change := range movedIn(step, changes) {
				tell(change.Address, result)
			}
		default:
			tell(step.Address, result)
		}
	}
	return objects
}

func (o *Object) add(result Result) {
	worse := []Status{Unneeded, Done, NotAttempted, Failed}
	if slices.Index(worse, result.Status) > slices.Index(worse, o.Status) {
		o.Status, o.Err = result.Status, result.Err
	}
	o.Begun = o.Begun || result.Status == Done
	o.Rejected += len(result.Rejected)
}

// movedIn returns the changes of the course that have a new place.
func movedIn(arrange *Step, changes []plan.Change) (moved []*plan.Change) {
	for i := range changes {
		change := &changes[i]
		if change.Address.Course == arrange.Address.Course && change.Place != nil {
			moved = append(moved, change)
		}
	}
	return moved
}
