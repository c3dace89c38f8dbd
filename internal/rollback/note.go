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

// add notes an object that the run is about.
func (n *noting) add(c *plan.Change) {
	binding := n.bindingOf(c.ID)
	declared := n.declared[c.Address]
	o := &Object{Address: c.Address, Kind: c.Kind, ID: c.ID, Title: c.Title}
	switch {
	case c.Removed != "" || c.Hide || c.Action == plan.Delete:
		if o.Fate = Hidden; c.Action == plan.Delete {
			o.Fate = Destroyed
		}
		if binding == nil {
			return
		}
		o.Address, o.Key = n.bound[c.ID], binding.Key
		if binding.Retired {
			if c.Action != plan.Delete {
				return
			}
			o.Notes = []string{"its file was gone before that run"}
		} else {
			o.Before = versionAt(binding.Path, o.Address)
		}
	case declared == nil:
		return
	case binding == nil || binding.Retired:
		if c.Action == plan.NoOp {
			return
		}
		o.Fate, o.Key, o.After = Created, declared.Key, n.version(declared)
	default:
		o.Fate, o.Key, o.After = Changed, declared.Key, n.version(declared)
		o.Before = &Version{Path: declared.Source.Path, Folder: declared.Source.Folder} // a file that was pulled has none yet
		if binding.Path != "" {
			o.Before = versionAt(binding.Path, n.bound[c.ID])
		}
		isMoved := o.Before.Path != declared.Source.Path
		n.maybe[o] = !isMoved && !c.Schedule.IsNew() && (c.Action != plan.Update || len(c.Fields) == 0 && len(c.Lost) == 0)
		if n.maybe[o] && (c.Kind == course.KindLesson || o.After.Text == nil) {
			return
		}
	}
	if binding != nil {
		o.Parent = n.parentOf(n.bound[c.ID])
		n.changes[c.ID] = c
	}
	n.objects = append(n.objects, o)
}
