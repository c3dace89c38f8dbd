package spec

import (
	"cmp"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// declaration is the common part of courses, chapters and lessons while they are loaded:
// the discovered file, and then its content.
type declaration struct {
	at      string // the lesson's file, or the folder of a course or chapter
	path    string // the file to read; "" for a chapter without one
	file    fileName
	report  yamlfile.Report
	object  yamlfile.Object
	fields  course.Fields
	body    body // of a lesson
	isRead  bool // to its end
	address course.Address
	wanted  []*want  // files that it shows or offers
	orders  []string // files beside it where other tools keep an order
}

type courseDir struct {
	declaration
	chapters []*chapterDir
}

type chapterDir struct {
	declaration
	implicit bool // the lessons lie in the course's own folder
	lessons  []*lessonFile
}

// lessonFile is a lesson on its way to the model.
type lessonFile struct {
	declaration
	texts   *markdown.Budget // of all lessons
	anchors func() []string  // of the headings in its text
	refs    []course.Ref     // of its text
}

// want is a place that waits for a file to be checked and digested.
type want struct {
	path   string
	anchor string
	use    Use
	as     string // the destination as written, for messages
	at     yamlfile.Span
	report *yamlfile.Report
	set    func(course.File)
}

// from is the file that names it.
func (w *want) from() string { return cmp.Or(w.at.File, w.report.Path) }

func declarationAt(at string, file fileName) declaration {
	return declaration{at: at, file: file, report: yamlfile.Report{Path: at}, fields: course.Fields{}}
}

func (d *declaration) self() *declaration { return d }

// isIn says which file declares it; until then, problems are the folder's.
func (d *declaration) isIn(path string) { d.path, d.report.Path = path, path }

// key is the value of "key:"; the zero value when there is none.
func (d *declaration) key() yamlfile.Value { return d.object.Values["key"] }

// resource returns what courses, chapters and lessons have in common in the model.
func (d *declaration) resource() course.Resource {
	source := d.path
	if source == "" {
		source = d.at
	}
	return course.Resource{
		Address: d.address,
		Fields:  d.fields,
		Source:  course.Source{Path: source, Folder: isMarkdown(source) && source != d.at},
		Key:     d.key().Text,
		Protect: d.object.Values["protect"].Flag,

		PublishAt: d.object.Values[publishAt].Time,

		Unmanaged: d.unmanaged(),
	}
}

// unmanaged returns the fields that the file leaves to Whop in so many words.
func (d *declaration) unmanaged() []course.Field {
	if d.object.Values[keepQuestions].Flag {
		return []course.Field{course.Questions}
	}
	return nil
}
