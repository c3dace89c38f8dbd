package convert

import (
	"cmp"
	"regexp"
	"strings"
)

// mdx translates the parts of MDX that are plain: imports go, texts that are imported come in, tabs and admonitions become
// Markdown. What only a program could show is named, and stays.
type mdx struct {
	src     *Source
	notes   *Notes
	used    map[string]bool
	imports map[string]string // what names stand for: paths as they are written
}

var (
	importLine  = regexp.MustCompile(`^import\s+(?:(\w+)\s+from\s+|.*?\s+from\s+)?['"]([^'"]+)['"];?\s*$`)
	importStart = regexp.MustCompile(`^import\s+(?:\w+\s*,\s*)?\{[^}]*$`)
	exportLine  = regexp.MustCompile(`^export\s+(?:const|let|var|default|function|async)\b`)
	component   = regexp.MustCompile(`</?([A-Z][\w.]*)`)
	wholeTag    = regexp.MustCompile(`^([ \t]*)<([A-Z][\w.]*)\b([^<>]*?)/?>[ \t]*$`)
	closingTag  = regexp.MustCompile(`^[ \t]*</([A-Z][\w.]*)>[ \t]*$`)
	openTag     = regexp.MustCompile(`^[ \t]*<([A-Z][\w.]*|img)\b[^<>]*$`)
	tagText     = regexp.MustCompile(`\b([\w-]+)=(?:"([^"]*)"|'([^']*)'|\{\s*["']([^"']*)["']\s*\})`)
	requireTag  = regexp.MustCompile(`<img\b([^<>]*?)\bsrc=\{(?:require\(\s*['"]([^'"]+)['"]\s*\)(?:\.default)?|useBaseUrl\(\s*['"]([^'"]+)['"]\s*\)|(\w+))\}([^<>]*?)/?>(?:</img>)?`)
	linkTag     = regexp.MustCompile(`<Link\b[^<>]*?\b(?:to|href)=["']([^"'\s()]+)["'][^<>]*>([^<>\[\]]+)</Link>`)
	expression  = regexp.MustCompile(`(?:^|[^\\{$\w])(\{[a-z]\w*(?:\.\w+)*\})(?:[^}]|$)`)
	magicLine   = regexp.MustCompile(`^\s*(?://|#|/\*|<!--|--|;|%|\{/\*)\s*(?:highlight|error)-(?:next-line|start|end)\s*(?:\*/\}?|-->)?\s*$`)
)

// translate makes plain Markdown of a page.
func (x mdx) translate(p *Page) {
	x.imports = map[string]string{}
	p.Text = x.tags(x.included(x.withoutPrograms(joinedTags(p.Text, openTag)), p.Path))
	p.Text, p.Anchors = withoutAnchors(p.Text)
	p.Text = codeTitles(highlights(containers(alerts(p.Text)))).collapsed()
	p.takeQuiz(x.notes)
}

// withoutPrograms takes imports and exports out, and remembers what is imported.
func (x mdx) withoutPrograms(t Text) Text {
	var out Text
	var code fence
	for i := 0; i < len(t); i++ {
		line := t[i]
		isCode := code.has(line.Text)
		m := importLine.FindStringSubmatch(line.Text)
		switch {
		case isCode && magicLine.MatchString(line.Text):
		case isCode:
			out = append(out, line)
		case m != nil:
			if m[1] != "" {
				x.imports[m[1]] = m[2]
			}
		case importStart.MatchString(line.Text):
			for i+1 < len(t) && !strings.Contains(t[i].Text, " from ") {
				i++
			}
		case exportLine.MatchString(line.Text):
			x.notes.add(TakenOut, line.At, shortened(line.Text))
			for i+1 < len(t) && !isBlank(t[i+1].Text) {
				i++
			}
		default:
			out = append(out, line)
		}
	}
	return out
}

// included puts imported pages in the place of their tags.
func (x mdx) included(t Text, file string) Text {
	r := includer{src: x.src, notes: x.notes, used: x.used, cut: x.partial}
	r.parse = func(line string) (in include, ok bool) {
		m := wholeTag.FindStringSubmatch(line)
		if m == nil || !isPageName(x.imports[m[2]]) {
			return in, false
		}
		return include{indent: m[1], file: x.imports[m[2]], written: strings.TrimSpace(line)}, true
	}
	r.find = func(in, written string) string {
		if site, ok := strings.CutPrefix(written, "@site/"); ok {
			return x.src.First(site)
		}
		return x.src.beside(in, written)
	}
	return r.expanded(t, file)
}

// partial returns the text of a page that is a part of others, without its front matter and programs.
func (x mdx) partial(file string, t Text, _ string) (Text, bool) {
	_, body, first, _ := cutFront(t.String())
	return x.withoutPrograms(joinedTags(linesOf(file, body, first), openTag)), true
}

// tags translates what is known of tags, and names the others.
func (x mdx) tags(t Text) Text {
	var out Text
	var code fence
	for i, line := range t {
		if code.has(line.Text) {
			out = append(out, line)
			continue
		}
		line.Text = outsideCode(linkTag.ReplaceAllString(line.Text, "[$2]($1)"), x.pictures)
		if block, ok := x.tag(line); ok {
			out = out.apart(block, lineAt(t, i+1))
			continue
		}
		outsideCode(line.Text, func(part string) string {
			for _, m := range component.FindAllStringSubmatch(part, -1) {
				if !strings.HasPrefix(m[0], "</") {
					x.notes.add(LeftRaw, line.At, "<"+m[1]+">")
				}
			}
			for _, m := range expression.FindAllStringSubmatch(part, -1) {
				x.notes.add(LeftRaw, line.At, m[1])
			}
			return part
		})
		out = append(out, line)
	}
	return out
}

// tag returns what stands for a tag that is a line of its own.
func (x mdx) tag(line Line) (Text, bool) {
	if m := closingTag.FindStringSubmatch(line.Text); m != nil {
		switch m[1] {
		case "Tabs", "TabItem":
			return nil, true
		case "Admonition":
			return Text{{":::", line.At}}, true
		}
		return nil, false
	}
	m := wholeTag.FindStringSubmatch(line.Text)
	if m == nil {
		return nil, false
	}
	says := map[string]string{}
	for _, a := range tagText.FindAllStringSubmatch(m[3], -1) {
		says[a[1]] = a[2] + a[3] + a[4]
	}
	text := ""
	switch m[2] {
	case "Tabs":
		return nil, true
	case "TabItem":
		return Text{{"**" + cmp.Or(says["label"], says["value"], "Tab") + "**", line.At}}, true
	case "Admonition":
		text = ":::" + cmp.Or(says["type"], "note")
		if says["title"] != "" {
			text += "[" + says["title"] + "]"
		}
	case "YouTube", "LiteYouTubeEmbed", "YouTubeEmbed", "Youtube":
		text = "https://www.youtube.com/watch?v=" + cmp.Or(says["id"], says["videoId"], says["youTubeId"])
	case "ReactPlayer":
		text = says["url"]
	}
	if text == "" || strings.HasPrefix(text, "http") && !isVideo(text) {
		return nil, false
	}
	return Text{{m[1] + text, line.At}}, true
}

// pictures makes Markdown of pictures whose files a program names.
func (x mdx) pictures(part string) string {
	return requireTag.ReplaceAllStringFunc(part, func(tag string) string {
		m := requireTag.FindStringSubmatch(tag)
		file := cmp.Or(m[2], m[3], x.imports[m[4]])
		if file == "" {
			return tag
		}
		alt := ""
		for _, a := range tagText.FindAllStringSubmatch(m[1]+" "+m[5], -1) {
			if a[1] == "alt" {
				alt = a[2] + a[3] + a[4]
			}
		}
		return "![" + alt + "](" + destination(file) + ")"
	})
}
