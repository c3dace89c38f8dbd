package richtext

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/markdown"
)

// paragraph converts text with its marks, links and images. Where emphasis would not be
// read as meant, as happens between punctuation and letters, the text stands without it:
// that is seen by reading what was written.
func (c *converter) paragraph(nodes []node) string {
	text := atLineStarts(c.run(nodes, marksInOrder))
	if shows(text) == oneLine(visible(nodes)) {
		return text
	}
	c.lost["formatting within a word"] = true
	return atLineStarts(c.run(nodes, []string{"link"}))
}

// marksInOrder are the marks that Markdown has, the outermost first.
var marksInOrder = []string{"link", "bold", "italic", "strike", "code"}

// markOf returns the mark of a node, by one of the names that editors give it.
func markOf(n node, name string) (mark, bool) {
	also := map[string]string{"bold": "strong", "italic": "em", "strike": "strikethrough"}
	i := slices.IndexFunc(n.Marks, func(m mark) bool { return m.Type == name || m.Type == also[name] })
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
			if also != marked || hrefOf(next) != hrefOf(m) {
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

func hrefOf(m mark) string {
	href, _ := m.Attrs["href"].(string)
	return href
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
	lead, trail := text[:strings.Index(text, core)], text[strings.Index(text, core)+len(core):]
	switch name {
	case "link":
		href := hrefOf(m)
		if href == "" {
			return text
		}
		if plain(nodes) == href && strings.HasPrefix(href, "https://") && destination(href) == href && !strings.Contains(href, "&") {
			return lead + "<" + href + ">" + trail
		}
		return lead + "[" + core + "](" + destination(href) + ")" + trail
	case "bold":
		return lead + "**" + core + "**" + trail
	case "italic":
		return lead + "*" + core + "*" + trail
	}
	return lead + "~~" + core + "~~" + trail
}

// leaves converts nodes without any mark that Markdown has.
func (c *converter) leaves(nodes []node) string {
	var out strings.Builder
	for _, n := range nodes {
		for _, m := range n.Marks {
			if !slices.Contains([]string{"link", "bold", "strong", "italic", "em", "strike", "strikethrough", "code"}, m.Type) {
				c.lost[m.Type] = true
			}
		}
		switch canonical(n.Type) {
		case "text":
			out.WriteString(strings.ReplaceAll(escape(n.Text), "\n", "\\\n"))
		case "hardbreak":
			out.WriteString("\\\n")
		case "image":
			out.WriteString(c.image(n))
		default:
			c.lost[n.Type] = true
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
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " "
	}
	return fence + text + fence
}

var entity = regexp.MustCompile(`^&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);`)

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
			r == '_' && !(isWord(previous) && isWord(next)),
			r == '&' && entity.MatchString(text[i:]):
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

// destination escapes an address for the place behind a link's text.
func destination(address string) string {
	address = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.TrimSpace(address))
	address = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", `"`, "%22", "`", "%60", "*", "%2A", "|", "%7C").Replace(address)
	var out strings.Builder
	for i, r := range address {
		if r == '&' && entity.MatchString(address[i:]) {
			out.WriteString("&amp;")
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

var tag = regexp.MustCompile(`<[^>]*>`)

// shows is the text that a reader of Markdown sees.
func shows(text string) string {
	rendered, err := markdown.HTML(text)
	if err != nil {
		return ""
	}
	return oneLine(html.UnescapeString(tag.ReplaceAllString(rendered, "")))
}

// visible is the text that a reader of the editor's tree sees. Images have none.
func visible(nodes []node) string {
	var out strings.Builder
	for _, n := range nodes {
		switch canonical(n.Type) {
		case "hardbreak":
			out.WriteString("\n")
		case "image":
			if address, _ := n.Attrs["src"].(string); address == "" {
				alt, _ := n.Attrs["alt"].(string)
				out.WriteString(oneLine(alt))
			}
		default:
			out.WriteString(textOf(n) + plain(n.Content))
		}
	}
	return out.String()
}
