package rollback

import (
	"context"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Note returns which objects a run is about, with their files.
func Note(ctx context.Context, run Run) ([]Object, error) {
	n := &noting{run: run, bound: map[string]course.Address{}, declared: map[course.Address]*course.Resource{}, changes: map[string]*plan.Change{}, maybe: map[*Object]bool{}}
	if s := run.Pull.Sides.State; s != nil {
		n.bound = s.ByID()
	}
	for r := range run.Pull.Project.Resources() {
		n.declared[r.Address] = r
	}
	for i := range run.Pull.Work.Changes {
		n.add(&run.Pull.Work.Changes[i])
	}
	if err := n.former(); err != nil {
		return nil, err
	}
	if err := n.shown(ctx); err != nil {
		return nil, err
	}
	var objects []Object
	for _, o := range n.objects {
		if !n.maybe[o] {
			objects = append(objects, *o)
		}
	}
	return objects, nil
}
