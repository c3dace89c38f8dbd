package convert

import (
	"encoding/csv"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/markdown"
	"whopsync/internal/spec"
)

// notion reads what Notion exports as Markdown & CSV: ids in all names, pages in folders of their parents, and
// databases as tables.
type notion struct{}

func (notion) Name() string { return "notion" }

var notionID = regexp.MustCompile(`[ -][0-9a-f]{32}(_all)?$`)

func (notion) Detects(src *Source) bool {
	return slices.ContainsFunc(src.Paths(), func(at string) bool {
		return hasExt(at, ".md", ".csv") && notionID.MatchString(strings.TrimSuffix(at, path.Ext(at)))
	})
}

// notionKeys are properties of pages, which stand below the title.
var notionKeys = keyTable{"video": toVideo, "video url": toVideo, "youtube": toVideo, "loom": toVideo, "created": silent, "created time": silent, "last edited time": silent, "last edited": silent}

func (n notion) Read(src *Source, notes *Notes) *Tree {
	t := &Tree{Used: map[string]bool{}}
	r := &notionReader{src: src, notes: notes, tree: t}
	t.Nodes = r.nodes(".", nil)
	return t
}

type notionReader struct {
	src   *Source
	notes *Notes
	tree  *Tree
	byID  map[string]string // pages
}

func withoutNotionID(name string) string {
	return strings.TrimSpace(notionID.ReplaceAllString(name, ""))
}

// nodes returns the pages in a folder: those that the parent links to in the order of its links, then the others by name.
func (r *notionReader) nodes(dir string, order []string) (nodes []*Node) {
	files, dirs := r.src.In(dir)
	taken := map[string]bool{}
	for _, name := range files {
		at := path.Join(dir, name)
		stem := strings.TrimSuffix(name, path.Ext(name))
		switch {
		case isPageFile(name):
			if p := r.page(at); p != nil {
				n := &Node{Page: p, name: p.Name}
				r.below(n, dir, stem, dirs, taken, linksIn(p.Text, at))
				n.Page = r.withoutContents(n)
				nodes = append(nodes, n)
			}
		case hasExt(name, ".csv") && !strings.HasSuffix(stem, "_all"):
			n := &Node{Title: withoutNotionID(stem), name: withoutNotionID(stem)}
			r.tree.Used[at], r.tree.Used[path.Join(dir, stem+"_all.csv")] = true, true
			r.below(n, dir, stem, dirs, taken, r.rows(at))
			if len(n.Children) > 0 {
				r.notes.add(DroppedKey, Place{Path: at}, "the columns of the database "+n.Title)
				nodes = append(nodes, n)
			} else {
				r.notes.add(UnlistedPage, Place{Path: at}, "a database without pages")
			}
		}
	}
	for _, name := range dirs {
		if taken[name] {
			continue
		}
		n := &Node{Title: withoutNotionID(name), name: withoutNotionID(name), Children: r.nodes(path.Join(dir, name), nil)}
		if len(n.Children) > 0 {
			nodes = append(nodes, n)
		}
	}
	for _, n := range nodes {
		if i := slices.IndexFunc(order, func(name string) bool { return r.isNamed(n, name) }); i >= 0 {
			n.weight, n.placed = float64(i), true
		}
	}
	slices.SortStableFunc(nodes, compareNodes)
	return nodes
}

// isNamed reports whether a list names a node: by the path of its page, or by its title.
func (r *notionReader) isNamed(n *Node, name string) bool {
	return n.path == name || strings.EqualFold(n.name, name) || n.Page != nil && n.Page.Path == name
}

// below adds the pages in the folder of a page or database.
func (r *notionReader) below(n *Node, dir, stem string, dirs []string, taken map[string]bool, order []string) {
	if n.Page != nil {
		n.path = n.Page.Path
	}
	for _, name := range []string{stem, withoutNotionID(stem)} {
		if slices.Contains(dirs, name) && !taken[name] {
			taken[name] = true
			n.Children = append(n.Children, r.nodes(path.Join(dir, name), order)...)
		}
	}
}

// linksIn returns the files that a page links to, in order.
func linksIn(t Text, file string) (files []string) {
	for _, dest := range markdown.Parse(t.String()).Destinations() {
		bare, _, _ := strings.Cut(dest.Value, "#")
		if decoded, err := url.PathUnescape(bare); err == nil && !remote.MatchString(bare) {
			files = append(files, path.Join(path.Dir(file), decoded))
		}
	}
	return files
}

// rows returns the titles in the first column of a database.
func (r *notionReader) rows(file string) (titles []string) {
	text, err := r.src.Text(file)
	if err != nil {
		r.notes.add(UnreadFile, Place{Path: file}, err.Error())
		return nil
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord, reader.LazyQuotes = -1, true
	records, _ := reader.ReadAll()
	for _, record := range records {
		titles = append(titles, strings.TrimSpace(record[0]))
	}
	return titles
}

// withoutContents returns the page of a section, nil if it holds nothing but links to the pages below it.
func (r *notionReader) withoutContents(n *Node) *Page {
	p := n.Page
	if len(n.Children) == 0 {
		return p
	}
	inner := map[string]bool{}
	for _, child := range pages(n.Children) {
		inner[child.Path] = true
	}
	h, _ := p.heading()
	isEmpty := true
	for i, line := range p.Text {
		links := linksIn(Text{line}, p.Path)
		isLink := len(links) > 0 && !slices.ContainsFunc(links, func(to string) bool { return !inner[to] && !hasExt(to, ".csv") })
		isEmpty = isEmpty && (isBlank(line.Text) || isLink || i+1 == h.Line)
	}
	if !isEmpty {
		return p
	}
	n.Title = p.title("")
	r.tree.Used[p.Path] = true
	return nil
}

var (
	property  = regexp.MustCompile(`^([A-Z][\w /&()?-]{0,40}): (.*)$`)
	isHeld    = regexp.MustCompile(`(?i)^(?:draft|not started|in progress|to ?do|idea|wip|backlog|archived?|hidden|private)\b`)
	asideLine = regexp.MustCompile(`^([ \t]*)<aside>[ \t]*(.*)$`)
	asideEnd  = regexp.MustCompile(`^(.*)</aside>[ \t]*$`)
	emoji     = regexp.MustCompile(`^[ \t]*(?:<img [^>]*>|[\x{2190}-\x{2BFF}\x{1F000}-\x{1FAFF}\x{FE0F}\x{200D}]+)[ \t]*`)
)

// page reads a page: its title, the properties below it, and its text.
func (r *notionReader) page(file string) *Page {
	p, _ := readPage(r.src, file, commonKeys, r.notes)
	if p == nil {
		return nil
	}
	p.Name = withoutNotionID(p.Name)
	p.Text = r.withoutProperties(p)
	p.Text = alerts(asides(r.withoutAddresses(p)))
	p.takeQuiz(r.notes)
	return p
}

var (
	notionAddress = regexp.MustCompile(`https://(?:www\.)?notion\.so/[^\s()<>\[\]]*?([0-9a-f]{32})[^\s()<>\[\]]*`)
	wholeID       = regexp.MustCompile(`[0-9a-f]{32}`)
)

// withoutAddresses makes links to pages of the export of their addresses on Notion, which students cannot open.
func (r *notionReader) withoutAddresses(p *Page) Text {
	if r.byID == nil {
		r.byID = map[string]string{}
		for _, at := range r.src.Paths() {
			if isMarkdown(at) {
				r.byID[wholeID.FindString(path.Base(at))] = at
			}
		}
	}
	return p.Text.edited(func(line Line) string {
		return notionAddress.ReplaceAllStringFunc(line.Text, func(address string) string {
			file := r.byID[notionAddress.FindStringSubmatch(address)[1]]
			if file == "" {
				r.notes.add(LeftRaw, line.At, "a link to a page of Notion that is not in the export: "+address)
				return address
			}
			return (&url.URL{Path: spec.Relative(path.Dir(p.Path), file)}).EscapedPath()
		})
	})
}

func (r *notionReader) withoutProperties(p *Page) Text {
	h, ok := p.heading()
	if !ok || h.Line > len(p.Text) {
		return p.Text
	}
	start := h.Line
	for start < len(p.Text) && isBlank(p.Text[start].Text) {
		start++
	}
	end := start
	for end < len(p.Text) && property.MatchString(p.Text[end].Text) {
		end++
	}
	if end < len(p.Text) && !isBlank(p.Text[end].Text) {
		return p.Text // a paragraph that only begins like that
	}
	for _, line := range p.Text[start:end] {
		m := property.FindStringSubmatch(line.Text)
		name, value := m[1], strings.TrimSpace(m[2])
		switch key := strings.ToLower(name); {
		case key == "status" || key == "state" || key == "stage":
			p.IsHidden = p.IsHidden || isHeld.MatchString(value)
		case notionKeys[key] == toVideo && isVideo(value):
			p.Video = value
		case notionKeys[key] != silent:
			r.notes.add(DroppedKey, line.At, name)
		}
	}
	return append(slices.Clone(p.Text[:start]), p.Text[end:]...)
}

// asides makes quotes of callouts.
func asides(t Text) Text {
	var out Text
	var code fence
	for i := 0; i < len(t); i++ {
		m := asideLine.FindStringSubmatch(t[i].Text)
		if code.has(t[i].Text) || m == nil {
			out = append(out, t[i])
			continue
		}
		body := Text{{m[2], t[i].At}}
		end := i
		for !asideEnd.MatchString(t[end].Text) && end+1 < len(t) {
			end++
			body = append(body, t[end])
		}
		last := &body[len(body)-1]
		if closing := asideEnd.FindStringSubmatch(last.Text); closing != nil {
			last.Text = closing[1]
		}
		if body = body.trimmed(); len(body) > 0 {
			body[0].Text = emoji.ReplaceAllString(body[0].Text, "")
		}
		out = out.apart(quote(m[1], "Note", t[i].At, body), lineAt(t, end+1))
		i = end
	}
	return out
}
