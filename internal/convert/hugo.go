package convert

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/yamlfile"
)

// hugo reads sites of Hugo: sections, bundles, weights, and the shortcodes that are Markdown in other words.
type hugo struct{}

func (hugo) Name() string { return "hugo" }

func (hugo) Detects(src *Source) bool {
	isIndex := func(at string) bool { return path.Base(at) == "_index.md" }
	return hugoConfig(src) != "" && src.HasFolder("content") || slices.ContainsFunc(src.Paths(), isIndex)
}

func hugoConfig(src *Source) string {
	return src.First("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml", "config/_default/hugo.toml", "config/_default/config.toml")
}

var hugoKeys = commonKeys.with(keyTable{
	"weight": toPlace, "linktitle": silent, "url": toAddress, "slug": toAddress, "aliases": toAlias, "menu": silent, "menus": silent, "layout": silent,
	"type": silent, "toc": silent, "outputs": silent, "sitemap": silent, "lastmod": silent, "date": toDate, "markup": silent, "headless": silent,
	"bookcollapsesection": silent, "booktoc": silent, "bookflatsection": silent, "alwaysopen": silent, "chapter": silent, "isctree": silent,
	"featured_image": toThumbnail, "image": toThumbnail, "_build": silent, "build": silent,
})

func (h hugo) Read(src *Source, notes *Notes) *Tree {
	t := &Tree{Used: map[string]bool{}, Addresses: map[string]string{}, Content: "."}
	config := readAnySettings(src, hugoConfig(src), notes)
	t.Title = config.Get("title").Text
	t.Language, _, _ = strings.Cut(cmp.Or(config.Get("languageCode").Text, config.Get("defaultContentLanguage").Text), "-")
	if src.HasFolder("content") {
		t.Content = "content"
		if dir := path.Join("content", cmp.Or(config.Get("defaultContentLanguage").Text, "en")); src.HasFolder(dir) {
			t.Content = dir
		}
	}
	t.Roots = []string{t.Content, "static", "assets"}
	f := folders{
		src:     src,
		isPage:  func(file string) bool { return isPageFile(file) && isOwnPage(src, file) },
		isIndex: func(_, stem string) bool { return stem == "_index" || stem == "index" },
		page:    func(file string) *Page { return h.page(src, file, t, notes) },
		about: func(dir string, n *Node) {
			if n.Page != nil && len(n.Page.Text.trimmed()) == 0 && len(n.Children) > 0 {
				n.Title, n.Page = n.Page.title(""), nil
				t.Used[path.Join(dir, "_index.md")] = true
			}
		},
	}
	nodes, own := f.nodes(t.Content)
	if own != nil {
		t.Title = cmp.Or(t.Title, own.Title)
		if t.Used[own.Path] = true; len(own.Text.trimmed()) > 0 {
			nodes = slices.Insert(nodes, 0, &Node{Page: own})
		}
	}
	t.Nodes = nodes
	values := variables{}
	values.add("", config.Get("params"))
	for _, p := range pages(t.Nodes) {
		h.translate(src, p, t, values, notes)
	}
	return t
}

// readAnySettings reads settings in TOML, YAML or JSON.
func readAnySettings(src *Source, file string, notes *Notes) yamlfile.Foreign {
	if !hasExt(file, ".toml") {
		return readSettings(src, file, notes)
	}
	text, err := src.Text(file)
	var settings yamlfile.Foreign
	if err == nil {
		settings, err = readTOML(text, 0)
	}
	if err != nil {
		notes.add(UnreadFile, Place{Path: file}, err.Error())
	}
	return settings
}

// isOwnPage reports pages that are not only resources of a bundle: a folder with an index.md is one page.
func isOwnPage(src *Source, file string) bool {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if index := path.Join(dir, "index.md"); src.Has(index) && index != file {
			return false
		}
	}
	return true
}

// page reads a page, and its addresses.
func (hugo) page(src *Source, file string, t *Tree, notes *Notes) *Page {
	p, _ := readPage(src, file, hugoKeys, notes)
	if p == nil {
		return nil
	}
	if p.weight == 0 {
		p.placed = false
	}
	dir := path.Dir(strings.TrimPrefix("/"+file, "/"+t.Content))
	p.address = path.Join(dir, strings.ToLower(p.Name))
	if isReadme("", stemOf(file)) {
		p.address = dir
	}
	if p.permalink != "" {
		p.address = path.Join(path.Dir(p.address), p.permalink)
		if strings.HasPrefix(p.permalink, "/") {
			p.address = path.Clean(p.permalink)
		}
	}
	t.Addresses[strings.ToLower(p.address)], t.Addresses[p.address] = file, file
	for _, a := range p.aliases {
		if !strings.HasPrefix(a, "/") {
			a = path.Join(path.Dir(p.address), a)
		}
		t.Addresses[path.Clean("/"+a)] = file
	}
	return p
}

func (hugo) translate(src *Source, p *Page, t *Tree, values variables, notes *Notes) {
	p.Text = shortcodes{src: src, notes: notes, tree: t, values: values}.translate(p)
	p.Text, p.Anchors = withoutAnchors(p.Text)
	p.Text = codeTitles(attributes(highlights(definitions(containers(alerts(p.Text))))))
	p.takeQuiz(notes)
}

// shortcodes translates {{< names >}} of Hugo and its best known themes.
type shortcodes struct {
	src    *Source
	notes  *Notes
	tree   *Tree
	values variables
}

var (
	shortcode     = regexp.MustCompile(`\{\{[<%]\s*(/?)\s*([\w./-]+)((?:"[^"]*"|` + "`[^`]*`" + `|[^"{}])*?)(/?)\s*[%>]\}\}`)
	shortcodeWord = regexp.MustCompile(`([\w-]+)=(?:"([^"]*)"|` + "`([^`]*)`" + `|([^\s"]+))|"([^"]*)"|` + "`([^`]*)`" + `|([^\s"=]+)`)
)

// callout shortcodes and the words for their kinds where they name none.
var calloutShortcodes = map[string]string{
	"notice": "", "hint": "", "alert": "", "callout": "", "admonition": "", "note": "note", "tip": "tip", "info": "info", "warning": "warning",
	"caution": "caution", "danger": "danger", "important": "important", "details": "details", "expand": "details", "blockquote": "quote",
}

// said are the words of a shortcode, by their names or places.
type said struct {
	named  map[string]string
	placed []string
}

func wordsIn(text string) said {
	s := said{named: map[string]string{}}
	for _, m := range shortcodeWord.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			s.named[strings.ToLower(m[1])] = m[2] + m[3] + m[4]
			continue
		}
		s.placed = append(s.placed, m[5]+m[6]+m[7])
	}
	return s
}

// get returns the first word with one of the names, else that in a place.
func (s said) get(place int, names ...string) string {
	for _, name := range names {
		if s.named[name] != "" {
			return s.named[name]
		}
	}
	if place >= 0 && place < len(s.placed) {
		return s.placed[place]
	}
	return ""
}

func (x shortcodes) translate(p *Page) Text {
	return x.blocks(p, onLines(p.Text.edited(func(line Line) string { return hugoComment.ReplaceAllString(line.Text, "") })), 0)
}

var (
	hugoComment = regexp.MustCompile(`\{\{-?/\*.*?\*/-?\}\}`)
	hugoEscaped = regexp.MustCompile(`(\{\{[<%])/\*(.*?)\*/([%>]\}\})`)
	wholeBlock  = regexp.MustCompile(`^([ \t]*)(\{\{[<%]\s*([\w-]+)[^{}]*\}\})(.*)(\{\{[<%]\s*/\s*([\w-]+)\s*[%>]\}\})[ \t]*$`)
)

// onLines gives lines of their own to the ends of callouts and tabs that are all a line holds.
func onLines(t Text) Text {
	var out Text
	var code fence
	for _, line := range t {
		m := wholeBlock.FindStringSubmatch(line.Text)
		isKnown := m != nil && m[3] == m[6] && !strings.Contains(m[4], m[5])
		if isKnown {
			_, isKnown = calloutShortcodes[m[3]]
		}
		if code.has(line.Text) || !isKnown && (m == nil || m[3] != "tab" || m[6] != "tab") {
			out = append(out, line)
			continue
		}
		out = append(out, Line{m[1] + m[2], line.At}, Line{m[1] + strings.TrimSpace(m[4]), line.At}, Line{m[1] + m[5], line.At})
	}
	return out
}

// blocks translates shortcodes that stand around lines.
func (x shortcodes) blocks(p *Page, t Text, depth int) Text {
	ends := map[int]int{}
	if depth < maxNesting {
		ends = shortcodeEnds(t)
	}
	var out Text
	var code fence
	for i := 0; i < len(t); i++ {
		line := t[i]
		if code.has(line.Text) {
			out = append(out, line)
			continue
		}
		if end, ok := ends[i]; ok {
			m := shortcode.FindStringSubmatch(line.Text)
			if block, ok := x.block(p, m[2], wordsIn(m[3]), t[i:end+1], depth); ok {
				out = out.apart(block, lineAt(t, end+1))
				i = end
				continue
			}
		}
		line.Text = x.inline(p, line)
		out = append(out, line)
	}
	return out
}

// block returns what stands for a shortcode around lines. Its own are the first and the last.
func (x shortcodes) block(p *Page, name string, words said, t Text, depth int) (Text, bool) {
	first, last, inner := t[0], t[len(t)-1], t[1:len(t)-1]
	indent := indentOf(first.Text)
	kind, isCallout := calloutShortcodes[name]
	switch {
	case isCallout:
		kind = cmp.Or(words.named["type"], words.named["style"], words.named["context"], words.named["color"], kind)
		title := words.get(-1, "title", "summary")
		switch {
		case kind == "":
			kind, title = words.get(0), cmp.Or(title, words.get(1))
		case title == "":
			title = words.get(0)
		}
		return quote(indent, titled(cmp.Or(kind, "note"), title), first.At, x.blocks(p, inner.dedented(indent), depth+1)), true
	case name == "highlight":
		block := append(Text{{indent + "```" + words.get(0), first.At}}, inner...)
		return append(block, Line{indent + "```", last.At}), true
	case name == "tabs" || name == "tabpane" || name == "steps" || name == "columns":
		return x.blocks(p, withTitles(inner, words.named["items"]), depth+1).trimmed(), true
	case name == "tab":
		title := Text{{"**" + cmp.Or(words.get(0, "name", "title", "header"), "Tab") + "**", first.At}, {"", first.At}}
		return append(title, x.blocks(p, inner.dedented(indent), depth+1)...).trimmed(), true
	}
	return nil, false
}

var bareTab = regexp.MustCompile(`^([ \t]*\{\{[<%]\s*tab\s*)([%>]\}\})`)

// withTitles gives tabs the titles that stand with all of them, and takes the marks between columns out.
func withTitles(t Text, items string) Text {
	titles := strings.Split(items, ",")
	return t.edited(func(line Line) string {
		m := bareTab.FindStringSubmatch(line.Text)
		switch {
		case line.Text == "<--->":
			return ""
		case m == nil || len(titles) == 0:
			return line.Text
		}
		title := strings.TrimSpace(titles[0])
		titles = titles[1:]
		return m[1] + `"` + title + `" ` + m[2] + line.Text[len(m[0]):]
	})
}

// shortcodeEnds returns the lines that end shortcodes, by the lines that begin them and hold nothing else.
func shortcodeEnds(t Text) map[int]int {
	ends := map[int]int{}
	open := map[string][]int{} // by the names of shortcodes
	for i, line := range t {
		if !strings.Contains(line.Text, "{{") {
			continue
		}
		for _, m := range shortcode.FindAllStringSubmatch(line.Text, -1) {
			name := m[2]
			switch n := len(open[name]); {
			case m[4] != "":
			case m[1] == "":
				open[name] = append(open[name], i)
			case n > 0:
				start := open[name][n-1]
				open[name] = open[name][:n-1]
				if first := shortcode.FindString(t[start].Text); start < i && strings.TrimSpace(t[start].Text) == first {
					ends[start] = i
				}
			}
		}
	}
	return ends
}

// inline translates shortcodes in a line.
func (x shortcodes) inline(p *Page, line Line) string {
	return outsideCode(line.Text, func(part string) string {
		if hugoEscaped.MatchString(part) {
			return hugoEscaped.ReplaceAllString(part, "$1$2$3")
		}
		return shortcode.ReplaceAllStringFunc(part, func(mark string) string {
			m := shortcode.FindStringSubmatch(mark)
			words := wordsIn(m[3])
			switch name := m[2]; {
			case m[1] != "":
			case name == "youtube":
				return "https://www.youtube.com/watch?v=" + words.get(0, "id")
			case name == "vimeo":
				return "<https://vimeo.com/" + words.get(0, "id") + ">"
			case name == "figure" || name == "img" || name == "image":
				return picture(words)
			case name == "ref" || name == "relref":
				return x.reference(p, words.get(0, "path"))
			case name == "param" && x.values[words.get(0, "name")] != "":
				return x.values[words.get(0, "name")]
			}
			if m[1] == "" {
				x.notes.add(LeftRaw, line.At, "the shortcode "+m[2])
			}
			return mark
		})
	})
}

// picture returns the Markdown of a picture with its caption.
func picture(words said) string {
	caption := words.get(-1, "caption", "title")
	out := "![" + cmp.Or(words.get(-1, "alt"), caption) + "](" + destination(words.get(0, "src")) + ")"
	if caption != "" {
		out += " *" + caption + "*"
	}
	return out
}

// reference returns the address of the page that is named, by its path or by its name alone.
func (x shortcodes) reference(p *Page, written string) string {
	name, anchor, hasAnchor := strings.Cut(written, "#")
	if hasAnchor {
		anchor = "#" + anchor
	}
	if name == "" || strings.HasPrefix(name, "/") || x.src.beside(p.Path, name) != "" || strings.Contains(name, "/") && x.src.First(path.Join(x.tree.Content, name)) == "" {
		return written
	}
	if strings.Contains(name, "/") {
		return "/" + name + anchor
	}
	for _, at := range x.src.Paths() {
		if path.Base(at) == name || stemOf(at) == name || path.Base(path.Dir(at)) == name && stemOf(at) == "index" {
			if inside, ok := strings.CutPrefix(at, x.tree.Content+"/"); ok || x.tree.Content == "." {
				return "/" + inside + anchor
			}
		}
	}
	return written
}
