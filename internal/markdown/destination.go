package markdown

import (
	"slices"
	"strings"
)

// Form is the syntax a destination is written in. It decides how a destination is escaped.
type Form int

const (
	Inline    Form = iota // [text](dest) or ![alt](dest)
	Reference             // [label]: dest
	Autolink              // <https://…> or a bare https://…
	Attribute             // <img src="dest"> or <a href="dest">
)

// Destination is the place in the source that says where a link leads or what an image shows.
type Destination struct {
	// Start and End delimit the destination in the source, without the angle
	// brackets or quotes around it.
	Start, End int

	// Value is what the source says there: unescaped, entities decoded, percent
	// escapes as written.
	Value string

	Image bool // an image; for a reference definition: used by images and by no link
	Form  Form

	// Unlink lists, in order, the ranges to delete so that only the text of the link is
	// left, or the words that stand for the image. For a reference definition these are
	// the brackets of all that use it, and the definition. Bare addresses have none:
	// their text is the address.
	Unlink []Span

	Line, Col int // where Start is: both from 1, Col counts runes

	fence fence // what stands around it
	cell  bool  // it stands in a table cell, where "|" needs an escape
}

// fence is the character in front of a destination that also ends it, '<' for angle
// brackets, or bare.
type fence byte

const (
	bare         fence = 0
	angle        fence = '<'
	doubleQuotes fence = '"'
	singleQuotes fence = '\''
)

// Unlocated is a link or image whose destination stands in the text, but whose place
// could not be proven. It is left out of Destinations rather than guessed.
type Unlocated struct {
	Value     string
	Image     bool
	Line, Col int // where the link or image begins
}

// Destinations returns all destinations, in the order of the source. A reference
// definition is one destination, however many links use it.
func (d *Document) Destinations() []Destination { return slices.Clone(d.destinations) }

// Unlocated returns the links and images that Destinations had to leave out, such as
// an HTML attribute that runs over two lines of a quote.
func (d *Document) Unlocated() []Unlocated { return slices.Clone(d.unlocated) }

// Replace returns the source with new destinations: replacement is asked for each, and
// its answer is written as the place needs it (Destination.Escape). Where it answers
// false, or the value that is there already, the source stays as it is; so does an
// autolink, if the new value cannot stand in one. Every byte outside the destinations stays.
func (d *Document) Replace(replacement func(Destination) (value string, ok bool)) string {
	var out strings.Builder
	done := 0
	for _, dest := range d.destinations {
		value, ok := replacement(dest)
		if !ok || value == dest.Value || !d.accepts(dest, value) {
			continue
		}
		out.WriteString(d.src[done:dest.Start])
		out.WriteString(dest.Escape(value))
		done = dest.End
	}
	out.WriteString(d.src[done:])
	return out.String()
}

// accepts reports whether value can stand in the place of dest. Only autolinks are choosy:
// "images/a.png" between angle brackets would be an HTML tag, and a bare address must
// not run together with the text around it.
func (d *Document) accepts(dest Destination, value string) bool {
	if dest.Form != Autolink {
		return true
	}
	if dest.fence == bare && !d.beginsWord(dest.Start) {
		return false
	}
	value = dest.Escape(value)
	probe, start := value+d.wordAt(dest.End), 0
	if dest.fence == angle {
		probe, start = "<"+value+">", len("<")
	}
	return slices.ContainsFunc(Parse(probe).destinations, func(d Destination) bool {
		return d.Form == Autolink && d.fence == dest.fence && d.Start == start && d.End == start+len(value)
	})
}

// beginsWord reports whether a bare address of any kind can begin at offset.
func (d *Document) beginsWord(offset int) bool {
	return offset == 0 || strings.IndexByte(" \t\n*_~(", d.src[offset-1]) >= 0
}

// wordAt returns what an address that ends at offset could run on into.
func (d *Document) wordAt(offset int) string {
	const longest = 256
	rest := d.src[offset:min(offset+longest, len(d.src))]
	if end := strings.IndexAny(rest, " \t\n<"); end >= 0 {
		return rest[:end]
	}
	return rest
}
