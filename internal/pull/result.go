package pull

import (
	"cmp"
	"errors"
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

// Object is a course, chapter or lesson of which something was pulled, or could not be.
type Object struct {
	Address course.Address
	Path    string
	Title   string
	Fields  []course.Field // that were pulled
	// Merged are those of Fields that the files had changed as well. Conflict says that both changed the same lines.
	Merged   []course.Field
	Conflict bool
	Made     bool   // it was made on Whop, and its file is new
	Moved    string // where it lies now that it was moved on Whop
	Gone     bool   // it was deleted on Whop, and its file is taken out
	Deleted  bool   // it was deleted on Whop, and its file stays until that is accepted
	// Left are fields that stay on Whop alone, and Notes say why, and what else the files do not say.
	Left  []course.Field
	Notes []string
}

// IsPulled reports whether the files say something else for it.
func (o Object) IsPulled() bool { return len(o.Fields) > 0 || o.Made || o.Gone || o.Moved != "" }

// Result is what a pull does.
type Result struct {
	Steps   []spec.Arrangement // one after the other
	Objects []Object
	// Bindings are what the state learns: what was pulled is agreed on.
	Bindings map[course.Address]*state.Binding
	Uploads  state.Files // by which Whop knows the files that were downloaded
	// StayingFiles says that files stay on Whop that were not to be downloaded.
	StayingFiles bool
}

// Conflicts counts the objects whose files have marks of conflicts.
func (r *Result) Conflicts() (n int) {
	for _, o := range r.Objects {
		if o.Conflict {
			n++
		}
	}
	return n
}

// HasChanges reports whether there is something to pull.
func (r *Result) HasChanges() bool {
	return slices.ContainsFunc(r.Objects, func(o Object) bool { return o.IsPulled() })
}

// Files returns the paths at which something is written, comes or goes, sorted.
func (r *Result) Files() []string {
	var all []string
	for _, step := range r.Steps {
		for _, text := range slices.Concat(step.Texts, step.Made, step.Gone) {
			all = append(all, text.Path, step.To(text.Path))
		}
		for _, rename := range step.Renames {
			all = append(all, rename.From, rename.To)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

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
	r := &Result{Steps: s.steps, Bindings: unretired(p.in)}
	_, r.Uploads = p.reader.Files()
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
		r.Bindings[j.declared.Address] = bindingOf(p.sender, j, learned[j.declared.Address], final)
	}
	r.Objects = append(r.Objects, s.found...)
	r.StayingFiles = slices.ContainsFunc(r.Objects, func(o Object) bool {
		return slices.ContainsFunc(o.Notes, func(note string) bool { return strings.HasSuffix(note, importer.NotAskedFor) })
	})
	if slices.ContainsFunc(s.found, Object.IsPulled) {
		r.Bindings = bindingsOf(s, r.Bindings)
	}
	return r, nil
}

// unretired returns what the plan starts from. Files that are gone are for a plan to tell of, and a pull forgets none.
func unretired(in *Input) map[course.Address]*state.Binding {
	bindings := maps.Clone(in.Work.Bindings)
	was := map[string]bool{}
	for _, binding := range in.Sides.State.Bindings {
		was[binding.ID] = binding.Retired
	}
	for address, binding := range bindings {
		if binding.Retired && !was[binding.ID] {
			next := binding.Clone()
			next.Retired = false
			bindings[address] = next
		}
	}
	return bindings
}

// bindingsOf returns bindings for the files as they are after all steps: under their new addresses, with what is new and
// without what is gone. The order is that of Whop.
func bindingsOf(s *structuring, bindings map[course.Address]*state.Binding) map[course.Address]*state.Binding {
	sides := s.in.Sides
	project := s.now
	at := map[string]*course.Resource{} // by place
	for r := range project.Resources() {
		at[spec.PlaceOf(r.Source.Path)+string(r.Address.Kind())] = r
	}
	known := map[course.Address]*state.Binding{}
	for address, binding := range bindings {
		now := at[s.places[binding.ID]+string(address.Kind())]
		switch {
		case now != nil:
			known[now.Address] = binding
		case !s.gone[binding.ID]:
			known[address] = binding
		}
	}
	sides.State = sides.State.Clone()
	sides.State.Bindings = known
	for id := range s.made {
		for _, kind := range []course.Kind{course.KindChapter, course.KindLesson} {
			if r := at[s.places[id]+string(kind)]; r != nil {
				known[r.Address] = &state.Binding{ID: id, Path: r.Source.Path, Key: r.Key}
			}
		}
	}
	live := make([]*course.Course, len(sides.Live))
	for i, c := range sides.Live {
		live[i] = inDetail(c, s.made)
	}
	sides.Live, sides.Desired = live, project.Courses
	sides.Agreed = func(id string, _ course.Field) bool { return s.made[id] != nil }
	learned := plan.Diff(sides).Bindings
	for address, binding := range learned {
		was := known[address]
		if was == nil || s.made[binding.ID] != nil {
			continue
		}
		next := was.Clone()
		next.Path, next.Outline = binding.Path, binding.Outline
		learned[address] = next
	}
	return learned
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
// the files yet.
func bindingOf(s *sender, j *job, learned *state.Binding, final loaded) *state.Binding {
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
		files := s.digest(j.kind(), j.declared, field)
		if now := final.of(j.file); j.marked || now == nil || s.digest(j.kind(), now, field) != files {
			was := s.known(j, field)
			synced.Former = state.Former{Files: files, Sent: was.Sent, Got: was.Got}
		}
		next.Fields[field] = synced
	}
	return next
}
