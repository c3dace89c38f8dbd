package markdown

// FeatureKind names a construct that Whop may not show, or that is likely a slip of the
// author.
type FeatureKind string

const (
	RawHTML         FeatureKind = "raw HTML"
	Table           FeatureKind = "table"
	Strikethrough   FeatureKind = "strikethrough"
	TaskList        FeatureKind = "task list"
	Footnote        FeatureKind = "footnote"     // [^name], ^[text]
	WikiLink        FeatureKind = "wiki link"    // [[name]], which is not a link in Markdown
	TemplateTag     FeatureKind = "template tag" // {{…}} or {%…%}, which other tools fill in
	ImageWithoutAlt FeatureKind = "image without alternative text"

	SpacedDestination FeatureKind = "a destination with a space in it" // which makes it none in Markdown

	ImageSize          FeatureKind = "size of an image"    // ![a](b =100x), ![a](b =50%)
	AttributeList      FeatureKind = "attributes"          // {#id} {: .class} {.class}, {width=5} after an image, [[id]] after a heading
	UndefinedReference FeatureKind = "undefined reference" // [a][b] without [b]: c
	TornLink           FeatureKind = "torn link"           // ![a] (b)
	UnclosedLink       FeatureKind = "unclosed link"       // ![a](b
	SwappedLink        FeatureKind = "swapped link"        // (a)[b]
	GluedHeading       FeatureKind = "glued heading"       // #Title
	Admonition         FeatureKind = "admonition"          // !!! note, :::tip, > [!NOTE]
	Highlight          FeatureKind = "highlight"           // ==a==
	ContentsMark       FeatureKind = "table of contents"   // [TOC], [[toc]]
	MDX                FeatureKind = "MDX"                 // import … from '…', {props.name}
	Math               FeatureKind = "formula"             // $$…$$
	Directive          FeatureKind = "directive"           // a fence with mermaid or {name} after it
	Include            FeatureKind = "include"             // {{#include …}} in code, --8<--
	Role               FeatureKind = "role"                // {doc}`a`
)

// Feature is one use of a construct.
type Feature struct {
	Kind      FeatureKind
	Line, Col int // both from 1, Col counts runes
}
