package richtext

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Markdown returns the document as Markdown, and the names of what that has no word for.
func (d *Document) Markdown() (text string, lost []string) {
	c := converter{lost: map[string]bool{}}
	if text = c.blocks(d.content); text != "" {
		text += "\n"
	}
	if d.odd {
		c.lost[unknownForm] = true
	}
	return text, slices.Sorted(maps.Keys(c.lost))
}

// blocks converts nodes that stand below each other.
func (c *converter) blocks(nodes []node) string {
	var out []string
	odd := false // whether the last list had the second of the two markers
	last := ""
	for i := 0; i < len(nodes); i++ {
		n := nodes[i]
		if isInline(n) { // a text where a block is expected
			end := i
			for end < len(nodes) && isInline(nodes[end]) {
				end++
			}
			n = node{Type: "paragraph", Content: nodes[i:end]}
			i = end - 1
		}
		odd = n.kind() == last && !odd
		last = n.kind()
		if text := c.block(n, odd); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n\n")
}

func (c *converter) block(n node, odd bool) string {
	switch n.kind() {
	case "paragraph":
		return c.paragraph(n.Content)
	case "heading":
		return c.heading(n)
	case "blockquote":
		return prefixed(c.blocks(n.Content), "> ", "> ")
	case "bulletlist":
		return c.list(n, odd, func(int) string { return either(odd, "* ", "- ") })
	case "orderedlist":
		start := intOf(n.Attrs["start"], intOf(n.Attrs["order"], 1))
		return c.list(n, odd, func(i int) string { return strconv.Itoa(start+i) + either(odd, ") ", ". ") })
	case "tasklist":
		return c.list(n, odd, func(i int) string {
			checked, _ := n.Content[i].Attrs["checked"].(bool)
			return either(odd, "* ", "- ") + either(checked, "[x] ", "[ ] ")
		})
	case "codeblock":
		return codeBlock(n)
	case "horizontalrule":
		return "___" // of hyphens or stars it could be taken for a part of a list
	case "image":
		return c.image(n)
	}
	c.lose(n.Type)
	if len(n.Content) > 0 {
		return c.blocks(n.Content)
	}
	if address := n.Attrs.text("src"); strings.HasPrefix(address, "https://") {
		return "<" + destination(address) + ">"
	}
	return escape(n.Text)
}

func isInline(n node) bool {
	switch n.kind() {
	case "text", "hardbreak", "mention", "emoji":
		return true
	}
	return false
}

func either(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}

func intOf(v any, otherwise int) int {
	if n, ok := v.(float64); ok && n >= 0 && n < 1e9 {
		return int(n)
	}
	return otherwise
}

func (c *converter) heading(n node) string {
	text := strings.ReplaceAll(c.paragraph(n.Content), "\\\n", " ")
	if text == "" {
		return ""
	}
	if strings.HasSuffix(text, "#") {
		text = text[:len(text)-1] + `\#` // else it would close the heading
	}
	return strings.Repeat("#", min(max(intOf(n.Attrs["level"], 1), 1), 6)) + " " + text
}

// list converts a list, whose items stand close together unless one has several paragraphs.
func (c *converter) list(n node, odd bool, marker func(i int) string) string {
	items, apart := make([]string, len(n.Content)), false
	for i, item := range n.Content {
		text, first := c.blocks(item.Content), marker(i)
		indent := strings.Repeat(" ", len(strings.TrimSuffix(strings.TrimSuffix(first, "[x] "), "[ ] ")))
		if len(item.Content) > 1 && !isTight(item.Content) {
			apart = true
		}
		if isTight(item.Content) {
			text = strings.Replace(text, "\n\n", "\n", 1)
		}
		items[i] = strings.TrimRight(prefixed(text, first, indent), " ")
	}
	return strings.Join(items, either(apart, "\n\n", "\n"))
}

// isTight reports an item with one paragraph and at most one list below.
func isTight(content []node) bool {
	return len(content) == 2 && content[0].kind() == "paragraph" && len(content[0].Content) > 0 &&
		strings.HasSuffix(content[1].kind(), "list") && content[1].kind() != "orderedlist"
}

// prefixed puts first before the first line and rest before the others.
func prefixed(text, first, rest string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		switch {
		case i == 0:
			lines[i] = first + line
		case line == "":
			lines[i] = strings.TrimRight(rest, " ")
		default:
			lines[i] = rest + line
		}
	}
	return strings.Join(lines, "\n")
}

// codeBlock has a fence longer than what it holds.
func codeBlock(n node) string {
	text := strings.TrimSuffix(plain(n.Content), "\n")
	fence := fenceFor(text, "```")
	language := ""
	for _, name := range []string{"language", "params"} {
		if given := n.Attrs.text(name); given != "" && !strings.ContainsAny(given, "` \n\r\t\\&") {
			language = given
		}
	}
	return fence + language + "\n" + text + "\n" + fence
}
