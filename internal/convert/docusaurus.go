package convert

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"whopsync/internal/yamlfile"
)

// docusaurus reads sites of Docusaurus: their docs, in the order of the sidebars.
type docusaurus struct{}

func (docusaurus) Name() string { return "docusaurus" }

var categoryFiles = []string{"_category_.json", "_category_.yml", "_category_.yaml"}

func (docusaurus) Detects(src *Source) bool {
	return docusaurusConfig(src) != "" || slices.ContainsFunc(src.Paths(), func(at string) bool { return slices.Contains(categoryFiles, path.Base(at)) })
}

func docusaurusConfig(src *Source) string {
	return src.First("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs")
}

var docusaurusKeys = commonKeys.with(keyTable{
	"id": silent, "slug": toAddress, "sidebar_position": toPlace, "sidebar_label": silent, "sidebar_class_name": silent, "displayed_sidebar": silent,
	"hide_title": silent, "hide_table_of_contents": silent, "toc_min_heading_level": silent, "toc_max_heading_level": silent,
	"pagination_label": silent, "pagination_next": silent, "pagination_prev": silent, "custom_edit_url": silent, "image": toThumbnail,
})

func (d docusaurus) Read(src *Source, notes *Notes) *Tree {
	t := &Tree{Used: map[string]bool{}, Addresses: map[string]string{}, Content: "."}
	config, _ := src.Text(docusaurusConfig(src))
	t.Title, t.Description = setting(config, "title"), setting(config, "tagline")
	t.Base = setting(config, "baseUrl")
	if src.HasFolder("docs") {
		t.Content = "docs"
	}
	route := "docs"
	if setting(config, "routeBasePath") != "" {
		route = setting(config, "routeBasePath")
	}
	t.Roots = []string{"static", t.Content}
	r := &docsReader{src: src, notes: notes, dir: t.Content, route: route, byID: map[string]*Page{}, labels: map[string]string{}, tree: t}
	r.readAll()
	t.Nodes = r.sidebars(src.First("sidebars.js", "sidebars.ts", "sidebars.json", "sidebars.cjs", "sidebars.mjs"))
	if t.Nodes == nil {
		t.Nodes = r.generated(t.Content)
	}
	for _, p := range pages(t.Nodes) {
		mdx{src: src, notes: notes, used: t.Used}.translate(p)
	}
	return t
}

// setting returns a text of a program, by its first key of a name.
func setting(program, key string) string {
	m := regexp.MustCompile(`(?m)^\s*` + key + `:\s*(?:'([^'\n]*)'|"([^"\n]*)"|` + "`([^`$\n]*)`)").FindStringSubmatch(program)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}

// docsReader reads the pages of a site, and the lists that name them.
type docsReader struct {
	src    *Source
	notes  *Notes
	dir    string
	route  string
	tree   *Tree
	all    map[string]*Page
	byID   map[string]*Page
	labels map[string]string // of pages in the sidebar
	taken  map[string]bool
}

// docNumber is a number in front of a name, which is no part of ids and addresses.
var docNumber = regexp.MustCompile(`^[0-9]+ *[-_.]+ *`)

func withoutDocNumber(name string) string {
	if rest := docNumber.ReplaceAllString(name, ""); rest != "" && !regexp.MustCompile(`^[0-9]`).MatchString(rest) {
		return rest
	}
	return name
}

// readAll reads all pages, and notes their ids and addresses.
func (r *docsReader) readAll() {
	r.all, r.taken = map[string]*Page{}, map[string]bool{}
	for _, file := range r.src.Paths() {
		isInside := r.dir == "." || strings.HasPrefix(file, r.dir+"/")
		if !isInside || !isPageName(file) || strings.Contains("/"+file, "/_") {
			continue
		}
		p, front := readPage(r.src, file, docusaurusKeys, r.notes)
		if p == nil {
			continue
		}
		r.all[file] = p
		r.labels[file] = front.Get("sidebar_label").Text
		if n := docNumber.FindString(path.Base(file)); n != "" && !p.placed && withoutDocNumber(p.Name) != p.Name {
			p.weight, _ = strconv.ParseFloat(strings.TrimRight(n, " -_."), 64)
			p.placed = true
		}
		r.name(p, front.Get("id").Text)
	}
}

// name notes under which ids and addresses a page is known.
func (r *docsReader) name(p *Page, id string) {
	rel := strings.TrimPrefix(strings.TrimSuffix(p.Path, path.Ext(p.Path)), r.dir+"/")
	var parts []string
	for part := range strings.SplitSeq(rel, "/") {
		parts = append(parts, withoutDocNumber(part))
	}
	bare := strings.Join(parts, "/")
	dir := path.Dir(bare)
	for _, known := range []string{path.Join(dir, cmp.Or(id, path.Base(bare))), rel, bare} {
		if r.byID[known] == nil {
			r.byID[known] = p
		}
	}
	address := path.Join("/", r.route, dir, cmp.Or(id, path.Base(bare)))
	if isReadme("", path.Base(bare)) || path.Base(bare) == path.Base(dir) {
		address = path.Join("/", r.route, dir)
	}
	switch slug := p.permalink; {
	case strings.HasPrefix(slug, "/"):
		address = path.Join("/", r.route, slug)
	case slug != "":
		address = path.Join("/", r.route, dir, slug)
	}
	p.address = address
	r.tree.Addresses[address] = p.Path
}

// generated returns a folder as Docusaurus lists it without a sidebar.
func (r *docsReader) generated(dir string) []*Node {
	f := folders{
		src:    r.src,
		isPage: func(file string) bool { return r.all[file] != nil && !r.taken[file] },
		isIndex: func(dir, stem string) bool {
			return strings.EqualFold(stem, "readme") || strings.EqualFold(stem, "index") || dir != r.dir && stem == path.Base(dir)
		},
		page:  func(file string) *Page { r.taken[file] = true; return r.all[file] },
		about: r.category,
		skips: isSetAside,
	}
	nodes := f.tree(dir)
	r.label(nodes)
	return nodes
}

// label gives nodes the titles that their pages have in the sidebar.
func (r *docsReader) label(nodes []*Node) {
	for _, n := range nodes {
		if n.Page != nil {
			n.Title = cmp.Or(n.Title, r.labels[n.Page.Path])
		}
		r.label(n.Children)
	}
}

// category reads what a folder's own file says of it.
func (r *docsReader) category(dir string, n *Node) {
	n.Title = cmp.Or(n.Title, strings.TrimSpace(withoutDocNumber(n.name)))
	n.Title = upper(n.Title)
	if number := docNumber.FindString(n.name); number != "" && !n.placed {
		n.weight, _ = strconv.ParseFloat(strings.TrimRight(number, " -_."), 64)
		n.placed = true
	}
	var names []string
	for _, name := range categoryFiles {
		names = append(names, path.Join(dir, name))
	}
	file := r.src.First(names...)
	about := readSettings(r.src, file, r.notes)
	n.Title = cmp.Or(about.Get("label").Text, n.Title)
	if place, err := strconv.ParseFloat(about.Get("position").Text, 64); err == nil {
		n.weight, n.placed = place, true
	}
	if text := about.Get("link").Get("description").Text; text != "" {
		r.notes.add(UnlistedPage, Place{file, about.Get("link").Get("description").Line}, "the page that is made of a category: "+shortened(text))
	}
}

// sidebars reads the lists of a site, nil if there are none that can be read.
func (r *docsReader) sidebars(file string) []*Node {
	if file == "" {
		return nil
	}
	text, err := r.src.Text(file)
	if err != nil {
		r.notes.add(UnreadFile, Place{Path: file}, err.Error())
		return nil
	}
	lists, line, err := readScript(text)
	if err != nil {
		r.notes.add(OtherOrder, Place{file, line}, "the sidebars cannot be read without running them ("+err.Error()+"): the order is that of sidebar_position, _category_ files and names")
		return nil
	}
	var nodes []*Node
	for _, list := range lists.Keys {
		items := r.items(list.Value, file)
		if len(lists.Keys) > 1 && len(items) > 0 {
			items = []*Node{{Title: sidebarTitle(list.Name), Children: items}}
		}
		nodes = append(nodes, items...)
	}
	return nodes
}

// sidebarTitle makes words of the name of a list: tutorialSidebar is Tutorial.
func sidebarTitle(name string) string {
	words := regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(strings.TrimSuffix(name, "Sidebar"), "$1 $2")
	words = strings.ToLower(words)
	if words == "" {
		return name
	}
	return upper(words)
}

func (r *docsReader) items(list yamlfile.Foreign, file string) (nodes []*Node) {
	if list.Kind == yamlfile.ForeignKeys && list.Get("type").Text == "" { // categories in short
		for _, entry := range list.Keys {
			nodes = append(nodes, &Node{Title: entry.Name, Children: r.items(entry.Value, file)})
		}
		return withPages(nodes)
	}
	if list.Kind == yamlfile.ForeignKeys {
		list.List = []yamlfile.Foreign{list}
	}
	for _, item := range list.List {
		at := Place{file, item.Line}
		label := item.Get("label").Text
		switch kind := item.Get("type").Text; {
		case item.Kind == yamlfile.ForeignText:
			nodes = append(nodes, r.doc(item.Text, "", at)...)
		case kind == "doc" || kind == "ref":
			nodes = append(nodes, r.doc(item.Get("id").Text, label, at)...)
		case kind == "autogenerated":
			nodes = append(nodes, r.generated(path.Join(r.dir, item.Get("dirName").Text))...)
		case kind == "category":
			n := &Node{Title: label}
			for _, own := range r.doc(item.Get("link").Get("id").Text, "", at) {
				n.Page = own.Page
			}
			n.Children = r.items(item.Get("items"), file)
			nodes = append(nodes, n)
		case kind == "link":
			r.notes.add(UnlistedPage, at, quoted(label)+" is a link to "+item.Get("href").Text)
		case kind == "":
			nodes = append(nodes, r.items(item, file)...)
		}
	}
	return withPages(nodes)
}

// doc returns the page with an id.
func (r *docsReader) doc(id, label string, at Place) []*Node {
	p := r.byID[id]
	switch {
	case id == "":
		return nil
	case p == nil:
		r.notes.add(UnlistedPage, at, id+" is in the list, and there is no such page")
		return nil
	case r.taken[p.Path]:
		r.notes.add(OtherOrder, at, id+" is in the lists twice: the lesson stands in the first place")
		return nil
	}
	r.taken[p.Path] = true
	return []*Node{{Title: cmp.Or(label, r.labels[p.Path]), Page: p}}
}
