package rollback

import (
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// takeOut takes out the files of what the run created, where that is accepted: the next plan removes it on Whop.
func (r *restoring) takeOut() error {
	var a spec.Arrangement
	for _, kind := range []course.Kind{course.KindLesson, course.KindChapter, course.KindCourse} {
		for _, d := range r.done {
			if d.Fate != Created || d.Kind != kind || r.at[d] == "" {
				continue
			}
			if file, ok := r.mayGo(d, a.Gone); ok {
				a.Gone = append(a.Gone, file)
			}
		}
	}
	if len(a.Gone) == 0 {
		return nil
	}
	return r.take(a)
}

// mayGo returns the file of something that the run created, if it is to be taken out.
func (r *restoring) mayGo(d *Done, gone []spec.Formatting) (file spec.Formatting, ok bool) {
	now, err := r.repo.Read(r.declaring(d))
	switch {
	case d.Kind == course.KindCourse:
		d.say("%s; to take it back, take its folder out of the repository yourself", d.Began())
		return file, false
	case r.isInNewCourse(d), err != nil: // a chapter without a file goes with its lessons
		return file, false
	case !r.in.AcceptDeletes:
		d.Waits = true
		d.say("%s; its file stays", d.Began())
		return file, false
	case d.After.Text != nil && string(now) != *d.After.Text:
		d.block("%s, and its file was edited since: it stays", d.Began())
		return file, false
	case d.Kind == course.KindChapter && r.holdsOthers(r.at[d], gone):
		d.block("%s, and has other lessons by now: its file stays", d.Began())
		return file, false
	}
	d.Gone = true
	return spec.Formatting{Path: r.declaring(d), Before: now}, true
}

// isInNewCourse reports whether the run created the course that something is in.
func (r *restoring) isInNewCourse(d *Done) bool {
	return slices.ContainsFunc(r.done, func(c *Done) bool {
		return c.Kind == course.KindCourse && c.Fate == Created && c.Address.Contains(d.Address)
	})
}

// holdsOthers reports whether a folder has lessons that stay.
func (r *restoring) holdsOthers(dir string, gone []spec.Formatting) bool {
	for resource := range r.in.Project.Resources() {
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
