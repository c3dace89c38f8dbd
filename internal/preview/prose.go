package preview

import (
	"cmp"
	"html/template"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
)

// prose is a text on its way into a page.
type prose struct {
	places *places
	page   string // its path
	source string // the file that the text is from: what its relative links start at
}

// filled returns a body with links to the site's own pages and files. Where these have no place, the link is plain text, as
// on Whop.
func (p prose) filled(body course.Body) string {
	return body.Fill(func(ref course.Ref) (string, bool) {
		to := p.places.pageOf[ref.Lesson]
		switch {
		case ref.File != nil:
			to = p.places.fileOf[ref.File.Path]
		case ref.URL != "":
			return ref.URL + ref.Anchor, true
		}
		return relative(p.page, to) + ref.Anchor, to != ""
	})
}

// html renders a text, with each note after the block that it is about.
func (p prose) html(text string, notes []note) template.HTML {
	source, err := markdown.Page(text, highlight)
	if err != nil {
		return template.HTML("<pre>" + template.HTMLEscapeString(text) + "</pre>")
	}
	blocks, err := fragmentOf(source)
	if err != nil {
		return template.HTML("<pre>" + template.HTMLEscapeString(text) + "</pre>")
	}
	root := &html.Node{Type: html.ElementNode, Data: "div"}
	for _, block := range blocks {
		root.AppendChild(block)
	}
	p.follow(root)
	annotate(root, notes)
	for n := range root.Descendants() { // with them, all that stands below an edit would look changed to an open page
		removeAttribute(n, markdown.LineAttribute)
	}
	var out strings.Builder
	for n := range root.ChildNodes() {
		_ = html.Render(&out, n) // a Builder takes everything
	}
	return template.HTML(out.String())
}

// isAnchor matches the ids that an author may give. Those of the pages themselves have a slash.
var isAnchor = regexp.MustCompile(`^[\p{L}\p{M}\p{N}\p{Pc}.:-]+$`)

// follow makes links and images lead to where they can be looked at: a page or file of the site, or an address elsewhere. The others
// become text that says so.
func (p prose) follow(root *html.Node) {
	anchors := map[string]bool{}
	var links []*html.Node
	for n := range root.Descendants() {
		if id, ok := attribute(n, "id"); ok {
			if anchors[id] || !isAnchor.MatchString(id) {
				removeAttribute(n, "id")
			}
			anchors[id] = true
		}
		switch n.Data {
		case "a", "area", "img", "input", "pre", "table":
			links = append(links, n)
		}
	}
	for _, n := range links {
		switch n.Data {
		case "a":
			p.followLink(n, anchors)
		case "img":
			p.followImage(n)
		case "area": // of a map that lies on an image
			removeAttribute(n, "href")
		case "input":
			setAttribute(n, "disabled", "")
			setAttribute(n, "aria-label", "Task")
		case "pre":
			setAttribute(n, "tabindex", "0") // for what scrolls
		case "table":
			frame := element("div", "table", "")
			setAttribute(frame, "tabindex", "0")
			replace(n, frame)
			frame.AppendChild(n)
		}
	}
}

func (p prose) followLink(n *html.Node, anchors map[string]bool) {
	href, ok := attribute(n, "href")
	if !ok {
		return
	}
	to, file, isElsewhere := p.target(href)
	switch {
	case strings.HasPrefix(href, "#"):
		if id, err := url.PathUnescape(href[1:]); err == nil && anchors[id] {
			return
		}
		to = ""
	case isElsewhere:
		setAttribute(n, "href", withScheme(href))
		setAttribute(n, "rel", "nofollow noopener noreferrer")
		setAttribute(n, "target", "_blank")
		return
	}
	if to == "" || strings.EqualFold(path.Ext(file), ".svg") { // which runs scripts where it is a page
		removeAttribute(n, "href")
		setAttribute(n, "class", "nowhere")
		setAttribute(n, "title", "This link leads nowhere here: "+href)
		return
	}
	setAttribute(n, "href", to)
	if file != "" {
		setAttribute(n, "download", path.Base(file))
	}
}

func (p prose) followImage(n *html.Node) {
	src, _ := attribute(n, "src")
	to, file, isElsewhere := p.target(src)
	alt, _ := attribute(n, "alt")
	switch {
	case file != "":
		setAttribute(n, "src", to)
		setAttribute(n, "loading", "lazy")
		setAttribute(n, "alt", alt)
	case isElsewhere:
		card := element("a", "remote", strings.TrimSpace("Image from "+hostOf(src)+" "+alt))
		setAttribute(card, "href", withScheme(src))
		setAttribute(card, "rel", "nofollow noopener noreferrer")
		setAttribute(card, "target", "_blank")
		if inLink(n) {
			card.Data = "span"
			card.Attr = card.Attr[:1]
		}
		replace(n, card)
	default:
		replace(n, element("span", "nowhere", "No image: "+src))
	}
}

func inLink(n *html.Node) bool {
	for at := range n.Ancestors() {
		if at.Data == "a" {
			return true
		}
	}
	return false
}

// withScheme completes an address that takes the scheme of its page, which a file has not got.
func withScheme(address string) string {
	if strings.HasPrefix(address, "//") {
		return "https:" + address
	}
	return address
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// target returns where a destination leads: from the page, to a page or file of the site, "" to none; and the file in the repository, if
// it is one. It may be written for the page already, or stand as in the file.
func (p prose) target(destination string) (to, file string, isElsewhere bool) {
	u, err := url.Parse(destination)
	if err != nil {
		return "", "", false
	}
	if u.Scheme != "" || u.Host != "" {
		return "", "", true
	}
	fragment := ""
	if u.Fragment != "" {
		fragment = "#" + u.EscapedFragment()
	}
	at := path.Join(path.Dir(p.page), u.Path)
	if !p.places.has(at) {
		named, anchor, _ := p.places.targets.Of(p.source, destination)
		at, fragment = cmp.Or(p.places.fileOf[named], p.places.lessonOf[named]), anchor
	}
	if at == "" {
		return "", "", false
	}
	return relative(p.page, at) + fragment, p.places.files[at], false
}

// annotate puts each note beside the outermost block that it is about: the last that begins on its line or before. A problem
// stands after the block. What is not known of Whop stands before, where wide windows have it in the margin.
func annotate(root *html.Node, notes []note) {
	type block struct {
		node *html.Node
		line int
	}
	var blocks []block
	for n := range root.ChildNodes() {
		if line := lineOf(n); line > 0 {
			blocks = append(blocks, block{n, line})
		}
	}
	blockOf := func(n note) (at, next *html.Node) {
		i := len(blocks) - 1
		for i > 0 && blocks[i].line > n.line {
			i--
		}
		if i < 0 {
			return root.FirstChild, root.FirstChild
		}
		return blocks[i].node, blocks[i].node.NextSibling
	}
	for _, note := range notes {
		if note.problem.Kind == "unknown" {
			at, _ := blockOf(note)
			root.InsertBefore(note.html(), at)
		}
	}
	for _, note := range slices.Backward(notes) { // each comes before the one put there already
		if note.problem.Kind != "unknown" {
			_, next := blockOf(note)
			root.InsertBefore(note.html(), next)
		}
	}
}

// lineOf returns the first line that is written at or in a node, 0 for none.
func lineOf(n *html.Node) int {
	if value, ok := attribute(n, markdown.LineAttribute); ok {
		line, _ := strconv.Atoi(value)
		return line
	}
	for in := range n.Descendants() {
		if value, ok := attribute(in, markdown.LineAttribute); ok {
			line, _ := strconv.Atoi(value)
			return line
		}
	}
	return 0
}
