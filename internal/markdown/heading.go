package markdown

// Heading is a heading of the source, in either style (# or underlined).
type Heading struct {
	Level  int
	Text   string // plain, without markup
	Anchor string // the fragment that links to it, as GitHub makes it; repeated ones get -1, -2

	// Start and End delimit all lines of the heading, its last line end included.
	Start, End int
	Line       int // from 1
}

// Headings returns all headings, in the order of the source.
func (d *Document) Headings() []Heading { return nil }
