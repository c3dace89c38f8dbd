package markdown

// contents are the answers to all questions about a text.
type contents struct {
	destinations []Destination
	unlocated    []Unlocated
	headings     []Heading
	features     []Feature
	comments     []Comment
	code         []Span
	verbatim     []Span
}

// collector adds to contents, and works out where each stands.
type collector struct {
	contents  contents
	positions []position
	cell      bool // inside a table cell
}

func (c *collector) addDestination(d Destination) {
	at := c.positions[d.Start]
	d.Line, d.Col, d.cell = at.line, at.col, c.cell
	c.contents.destinations = append(c.contents.destinations, d)
}

func (c *collector) unlocate(value string, image bool, offset int) {
	at := c.positions[max(offset, 0)]
	c.contents.unlocated = append(c.contents.unlocated, Unlocated{Value: unescape(value), Image: image, Line: at.line, Col: at.col})
}

func (c *collector) feature(kind FeatureKind, offset int) {
	at := c.positions[max(offset, 0)]
	c.contents.features = append(c.contents.features, Feature{Kind: kind, Line: at.line, Col: at.col})
}
