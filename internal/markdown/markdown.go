// Package markdown answers questions about Markdown source without ever printing
// Markdown: where the destinations of links and images stand, which headings there
// are, which constructs a text uses.
//
// A lesson is its author's text. A tool that parses Markdown and prints it back loses
// line breaks, list markers and table alignment, and then every plan shows changes
// nobody made. So goldmark's syntax tree only says where things are, as byte ranges of
// the source, and a rewrite replaces these bytes and no others.
package markdown

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
)

// MaxSize is the longest source, in bytes, that Parse reads. It is many times what
// a lesson can hold, and keeps a hostile file from buying minutes of work.
const MaxSize = 1 << 20

// Span is a range of bytes of the source: Start is in it, End is not.
type Span struct{ Start, End int }

// Document is a parsed Markdown source. It is not changed by its methods, so it may be
// shared between goroutines.
type Document struct {
	// Err says why the source could not be parsed; such a document has no contents.
	Err error

	src          string
	destinations []Destination
	unlocated    []Unlocated
	headings     []Heading
	features     []Feature
}

// Parse reads GitHub flavoured Markdown. It never panics: what cannot be parsed gives
// a Document with Err set.
func Parse(src string) *Document {
	d, _ := parse(src)
	return d
}

// parse also returns the syntax tree, for the one question that needs all of it.
func parse(src string) (d *Document, root ast.Node) {
	defer func() {
		if cause := recover(); cause != nil {
			d, root = &Document{src: src, Err: fmt.Errorf("parse markdown: %v", cause)}, nil
		}
	}()
	if len(src) > MaxSize {
		panic(fmt.Sprintf("the text has %d bytes: at most %d are read", len(src), MaxSize))
	}
	source := []byte(src)
	root, found := tree(source)
	d = &Document{src: src}
	newReading(d, source, found).read(root)
	return d, root
}
