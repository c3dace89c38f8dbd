package pull

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
)

var errUnreadable = errors.New("the file cannot be read")

// pulling is a pull that is worked out.
type pulling struct {
	in      *Input
	sender  *sender
	reader  *importer.Reader
	jobs    []*job
	changed map[string][]byte // the files as they will be
}

// loaded is the repository as it would be.
type loaded struct {
	project  *spec.Project
	problems spec.Problems // errors alone
}

func (p *pulling) load() loaded { return p.loadWith(p.changed) }

func (p *pulling) loadWith(files map[string][]byte) loaded {
	project, problems := spec.Load(p.in.Repo.With(files), p.in.Sides.Environment)
	return loaded{project, slices.DeleteFunc(problems, func(q spec.Problem) bool { return q.Severity != spec.SeverityError })}
}

func (l loaded) of(file string) *course.Resource {
	for _, c := range l.project.Courses {
		for r := range c.Resources() {
			if spec.DeclaringFile(r.Source.Path) == file {
				return r
			}
		}
	}
	return nil
}

// accept makes the files of what Whop shows, and leaves on Whop what they cannot say.
func (p *pulling) accept() error {
	for _, j := range p.jobs {
		p.draft(j)
	}
	l := p.load()
	if len(l.problems) == 0 {
		isSaid := true
		for _, j := range p.jobs {
			isSaid = p.isSaid(l, j, j.fields) && isSaid
		}
		if isSaid {
			return nil
		}
	}
	for _, j := range p.jobs { // each by itself, field by field
		alone := p.loadWith(map[string][]byte{j.file: j.after})
		if len(alone.problems) > 0 || !p.isSaid(alone, j, j.fields) {
			p.narrow(j)
		}
	}
	if l := p.load(); len(l.problems) > 0 {
		return errors.Join(errors.New("with what is on Whop the files would not be valid"), errors.New(l.problems[0].String()))
	}
	return nil
}

// draft makes the file with what Whop shows.
func (p *pulling) draft(j *job) {
	var err error
	j.after, err = p.version(j, j.fields)
	if err != nil {
		for _, field := range slices.Clone(j.fields) {
			if _, err := p.version(j, []course.Field{field}); err != nil {
				j.leave(field, "its "+string(field)+" stays on Whop: "+err.Error())
			}
		}
		if j.after, err = p.version(j, j.fields); err != nil {
			j.after = j.before
		}
	}
	p.put(j.file, j.after, j.before)
}

func (p *pulling) put(file string, data, before []byte) {
	if data == nil || before != nil && bytes.Equal(data, before) {
		delete(p.changed, file)
		return
	}
	p.changed[file] = data
}

// version is the file with what Whop shows in some fields.
func (p *pulling) version(j *job, fields []course.Field) ([]byte, error) {
	return p.revise(j, j.before, j.declared.Fields, fields)
}

// isSaid reports whether a file says what it is to say, and nothing else otherwise.
func (p *pulling) isSaid(l loaded, j *job, fields []course.Field) bool {
	now := l.of(j.file)
	if now == nil || now.Address != j.declared.Address || now.Key != j.declared.Key {
		return false
	}
	for _, s := range course.Specs(j.kind()) {
		if !p.agrees(j, s, now.Fields[s.Field], slices.Contains(fields, s.Field)) {
			return false
		}
	}
	return true
}

// agrees compares a field of a loaded file with what it is to be.
func (p *pulling) agrees(j *job, s course.Spec, now course.Value, pulled bool) bool {
	want := j.declared.Fields[s.Field]
	switch {
	case pulled && s.Field == course.Content:
		return true // it was compared as it was made
	case pulled:
		want = j.wish[s.Field]
	}
	if _, isNull := want.(course.Null); isNull && (now == nil || s.Cleared() != nil && course.Same(now, s.Cleared())) {
		return true
	}
	switch want := want.(type) {
	case course.File:
		file, ok := now.(course.File)
		return ok && file.Path == want.Path
	case course.Files:
		files, _ := now.(course.Files)
		return slices.EqualFunc(files, want, func(a, b course.File) bool { return a.Path == b.Path })
	case nil:
		return now == nil
	}
	return now != nil && course.Same(now, want)
}

// narrow leaves the fields on Whop that the file cannot say.
func (p *pulling) narrow(j *job) {
	var kept []course.Field
	for _, field := range slices.Clone(j.fields) {
		some := append(slices.Clone(kept), field)
		data, err := p.version(j, some)
		reason := "the file cannot say it"
		if err == nil {
			l := p.loadWith(map[string][]byte{j.file: data})
			if len(l.problems) == 0 && p.isSaid(l, j, some) {
				kept = some
				continue
			}
			if len(l.problems) > 0 {
				reason = l.problems[0].Message
			}
		}
		j.leave(field, "its "+string(field)+" stays on Whop: "+reason)
	}
	j.fields = kept
	p.draft(j)
}

// result is what the state learns of the files that agree with Whop, and the files as they are written.
func (p *pulling) result(agreed loaded) *Result {
	fields := map[string][]course.Field{}
	r := &Result{}
	for _, j := range p.jobs {
		fields[j.live.ID] = j.fields
		r.Objects = append(r.Objects, Object{
			Address: j.declared.Address, Path: j.file, Title: cmp.Or(j.live.Title(), path.Base(j.file)),
			Fields: j.fields, Left: j.left, Notes: j.notes,
		})
	}
	sides := p.in.Sides
	sides.Desired = agreed.project.Courses
	sides.Agreed = func(id string, field course.Field) bool { return slices.Contains(fields[id], field) }
	r.Bindings = plan.Diff(sides).Bindings
	for _, file := range slices.Sorted(maps.Keys(p.changed)) {
		e := Edit{Path: file, After: p.changed[file]}
		if i := slices.IndexFunc(p.jobs, func(j *job) bool { return j.file == file }); i >= 0 {
			e.Before = p.jobs[i].before
		}
		r.Edits = append(r.Edits, e)
	}
	return r
}
