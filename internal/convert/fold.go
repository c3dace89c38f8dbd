package convert

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/spec"
)

// Deeper says what becomes of a section inside of another: Whop has chapters and lessons, and no third level.
type Deeper string

const (
	// AsChapters makes a chapter "Outer · Inner" of it, after that of the outer section. Where pages of the outer
	// section come after it, its pages stay among them instead, so that the order is kept.
	AsChapters Deeper = "chapters"
	// AsLessons makes lessons "Inner · Title" of its pages, in the chapter of the outer section.
	AsLessons Deeper = "lessons"
)

const between = " · "

// chapter is a section on its way to a chapter.
type chapter struct {
	title   string
	lessons []*lesson
	dir     string
}

// lesson is a page on its way to a lesson.
type lesson struct {
	page  *Page
	name  string // its title without those of sections
	title string
	path  string
	dir   string // of its chapter
	made  *course.Lesson

	text     Text               // without title and video
	doc      *markdown.Document // of the text
	ids      map[string]bool    // of places in the text: of headings, and those that HTML gives
	headings map[string]string  // anchors by the letters of headings
	cut      markdown.Heading   // that was the title
}

// key names the chapter by what it holds.
func (c *chapter) key() string { return "chapter of " + c.lessons[0].page.Path }

// folding makes two levels of many.
type folding struct {
	deeper   Deeper
	notes    *Notes
	chapters []*chapter
}

func fold(tree *Tree, deeper Deeper, notes *Notes) []*chapter {
	f := &folding{deeper: deeper, notes: notes}
	var loose *chapter // of pages beside the sections
	hasSection := false
	for _, n := range tree.Nodes {
		switch {
		case len(n.Children) > 0:
			hasSection, loose = true, nil
			f.section(n, n.title())
		case loose == nil:
			loose = f.open(n.title())
			fallthrough
		default:
			f.add(loose, n, "")
		}
	}
	if !hasSection && loose != nil {
		loose.title = f.cut(tree.Title, course.MaxChapterTitle, loose.lessons[0].page)
	}
	return f.chapters
}

// unwrap takes away a section around all others. Its title is the course's where the tool says none.
func (t *Tree) unwrap() {
	for len(t.Nodes) == 1 && len(t.Nodes[0].Children) > 0 {
		outer := t.Nodes[0]
		if len(pages(outer.Children)) == len(outer.Children) { // all of them are pages: a chapter
			return
		}
		t.Title = cmp.Or(t.Title, outer.title())
		t.Nodes = outer.Children
		if outer.Page != nil {
			t.Nodes = append([]*Node{{Page: outer.Page}}, t.Nodes...)
		}
	}
}

// section makes a chapter of a section, and more of what is in it.
func (f *folding) section(n *Node, title string) {
	c := f.open(title)
	if n.Page != nil {
		f.add(c, &Node{Page: n.Page}, "")
	}
	isMixed, hasInner := false, false
	for _, child := range n.Children {
		isMixed = isMixed || hasInner && len(child.Children) == 0
		hasInner = hasInner || len(child.Children) > 0
	}
	for _, child := range n.Children {
		switch {
		case len(child.Children) == 0:
			f.add(c, child, "")
		case isMixed || f.deeper == AsLessons:
			f.flatten(c, child, child.title())
		default:
			f.section(child, title+between+child.title())
		}
	}
	if len(c.lessons) == 0 {
		f.chapters = slices.DeleteFunc(f.chapters, func(other *chapter) bool { return other == c })
	}
}

// flatten adds all pages of a section to a chapter.
func (f *folding) flatten(c *chapter, n *Node, prefix string) {
	if n.Page != nil {
		f.add(c, &Node{Page: n.Page}, "")
	}
	for _, child := range n.Children {
		if len(child.Children) == 0 {
			f.add(c, child, prefix+between)
			continue
		}
		f.flatten(c, child, prefix+between+child.title())
	}
}

func (f *folding) open(title string) *chapter {
	c := &chapter{title: title}
	f.chapters = append(f.chapters, c)
	return c
}

func (f *folding) add(c *chapter, n *Node, prefix string) {
	if n.Page == nil {
		return
	}
	if len(c.lessons) == 0 {
		c.title = f.cut(c.title, course.MaxChapterTitle, n.Page)
	}
	name := n.Page.title(n.Title)
	c.lessons = append(c.lessons, &lesson{page: n.Page, name: name, title: f.cut(prefix+name, course.MaxLessonTitle, n.Page)})
}

// cut shortens a title to what Whop takes.
func (f *folding) cut(title string, most int, p *Page) string {
	title = escapeOpenComments(oneLine(title))
	if utf8.RuneCountInString(title) <= most {
		return title
	}
	f.notes.add(CutTitle, Place{Path: p.Path}, title)
	return strings.TrimSpace(string([]rune(title)[:most-1])) + "…"
}

// title returns what a section is called: as the tool says it, by its page, by its name.
func (n *Node) title() string {
	if n.Page == nil {
		return cmp.Or(oneLine(n.Title), spec.TitleOf(n.name), "Chapter")
	}
	return cmp.Or(oneLine(n.Title), n.Page.title(""))
}

// title returns the title of a page: of its front matter, of its first heading, that which the tool's list has, else of
// its name.
func (p *Page) title(listed string) string {
	if p.Title != "" {
		return p.Title
	}
	if h, ok := p.heading(); ok {
		return oneLine(h.Text)
	}
	return cmp.Or(oneLine(listed), spec.TitleOf(p.Name), "Page")
}

// heading returns the heading that serves as the title: the first, if it is of the first level, or if it begins the
// text and is the only one of the first two levels.
func (p *Page) heading() (markdown.Heading, bool) {
	text := p.Text.String()
	headings := markdown.Parse(text).Headings()
	if len(headings) == 0 || oneLine(headings[0].Text) == "" {
		return markdown.Heading{}, false
	}
	first := headings[0]
	for _, other := range headings[1:] {
		if first.Level == 2 && other.Level <= 2 {
			return first, false
		}
	}
	return first, first.Level == 1 || !p.isNamed && first.Level == 2 && isBlank(text[:first.Start])
}
