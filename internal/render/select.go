package render

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

func changesOf(p *plan.Plan, holds func(*plan.Change) bool) []*plan.Change {
	var changes []*plan.Change
	for i := range p.Changes {
		if c := &p.Changes[i]; holds(c) {
			changes = append(changes, c)
		}
	}
	return changes
}

func hasDrift(c *plan.Change) bool { return len(c.Drift) > 0 }

// becomesHidden reports an object that students stop seeing, with its file or by its file.
func becomesHidden(c *plan.Change) bool {
	hidden := func(f plan.FieldChange) bool {
		return f.Field == course.Visibility && f.After == course.Value(course.Text(course.Hidden)) && f.Before != nil
	}
	return c.Hide || c.Action == plan.Update && fieldsOf(c, hidden) != nil
}

func inConflict(f plan.FieldChange) bool { return f.Conflict }

func fieldsOf(c *plan.Change, holds func(plan.FieldChange) bool) []course.Field {
	var fields []course.Field
	for _, f := range c.Fields {
		if holds(f) {
			fields = append(fields, f.Field)
		}
	}
	return fields
}

// isOverPull reports an object of which an edit that was pulled is replaced.
func isOverPull(c *plan.Change) bool {
	return slices.ContainsFunc(c.Fields, func(f plan.FieldChange) bool { return f.OverPull })
}

// isRelinked reports an object where nothing changes but where links lead.
func isRelinked(c *plan.Change) bool { return len(c.Fields) == 1 && c.Fields[0].Relinked }

func byAddress(p *plan.Plan) map[course.Address]*plan.Change {
	changes := map[course.Address]*plan.Change{}
	for i := range p.Changes {
		changes[p.Changes[i].Address] = &p.Changes[i]
	}
	return changes
}

// isCarried reports an object with a new address because of its parent.
func isCarried(c *plan.Change, changes map[course.Address]*plan.Change) bool {
	parent := changes[c.Address.Parent()]
	return parent != nil && !parent.Previous.IsZero() && c.Previous == parent.Previous.Child(c.Address.Name())
}
