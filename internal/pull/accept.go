package pull

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/importer"
)

// checkUnchanged checks that the files just read are those of the plan.
func (p *pulling) checkUnchanged() error {
	if len(p.jobs) == 0 {
		return nil
	}
	l, err := p.loadWith(nil)
	if err != nil {
		return err
	}
	for _, j := range p.jobs {
		now := l.of(j.file)
		isSame := now != nil
		for _, s := range course.Specs(j.kind()) {
			isSame = isSame && p.sender.digest(j.kind(), now, s.Field) == p.sender.digest(j.kind(), j.declared, s.Field)
		}
		if !isSame {
			return fmt.Errorf("read %s: it was changed at this moment; run again", j.file)
		}
	}
	return nil
}

// accept makes files of Whop's content, and leaves on Whop what files cannot express.
func (p *pulling) accept() error {
	if err := p.express(); err != nil {
		return err
	}
	return p.agreeOnTexts()
}

// express makes files of Whop's content, which are valid together.
func (p *pulling) express() error {
	for _, j := range p.jobs {
		p.draft(j)
	}
	l, err := p.loadWith(p.agreed)
	if err != nil || len(l.problems) == 0 && !slices.ContainsFunc(p.jobs, func(j *job) bool { return !l.says(j, j.fields) }) {
		return err
	}
	for _, j := range p.jobs { // each by itself, field by field
		alone, err := p.loadWith(j.after)
		if err != nil {
			return err
		}
		if len(alone.problems) > 0 || !alone.says(j, j.fields) {
			if err := p.narrow(j); err != nil {
				return err
			}
		}
	}
	if l, err = p.loadWith(p.agreed); err == nil && len(l.problems) > 0 {
		err = fmt.Errorf("with what is on Whop the files would not be valid: %s", l.problems[0])
	}
	return err
}

// agreeOnTexts leaves those texts on Whop that the files do not say after all: an edit in another lesson has made something else of
// a text which both include.
func (p *pulling) agreeOnTexts() error {
	for {
		l, err := p.loadWith(p.agreed)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.jobs, func(j *job) bool {
			return slices.Contains(j.fields, course.Content) && !p.sender.shows(l.of(j.file), j)
		})
		if i < 0 {
			return nil
		}
		alone, err := p.loadWith(p.jobs[i].after)
		if err != nil {
			return err
		}
		reason := "it includes a text that says something else where another lesson shows it; make the two the same"
		if !p.sender.shows(alone.of(p.jobs[i].file), p.jobs[i]) {
			reason = "the file cannot say it: it has to be edited there by hand"
		}
		p.jobs[i].leave(course.Content, "its content stays on Whop: "+reason)
		p.agreed = map[string][]byte{}
		for _, j := range p.jobs {
			p.draft(j)
		}
	}
}

// shows reports whether what a loaded file has for a text is what Whop shows.
func (s *sender) shows(now *course.Resource, j *job) bool {
	if now == nil {
		return false
	}
	body, _ := now.Fields[course.Content].(course.Body)
	sent, _ := s.resolver.Resolve(body)
	shown, _ := importer.Markdown(j.live.Fields.Text(course.Content))
	return isSame(sent, shown)
}

// draft makes the file with what Whop shows.
func (p *pulling) draft(j *job) {
	for _, field := range slices.Clone(j.fields) {
		if _, err := p.sender.version(j, []course.Field{field}); err != nil {
			j.leave(field, "its "+string(field)+" stays on Whop: "+err.Error())
		}
	}
	var err error
	if j.after, err = p.sender.version(j, j.fields); err != nil {
		j.after = map[string][]byte{j.file: j.before}
	}
	p.putAll(p.agreed, j, j.after)
}

// putAll notes the files of a job that change.
func (p *pulling) putAll(files map[string][]byte, j *job, after map[string][]byte) {
	for at, data := range after {
		before := j.before
		if at != j.file {
			before, _ = p.in.Repo.Read(at) // it was read before
		}
		put(files, at, before, data)
	}
}

// says reports whether a file says what it is to say, and nothing else otherwise.
func (l loaded) says(j *job, fields []course.Field) bool {
	now := l.of(j.file)
	if now == nil || now.Address != j.declared.Address || now.Key != j.declared.Key {
		return false
	}
	for _, s := range course.Specs(j.kind()) {
		if !agrees(j, s, now.Fields[s.Field], slices.Contains(fields, s.Field)) {
			return false
		}
	}
	return true
}

// agrees compares a field of a loaded file with what it is to be.
func agrees(j *job, s course.Spec, now course.Value, pulled bool) bool {
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
func (p *pulling) narrow(j *job) error {
	var kept []course.Field
	for _, field := range slices.Clone(j.fields) {
		some := append(slices.Clone(kept), field)
		data, err := p.sender.version(j, some)
		reason := "the file cannot say it"
		if err == nil {
			l, err := p.loadWith(data)
			if err != nil {
				return err
			}
			if len(l.problems) == 0 && l.says(j, some) {
				kept = some
				continue
			}
			if len(l.problems) > 0 {
				reason = l.problems[0].Message
			}
		}
		j.leave(field, "its "+string(field)+" stays on Whop: "+reason)
	}
	p.draft(j)
	return nil
}
