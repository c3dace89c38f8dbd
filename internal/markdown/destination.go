package markdown

// Form is the syntax a destination is written in. It decides how a destination is escaped.
type Form int

const (
	Inline    Form = iota // [text](dest) or ![alt](dest)
	Reference             // [label]: dest
	Autolink              // <https://…> or a bare https://…
	Attribute             // <img src="dest">, <a href="dest"> or another attribute that holds an address
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

	// Embed is the element of HTML and its attribute that load what is there, as in "video poster".
	// It is "" for links and for the images of Markdown and of <img src>.
	Embed string

	// Unlink lists, in order, the ranges to delete so only the text of the link is
	// left, or the words that stand for the image. For a reference definition these are
	// the brackets of all that use it, and the definition. Bare addresses have none:
	// their text is the address.
	Unlink []Span

	Line, Col int // where Start is: both from 1, Col counts runes

	fence fence // what stands around it
	cell  bool  // it stands in a table cell, where "|" needs an escape
}

// IsUnused reports a definition without a link or image.
func (d Destination) IsUnused() bool { return d.Form == Reference && len(d.Unlink) == 1 }

// fence is the character before a destination that also ends it, '<' for angle
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
