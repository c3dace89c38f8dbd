package convert

import (
	"regexp"
	"strings"
)

var (
	fenceClass = regexp.MustCompile("^([ \t>]*(?:`{3,}|~{3,}))[ \t]*\\{[^}.]*\\.([\\w+-]+)([^}]*)\\}[ \t]*$")
	fenceTitle = regexp.MustCompile("^([ \t>]*)(?:`{3,}|~{3,})[^`]*?[ \t{](?:title|filename)=(?:\"([^\"]+)\"|'([^']+)').*$")
)

// codeTitles puts the titles of code above it, where students see them, and makes plain words of fences like ```{.go}.
func codeTitles(t Text) Text {
	var out Text
	var code fence
	for _, line := range t {
		if wasOpen := code.mark != ""; code.has(line.Text) && !wasOpen {
			if m := fenceTitle.FindStringSubmatch(line.Text); m != nil {
				blank := Line{strings.TrimRight(m[1], " \t"), line.At}
				if len(out) > 0 && !isBlank(strings.Trim(out[len(out)-1].Text, "> ")) {
					out = append(out, blank)
				}
				out = append(out, Line{m[1] + "**" + m[2] + m[3] + "**", line.At}, blank)
			}
			line.Text = strings.TrimRight(fenceClass.ReplaceAllString(line.Text, "$1$2$3"), " ")
		}
		out = append(out, line)
	}
	return out
}

var abbreviation = regexp.MustCompile(`^\*\[([^\]]+)\]: *(.*)$`)

// withoutAbbreviations takes out what words stand for, which the tool shows where a mouse points.
func withoutAbbreviations(t Text, notes *Notes) Text {
	return t.replaced(func(_ int, line Line) (Text, bool) {
		m := abbreviation.FindStringSubmatch(line.Text)
		if m != nil {
			notes.add(TakenOut, line.At, "what "+m[1]+" stands for: "+m[2])
		}
		return nil, m != nil
	})
}

var (
	wrapperTag = regexp.MustCompile(`^[ \t]*<(\w+)\b[^<>]*\smarkdown(?:=["']?\w+["']?)?(?:\s[^<>]*)?>[ \t]*$`)
	captionTag = regexp.MustCompile(`^[ \t]*<figcaption[^<>]*>(.+)</figcaption>[ \t]*$`)
)

// withoutWrappers takes out HTML that says of itself that Markdown is in it: elsewhere, it would be none.
func withoutWrappers(t Text) Text {
	type wrapper struct {
		tag, indent string
		depth       int // 0: its first line is still to come
	}
	var out Text
	var code fence
	var open []wrapper
	for _, line := range t {
		n := len(open)
		if n > 0 && open[n-1].depth == 0 && !isBlank(line.Text) {
			open[n-1].indent, open[n-1].depth = indentOf(line.Text), 1
		}
		if n > 0 {
			line.Text = strings.TrimPrefix(line.Text, open[n-1].indent)
		}
		m := wrapperTag.FindStringSubmatch(line.Text)
		switch isCode := code.has(line.Text); {
		case !isCode && m != nil:
			open = append(open, wrapper{tag: m[1]})
			line.Text = ""
		case !isCode && n > 0:
			w := &open[n-1]
			if w.depth += strings.Count(line.Text, "<"+w.tag) - strings.Count(line.Text, "</"+w.tag+">"); w.depth <= 0 && !isBlank(line.Text) {
				open, line.Text = open[:n-1], ""
			}
			if caption := captionTag.FindStringSubmatch(line.Text); caption != nil {
				out, line.Text = append(out, Line{"", line.At}), "*"+caption[1]+"*"
			}
		}
		out = append(out, line)
	}
	return out
}

var (
	definitionLine = regexp.MustCompile(`^:[ \t]+(\S.*)$`)
	termLine       = regexp.MustCompile("^[^\\s>#|:`~<*+-].*$")
)

// definitions makes a bold word and a paragraph of "Term" and ": What it means".
func definitions(t Text) Text {
	var out Text
	var code fence
	isOpen := false // a definition goes on
	for _, line := range t {
		m := definitionLine.FindStringSubmatch(line.Text)
		term := lastWith(out)
		switch isCode := code.has(line.Text); {
		case isCode:
		case m != nil && (isOpen || isTerm(out, term)):
			if !isOpen {
				out[term].Text = "**" + out[term].Text + "**"
			}
			if isOpen = true; !isBlank(out[len(out)-1].Text) {
				out = append(out, Line{"", line.At})
			}
			line.Text = m[1]
		case isOpen && indentOf(line.Text) != "":
			line.Text = strings.TrimPrefix(strings.TrimPrefix(line.Text, "  "), "  ")
		case isOpen && !isBlank(line.Text):
			isOpen = len(out) > 0 && !isBlank(out[len(out)-1].Text)
		}
		out = append(out, line)
	}
	return out
}

// lastWith returns the last line that is not blank, at most one above the end, or -1.
func lastWith(t Text) int {
	for i := len(t) - 1; i >= max(0, len(t)-2); i-- {
		if !isBlank(t[i].Text) {
			return i
		}
	}
	return -1
}

// isTerm reports whether a line is a paragraph of its own that can be a term.
func isTerm(t Text, i int) bool {
	return i >= 0 && termLine.MatchString(t[i].Text) && (i == 0 || isBlank(t[i-1].Text))
}

// joinedTags puts tags that go over several lines on their first.
func joinedTags(t Text, open *regexp.Regexp) Text {
	var out Text
	var code fence
	for i := 0; i < len(t); i++ {
		line := t[i]
		if !code.has(line.Text) && open.MatchString(line.Text) {
			const longest = 20
			for n := 1; n < longest && i+n < len(t) && !isBlank(t[i+n].Text); n++ {
				if strings.Contains(t[i+n].Text, ">") {
					for k := 1; k <= n; k++ {
						line.Text += " " + strings.TrimSpace(t[i+k].Text)
					}
					i += n
					break
				}
			}
		}
		out = append(out, line)
	}
	return out
}
