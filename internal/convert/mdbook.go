package convert

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"strings"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// mdBook reads books of mdBook, and of GitBook, which keeps its order in the same file.
type mdBook struct{}

func (mdBook) Name() string { return "mdbook" }

func (mdBook) Detects(src *Source) bool {
	return src.First("book.toml", "SUMMARY.md", "src/SUMMARY.md") != ""
}

// mdBookKeys are of preprocessors: mdBook itself has no front matter.
var mdBookKeys = commonKeys.with(keyTable{"existing": silent})

// ownPreprocessors are done here, or say nothing about a text.
var ownPreprocessors = map[string]bool{"links": true, "index": true, "admonish": true, "toc": true}

func (b mdBook) Read(src *Source, notes *Notes) *Tree {
	t := &Tree{Used: map[string]bool{}}
	var config yamlfile.Foreign
	if text, err := src.Text("book.toml"); err == nil {
		if config, err = readTOML(text, 0); err != nil {
			notes.add(UnreadFile, Place{Path: "book.toml"}, err.Error())
		}
	}
	book := config.Get("book")
	t.Title, t.Description, t.Language = book.Get("title").Text, book.Get("description").Text, book.Get("language").Text
	for _, p := range config.Get("preprocessor").Keys {
		if !ownPreprocessors[p.Name] {
			notes.add(LeftRaw, Place{Path: "book.toml"}, "the preprocessor "+p.Name+": what it does to texts is not done")
		}
	}
	root := path.Clean(cmp.Or(book.Get("src").Text, "src"))
	summary := src.First(path.Join(root, "SUMMARY.md"), "SUMMARY.md", "src/SUMMARY.md")
	if summary == "" {
		notes.add(UnreadFile, Place{Path: "SUMMARY.md"}, "it is not there, and says the order: the names of the files do")
		return plain{}.Read(src, notes)
	}
	t.Content, t.Roots = path.Dir(summary), []string{path.Dir(summary)}
	t.Used[summary] = true
	text, err := src.Text(summary)
	if err != nil {
		notes.add(UnreadFile, Place{Path: summary}, err.Error())
		return t
	}
	s := &summaryReader{src: src, notes: notes, file: summary, taken: map[string]bool{}}
	t.Nodes = s.read(linesOf(summary, text, 1))
	for _, p := range pages(t.Nodes) {
		b.translate(src, p, t.Used, notes)
	}
	return t
}

// translate makes plain Markdown of a page.
func (mdBook) translate(src *Source, p *Page, used map[string]bool, notes *Notes) {
	in := includer{src: src, notes: notes, used: used, find: src.beside, parse: mdBookInclude, cut: cutPart("ANCHOR:", "ANCHOR_END:")}
	p.Text = in.expanded(p.Text, p.Path)
	p.Text = visibleCode(p.Text)
	p.Text, p.Anchors = withoutAnchors(p.Text)
	p.Text = attributes(admonishFences(alerts(p.Text)))
	p.Text = containers(gitBookBlocks(p.Text)).collapsed()
	p.takeQuiz(notes)
}

// summaryReader reads SUMMARY.md: parts, chapters in chapters, and chapters beside the parts.
type summaryReader struct {
	src   *Source
	notes *Notes
	file  string
	taken map[string]bool
}

var (
	summaryItem = regexp.MustCompile(`^([ \t]*)(?:[-*+] +)?\[((?:\\.|[^\[\]]|\[[^\[\]]*\])*)\]\(<?([^()<>]*)>?(?: +"[^"]*")?\)[ \t]*$`)
	summaryPart = regexp.MustCompile(`^#{1,6} +(.*?)[ #]*$`)
)

func (s *summaryReader) read(t Text) []*Node {
	var top []*Node
	part := &top
	type level struct {
		indent int
		node   *Node
	}
	var above []level
	for i, line := range t {
		if m := summaryPart.FindStringSubmatch(line.Text); m != nil {
			if above = nil; len(t[:i].trimmed()) > 0 {
				n := &Node{Title: plainText(m[1])}
				top = append(top, n)
				part = &n.Children
			}
			continue
		}
		m := summaryItem.FindStringSubmatch(line.Text)
		if m == nil {
			continue
		}
		if !strings.ContainsAny(line.Text[:len(m[1])+1], "-*+") { // a chapter beside the numbered ones
			part = &top
		}
		n := &Node{Title: plainText(m[2])}
		n.Page = s.page(m[3], n.Title, line.At)
		indent := len(strings.ReplaceAll(m[1], "\t", "    "))
		for len(above) > 0 && above[len(above)-1].indent >= indent {
			above = above[:len(above)-1]
		}
		siblings := part
		if len(above) > 0 {
			siblings = &above[len(above)-1].node.Children
		}
		*siblings = append(*siblings, n)
		above = append(above, level{indent, n})
	}
	return withPages(top)
}

// page reads the page that a line of the list names.
func (s *summaryReader) page(written, title string, at Place) *Page {
	if decoded, err := url.PathUnescape(written); err == nil {
		written = decoded
	}
	file, _, _ := strings.Cut(written, "#")
	file = path.Join(path.Dir(s.file), file)
	switch {
	case written == "":
		s.notes.add(UnlistedPage, at, quoted(title)+" has no page yet")
	case remote.MatchString(written):
		s.notes.add(UnlistedPage, at, quoted(title)+" is a link to "+written)
	case s.taken[file]:
		s.notes.add(OtherOrder, at, quoted(title)+" leads to a page that the list has already: the lesson stands in the first place")
	case !s.src.Has(file):
		s.notes.add(UnlistedPage, at, quoted(title)+" leads to "+written+", which is not there")
	default:
		s.taken[file] = true
		p, _ := readPage(s.src, file, mdBookKeys, s.notes)
		return p
	}
	return nil
}

// plainText returns the words of a title.
func plainText(title string) string {
	for _, h := range markdown.Parse("# " + title + "\n").Headings() {
		return oneLine(h.Text)
	}
	return oneLine(title)
}

var (
	mdBookMark    = regexp.MustCompile(`\{\{\s*#(include|rustdoc_include|playground|playpen)\s+([^\s}]+)[^}]*\}\}`)
	mdBookTitle   = regexp.MustCompile(`^\s*\{\{#title [^}]*\}\}\s*$`)
	fenceLanguage = regexp.MustCompile("^([ \t>]*(?:`{3,}|~{3,}))([A-Za-z0-9_+-]+),.*$")
	rustFence     = regexp.MustCompile("^[ \t>]*(?:`{3,}|~{3,})rust\\b")
	rustHidden    = regexp.MustCompile(`^[ \t>]*#(?: |$)`)
	rustEscaped   = regexp.MustCompile(`^([ \t>]*)##`)
)

func mdBookInclude(line string) (in include, ok bool) {
	m := mdBookMark.FindStringSubmatchIndex(line)
	if m == nil || m[0] > 0 && line[m[0]-1] == '\\' {
		return in, false
	}
	in.written = line[m[0]:m[1]]
	in.file, in.part, _ = strings.Cut(line[m[4]:m[5]], ":")
	if strings.HasPrefix(line[m[2]:], "play") {
		in.part, in.language = "", "rust"
	}
	if in.before, in.after = line[:m[0]], line[m[1]:]; isBlank(in.before) && isBlank(in.after) {
		in.indent, in.before, in.after = in.before, "", ""
	}
	return in, true
}

// visibleCode leaves out the lines of code that a book hides, and keeps of a fence's words the language.
func visibleCode(t Text) Text {
	var code fence
	var out Text
	isRust := false
	for _, line := range t {
		wasOpen := code.mark != ""
		isCode := code.has(line.Text)
		switch {
		case isCode && !wasOpen:
			isRust = rustFence.MatchString(line.Text)
			line.Text = fenceLanguage.ReplaceAllString(line.Text, "$1$2")
		case isCode && isRust && rustHidden.MatchString(line.Text):
			continue
		case isCode && isRust:
			line.Text = rustEscaped.ReplaceAllString(line.Text, "$1#")
		case mdBookTitle.MatchString(line.Text):
			continue
		}
		out = append(out, line)
	}
	return out
}

var (
	admonishFence = regexp.MustCompile("^([ \t]*)(`{3,}|~{3,}) *admonish *([A-Za-z]*)(.*)$")
	titleWord     = regexp.MustCompile(`(?:title=)?"([^"]*)"`)
)

// admonishFences makes quotes of the fences of mdbook-admonish.
func admonishFences(t Text) Text {
	var out Text
	var code fence
	for i := 0; i < len(t); i++ {
		m := admonishFence.FindStringSubmatch(t[i].Text)
		if code.mark != "" || m == nil {
			code.has(t[i].Text)
			out = append(out, t[i])
			continue
		}
		end := i + 1
		for end < len(t) && strings.TrimSpace(t[end].Text) != m[2] {
			end++
		}
		title := ""
		if word := titleWord.FindStringSubmatch(m[4]); word != nil {
			title = word[1]
		}
		out = out.apart(quote(m[1], titled(cmp.Or(m[3], "note"), title), t[i].At, t[i+1:min(end, len(t))].dedented(m[1])), lineAt(t, end+1))
		i = end
	}
	return out
}
