package rollback

import (
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// takeOut takes out the files of what the run created, where that is accepted: the next plan removes it on Whop.
func takeOut(r *restoring) error {
	var a spec.Arrangement
	for _, kind := range []course.Kind{course.KindLesson, course.KindChapter, course.KindCourse} {
		for _, d := range r.done {
			if d.Fate != Created || d.Kind != kind || d.at == "" {
				continue
			}
			if file, ok := mayGo(r, d, a.Gone); ok {
				a.Gone = append(a.Gone, file)
			}
		}
	}
	return r.take(a)
}

// mayGo returns the file of something that the run created, if it is to be taken out.
func mayGo(r *restoring, d *Done, gone []spec.Formatting) (file spec.Formatting, ok bool) {
	now, err := r.repo.Read(d.file(r.repo))
	switch {
	case d.Kind == course.KindCourse:
		d.say("%s; to take it back, take its folder out of the repository yourself", d.Began())
		return file, false
	case isInNewCourse(r.done, d), err != nil: // a chapter without a file goes with its lessons
		return file, false
	case !r.in.AcceptDeletes:
		d.Waits = true
		d.say("%s; its file stays", d.Began())
		return file, false
	case d.After.Text != nil && string(now) != *d.After.Text:
		d.block("%s, and its file was edited since: it stays", d.Began())
		return file, false
	case d.Kind == course.KindChapter && holdsOthers(r.in.Project, d.at, gone):
		d.block("%s, and has other lessons by now: its file stays", d.Began())
		return file, false
	}
	d.Gone = true
	return spec.Formatting{Path: d.file(r.repo), Before: now}, true
}

// isInNewCourse reports whether the run created the course that something is in.
func isInNewCourse(done []*Done, d *Done) bool {
	return slices.ContainsFunc(done, func(c *Done) bool {
		return c.Kind == course.KindCourse && c.Fate == Created && c.Address.Contains(d.Address)
	})
}

// holdsOthers reports whether a folder has lessons that stay.
func holdsOthers(project *spec.Project, dir string, gone []spec.Formatting) bool {
	for resource := range project.Resources() {
		file := resource.Source.Path
		isGone := slices.ContainsFunc(gone, func(f spec.Formatting) bool { return f.Path == file })
		if resource.Address.Kind() == course.KindLesson && path.Dir(spec.Place(resource)) == dir && !isGone {
			return true
		}
	}
	return false
}

// Began says where the run had something from: what had an id was hidden on Whop, or was another's.
func (d *Done) Began() string {
	if d.ID != "" {
		return "was on Whop before that run, which brought it into the files"
	}
	return "was created by that run"
}
