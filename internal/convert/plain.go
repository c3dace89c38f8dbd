package convert

import (
	"cmp"
	"path"
	"strings"
)

// plain reads a folder of Markdown files in the order of their names, as GitHub shows it.
type plain struct{}

func (plain) Name() string         { return "plain" }
func (plain) Detects(*Source) bool { return true }

var plainKeys = commonKeys.with(keyTable{"sidebar_position": toPlace, "nav_order": toPlace, "weight": toPlace, "layout": silent})

// projectDocuments are pages at the top that are about the folder, and not about what it teaches.
var projectDocuments = map[string]bool{"readme": true, "changelog": true, "contributing": true, "license": true, "code_of_conduct": true, "security": true, "support": true, "agents": true, "claude": true}

func isProjectDocument(file string) bool {
	return path.Dir(file) == "." && projectDocuments[strings.ToLower(stemOf(file))]
}

// Read takes the title from the README at the top, which is about the folder as a whole.
func (plain) Read(src *Source, notes *Notes) *Tree {
	page := func(file string) *Page {
		p, _ := readPage(src, file, plainKeys, notes)
		if p != nil {
			p.Text, p.Anchors = withoutAnchors(p.Text)
			p.Text = codeTitles(attributes(highlights(definitions(withoutContents(containers(alerts(admonitions(p.Text))))))))
			p.takeQuiz(notes)
		}
		return p
	}
	f := folders{
		src:     src,
		isPage:  func(file string) bool { return isPageFile(file) && !isSetAside(file) && !isProjectDocument(file) },
		isIndex: isReadme,
		skips:   isSetAside,
		page:    page,
	}
	t := &Tree{Nodes: f.tree(".")}
	if readme := readmeOf(src); readme != "" {
		if p, _ := readPage(src, readme, plainKeys, &Notes{}); p != nil {
			if h, ok := p.heading(); ok || p.Title != "" {
				t.Title = cmp.Or(p.Title, h.Text)
			}
		}
		if len(t.Nodes) == 0 {
			t.Nodes = []*Node{{Page: page(readme)}}
		}
	}
	return t
}

func readmeOf(src *Source) string { return src.First("README.md", "readme.md", "Readme.md") }

// isSetAside reports names that begin with _: drafts, and what is put into other pages.
func isSetAside(file string) bool { return strings.HasPrefix(path.Base(file), "_") }
