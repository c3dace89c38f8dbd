package convert

import (
	"regexp"
	"strings"
)

var (
	admonitionLine = regexp.MustCompile(`^([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([A-Za-z][\w-]*)((?:[ \t]+[\w-]+)*)(?:[ \t]+["“](.*)["”])?[ \t]*$`)
	tabLine        = regexp.MustCompile(`^([ \t]*)===[!+]?[ \t]+["“](.*)["”][ \t]*$`)
)

// admonitions makes quotes of "!!! note" and the indented lines below it, and bold titles of tabs, also inside of each other.
func admonitions(t Text) Text { return indentedBlocks(t, 0) }

// indentedBlocks translates admonitions and tabs, which both are lines indented below a first.
func indentedBlocks(t Text, depth int) Text {
	if depth == maxNesting {
		return t
	}
	var code fence
	var out Text
	for i := 0; i < len(t); i++ {
		note, tab := admonitionLine.FindStringSubmatch(t[i].Text), tabLine.FindStringSubmatch(t[i].Text)
		if code.has(t[i].Text) || note == nil && tab == nil {
			out = append(out, t[i])
			continue
		}
		indent := indentOf(t[i].Text)
		end := indentedEnd(t, i+1, indent)
		inner := indentedBlocks(unindented(t[i+1:end], indent), depth+1)
		block := Text{{indent + "**", t[i].At}, {"", t[i].At}}
		if note != nil {
			block = quote(indent, titled(note[2], note[4]), t[i].At, inner)
		} else {
			block[0].Text += tab[2] + "**"
			block = append(block, indented(inner.trimmed(), indent)...).trimmed()
		}
		out = out.apart(block, lineAt(t, end))
		i = end - 1
	}
	return out
}

// indentedEnd returns the line after those that are indented below another, and the blank ones among them.
func indentedEnd(t Text, start int, indent string) int {
	end := start
	for i := start; i < len(t); i++ {
		switch line := t[i].Text; {
		case isBlank(line):
		case strings.HasPrefix(line, indent+"    "), strings.HasPrefix(line, indent+"\t"):
			end = i + 1
		default:
			return end
		}
	}
	return end
}

// unindented takes one more level of indentation than the one given from lines.
func unindented(t Text, indent string) Text {
	out := make(Text, len(t))
	for i, line := range t {
		rest := strings.TrimPrefix(line.Text, indent)
		if tabbed, ok := strings.CutPrefix(rest, "\t"); ok {
			rest = tabbed
		} else {
			rest = strings.TrimPrefix(rest, "    ")
		}
		if isBlank(rest) {
			rest = ""
		}
		out[i] = Line{rest, line.At}
	}
	return out
}
