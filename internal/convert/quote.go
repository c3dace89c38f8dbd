package convert

import (
	"regexp"
	"strings"
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
	written = strings.Trim(strings.ReplaceAll(strings.TrimSpace(written), "**", ""), `"`) // the title is bold as a whole
	if written != "" {
		return written
	}
	return upper(strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(kind)))
}

// alertLine is the first line of GitHub's alerts and Obsidian's callouts: > [!note]- Title
var alertLine = regexp.MustCompile(`^([ \t]*(?:> ?)+)\[!([\w-]+)(?:\|[^\]]*)?\][+-]? *(.*)$`)

// alerts gives quotes that begin with a mark a bold title in its place.
func alerts(t Text) Text {
	return t.replaced(func(i int, line Line) (Text, bool) {
		m := alertLine.FindStringSubmatch(line.Text)
		if m == nil {
			return nil, false
		}
		quoted := strings.TrimRight(m[1], " ")
		lines := Text{{quoted + " **" + titled(m[2], m[3]) + "**", line.At}}
		if next := i + 1; next < len(t) && strings.HasPrefix(t[next].Text, quoted) && !isBlank(strings.Trim(t[next].Text, "> ")) {
			lines = append(lines, Line{quoted, line.At})
		}
		return lines, true
	})
}

var (
	// containerLine opens a container: :::note[Title] {…}, ::: tip Title, :::{note}
	containerLine = regexp.MustCompile(`^([ \t]*)(:{3,}) *\{?\.?([A-Za-z][\w-]*)\}? *(?:\[(.*?)\])? *(?:\{.*\})? *(.*?) *:*$`)
	containerEnd  = regexp.MustCompile(`^[ \t]*(:{3,}) *$`)
)

// maxNesting bounds how deep quotes stand in quotes: each level makes every line of it longer.
const maxNesting = 8

// containers makes quotes of :::note … :::, also inside of each other.
func containers(t Text) Text { return containersIn(t, 0) }

func containersIn(t Text, depth int) Text {
	ends := containerEnds(t)
	if depth == maxNesting || len(ends) == 0 {
		return t
	}
	var out Text
	for i := 0; i < len(t); i++ {
		end, ok := ends[i]
		if !ok {
			out = append(out, t[i])
			continue
		}
		m := containerLine.FindStringSubmatch(t[i].Text)
		title := m[4]
		if title == "" {
			title = m[5]
		}
		inner := containersIn(t[i+1:end].dedented(m[1]), depth+1)
		out = out.apart(quote(m[1], titled(m[3], title), t[i].At, inner), lineAt(t, end+1))
		i = end
	}
	return out
}

// containerEnds returns the lines that end containers, by the lines that begin them.
func containerEnds(t Text) map[int]int {
	ends := map[int]int{}
	var code fence
	var open []int
	for i, line := range t {
		switch {
		case code.has(line.Text):
		case containerEnd.MatchString(line.Text) && len(open) > 0:
			ends[open[len(open)-1]] = i
			open = open[:len(open)-1]
		case containerLine.MatchString(line.Text):
			open = append(open, i)
		}
	}
	return ends
}

var (
	headingID = regexp.MustCompile(`^(#{1,6} .*?)[ \t]*(?:\{:? ?#([\w:.-]+)[^}]*\}|\[\[([\w:.-]+)\]\])[ \t]*#*$`)
	attribute = regexp.MustCompile(`[ \t]*\{:?[ \t]*(?:[.#][\w:.-]+|data-[\w-]+|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s}]+))(?:[ \t]+(?:[.#][\w:.-]+|[\w-]+(?:=(?:"[^"]*"|'[^']*'|[^\s}]+))?))*[ \t]*\}`)
)

// withoutAnchors takes the ids of headings out of a text, and returns what they name.
func withoutAnchors(t Text) (Text, map[string]string) {
	anchors := map[string]string{}
	return t.edited(func(line Line) string {
		m := headingID.FindStringSubmatch(line.Text)
		if m == nil {
			return line.Text
		}
		anchors[m[2]+m[3]] = strings.TrimLeft(m[1], "# ")
		return m[1]
	}), anchors
}

// attributes takes ids, classes and sizes out, where they follow something. A description becomes the picture's.
func attributes(t Text) Text {
	return t.edited(func(line Line) string {
		if !strings.Contains(line.Text, "{") {
			return line.Text
		}
		text := describedPicture.ReplaceAllStringFunc(line.Text, func(picture string) string {
			m := describedPicture.FindStringSubmatch(picture)
			return "![" + strings.NewReplacer("[", "(", "]", ")", `\`, "").Replace(m[2]+m[3]) + "](" + m[1] + ")"
		})
		return outsideCode(attributedSpan.ReplaceAllString(text, "$1"), withoutAttributes)
	})
}

// withoutAttributes takes {#ids .classes} out of a part of a line, and {width=5} where it follows a link or a picture: in a
// sentence, it may be anything.
func withoutAttributes(part string) string {
	var out strings.Builder
	from := 0
	for _, m := range attribute.FindAllStringIndex(part, -1) {
		isSaid := strings.ContainsAny(part[m[0]:min(m[1], strings.IndexByte(part[m[0]:], '{')+m[0]+3)], ".#:")
		if isSaid || m[0] == 0 || strings.ContainsRune(")]", rune(part[m[0]-1])) {
			out.WriteString(part[from:m[0]])
			from = m[1]
		}
	}
	return out.String() + part[from:]
}

// attributedSpan is Pandoc's [text]{.class}.
var attributedSpan = regexp.MustCompile(`\[([^\[\]]+)\]\{:? ?[#.][^{}]*\}`)

// describedPicture is Pandoc's ![](file.png){alt='What it shows'}.
var describedPicture = regexp.MustCompile(`!\[\]\(([^()]*)\)\{[^{}]*?\balt=(?:'([^']*)'|"([^"]*)")[^{}]*\}`)

var highlight = regexp.MustCompile(`(^|[\s(])==([^=\s](?:[^=]*[^=\s])?)==`)

// highlights makes ==text== bold.
func highlights(t Text) Text {
	return t.edited(func(line Line) string {
		return outsideCode(line.Text, func(part string) string {
			return highlight.ReplaceAllStringFunc(part, func(mark string) string {
				m := highlight.FindStringSubmatch(mark)
				return m[1] + "**" + strings.ReplaceAll(m[2], "**", "") + "**"
			})
		})
	})
}

var contentsMark = regexp.MustCompile(`(?i)^[ \t]*(?:\[TOC\]|\[\[_?toc_?\]\])[ \t]*$`)

// withoutContents takes the marks of tables of contents out.
func withoutContents(t Text) Text {
	return t.replaced(func(_ int, line Line) (Text, bool) { return nil, contentsMark.MatchString(line.Text) })
}
