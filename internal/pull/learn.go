package pull

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// resultOf is what was worked out, and what the state learns of files that say what Whop shows.
func resultOf(p *pulling, s *structuring) (*Result, error) {
	agreed, final := loaded{project: p.in.Project}, loaded{project: p.in.Project}
	if len(p.jobs) > 0 {
		var err1, err2 error
		agreed, err1 = p.loadWith(p.agreed)
		final, err2 = p.loadWith(p.final)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
	}
	fields := map[string][]course.Field{}
	r := &Result{Steps: s.steps, Bindings: maps.Clone(p.in.Sides.State.Bindings)}
	_, r.Uploads = p.reader.Files()
	for _, j := range p.jobs {
		fields[j.live.ID] = j.fields
		j.noteIncludes(final)
		r.Objects = append(r.Objects, Object{
			Address: j.declared.Address, Path: j.file, Title: cmp.Or(j.live.Title(), path.Base(j.file)),
			Fields: j.fields, Merged: j.both, Conflict: j.marked, Left: j.left, Notes: j.notes,
		})
	}
	sides := p.in.Sides
	sides.Desired = agreed.project.Courses
	sides.Agreed = func(id string, field course.Field) bool { return slices.Contains(fields[id], field) }
	learned, at := plan.Diff(sides).Bindings, p.in.Sides.State.ByID()
	for _, j := range p.jobs {
		known := at[j.live.ID]
		r.Bindings[known] = bindingOf(p, j, r.Bindings[known], learned[j.declared.Address], final)
	}
	if !p.in.Unmerged {
		learnAdopted(p.in, r.Bindings, at)
	}
	for id := range s.reordered {
		next := r.Bindings[at[id]].Clone()
		next.Ordered(s.reordered[id])
		r.Bindings[at[id]] = next
	}
	r.Objects = append(r.Objects, s.found...)
	r.StayingFiles = slices.ContainsFunc(r.Objects, func(o Object) bool {
		return slices.ContainsFunc(o.Notes, func(note string) bool { return strings.HasSuffix(note, importer.NotAskedFor) })
	})
	if slices.ContainsFunc(s.found, Object.IsPulled) {
		r.Bindings = withMade(s, r.Bindings)
	}
	return r, nil
}

// noteIncludes says where an edit is that is not in the lesson's file, and whom else it reaches.
func (j *job) noteIncludes(final loaded) {
	for _, at := range slices.Sorted(maps.Keys(j.after)) {
		if at == j.file {
			continue
		}
		others := 0
		for r := range final.project.Resources() {
			body, _ := r.Fields[course.Content].(course.Body)
			if r.Address != j.declared.Address && slices.ContainsFunc(body.Shared, func(s course.Shared) bool { return s.From == at }) {
				others++
			}
		}
		switch note := "an edit is in " + at; others {
		case 0:
			j.note(note + ", which the lesson includes")
		case 1:
			j.note(note + "; the next apply brings it to another lesson that includes it")
		default:
			j.note(fmt.Sprintf("%s; the next apply brings it to %d other lessons that include it", note, others))
		}
	}
}

// learnAdopted adds to known what both sides say in the same words, so that nothing was pulled.
func learnAdopted(in *Input, known map[course.Address]*state.Binding, at map[string]course.Address) {
	for _, found := range in.Work.Bindings {
		before := in.Sides.State.Bindings[at[found.ID]]
		if before == nil || before.Pulled {
			continue
		}
		next := known[at[found.ID]].Clone()
		for field, now := range found.Fields {
			was, isKnown := before.Fields[field]
			if isKnown && was.Offered == nil && now.Sent != was.Sent && next.Fields[field].Sent == was.Sent {
				next.Fields[field] = now.After(was)
			}
		}
		known[at[found.ID]] = next
	}
}

// withMade adds what is new to bindings. What was moved or deleted is learned by the apply that gets the files: until
// then, a clone without them would take the old places for its own wish.
func withMade(s *structuring, bindings map[course.Address]*state.Binding) map[course.Address]*state.Binding {
	known := maps.Clone(bindings)
	maps.DeleteFunc(known, func(_ course.Address, binding *state.Binding) bool { return s.made[binding.ID] != nil })
	ids := map[string]string{} // of what is new, by place
	for id := range s.made {
		ids[s.places[id]] = id
	}
	sides := s.in.Sides
	sides.State = sides.State.Clone()
	sides.State.Bindings = maps.Clone(known)
	earlier, made := s.in.Sides.State.ByID(), map[course.Address]bool{}
	for r := range s.now.Resources() {
		if id := ids[spec.Place(r)]; id != "" {
			made[r.Address], sides.State.Bindings[r.Address] = true, &state.Binding{ID: id, Key: r.Key}
		}
	}
	live := make([]*course.Course, len(sides.Live))
	for i, c := range sides.Live {
		live[i] = inDetail(c, s.made)
	}
	sides.Live, sides.Desired = live, s.now.Courses
	sides.Agreed = func(id string, _ course.Field) bool { return s.made[id] != nil }
	learned := plan.Diff(sides).Bindings
	for address := range made {
		next := learned[address].Clone()
		next.Pulled, next.Path = true, "" // which is in no commit that was applied
		if was := bindings[earlier[next.ID]]; was != nil {
			for field, synced := range next.Fields {
				next.Fields[field] = again(was.Fields[field], synced, s.in.Unmerged)
			}
		}
		known[freeIn(known, address)] = next
	}
	return known
}

// again returns what is known of a field of what is pulled once more: files may have the pull before alone.
func again(was, now state.Synced, isUnmerged bool) state.Synced {
	switch {
	case was.Sent == "" || was.Sent == now.Sent && was.Got == now.Got:
		return now
	case isUnmerged:
		return was.Offer(state.Known{Files: now.Sent, Sent: now.Sent, Got: now.Got})
	}
	return now.After(was)
}

// freeIn returns an address under which nothing is known: what was moved away may be known under that of what is new.
func freeIn(known map[course.Address]*state.Binding, address course.Address) course.Address {
	free := address
	for n := 2; known[free] != nil; n++ {
		free = address.Parent().Child(fmt.Sprint(address.Name(), "-", n))
	}
	return free
}

// inDetail returns a course with what is new as it was read.
func inDetail(c *course.Course, made map[string]*course.Resource) *course.Course {
	all := *c
	all.Chapters = nil
	for _, chapter := range c.Chapters {
		one := *chapter
		one.Lessons = nil
		for _, lesson := range chapter.Lessons {
			if full := made[lesson.ID]; full != nil {
				lesson = &course.Lesson{Resource: *full}
			}
			one.Lessons = append(one.Lessons, lesson)
		}
		all.Chapters = append(all.Chapters, &one)
	}
	return &all
}

// bindingOf returns a binding with what was pulled agreed on, and what was known before: other clones have not got
// the files yet. All else of it is for an apply to learn, for the same reason.
func bindingOf(p *pulling, j *job, was, learned *state.Binding, final loaded) *state.Binding {
	next := was.Clone()
	if learned == nil {
		return next
	}
	if !p.in.Unmerged {
		next.Questions, next.Attachments = learned.Questions, learned.Attachments
	}
	now := final.of(j.file)
	for _, field := range j.fields {
		synced, ok := learned.Fields[field]
		if !ok {
			continue
		}
		before, after := p.sender.digest(j.kind(), j.declared, field), course.Digest("") // with marks of conflicts, nobody knows
		if now != nil && !j.marked {
			after = p.sender.digest(j.kind(), now, field)
		}
		switch known := was.Fields[field]; {
		case p.in.Unmerged && after == known.Sent: // the files that are merged already say what this one will say
			known.Got = synced.Got
			next.Fields[field] = known
		case p.in.Unmerged && after != "":
			next.Fields[field] = known.Offer(state.Known{Files: after, Sent: synced.Sent, Got: synced.Got})
		case p.in.Unmerged:
		case after == before:
			next.Fields[field] = synced.After(known)
		default:
			next.Fields[field] = synced.After(known, before)
		}
	}
	return next
}
