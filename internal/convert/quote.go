package convert

import (
	"regexp"
	"strings"
	"unicode"
)

// quote returns a text as a quote under a bold title, as it stands in a text of the given indentation.
func quote(indent, title string, at Place, body Text) Text {
	out := Text{{indent + "> **" + title + "**", at}}
	if body = body.trimmed(); len(body) > 0 {
		out = append(out, Line{indent + ">", at})
	}
	for _, line := range body {
		line.Text = strings.TrimRight(indent+"> "+line.Text, " ")
		out = append(out, line)
	}
	return out
}

// apart appends a block with blank lines around it.
func (t Text) apart(block Text, next string) Text {
	if len(block) == 0 {
		return t
	}
	if len(t) > 0 && !isBlank(t[len(t)-1].Text) {
		t = append(t, Line{"", block[0].At})
	}
	t = append(t, block...)
	if !isBlank(next) {
		t = append(t, Line{"", block[len(block)-1].At})
	}
	return t
}

// titled returns the title of a quote: the one that is written, else the word for its kind.
func titled(kind, written string) string {
	written = strings.Trim(strings.TrimSpace(written), `"`)
	if written != "" {
		return written
	}
	kind = strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(kind))
	for i, r := range kind {
		return string(unicode.ToUpper(r)) + kind[i+len(string(r)):]
	}
	return kind
}

// alertLine is the first line of GitHub's alerts and Obsidian's callouts: > [!note]- Title
var alertLine = regexp.MustCompile(`^([ \t]*(?:> ?)+)\[!([\w-]+)(?:\|[^\]]*)?\][+-]? *(.*)$`)

// alerts gives quotes that begin with a mark a bold title in its place.
func alerts(t Text) Text {
	var code fence
	var out Text
	for i, line := range t {
		m := alertLine.FindStringSubmatch(line.Text)
		if code.has(line.Text) || m == nil {
			out = append(out, line)
			continue
		}
		quoted := strings.TrimRight(m[1], " ")
		out = append(out, Line{quoted + " **" + titled(m[2], m[3]) + "**", line.At})
		if next := i + 1; next < len(t) && strings.HasPrefix(t[next].Text, quoted) && !isBlank(strings.Trim(t[next].Text, "> ")) {
			out = append(out, Line{quoted, line.At})
		}
	}
	return out
}

var (
	// containerLine opens a container: :::note[Title] {…}, ::: tip Title, :::{note}
	containerLine = regexp.MustCompile(`^([ \t]*)(:{3,}) *\{?\.?([A-Za-z][\w-]*)\}? *(?:\[(.*?)\])? *(?:\{.*\})? *(.*?) *:*$`)
	containerEnd  = regexp.MustCompile(`^[ \t]*(:{3,}) *$`)
)

// containers makes quotes of :::note … :::, also inside of each other.
func containers(t Text) Text {
	var code fence
	var out Text
	for i := 0; i < len(t); i++ {
		m := containerLine.FindStringSubmatch(t[i].Text)
		if code.has(t[i].Text) || m == nil {
			out = append(out, t[i])
			continue
		}
		end := containerEndOf(t, i+1)
		if end < 0 {
			out = append(out, t[i])
			continue
		}
		title := m[4]
		if title == "" {
			title = m[5]
		}
		next := ""
		if end+1 < len(t) {
			next = t[end+1].Text
		}
		out = out.apart(quote(m[1], titled(m[3], title), t[i].At, containers(t[i+1:end].dedented(m[1]))), next)
		i = end
	}
	return out
}

// containerEndOf returns the line that ends a container which begins above.
func containerEndOf(t Text, start int) int {
	var code fence
	depth := 1
	for i := start; i < len(t); i++ {
		switch {
		case code.has(t[i].Text):
		case containerEnd.MatchString(t[i].Text):
			if depth--; depth == 0 {
				return i
			}
		case containerLine.MatchString(t[i].Text):
			depth++
		}
	}
	return -1
}

var (
	headingID = regexp.MustCompile(`^(#{1,6} .*?)[ \t]*(?:\{:? ?#([\w:.-]+)[^}]*\}|\[\[([\w:.-]+)\]\])[ \t]*#*$`)
	attribute = regexp.MustCompile(`[ \t]*\{:?[ \t]*(?:[.#][\w:.-]+|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s}]+))(?:[ \t]+(?:[.#][\w:.-]+|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s}]+)))*[ \t]*\}`)
)

// takeAnchors takes the ids of headings out of a page, and remembers what they name.
func (p *Page) takeAnchors() {
	p.Text = p.Text.edited(func(line Line) string {
		m := headingID.FindStringSubmatch(line.Text)
		if m == nil {
			return line.Text
		}
		if p.Anchors == nil {
			p.Anchors = map[string]string{}
		}
		p.Anchors[m[2]+m[3]] = strings.TrimLeft(m[1], "# ")
		return m[1]
	})
}

// attributes takes ids, classes and sizes out, where they follow something.
func attributes(t Text) Text {
	return t.edited(func(line Line) string {
		return outsideCode(line.Text, func(part string) string { return attribute.ReplaceAllString(part, "") })
	})
}

var highlight = regexp.MustCompile(`(^|[\s(])==([^=\s](?:[^=]*[^=\s])?)==`)

// highlights makes ==text== bold.
func highlights(t Text) Text {
	return t.edited(func(line Line) string {
		return outsideCode(line.Text, func(part string) string { return highlight.ReplaceAllString(part, "$1**$2**") })
	})
}

var contentsMark = regexp.MustCompile(`(?i)^[ \t]*(?:\[TOC\]|\[\[_?toc_?\]\])[ \t]*$`)

// withoutContents takes the marks of tables of contents out.
func withoutContents(t Text) Text {
	var out Text
	var code fence
	for _, line := range t {
		if code.has(line.Text) || !contentsMark.MatchString(line.Text) {
			out = append(out, line)
		}
	}
	return out
}
