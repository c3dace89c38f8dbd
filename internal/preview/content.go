package preview

import (
	"io/fs"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// Content is what a site shows. Nothing of it is changed.
type Content struct {
	Dir      string // of the repository on disk, absolute
	Courses  []*course.Course
	Problems spec.Problems
	SetAside map[course.Address][]string // files beside the lessons of a chapter that are left out, by path
	Stale    map[course.Address]bool     // what cannot be read now, and is shown as it was before
	Open     func(path string) (fs.File, error)

	Environment string
	Plan        *plan.Plan   // nil: not known
	NoPlan      string       // why it is not, in one sentence
	Again       render.Again // makes the commands that answer a plan's questions
}

// Options say how a site is shown.
type Options struct {
	Drafts  bool                // with what students do not see
	Mask    func(string) string // hides keys in pages; may be nil
	Editor  string              // the scheme of links to an editor, such as vscode; "" makes none
	Build   string              // of a server: pages of another one load themselves again; "" makes pages for files
	Version int                 // of the content, counted by a server
}

// unread are the rules about files of which nothing is known.
var unread = map[string]bool{
	"yaml-syntax": true, "front-matter": true, "encoding": true, "unreadable": true, "too-large": true, "second-document": true, "merge-conflict": true,
}

// OrBefore returns the content with what cannot be read now as it was before.
func (c Content) OrBefore(before Content) Content {
	c.Stale = map[course.Address]bool{}
	broken := map[string]bool{}
	for _, p := range c.Problems {
		if unread[p.Rule] && p.Severity == spec.SeverityError {
			broken[p.Path] = true
		}
	}
	if len(broken) == 0 {
		return c
	}
	former := course.ByAddress(before.Courses)
	again := func(r course.Resource) course.Resource {
		was := former[r.Address]
		if was == nil || !broken[spec.DeclaringFile(r.Source.Path)] {
			return r
		}
		c.Stale[r.Address] = true
		return *was
	}
	if len(c.Courses) == 0 && broken[spec.ConfigFile] {
		c.Courses = before.Courses
	}
	c.Courses = slices.Clone(c.Courses)
	for i, read := range c.Courses {
		shown := &course.Course{Resource: again(read.Resource)}
		for _, chapter := range read.Chapters {
			in := &course.Chapter{Resource: again(chapter.Resource)}
			for _, lesson := range chapter.Lessons {
				in.Lessons = append(in.Lessons, &course.Lesson{Resource: again(lesson.Resource)})
			}
			shown.Chapters = append(shown.Chapters, in)
		}
		c.Courses[i] = shown
	}
	return c
}
