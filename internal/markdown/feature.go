package markdown

// FeatureKind names a construct of which it is not known how Whop shows it, or which
// is likely a slip of the author.
type FeatureKind string

const (
	RawHTML         FeatureKind = "raw HTML"
	Table           FeatureKind = "table"
	Strikethrough   FeatureKind = "strikethrough"
	TaskList        FeatureKind = "task list"
	Footnote        FeatureKind = "footnote"     // [^name]
	WikiLink        FeatureKind = "wiki link"    // [[name]], which is no link in Markdown
	TemplateTag     FeatureKind = "template tag" // {{…}} or {%…%}, which other tools fill in
	ImageWithoutAlt FeatureKind = "image without alternative text"

	SpacedDestination FeatureKind = "a destination with a space in it" // which makes it none in Markdown
)

// Feature is one use of a construct.
type Feature struct {
	Kind      FeatureKind
	Line, Col int // both from 1, Col counts runes
}
