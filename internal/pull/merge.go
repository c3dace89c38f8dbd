package pull

import (
	"bytes"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// merge makes the file as it will be. What the files have changed as well is merged in three ways: what was
// applied, the file, and what was applied with what Whop shows.
func (p *pulling) merge(j *job) error {
	if len(j.both) == 0 {
		put(p.final, j.file, j.before, j.after)
		return nil
	}
	alone := slices.DeleteFunc(slices.Clone(j.fields), func(f course.Field) bool { return slices.Contains(j.both, f) })
	own, err := p.sender.version(j, alone)
	if err != nil {
		return err
	}
	base, other := p.versions(j, alone)
	merged, conflict, err := p.in.Merge(own, base, other)
	if err != nil {
		return err
	}
	if !conflict {
		l, err := p.loadWith(map[string][]byte{j.file: merged})
		if err != nil {
			return err
		}
		if len(l.problems) > 0 { // line by line it fits, and together it says nothing that is valid
			if merged, conflict, err = p.in.Merge(own, nil, other); err != nil {
				return err
			}
		}
	}
	j.marked = conflict
	put(p.agreed, j.file, j.before, other)
	put(p.final, j.file, j.before, merged)
	return nil
}

// versions returns what was applied, and that with what Whop shows. Where it is not known, the base is empty.
func (p *pulling) versions(j *job, alone []course.Field) (base, other []byte) {
	for _, find := range []func(Applied, *sender, *job) []byte{committed, recorded} {
		data := find(p.in.Applied, p.sender, j)
		if data == nil {
			continue
		}
		l, err := p.loadWith(map[string][]byte{j.file: data})
		was := l.of(j.file)
		if err != nil || was == nil || !wasSent(p.sender, j, was) {
			continue
		}
		base, err1 := p.sender.revise(j, data, was.Fields, alone)
		other, err2 := p.sender.revise(j, data, was.Fields, j.fields)
		if err1 == nil && err2 == nil {
			return base, other
		}
	}
	return nil, j.after
}

// committed is the file as it was applied, out of git. Git may have turned its line ends.
func committed(applied Applied, _ *sender, j *job) []byte {
	if applied.File == nil {
		return nil
	}
	data, ok := applied.File(j.binding.Path)
	if !ok {
		return nil
	}
	if bytes.Contains(j.before, []byte("\r\n")) && !bytes.Contains(data, []byte("\r\n")) {
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	}
	return data
}

// recorded is the file with the values that the record of a run has.
func recorded(applied Applied, s *sender, j *job) []byte {
	rev := spec.Revision{Was: j.declared.Fields, Fields: course.Fields{}}
	for _, field := range j.both {
		var value course.Value
		if applied.Value != nil {
			value = applied.Value(j.declared.Address, j.live.ID, field, s.known(j, field).Sent)
		}
		if value == nil {
			return nil
		}
		rev.Fields[field] = value
		if field == course.Content {
			own, _ := spec.Body(j.file, j.before)
			rev.Text = new(own[:spec.TitleEnd(own, j.declared.Title())] + rev.Fields.Text(field))
			delete(rev.Fields, field)
		}
	}
	data, err := spec.Revise(j.file, j.before, rev)
	if err != nil {
		return nil
	}
	return data
}

// wasSent reports whether a version says what was sent.
func wasSent(s *sender, j *job, was *course.Resource) bool {
	return !slices.ContainsFunc(j.both, func(field course.Field) bool {
		return s.digest(j.kind(), was, field) != s.known(j, field).Sent
	})
}
