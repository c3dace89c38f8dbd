package convert

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// Tree is what a tool keeps, in its order.
type Tree struct {
	Title       string
	Description string
	Language    string
	Nodes       []*Node

	Content string          // the folder that the pages lie in; "" is all
	Used    map[string]bool // files that were read for something else than a page

	// Roots are the folders in which an address that begins with / is looked for, Base is what such an address
	// begins with on the web.
	Roots []string
	Base  string
	// Addresses are those that pages have on the web, beside the ones that their files' names give: each with
	// the page, such as "/start" with "docs/intro.md".
	Addresses map[string]string
	// ByName finds the file that a page means where its path leads nowhere. It may be nil.
	ByName func(from, name string) string
}

// Node is a page, a section, or a section that has a page of its own.
type Node struct {
	Title    string // "": that of the page
	Page     *Page  // nil: only a section
	Children []*Node

	path   string  // of a page that only lists those below, in its source
	name   string  // of the file or folder, for order
	weight float64 // a place that the tool says, if it has one
	placed bool
}

// Page becomes a lesson.
type Page struct {
	Path string // in the source
	Name string // of the file or folder, without extension

	Title     string // as its front matter says; "": the first heading, else the name
	IsHidden  bool
	PublishAt time.Time // when it is to be shown; zero: nothing says so
	Video     string    // the address of a video, or ""
	Thumbnail string    // a file of the source, or ""
	Unlock    int       // days, or 0
	Questions course.QuestionList
	Text      Text

	// isNamed says that the tool shows the name as the title: only a heading of the first level is another one.
	isNamed bool
	// Anchors are ids that the tool gave to headings, with the headings' texts.
	Anchors map[string]string

	pictures  map[int]string // of questions, by their places: files as the text names them
	address   string         // where it is on the web, "" if that is not known
	permalink string         // its address as its front matter says it
	aliases   []string       // other addresses that lead to it
	weight    float64        // a place that the front matter says, if it has one
	placed    bool
}

// pages returns all pages below some nodes, in order.
func pages(nodes []*Node) (all []*Page) {
	for _, n := range nodes {
		if n.Page != nil {
			all = append(all, n.Page)
		}
		all = append(all, pages(n.Children)...)
	}
	return all
}

// folders reads a tree of folders in which names, or what files say of themselves, give the order.
type folders struct {
	src     *Source
	isPage  func(file string) bool
	isIndex func(dir, stem string) bool    // the page of its own folder
	page    func(file string) *Page        // nil: it is named, and no page
	about   func(dir string, folder *Node) // says more of a folder; may be nil
	skips   func(dir string) bool          // may be nil
}

// nodes returns what is in a folder, and its own page.
func (f folders) nodes(dir string) (nodes []*Node, own *Page) {
	files, dirs := f.src.In(dir)
	for _, name := range files {
		at := path.Join(dir, name)
		if !f.isPage(at) {
			continue
		}
		page := f.page(at)
		switch {
		case page == nil:
		case own == nil && f.isIndex(dir, stemOf(name)):
			own = page
		default:
			nodes = append(nodes, &Node{Page: page, name: name, weight: page.weight, placed: page.placed})
		}
	}
	for _, name := range dirs {
		at := path.Join(dir, name)
		if f.skips != nil && f.skips(at) {
			continue
		}
		n := &Node{name: name}
		n.Children, n.Page = f.nodes(at)
		if n.Page != nil {
			n.Page.Name = name
			n.weight, n.placed = n.Page.weight, n.Page.placed
		}
		if len(n.Children) == 0 && n.Page == nil {
			continue
		}
		if f.about != nil {
			f.about(at, n)
		}
		nodes = append(nodes, n)
	}
	slices.SortStableFunc(nodes, compareNodes)
	return nodes, own
}

// tree returns the nodes of a folder. Its own page comes first.
func (f folders) tree(dir string) []*Node {
	nodes, own := f.nodes(dir)
	if own != nil {
		nodes = slices.Insert(nodes, 0, &Node{Page: own})
	}
	return nodes
}

// compareNodes puts what has a place before what has none, and goes by names else.
func compareNodes(a, b *Node) int {
	switch {
	case a.placed && !b.placed:
		return -1
	case !a.placed && b.placed:
		return 1
	}
	return cmp.Or(cmp.Compare(a.weight, b.weight), spec.CompareNames(a.name, b.name))
}

func stemOf(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

func hasExt(file string, exts ...string) bool {
	return file != "" && slices.Contains(exts, strings.ToLower(path.Ext(file)))
}

// isPageFile reports files that become lessons.
func isPageFile(file string) bool { return isMarkdown(file) || isGIFT(file) }

func isMarkdown(file string) bool { return hasExt(file, ".md", ".markdown") }

// isReadme reports the names of pages that stand for their folder everywhere.
func isReadme(_, stem string) bool {
	return strings.EqualFold(stem, "readme") || strings.EqualFold(stem, "index") || stem == "_index"
}

func isGIFT(file string) bool {
	return hasExt(file, ".gift") || strings.HasSuffix(strings.ToLower(file), ".gift.txt")
}

func isPageName(file string) bool { return isMarkdown(file) || hasExt(file, ".mdx") }

// withPages leaves out sections without a page.
func withPages(nodes []*Node) (kept []*Node) {
	for _, n := range nodes {
		if n.Children = withPages(n.Children); n.Page != nil || len(n.Children) > 0 {
			kept = append(kept, n)
		}
	}
	return kept
}
