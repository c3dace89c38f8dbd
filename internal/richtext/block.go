package richtext

import (
	"fmt"
	"strconv"
	"strings"
)

// converter writes Markdown, and notes the types of what Markdown has no word for.
type converter struct{ lost map[string]bool }

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
		odd = canonical(n.Type) == last && !odd
		last = canonical(n.Type)
		if text := c.block(n, odd); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n\n")
}

func (c *converter) block(n node, odd bool) string {
	switch canonical(n.Type) {
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
	c.lost[n.Type] = true
	if len(n.Content) > 0 {
		return c.blocks(n.Content)
	}
	if address, ok := n.Attrs["src"].(string); ok && strings.HasPrefix(address, "https://") {
		return "<" + destination(address) + ">"
	}
	return escape(n.Text)
}

// canonical spells a type in one way: bulletList and bullet_list are the same.
func canonical(kind string) string {
	return strings.ToLower(strings.ReplaceAll(kind, "_", ""))
}

func isInline(n node) bool {
	switch canonical(n.Type) {
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

// isTight reports an item of one paragraph, with at most one list below it.
func isTight(content []node) bool {
	return len(content) == 2 && canonical(content[0].Type) == "paragraph" && len(content[0].Content) > 0 &&
		strings.HasSuffix(canonical(content[1].Type), "list") && canonical(content[1].Type) != "orderedlist"
}

// prefixed puts first before the first line and rest before the others.
func prefixed(text, first, rest string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		switch {
		case i == 0:
			lines[i] = first + line
		case line != "" || strings.TrimSpace(rest) != "":
			lines[i] = strings.TrimRight(rest+line, " ")
			if line != "" {
				lines[i] = rest + line
			}
		}
	}
	return strings.Join(lines, "\n")
}

// codeBlock has a fence longer than what it holds.
func codeBlock(n node) string {
	text := strings.TrimSuffix(plain(n.Content), "\n")
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	language := ""
	for _, name := range []string{"language", "params"} {
		if given, ok := n.Attrs[name].(string); ok && !strings.ContainsAny(given, "` \n\r\t\\&") {
			language = given
		}
	}
	return fence + language + "\n" + text + "\n" + fence
}

func (c *converter) image(n node) string {
	address, _ := n.Attrs["src"].(string)
	alt, _ := n.Attrs["alt"].(string)
	if address == "" {
		c.lost[n.Type] = true
		return escape(alt)
	}
	return fmt.Sprintf("![%s](%s)", escape(oneLine(alt)), destination(address))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plain is the text of nodes without anything else.
func plain(nodes []node) string {
	var out strings.Builder
	for _, n := range nodes {
		if canonical(n.Type) == "hardbreak" {
			out.WriteString("\n")
		}
		out.WriteString(textOf(n) + plain(n.Content))
	}
	return out.String()
}

// textOf is what a node shows as text. A mention has its name in an attribute.
func textOf(n node) string {
	for _, attribute := range []string{"label", "name"} {
		if label, ok := n.Attrs[attribute].(string); ok && n.Text == "" && canonical(n.Type) != "text" && canonical(n.Type) != "image" {
			return label
		}
	}
	return n.Text
}
