// Package convert makes a course of what another tool keeps: a book, a documentation site, a vault of notes,
// a folder of files.
//
// Each tool has its own place for the order of its pages, its own front matter and its own words in the texts. A
// Reader knows one tool and turns its files into a Tree, which is the same for all of them. The rest is done
// once: folding the tree into chapters and lessons, choosing names, moving links along, copying the files that are
// shown, and saying what was not taken along. A source is never changed and never run, and nothing outside of it is
// read.
package convert

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/filename"
	"whopsync/internal/spec"
)

// Reader reads what one tool keeps.
type Reader interface {
	// Name is the word for the tool in commands.
	Name() string
	// Detects reports whether the source is of this tool.
	Detects(src *Source) bool
	// Read returns the pages in their order. Their texts are Markdown: what the tool alone understands is
	// translated, or named.
	Read(src *Source, notes *Notes) *Tree
}

// readers are all readers. The first that knows a source as its own reads it; the last knows all.
func readers() []Reader {
	return []Reader{docusaurus{}, mkDocs{}, mdBook{}, hugo{}, jekyll{}, notion{}, obsidian{}, plain{}}
}

// Names returns the names of the readers.
func Names() []string {
	var names []string
	for _, r := range readers() {
		names = append(names, r.Name())
	}
	return names
}

// Options are what the caller decides.
type Options struct {
	From   string    // the name of a reader; "" finds it out
	Title  string    // of the course; "" is what the source says
	Folder string    // the name of the source's folder
	Deeper Deeper    // what becomes of sections in sections
	Now    time.Time // dates of the source are to come after it; zero: all are
}

// Result is a course repository's content, and what is not in it.
type Result struct {
	From    string         // the name of the reader
	Course  *course.Course // as it is declared
	Files   []File         // by path
	Lessons []Origin       // in order
	Notes   []Note         // by kind and place
}

// File is a file to write.
type File struct {
	Path string // in the repository
	Data []byte // unless Copy names a file of the source
	Copy string
}

// Origin says which file of the source a lesson was made of.
type Origin struct{ Source, Path string }

// Convert reads a source.
func Convert(fsys fs.FS, o Options) (*Result, error) {
	notes := &Notes{}
	src, err := newSource(fsys, o.Now, notes)
	if err != nil {
		return nil, err
	}
	reader, err := choose(src, o.From)
	if err != nil {
		return nil, err
	}
	tree := reader.Read(src, notes)
	tree.unwrap()
	tree.Title = cmp.Or(oneLine(o.Title), oneLine(tree.Title), spec.TitleOf(o.Folder), "Course")
	chapters := fold(tree, o.Deeper, notes)
	if len(chapters) == 0 {
		return nil, fmt.Errorf("read as %s, there is no page", reader.Name())
	}
	d := newDraft(src, tree, chapters, notes)
	d.fill()
	d.nameRaw()
	d.nameLeftOver()
	result := &Result{From: reader.Name(), Course: d.course, Files: d.files(), Lessons: d.origins(), Notes: notes.sorted()}
	return result, nil
}

func choose(src *Source, from string) (Reader, error) {
	for _, r := range readers() {
		if r.Name() == from || from == "" && r.Detects(src) {
			return r, nil
		}
	}
	return nil, fmt.Errorf("%q is no tool that is read: there is %s", from, strings.Join(Names(), ", "))
}

// newDraft gives everything its file.
func newDraft(src *Source, tree *Tree, chapters []*chapter, notes *Notes) *draft {
	d := &draft{src: src, tree: tree, chapters: chapters, notes: notes, byPage: map[string]*lesson{}, assets: newAssets(src)}
	dir := "courses/" + filename.OfCourse(tree.Title)
	d.course = &course.Course{Resource: d.resource(dir+"/course.yaml", ".", tree.Title)}
	d.course.Fields[course.Visibility] = course.Text(course.Hidden)
	if slices.Contains(course.Languages(), tree.Language) {
		d.course.Fields[course.Language] = course.Text(tree.Language)
	}
	if tree.Description != "" {
		d.course.Fields[course.Description] = course.Text(tree.Description)
	}
	folders := filename.Set{}
	for i, c := range chapters {
		c.dir = dir + "/" + filename.Numbered(i+1, len(chapters), folders.Take(filename.Of(c.title, "chapter"), ""))
		made := &course.Chapter{Resource: d.resource(c.dir, c.key(), c.title)}
		names := filename.Set{}
		for j, l := range c.lessons {
			l.path = c.dir + "/" + filename.Numbered(j+1, len(c.lessons), names.Take(filename.Of(l.title, "lesson"), "")) + ".md"
			l.made = &course.Lesson{Resource: d.resource(l.path, l.page.Path, l.title)}
			l.dir = c.dir
			made.Lessons = append(made.Lessons, l.made)
			d.byPage[l.page.Path] = l
		}
		d.course.Chapters = append(d.course.Chapters, made)
	}
	return d
}

// resource makes keys of places in the source: the same source gives the same files.
func (d *draft) resource(path, source, title string) course.Resource {
	if d.keys == nil {
		d.keys = map[string]bool{}
	}
	key := course.KeyOf("convert "+source, func(key string) bool { return d.keys[key] })
	d.keys[key] = true
	return course.Resource{Key: key, Fields: course.Fields{course.Title: course.Text(title)}, Source: course.Source{Path: path}}
}

func oneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }
