package pull

import (
	"bytes"
	"iter"
	"slices"

	"whopsync/internal/course"
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
	for data := range applied(p.in.Applied, j) {
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

// applied are what the file may have been when it was applied: out of git, whose line ends may be others, and out of
// the records of runs.
func applied(a Applied, j *job) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if a.File != nil {
			if data, ok := a.File(j.binding.Path); ok && !yield(LikeLines(data, j.before)) {
				return
			}
		}
		if a.Earlier == nil {
			return
		}
		for _, data := range a.Earlier(j.binding.Path) {
			if !yield(data) {
				return
			}
		}
	}
}

// LikeLines returns a file out of git with the line ends of another.
func LikeLines(data, like []byte) []byte {
	if bytes.Contains(like, []byte("\r\n")) && !bytes.Contains(data, []byte("\r\n")) {
		return bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	}
	return data
}

// wasSent reports whether a version says what was sent.
func wasSent(s *sender, j *job, was *course.Resource) bool {
	return !slices.ContainsFunc(j.both, func(field course.Field) bool {
		return s.digest(j.kind(), was, field) != s.known(j, field).Sent
	})
}
