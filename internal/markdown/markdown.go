// Package markdown answers questions about Markdown source without ever printing
// Markdown: where the destinations of links and images stand, which headings there
// are, which constructs a text uses.
//
// A lesson is its author's text. A tool that parses Markdown and prints it back loses
// line breaks, list markers and table alignment, and then every plan shows changes no
// one made. So goldmark's syntax tree only says where things are, as byte ranges of the
// source, and a rewrite replaces these bytes and no others.
package markdown

import (
	"fmt"
	"slices"

	"github.com/yuin/goldmark/ast"
)

// MaxSize is the longest source, in bytes, that Parse reads. It is many times what
// a lesson can hold, and keeps a hostile file from buying minutes of work.
const MaxSize = 1 << 20

// Document is a parsed Markdown source. It is not changed by its methods, so it may be
// shared between goroutines.
type Document struct {
	// Err says why the source could not be parsed; such a document has no contents.
	Err error

	src      string
	contents contents
}

// Parse reads GitHub flavoured Markdown. It never panics: what cannot be parsed gives
// a Document with Err set.
func Parse(src string) *Document {
	d, _ := parse(src, &meter{})
	return d
}

// parse also returns the syntax tree, which one caller needs whole.
func parse(src string, m *meter) (d *Document, root ast.Node) {
	defer func() {
		if cause := recover(); cause != nil {
			d, root = &Document{src: src, Err: fmt.Errorf("parse markdown: %v", cause)}, nil
		}
	}()
	if len(src) > MaxSize {
		panic(fmt.Sprintf("the text has %d bytes: at most %d are read", len(src), MaxSize))
	}
	source := []byte(src)
	root, found := tree(source, m)
	return &Document{src: src, contents: readTree(root, source, found)}, root
}

// Destinations returns all destinations, in the order of the source. A reference
// definition is one destination, however many links use it.
func (d *Document) Destinations() []Destination { return slices.Clone(d.contents.destinations) }

// Unlocated returns the links and images that Destinations had to leave out, such as
// an HTML attribute that runs over two lines of a quote.
func (d *Document) Unlocated() []Unlocated { return slices.Clone(d.contents.unlocated) }

// Headings returns all headings, in the order of the source.
func (d *Document) Headings() []Heading { return slices.Clone(d.contents.headings) }

// Comments returns all comments in source order. Comments with only spaces and at most one
// line end between them count as one.
func (d *Document) Comments() []Comment { return slices.Clone(d.contents.comments) }

// Code returns the lines of all blocks of code, in the order of the source.
func (d *Document) Code() []Span { return slices.Clone(d.contents.code) }

// Verbatim returns the lines of all blocks of code and what stands in backticks amid text, in the order of the source.
func (d *Document) Verbatim() []Span { return slices.Clone(d.contents.verbatim) }

// Features returns every use of such a construct, in the order of the source.
func (d *Document) Features() []Feature { return slices.Clone(d.contents.features) }
