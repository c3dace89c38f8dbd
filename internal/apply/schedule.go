package apply

import (
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// scheduled returns the entries that remember the dates of lessons to which this run has written. A lesson of which a write
// failed, was not kept or was not attempted keeps what is known: its date may not show students half of it.
func scheduled(p *plan.Work, j *journal, objects []Object) (entries []state.Entry) {
	isWhole := make(map[course.Address]bool, len(objects))
	for _, o := range objects {
		isWhole[o.Address] = (o.Status == Done || o.Status == Unneeded) && o.Rejected == 0
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		date, ok := p.Dates[c.Address]
		if !ok || c.Hide || len(c.Fields) == 0 || c.Action == plan.Delete || !isWhole[c.Address] {
			continue
		}
		binding := j.binding(c.Address)
		if binding.Unfinished || !binding.PublishAt.Equal(date) {
			binding.PublishAt, binding.Unfinished = date.UTC(), false
			entries = append(entries, state.Entry{Event: state.EventBind, Address: c.Address, Binding: binding})
		}
	}
	return entries
}
