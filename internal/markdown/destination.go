package markdown

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

	Image bool // an image; for a reference definition: used by images only
	HTML  bool // Form is Attribute
	Form  Form

	// Unlink lists, in order, the ranges to delete so that only the text of the link is
	// left. For a reference definition these are the brackets of all links that use it,
	// and the definition itself. Images have none: without its address an image is nothing.
	Unlink []Span

	Text string // the plain text of a link
	Alt  string // the alternative text of an image

	Line, Col int // where Start is: both from 1, Col counts runes
}

// Destinations returns all destinations, in the order of the source. A reference
// definition is one destination, however many links use it.
func (d *Document) Destinations() []Destination { return nil }

// Replace returns the source with new destinations: replacement is asked for each, and
// its answer is written as the place needs it (Destination.Escape). Where it answers
// false, or the value that is there already, the source stays as it is. Every byte
// outside the destinations stays.
func (d *Document) Replace(replacement func(Destination) (value string, ok bool)) string {
	return d.src
}

// Escape returns value as it must be written between Start and End of d, so that a
// parser reads value there again.
func (d Destination) Escape(value string) string { return value }
