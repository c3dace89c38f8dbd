// Package markdown answers questions about Markdown source without ever printing
// Markdown: where the destinations of links and images stand, which headings there
// are, which constructs a text uses.
//
// A lesson is its author's text. A tool that parses Markdown and prints it back loses
// line breaks, list markers and table alignment, and then every plan shows changes
// nobody made. So goldmark's syntax tree only says where things are, as byte ranges of
// the source, and a rewrite replaces these bytes and no others.
package markdown

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

	src string
}

// Parse reads GitHub flavoured Markdown. It never panics: what cannot be parsed gives
// a Document with Err set.
func Parse(src string) *Document { return &Document{src: src} }

// Unlocated is a link or image whose destination stands in the text, but whose place
// could not be proven. It is left out of Destinations rather than guessed.
type Unlocated struct {
	Value     string
	Image     bool
	Line, Col int
}

// Unlocated returns the links and images that Destinations had to leave out.
func (d *Document) Unlocated() []Unlocated { return nil }
