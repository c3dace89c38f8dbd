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
	"strings"
	"time"

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
