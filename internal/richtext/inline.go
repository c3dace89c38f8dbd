package richtext

import (
	"cmp"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/markdown"
)

// converter writes Markdown, and notes the names of what Markdown has no word for.
type converter struct{ lost map[string]bool }

const unknownForm = "parts of an unknown form"

const longestName = 40

var simpleName = regexp.MustCompile(`^[\p{L}\p{N} _-]+$`)

// lose notes a name, if it can be told in a sentence: the document comes from anyone.
func (c *converter) lose(name string) {
	if !simpleName.MatchString(name) || utf8.RuneCountInString(name) > longestName {
		name = unknownForm
	}
	c.lost[name] = true
}

// paragraph converts text with its marks, links and images. Where emphasis would not be
// read as meant, as happens between punctuation and letters, the text stands without it:
// that is seen by reading what was written.
func (c *converter) paragraph(nodes []node) string {
	text := atLineStarts(c.run(nodes, marksInOrder))
	if shows(text) == oneLine(plain(nodes)) {
		return text
	}
	c.lose("formatting within a word")
	return atLineStarts(c.run(nodes, []string{"link"}))
}

// marksInOrder are the marks that Markdown has, the outermost first.
var marksInOrder = []string{"link", "bold", "italic", "strike", "code"}

// markNames are the names that editors give these marks.
var markNames = map[string]string{
	"link": "link", "bold": "bold", "strong": "bold", "italic": "italic", "em": "italic",
	"strike": "strike", "strikethrough": "strike", "code": "code",
}

// markOf returns the mark of a node.
func markOf(n node, name string) (mark, bool) {
	i := slices.IndexFunc(n.Marks, func(m mark) bool { return markNames[m.Type] == name })
	if i < 0 {
		return mark{}, false
	}
	return n.Marks[i], true
}

// run converts inline nodes: neighbours with the same outermost mark share it.
func (c *converter) run(nodes []node, marks []string) string {
	if len(marks) == 0 {
		return c.leaves(nodes)
	}
	out := ""
	for i := 0; i < len(nodes); {
		m, marked := markOf(nodes[i], marks[0])
		end := i + 1
		for end < len(nodes) {
			next, also := markOf(nodes[end], marks[0])
			if also != marked || next.Attrs.text("href") != m.Attrs.text("href") {
				break
			}
			end++
		}
		part := c.run(nodes[i:end], marks[1:])
		if marked {
			part = c.marked(nodes[i:end], marks[0], m, marks[1:])
		}
		if before, found := strings.CutSuffix(out, "!"); found && strings.HasPrefix(part, "[") {
			out = before + `\!` // else the link would be an image
		}
		out += part
		i = end
	}
	return out
}

// marked puts a mark around nodes. Spaces at the edges go outside, where emphasis ends.
func (c *converter) marked(nodes []node, name string, m mark, inner []string) string {
	if name == "code" {
		return codeSpan(plain(nodes))
	}
	text := c.run(nodes, inner)
	core := strings.Trim(text, " ")
	if core == "" {
		return text
	}
	lead, trail, _ := strings.Cut(text, core)
	if name != "link" {
		around := map[string]string{"bold": "**", "italic": "*", "strike": "~~"}[name]
		return lead + around + core + around + trail
	}
	href := m.Attrs.text("href")
	switch isPlain := strings.HasPrefix(href, "https://") && destination(href) == href && !strings.Contains(href, "&"); {
	case href == "":
		return text
	case isPlain && plain(nodes) == href:
		return lead + "<" + href + ">" + trail
	}
	return lead + "[" + core + "](" + destination(href) + ")" + trail
}

// leaves converts nodes without any mark that Markdown has.
func (c *converter) leaves(nodes []node) string {
	var out strings.Builder
	for _, n := range nodes {
		for _, m := range n.Marks {
			if markNames[m.Type] == "" {
				c.lose(m.Type)
			}
		}
		switch n.kind() {
		case "text":
			out.WriteString(strings.ReplaceAll(escape(n.Text), "\n", "\\\n"))
		case "hardbreak":
			out.WriteString("\\\n")
		case "image":
			out.WriteString(c.image(n))
		default:
			c.lose(n.Type)
			out.WriteString(escape(oneLine(textOf(n) + plain(n.Content))))
		}
	}
	return out.String()
}

// codeSpan has more backticks around it than any run inside.
func codeSpan(text string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if strings.TrimSpace(text) == "" {
		return text
	}
	fence := fenceFor(text, "`")
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// fenceFor returns a fence that the text does not hold, from a shortest one on.
func fenceFor(text, fence string) string {
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence
}

func (c *converter) image(n node) string {
	address, alt := n.Attrs.text("src"), n.Attrs.text("alt")
	if address == "" {
		c.lose(n.Type)
		return escape(alt)
	}
	return "![" + escape(oneLine(alt)) + "](" + destination(address) + ")"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

const entity = `&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);`

var (
	entities     = regexp.MustCompile(entity)
	beginsEntity = regexp.MustCompile("^" + entity)
)

// escape keeps text from being read as Markdown, and no more than that: an underscore
// within a word means nothing.
func escape(text string) string {
	var out strings.Builder
	previous := ' '
	for i, r := range text {
		next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(max(r, 0)):])
		switch {
		case r == '\\' && (next == '\n' || next == utf8.RuneError): // before a line break it would mean one
			out.WriteString("&#92;")
			previous = r
			continue
		case strings.ContainsRune("\\`*[]<~", r),
			r == '%' && next == '%', // two of them begin a comment of Obsidian's
			r == '_' && !(isWord(previous) && isWord(next)),
			r == '&' && beginsEntity.MatchString(text[i:]):
			out.WriteByte('\\')
		}
		out.WriteRune(r)
		previous = r
	}
	return out.String()
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var (
	blockMark  = regexp.MustCompile(`^([#+>=|-]|:-|\d{1,9}[.)])`)
	hasHardEnd = regexp.MustCompile(`(\\\n|[ \t])+$`)
)

// atLineStarts escapes what would make a line something else than a part of a paragraph,
// and drops line breaks that end it.
func atLineStarts(text string) string {
	lines := strings.Split(hasHardEnd.ReplaceAllString(text, ""), "\n")
	for i, line := range lines {
		line = strings.TrimLeft(line, " \t")
		if mark := blockMark.FindString(line); mark != "" {
			at := len(mark) - 1
			line = line[:at] + `\` + line[at:]
		}
		if line == `\` && i < len(lines)-1 { // an empty line would end the paragraph
			line = `&nbsp;\`
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// destination escapes an address for the place after a link's text.
func destination(address string) string {
	address = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.TrimSpace(address))
	return entities.ReplaceAllString(unsafe.Replace(address), "&amp;$1;")
}

// unsafe are percent escapes for what has a meaning around an address.
var unsafe = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E",
	`\`, "%5C", `"`, "%22", "`", "%60", "*", "%2A", "|", "%7C")

var tag = regexp.MustCompile(`<[^>]*>`)

// shows is the text that a reader of Markdown sees.
func shows(text string) string {
	rendered, err := markdown.HTML(text)
	if err != nil {
		return ""
	}
	return oneLine(html.UnescapeString(tag.ReplaceAllString(rendered, "")))
}

// plain is the text of nodes without anything else: what a reader of the editor's tree sees.
func plain(nodes []node) string {
	var out strings.Builder
	for _, n := range nodes {
		out.WriteString(textOf(n))
		if n.kind() != "image" {
			out.WriteString(plain(n.Content))
		}
	}
	return out.String()
}

// textOf is the text of a node. A mention has its name in an attribute, an image its
// alternative text.
func textOf(n node) string {
	switch n.kind() {
	case "hardbreak":
		return "\n"
	case "image":
		if n.Attrs.text("src") == "" {
			return oneLine(n.Attrs.text("alt"))
		}
		return ""
	case "text":
		return n.Text
	}
	return cmp.Or(n.Text, n.Attrs.text("label"), n.Attrs.text("name"))
}
