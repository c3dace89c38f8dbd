package convert

import (
	"cmp"
	"path"
	"regexp"
	"strings"

	"whopsync/internal/yamlfile"
)

// mkDocs reads sites of MkDocs, Material's extensions included.
type mkDocs struct{}

func (mkDocs) Name() string             { return "mkdocs" }
func (mkDocs) Detects(src *Source) bool { return mkDocsConfig(src) != "" }

func mkDocsConfig(src *Source) string { return src.First("mkdocs.yml", "mkdocs.yaml") }

var mkDocsKeys = commonKeys.with(keyTable{"template": silent, "hide": silent, "icon": silent, "search": silent, "status": silent, "subtitle": silent, "slug": silent, "image": toThumbnail})

func (m mkDocs) Read(src *Source, notes *Notes) *Tree {
	t := &Tree{Used: map[string]bool{}, Content: "docs"}
	config := readSettings(src, mkDocsConfig(src), notes)
	t.Title, t.Description = config.Get("site_name").Text, config.Get("site_description").Text
	t.Language = config.Get("theme").Get("language").Text
	if dir := config.Get("docs_dir").Text; dir != "" || !src.HasFolder("docs") {
		t.Content = path.Clean(cmp.Or(dir, "."))
	}
	t.Roots = []string{t.Content}
	page := func(file string) *Page {
		p, front := readPage(src, file, mkDocsKeys, notes)
		if p != nil {
			m.translate(src, p, t, config, front, notes)
		}
		return p
	}
	if nav := config.Get("nav"); nav.Kind == yamlfile.ForeignList {
		r := navReader{src: src, notes: notes, dir: t.Content, file: mkDocsConfig(src), page: page, taken: map[string]bool{}}
		t.Nodes = withPages(r.items(nav))
	} else {
		f := folders{src: src, isIndex: isReadme, page: page, skips: isSetAside,
			isPage: func(file string) bool { return isPageFile(file) && !isSetAside(file) }}
		t.Nodes = f.tree(t.Content)
	}
	for _, p := range pages(t.Nodes) {
		p.address = "/" + strings.TrimSuffix(strings.TrimPrefix(p.Path, t.Content+"/"), path.Ext(p.Path))
		if isReadme("", stemOf(p.Path)) {
			p.address = path.Dir(p.address)
		}
	}
	return t
}

// readSettings reads a YAML file, and names one that cannot be read.
func readSettings(src *Source, file string, notes *Notes) yamlfile.Foreign {
	if file == "" {
		return yamlfile.Foreign{}
	}
	text, err := src.Text(file)
	var settings yamlfile.Foreign
	if err == nil {
		settings, err = yamlfile.ReadForeign(text)
	}
	if err != nil {
		notes.add(UnreadFile, Place{Path: file}, err.Error())
	}
	return settings
}

// navReader reads the list of pages.
type navReader struct {
	src   *Source
	notes *Notes
	dir   string
	file  string
	page  func(file string) *Page
	taken map[string]bool
}

func (r *navReader) items(list yamlfile.Foreign) (nodes []*Node) {
	for _, item := range list.List {
		if item.Kind == yamlfile.ForeignText {
			nodes = append(nodes, r.item("", item)...)
		}
		for _, entry := range item.Keys {
			nodes = append(nodes, r.item(entry.Name, entry.Value)...)
		}
	}
	return nodes
}

func (r *navReader) item(title string, value yamlfile.Foreign) []*Node {
	at := Place{r.file, value.Line}
	if value.Kind == yamlfile.ForeignList {
		n := &Node{Title: title, Children: r.items(value)}
		if len(n.Children) > 0 && len(n.Children[0].Children) == 0 && n.Children[0].Page != nil && isReadme("", stemOf(n.Children[0].Page.Path)) {
			n.Page, n.Children = n.Children[0].Page, n.Children[1:]
		}
		return []*Node{n}
	}
	file := path.Join(r.dir, value.Text)
	switch {
	case value.Text == "":
	case remote.MatchString(value.Text):
		r.notes.add(UnlistedPage, at, quoted(title)+" is a link to "+value.Text)
	case !r.src.Has(file):
		r.notes.add(UnlistedPage, at, value.Text+" is in the list, and is not there")
	case r.taken[file]:
		r.notes.add(OtherOrder, at, value.Text+" is in the list twice: the lesson stands in the first place")
	case !isMarkdown(file):
		r.notes.add(UnlistedPage, at, value.Text+" is in the list, and is no Markdown")
	default:
		r.taken[file] = true
		if p := r.page(file); p != nil {
			return []*Node{{Title: title, Page: p}}
		}
	}
	return nil
}

var (
	snippetLine = regexp.MustCompile(`^([ \t]*)-+8<-+[ \t]+["']?([^"'\s]+)["']?[ \t]*$`)
	snippetAny  = regexp.MustCompile(`-+8<-+`)
	keysMark    = regexp.MustCompile(`\+\+([a-z0-9"][a-z0-9+" -]*)\+\+`)
	iconMark    = regexp.MustCompile(`:(?:material|fontawesome|octicons|simple)-[\w-]+: ?`)
	slashBlock  = regexp.MustCompile(`^([ \t]*)/{3,} *([a-z][\w-]*)? *(?:\| *(.*))?$`)
)

// translate makes plain Markdown of a page.
func (m mkDocs) translate(src *Source, p *Page, t *Tree, config, front yamlfile.Foreign, notes *Notes) {
	bases := []string{".", t.Content}
	in := includer{src: src, notes: notes, used: t.Used, parse: snippetOf, cut: cutPart(`--8<-- *\[start:`, `--8<-- *\[end:`)}
	in.find = func(_, written string) string {
		for _, base := range bases {
			if file := path.Join(base, written); src.Has(file) {
				return file
			}
		}
		return ""
	}
	p.Text = in.expanded(p.Text, p.Path)
	p.Text, p.Anchors = withoutAnchors(p.Text)
	p.Text = alerts(admonitions(containers(slashBlocks(withoutWrappers(p.Text)))))
	values := variables{}
	values.add("", config.Get("extra"))
	values.add("page.meta", front)
	values.add("config", config)
	p.Text = values.filled(p.Text, notes)
	p.Text = codeTitles(attributes(highlights(withoutContents(definitions(withoutAbbreviations(m.marks(p.Text, notes), notes)))))).collapsed()
	p.takeQuiz(notes)
}

func snippetOf(line string) (in include, ok bool) {
	m := snippetLine.FindStringSubmatch(line)
	if m == nil {
		return in, false
	}
	in = include{indent: m[1], written: strings.TrimSpace(line)}
	in.file, in.part, _ = strings.Cut(m[2], ":")
	return in, !strings.HasPrefix(m[2], "http")
}

// slashBlocks makes containers of "/// note | Title" and "///".
func slashBlocks(t Text) Text {
	return t.edited(func(line Line) string {
		m := slashBlock.FindStringSubmatch(line.Text)
		switch {
		case m == nil:
			return line.Text
		case m[2] == "":
			return m[1] + ":::"
		}
		return m[1] + ":::" + m[2] + " " + m[3]
	})
}

// marks translates keys on a keyboard, and takes icons out.
func (mkDocs) marks(t Text, notes *Notes) Text {
	return t.edited(func(line Line) string {
		return outsideCode(line.Text, func(part string) string {
			part = keysMark.ReplaceAllStringFunc(part, func(keys string) string {
				var names []string
				for key := range strings.SplitSeq(strings.Trim(keys, "+"), "+") {
					names = append(names, titled(strings.Trim(key, `" `), ""))
				}
				return "**" + strings.Join(names, "+") + "**"
			})
			if snippetAny.MatchString(part) {
				notes.addOnce(Unresolved, line.At, part)
			}
			return iconMark.ReplaceAllStringFunc(part, func(icon string) string {
				notes.add(TakenOut, line.At, "an icon")
				return ""
			})
		})
	})
}
