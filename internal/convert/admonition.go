package convert

import (
	"regexp"
	"strings"
)

var (
	admonitionLine = regexp.MustCompile(`^([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([A-Za-z][\w-]*)((?:[ \t]+[\w-]+)*)(?:[ \t]+["“](.*)["”])?[ \t]*$`)
	tabLine        = regexp.MustCompile(`^([ \t]*)===[!+]?[ \t]+["“](.*)["”][ \t]*$`)
)

// admonitions makes quotes of "!!! note" and the indented lines below it, also inside of each other.
func admonitions(t Text) Text {
	var code fence
	var out Text
	for i := 0; i < len(t); i++ {
		m := admonitionLine.FindStringSubmatch(t[i].Text)
		if code.has(t[i].Text) || m == nil {
			out = append(out, t[i])
			continue
		}
		end := indentedEnd(t, i+1, m[1])
		out = out.apart(quote(m[1], titled(m[2], m[4]), t[i].At, tabs(admonitions(unindented(t[i+1:end], m[1])))), lineAt(t, end))
		i = end - 1
	}
	return out
}

// tabs makes bold titles of tabs, and plain text of what is in them.
func tabs(t Text) Text {
	var code fence
	var out Text
	for i := 0; i < len(t); i++ {
		m := tabLine.FindStringSubmatch(t[i].Text)
		if code.has(t[i].Text) || m == nil {
			out = append(out, t[i])
			continue
		}
		end := indentedEnd(t, i+1, m[1])
		block := Text{{m[1] + "**" + m[2] + "**", t[i].At}, {"", t[i].At}}
		for _, line := range tabs(admonitions(unindented(t[i+1:end], m[1]).trimmed())) {
			if line.Text != "" {
				line.Text = m[1] + line.Text
			}
			block = append(block, line)
		}
		out = out.apart(block.trimmed(), lineAt(t, end))
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

func lineAt(t Text, i int) string {
	if i < len(t) {
		return t[i].Text
	}
	return ""
}
