package preview

import (
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
	"golang.org/x/net/html"

	"whopsync/internal/course"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// note is a problem where it stands in a text.
type note struct {
	line    int // of the text, from 1
	problem problem
}

// problem is a problem as pages show it.
type problem struct {
	Where   string // path:line:col
	Message string
	Hint    string
	Editor  template.URL // a link to its place in an editor, "" for none
	Kind    string       // error, warning or unknown
	Page    string       // that shows it, "" for none
}

// problemCount says how many problems there are of something.
type problemCount struct{ Errors, Warnings int }

// add counts a problem, unless it only says what is not known.
func (n *problemCount) add(p spec.Problem) {
	switch {
	case p.Severity == spec.SeverityError:
		n.Errors++
	case !uncertain[p.Rule]:
		n.Warnings++
	}
}

// uncertain are the rules about what Whop may not show as these pages do.
var uncertain = map[string]bool{
	"raw-html": true, "table": true, "strikethrough": true, "task-list": true, "footnote": true, "math": true, "admonition": true, "highlight": true,
}

// problemIndex finds the problems of a resource.
type problemIndex struct {
	byPlace map[string]spec.Problems // by the file that has them, or the folder that a file declares
	open    func(path string) (fs.File, error)
	editor  editor
}

func newProblemIndex(content Content, scheme string) problemIndex {
	byPlace := map[string]spec.Problems{}
	for _, p := range content.Problems {
		byPlace[p.Path] = append(byPlace[p.Path], p)
		if base := path.Base(p.Path); base == "course.yaml" || base == "chapter.yaml" {
			byPlace[path.Dir(p.Path)] = append(byPlace[path.Dir(p.Path)], p)
		}
	}
	return problemIndex{byPlace, content.Open, editor{scheme, content.Dir}}
}

// countOf counts the problems of a resource.
func (x problemIndex) countOf(r *course.Resource) (n problemCount) {
	for _, p := range x.byPlace[r.Source.Path] {
		n.add(p)
	}
	return n
}

// shown words a problem for a page.
func (x problemIndex) shown(p spec.Problem) problem {
	shown := problem{Message: render.Mask(p.Message), Hint: render.Mask(p.Hint), Kind: string(p.Severity), Where: p.Path, Editor: x.editor.link(p.Path, p.Line, p.Col)}
	if p.Line > 0 {
		shown.Where += fmt.Sprintf(":%d", p.Line)
		if p.Col > 0 {
			shown.Where += fmt.Sprintf(":%d", p.Col)
		}
	}
	if uncertain[p.Rule] {
		shown.Kind = "unknown"
	}
	return shown
}

// of returns the problems of a resource: those that have a place in its text, and the others.
func (x problemIndex) of(r *course.Resource, text string) (notes []note, others []problem) {
	problems := x.byPlace[r.Source.Path]
	if len(problems) == 0 {
		return nil, nil
	}
	lineIn := linesOf(x.source(r.Source.Path), text)
	for _, p := range problems {
		if line := lineIn(p.Line); line > 0 {
			notes = append(notes, note{line, x.shown(p)})
		} else {
			others = append(others, x.shown(p))
		}
	}
	slices.SortStableFunc(notes, func(a, b note) int { return a.line - b.line })
	return notes, others
}

// source returns the text of a file, "" where it cannot be read.
func (x problemIndex) source(file string) string {
	if !strings.HasSuffix(file, ".md") {
		return ""
	}
	in, err := x.open(file)
	if err != nil {
		return ""
	}
	defer in.Close()
	data, _ := fs.ReadFile(oneFile{in}, file)
	text, _ := spec.Body(file, data)
	whole := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
	return strings.Repeat("\n", strings.Count(whole, "\n")-strings.Count(text, "\n")) + text
}

// oneFile is a file system of one open file.
type oneFile struct{ fs.File }

func (f oneFile) Open(string) (fs.File, error) { return f.File, nil }

// linesOf returns the line of a lesson's text for a line of its file, 0 for one that is not in it. The text is the file without front
// matter, comments and a heading that is the title, so each line of it stands in the file as well, in the same order.
func linesOf(file, text string) func(line int) int {
	lines, kept := strings.Split(file, "\n"), strings.Split(text, "\n")
	in := make([]int, len(lines)+1)
	from, to := 0, 0
	keep := func(until int) {
		for ; from < until; from, to = from+1, to+1 {
			in[from+1] = to + 1
		}
	}
	for _, d := range lcs.DiffLines(lines, kept) {
		keep(d.Start)
		from, to = d.End, d.ReplEnd
	}
	keep(len(lines))
	first := slices.IndexFunc(in, func(line int) bool { return line > 0 })
	return func(line int) int {
		if first < 0 || line < first || line >= len(in) {
			return 0
		}
		for in[line] == 0 {
			line--
		}
		return in[line]
	}
}

// editor opens files of a repository. One without a scheme opens none.
type editor struct{ scheme, dir string }

// link returns the address by which an editor opens a place, "" where there is no editor.
func (e editor) link(file string, line, col int) template.URL {
	if e.scheme == "" || file == "" || e.dir == "" {
		return ""
	}
	at := path.Join("/", strings.ReplaceAll(e.dir, `\`, "/"), file)
	return template.URL(fmt.Sprintf("%s://file%s:%d:%d", e.scheme, (&url.URL{Path: at}).EscapedPath(), max(line, 1), max(col, 1)))
}

// html returns the note as an element beside the text.
func (n note) html() *html.Node {
	words := map[string]string{"error": "Error", "warning": "Warning", "unknown": "Not known"}
	out := element("div", "note "+n.problem.Kind, "")
	setAttribute(out, "role", "note")
	out.AppendChild(element("strong", "label", words[n.problem.Kind]))
	out.AppendChild(element("span", "message", n.problem.Message))
	if n.problem.Hint != "" {
		out.AppendChild(element("span", "hint", n.problem.Hint))
	}
	where := element("span", "where", n.problem.Where)
	if n.problem.Editor != "" {
		where = element("a", "where", n.problem.Where)
		setAttribute(where, "href", string(n.problem.Editor))
	}
	out.AppendChild(where)
	return out
}
