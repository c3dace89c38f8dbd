package pull

import (
	"bytes"
	"iter"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// merge makes the files as they will be. What the files have changed as well is merged in three ways: what was
// applied, the file, and what was applied with what Whop shows.
func (p *pulling) merge(j *job) error {
	if len(j.both) == 0 {
		p.putAll(p.final, j, j.after)
		return nil
	}
	alone := slices.DeleteFunc(slices.Clone(j.fields), func(f course.Field) bool { return slices.Contains(j.both, f) })
	own, err := p.sender.version(j, alone)
	if err != nil {
		return err
	}
	base, other := p.versions(j, alone)
	for at := range other {
		if own[at] == nil {
			own[at], _ = p.in.Repo.Read(at) // it was read before
		}
	}
	merged, conflict, err := p.mergeAll(own, base, other)
	if err != nil {
		return err
	}
	if !conflict {
		l, err := p.loadWith(merged)
		if err != nil {
			return err
		}
		if len(l.problems) > 0 { // line by line it fits, and together it says nothing that is valid
			if merged, conflict, err = p.mergeAll(own, nil, other); err != nil {
				return err
			}
		}
	}
	j.marked = conflict
	p.putAll(p.agreed, j, other)
	p.putAll(p.final, j, merged)
	return nil
}

// mergeAll merges each of the files that other has.
func (p *pulling) mergeAll(own, base, other map[string][]byte) (merged map[string][]byte, conflict bool, err error) {
	merged = map[string][]byte{}
	for at := range other {
		one, marked, err := p.in.Merge(own[at], base[at], other[at])
		if err != nil {
			return nil, false, err
		}
		merged[at], conflict = one, conflict || marked
	}
	return merged, conflict, nil
}

// versions returns what was applied, and that with what Whop shows. Where it is not known, the base is empty.
func (p *pulling) versions(j *job, alone []course.Field) (base, other map[string][]byte) {
	for data := range applied(p.in.Applied, j) {
		files := p.asApplied(j, data)
		l, err := p.loadWith(files)
		was := l.of(j.file)
		if err != nil || was == nil || !wasSent(p.sender, j, was) {
			continue
		}
		base, err1 := p.sender.revise(j, files, was.Fields, alone)
		other, err2 := p.sender.revise(j, files, was.Fields, j.fields)
		if err1 != nil || err2 != nil {
			continue
		}
		for at, was := range files { // of which an edit may touch some
			for _, version := range []map[string][]byte{base, other} {
				if version[at] == nil {
					version[at] = was
				}
			}
		}
		return base, other
	}
	return nil, j.after
}

// asApplied returns a file as it was applied, with what it included then, as far as it is known.
func (p *pulling) asApplied(j *job, data []byte) map[string][]byte {
	files := map[string][]byte{j.file: data}
	if p.in.Applied.File == nil {
		return files
	}
	for _, at := range spec.Included(j.file, data) {
		now, err := p.in.Repo.Read(at)
		if err != nil {
			continue // it has gone since
		}
		if was, ok := p.in.Applied.File(at); ok {
			files[at] = LikeLines(was, now)
		}
	}
	return files
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
