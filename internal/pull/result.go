package pull

import (
	"cmp"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// result is what was worked out, and what the state learns of files that say what Whop shows.
func (p *pulling) result() (*Result, error) {
	agreed, err := p.loadWith(p.agreed)
	if err != nil {
		return nil, err
	}
	final, err := p.loadWith(p.final)
	if err != nil {
		return nil, err
	}
	fields := map[string][]course.Field{}
	r := &Result{Texts: p.texts(p.final), Bindings: p.in.Work.Bindings}
	for _, j := range p.jobs {
		fields[j.live.ID] = j.fields
		r.Objects = append(r.Objects, Object{
			Address: j.declared.Address, Path: j.file, Title: cmp.Or(j.live.Title(), path.Base(j.file)),
			Fields: j.fields, Merged: j.both, Conflict: j.marked, Left: j.left, Notes: j.notes,
		})
	}
	sides := p.in.Sides
	sides.Desired = agreed.project.Courses
	sides.Agreed = func(id string, field course.Field) bool { return slices.Contains(fields[id], field) }
	learned := plan.Diff(sides).Bindings
	for _, j := range p.jobs {
		r.Bindings[j.declared.Address] = p.learn(j, learned[j.declared.Address], final)
	}
	return r, nil
}

// learn returns a binding with what was pulled agreed on, and what was known before: other clones have not got
// the files yet.
func (p *pulling) learn(j *job, learned *state.Binding, final loaded) *state.Binding {
	next := j.binding.Clone()
	if learned == nil {
		return next
	}
	next.Questions, next.Attachments = learned.Questions, learned.Attachments
	for _, field := range j.fields {
		synced, ok := learned.Fields[field]
		if !ok {
			continue
		}
		files := p.digest(j.kind(), j.declared, field)
		if now := final.of(j.file); j.marked || now == nil || p.digest(j.kind(), now, field) != files {
			was := p.known(j, field)
			synced.Former = state.Former{Files: files, Sent: was.Sent, Got: was.Got}
		}
		next.Fields[field] = synced
	}
	return next
}
