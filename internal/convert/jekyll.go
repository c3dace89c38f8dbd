package convert

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/spec"
	"whopsync/internal/yamlfile"
)

// jekyll reads sites of Jekyll: pages, collections and posts, and the order and parents of Just the Docs.
type jekyll struct{}

func (jekyll) Name() string             { return "jekyll" }
func (jekyll) Detects(src *Source) bool { return src.First("_config.yml", "_config.yaml") != "" }

var jekyllKeys = commonKeys.with(keyTable{
	"nav_order": toPlace, "order": toPlace, "weight": toPlace, "parent": silent, "grand_parent": silent, "has_children": silent, "has_toc": silent,
	"nav_exclude": silent, "permalink": toAddress, "redirect_from": toAlias, "layout": silent, "toc": silent, "comments": silent,
	"sitemap": silent, "search_exclude": silent, "nav_fold": silent, "image": toThumbnail,
})

// jekyllDated are the keys of posts and of what else is in a collection: of those, a date to come hides one.
var jekyllDated = jekyllKeys.with(keyTable{"date": toDate})

// postDay is the day that begins the name of a post.
var postDay = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})-`)

// jekyllPage is a page with what its front matter says of its place.
type jekyllPage struct {
	page                *Page
	parent, grandParent string
	isExcluded          bool
}

func (j jekyll) Read(src *Source, notes *Notes) *Tree {
	t := &Tree{Used: map[string]bool{}, Addresses: map[string]string{}, Roots: []string{"."}}
	config := readSettings(src, src.First("_config.yml", "_config.yaml"), notes)
	t.Title, t.Description, t.Base = config.Get("title").Text, config.Get("description").Text, config.Get("baseurl").Text
	t.Language, _, _ = strings.Cut(config.Get("lang").Text, "-")
	all := map[string]*jekyllPage{}
	read := func(file string) *Page {
		keys, isDated := jekyllKeys, strings.HasPrefix(file, "_") && config.Get("future").Text != "true"
		if isDated {
			keys = jekyllDated
		}
		p, front := readPage(src, file, keys, notes)
		if p == nil {
			return nil
		}
		if m := postDay.FindStringSubmatch(p.Name); m != nil && isDated && front.Get("date").Text == "" {
			p.takeDates([]date{{toDate, "the name of the file", m[1], Place{Path: file}}}, src.now, notes)
		}
		j.address(p, t)
		all[file] = &jekyllPage{p, front.Get("parent").Text, front.Get("grand_parent").Text, front.Get("nav_exclude").Text == "true"}
		j.translate(src, p, t, config, front, notes)
		if all[file].isExcluded {
			return nil
		}
		return p
	}
	f := folders{src: src, isIndex: isReadme, page: read, skips: isSetAside,
		isPage: func(file string) bool {
			return isPageFile(file) && !isSetAside(file) && (!isProjectDocument(file) || isReadme("", stemOf(file)) && src.First("index.md", "index.html") == "")
		}}
	t.Nodes = f.tree(".")
	f.skips = nil
	for _, name := range j.collections(config, src) {
		for _, at := range src.Paths() { // what lies there is on the web without the _
			if inside, ok := strings.CutPrefix(at, "_"+name+"/"); ok {
				t.Addresses["/"+name+"/"+inside] = at
			}
		}
		nodes := f.tree("_" + name)
		if len(nodes) > 0 {
			t.Nodes = append(t.Nodes, &Node{Title: spec.TitleOf(name), Children: nodes})
		}
	}
	if slices.ContainsFunc(pages(t.Nodes), func(p *Page) bool { return all[p.Path].parent != "" }) {
		t.Nodes = byParents(t.Nodes, all, notes)
	}
	return t
}

// collections returns the names of the folders that hold pages although they begin with _.
func (jekyll) collections(config yamlfile.Foreign, src *Source) []string {
	var names []string
	for _, entry := range config.Get("collections").Keys {
		names = append(names, entry.Name)
	}
	names = append(names, textsOf(config.Get("collections"))...)
	if src.HasFolder("_posts") && !slices.Contains(names, "posts") {
		names = append(names, "posts")
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" || !src.HasFolder("_"+name) })
}

// address notes the addresses of a page: that of its file, and those that it says.
func (jekyll) address(p *Page, t *Tree) {
	dir := strings.TrimPrefix(path.Dir(p.Path), "_")
	p.address = path.Join("/", dir, p.Name)
	if isReadme("", stemOf(p.Path)) {
		p.address = path.Join("/", dir)
	}
	t.Addresses[p.address] = p.Path
	for _, a := range append(p.aliases, p.permalink) {
		if a != "" && !strings.Contains(a, ":") {
			a = path.Join("/", strings.TrimSuffix(a, ".html"))
			t.Addresses[a], t.Addresses[a+".html"] = p.Path, p.Path
		}
	}
	if p.permalink != "" && !strings.Contains(p.permalink, ":") {
		p.address = path.Join("/", strings.TrimSuffix(p.permalink, ".html"))
	}
}

// byParents puts pages below those that they name as their parents.
func byParents(nodes []*Node, all map[string]*jekyllPage, notes *Notes) []*Node {
	var made []*Node
	byTitle := map[string][]*Node{}
	for _, p := range pages(nodes) {
		n := &Node{Page: p, name: p.Path, weight: p.weight, placed: p.placed}
		made = append(made, n)
		title := strings.ToLower(p.title(""))
		byTitle[title] = append(byTitle[title], n)
	}
	isBelow := func(n *Node, grand string) bool {
		return grand == "" || strings.EqualFold(all[n.Page.Path].parent, grand)
	}
	var top []*Node
	for _, n := range made {
		of := all[n.Page.Path]
		candidates := byTitle[strings.ToLower(of.parent)]
		i := slices.IndexFunc(candidates, func(c *Node) bool { return c != n && isBelow(c, of.grandParent) && !isAbove(n, c, all, byTitle) })
		switch {
		case of.parent == "":
			top = append(top, n)
		case i < 0:
			notes.add(OtherOrder, Place{Path: n.Page.Path}, "its parent is "+of.parent+", and there is no such page")
			top = append(top, n)
		default:
			candidates[i].Children = append(candidates[i].Children, n)
		}
	}
	var sort func([]*Node)
	sort = func(nodes []*Node) {
		slices.SortStableFunc(nodes, compareNodes)
		for _, n := range nodes {
			sort(n.Children)
		}
	}
	sort(top)
	return top
}

// isAbove reports whether a page is among the parents of another, so that it cannot lie below it.
func isAbove(n, other *Node, all map[string]*jekyllPage, byTitle map[string][]*Node) bool {
	for range 16 {
		if other == n {
			return true
		}
		above := byTitle[strings.ToLower(all[other.Page.Path].parent)]
		if len(above) == 0 || all[other.Page.Path].parent == "" {
			return false
		}
		other = above[0]
	}
	return true
}

var (
	liquidInclude  = regexp.MustCompile(`^([ \t]*)\{%-?\s*include(_relative)?\s+([^\s%]+)\s*(.*?)\s*-?%\}[ \t]*$`)
	liquidLink     = regexp.MustCompile(`\{%-?\s*(link|post_url)\s+([^\s%]+)\s*-?%\}`)
	liquidURL      = regexp.MustCompile(`\{\{-?\s*["']([^"'{}]*)["']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.baseurl)\s*-?\}\}`)
	liquidHigh     = regexp.MustCompile(`^([ \t]*)\{%-?\s*(end)?highlight\s*([\w+-]*)[^%]*%\}[ \t]*$`)
	liquidComment  = regexp.MustCompile(`\{%-?\s*comment\s*-?%\}`)
	liquidUncommon = regexp.MustCompile(`\{%-?\s*endcomment\s*-?%\}`)
	kramdownLine   = regexp.MustCompile(`^([ \t]*)(?:>[ \t]*)*\{:([^}]*)\}[ \t]*$`)
	kramdownList   = regexp.MustCompile(`^[ \t]*(?:[-*+]|1\.)[ \t]+\S.*$`)
	kramdownNote   = regexp.MustCompile(`\.(note|warning|important|tip|caution|info|danger|new|highlight)(-title)?\b`)
)

func (j jekyll) translate(src *Source, p *Page, t *Tree, config, front yamlfile.Foreign, notes *Notes) {
	p.Text = j.included(src, p, t, notes)
	p.Text = j.blocks(p.Text)
	values := variables{"site.baseurl": strings.TrimSuffix(t.Base, "/"), "site.url": ""}
	values.add("site", config)
	values.add("page", front)
	p.Text = values.filled(j.addresses(p.Text), notes)
	p.Text, p.Anchors = withoutAnchors(p.Text)
	p.Text = codeTitles(attributes(highlights(definitions(alerts(j.notes(withoutAbbreviations(withoutWrappers(p.Text), notes))))))).collapsed()
	p.takeQuiz(notes)
}

// included puts Markdown files in the place of their includes, and addresses of videos in that of players.
func (jekyll) included(src *Source, p *Page, t *Tree, notes *Notes) Text {
	in := includer{src: src, notes: notes, used: t.Used}
	in.find = func(in, written string) string {
		if rel, ok := strings.CutPrefix(written, "relative "); ok {
			return src.beside(in, rel)
		}
		return src.First(path.Join("_includes", written))
	}
	in.cut = func(file string, text Text, _ string) (Text, bool) {
		_, body, first, _ := cutFront(text.String())
		return linesOf(file, body, first), true
	}
	in.parse = func(line string) (in include, ok bool) {
		m := liquidInclude.FindStringSubmatch(line)
		if m == nil || !isMarkdown(m[3]) {
			return in, false
		}
		in = include{indent: m[1], file: m[3], written: strings.TrimSpace(line)}
		if m[2] != "" {
			in.file = "relative " + m[3]
		}
		return in, true
	}
	text := slices.Clone(p.Text)
	for i, line := range text {
		if m := liquidInclude.FindStringSubmatch(line.Text); m != nil && strings.Contains(strings.ToLower(m[3]), "youtube") {
			if id := wordsIn(m[4]).get(-1, "id", "video_id", "video", "youtube_id"); id != "" {
				text[i].Text = m[1] + "https://www.youtube.com/watch?v=" + id
			}
		}
	}
	return in.expanded(text, p.Path)
}

// blocks takes comments out, and makes fences of highlighted code.
func (jekyll) blocks(t Text) Text {
	var out Text
	isComment := false
	for _, line := range t {
		m := liquidHigh.FindStringSubmatch(line.Text)
		switch {
		case liquidComment.MatchString(line.Text):
			isComment = !liquidUncommon.MatchString(line.Text)
			continue
		case isComment:
			isComment = !liquidUncommon.MatchString(line.Text)
			continue
		case m != nil:
			line.Text = m[1] + "```" + m[3]
		}
		out = append(out, line)
	}
	return out
}

// addresses resolves the ways to write an address.
func (jekyll) addresses(t Text) Text {
	return t.edited(func(line Line) string {
		text := liquidURL.ReplaceAllString(line.Text, "$1")
		return liquidLink.ReplaceAllStringFunc(text, func(mark string) string {
			m := liquidLink.FindStringSubmatch(mark)
			if m[1] == "post_url" {
				return "/_posts/" + m[2] + ".md"
			}
			return "/" + strings.TrimPrefix(m[2], "/")
		})
	})
}

// notes makes quotes of the paragraphs that Just the Docs marks, and takes the other marks out.
func (jekyll) notes(t Text) Text {
	var out Text
	var code fence
	for i := 0; i < len(t); i++ {
		line := t[i]
		m := kramdownLine.FindStringSubmatch(line.Text)
		if code.has(line.Text) || m == nil {
			out = append(out, line)
			continue
		}
		kind := kramdownNote.FindStringSubmatch(m[2])
		isFirst := i == 0 || isBlank(t[i-1].Text)
		end := i + 1
		for end < len(t) && !isBlank(t[end].Text) {
			end++
		}
		switch {
		case strings.Contains(m[2], "toc") && len(out) > 0 && kramdownList.MatchString(out[len(out)-1].Text):
			out = out[:len(out)-1]
		case kind == nil || !isFirst || end == i+1:
		default:
			body := Text{}
			for _, l := range t[i+1 : end] {
				l.Text = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(l.Text, m[1]), ">"), " ")
				body = append(body, l)
			}
			title := ""
			if kind[2] != "" && len(body) > 0 {
				title, body = body[0].Text, body[1:]
			}
			out = out.apart(quote(m[1], titled(kind[1], title), line.At, body), lineAt(t, end))
			i = end - 1
		}
	}
	return out
}
