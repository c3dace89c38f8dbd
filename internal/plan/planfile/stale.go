package planfile

import (
	"fmt"
	"slices"

	"whopsync/internal/plan"
)

// Differences describes for a person how two plans differ: first in their actions, else in
// their basis.
func Differences(saved, now *plan.Plan) []string {
	before, after := byAddress(saved), byAddress(now)
	var differences []string
	for address, was := range before {
		switch is := after[address]; {
		case is == nil:
			differences = append(differences, address+" is not part of the plan any more")
		case meaning(is) != meaning(was), was.Schedule.Waits() && !is.Schedule.Waits():
			differences = append(differences, address+sideOf(was, is))
		}
	}
	for address := range after {
		if before[address] == nil {
			differences = append(differences, address+" was not part of the plan")
		}
	}
	slices.Sort(differences)
	const enough = 10
	if more := len(differences) - enough; more > 0 {
		differences = append(differences[:enough], fmt.Sprintf("and %d more", more))
	}
	if saved.Lineage != now.Lineage || saved.Serial != now.Serial {
		differences = slices.Insert(differences, 0, fmt.Sprintf("the state has changed since then, as after every apply (serial %d, now %d)", saved.Serial, now.Serial))
	}
	if len(differences) == 0 {
		return []string{"settings, or content outside this plan, changed after it was saved"}
	}
	return differences
}

func byAddress(p *plan.Plan) map[string]*plan.Change {
	changes := map[string]*plan.Change{}
	for i := range p.Changes {
		changes[p.Changes[i].Address.String()] = &p.Changes[i]
	}
	return changes
}

// sideOf says on which side an object has changed, where its fields tell.
func sideOf(was, is *plan.Change) string {
	if was.Schedule.Waits() && !is.Schedule.Waits() {
		return " waits no longer: its date has come since then, or its file says another thing"
	}
	file, live := false, false
	for _, before := range was.Fields {
		for _, after := range is.Fields {
			if before.Field == after.Field {
				file = file || digestOf(before.After) != digestOf(after.After)
				live = live || expected(&before) != expected(&after)
			}
		}
	}
	switch {
	case file && !live:
		return " was changed in its file since then"
	case live && !file:
		return " was changed on Whop since then"
	}
	return " has changed since"
}
