package spec

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// snippet is a text of the repository that lessons include.
type snippet struct {
	declaration
	once sync.Once
	flaw *flaw // why it cannot be included; nil where it can
}

// Placeholder is what a text has in the place of something else: the use of a variable, or the line on which a file is included.
type Placeholder struct {
	Start, End int    // all of it, without a line end
	Variable   string // its name, or ""
	File       string // the path as written, or ""

	// IsText says that a backslash before it makes text of it. It starts with that, and what is sent is without it.
	IsText bool

	fileAt  int  // where the path begins
	isAmiss bool // an include that shares its line
}

// includes reports whether a file is to stand there.
func (p Placeholder) includes() bool { return p.File != "" && !p.IsText }

// Included returns the path of the file that is to stand there, in a text of another file.
func (p Placeholder) Included(in string) (file string, ok bool) {
	file, wrong := parsePath(path.Dir(in), p.File)
	return file, wrong == nil && p.includes()
}

var placeholderForm = regexp.MustCompile(`(\\?)\{\{[ \t]*(?:#include[ \t]+([^{}\n]*?)|(` + variableName + `))[ \t]*\}\}`)

// tagName returns the name where a text begins with {{name}}, else "".
func tagName(text string) string {
	const end = "}}"
	tag, _, isClosed := strings.Cut(text, end) // what comes after it is long, and need not be searched
	if !isClosed {
		return ""
	}
	m := placeholderForm.FindStringSubmatchIndex(text[:len(tag)+len(end)])
	if m == nil || m[0] > 0 || m[6] < 0 {
		return ""
	}
	return text[m[6]:m[7]]
}

// placeholdersOf returns the placeholders of a text, in their order. In code there are none.
func placeholdersOf(text string, texts *markdown.Budget) (found []Placeholder) {
	if !strings.Contains(text, "{{") {
		return nil
	}
	matches := placeholderForm.FindAllStringSubmatchIndex(text, -1)
	if matches == nil {
		return nil
	}
	verbatim := texts.Parse(text).Verbatim()
	for _, m := range matches {
		if isInside(verbatim, m[0]) {
			continue
		}
		p := Placeholder{Start: m[0], End: m[1], IsText: m[3] > m[2]}
		if m[4] < 0 {
			p.Variable = text[m[6]:m[7]]
		} else {
			p.File, p.fileAt = text[m[4]:m[5]], m[4]
			rest := strings.TrimLeft(text[p.End:], " \t\r")
			if p.isAmiss = p.Start > 0 && text[p.Start-1] != '\n' || rest != "" && rest[0] != '\n'; !p.isAmiss {
				p.End = len(text) - len(rest)
			}
		}
		found = append(found, p)
	}
	return found
}

// isInside reports whether an offset is in one of ascending spans.
func isInside(spans []markdown.Span, at int) bool {
	i, _ := slices.BinarySearchFunc(spans, at, func(s markdown.Span, at int) int { return s.End - 1 - at })
	return i < len(spans) && spans[i].Start <= at
}

// filling fills in what texts have placeholders for.
type filling struct {
	repo      *Repo
	texts     *markdown.Budget
	quota     *yamlfile.Quota
	variables variables
	in        string          // the environment
	lessons   map[string]bool // by path

	size     atomic.Int64 // of all that was filled in
	mu       sync.Mutex
	snippets map[string]*snippet // by path
}

// maxText is how much text the files may have together, since all of it is kept. It is ten thousand long lessons.
const maxText = 100 << 20

// fill fills in a lesson's text.
func (l *filling) fill(f *lessonFile) {
	l.warnOfNearlyIncludes(&f.declaration)
	l.replace(&f.declaration, l.include)
}

// replace puts into a text what its placeholders stand for.
func (l *filling) replace(d *declaration, include func(d *declaration, p Placeholder, at yamlfile.Span) (by body, ok bool)) {
	var splices []splice
	size := 0
	for _, p := range placeholdersOf(d.body.text, l.texts) {
		at := d.body.spanAt(p.Start, p.End-p.Start)
		by, ok, end := body{}, false, p.End
		_, isKnown := l.variables.known[p.Variable]
		switch {
		case p.IsText:
			ok, end = isKnown || p.Variable == "", p.Start+len(`\`)
		case p.Variable == "":
			by, ok = include(d, p, at)
		default:
			by, ok = l.value(d, p, at)
		}
		if size += len(by.text); size > markdown.MaxSize {
			d.report.Error(at, "too-long", "what is filled in up to here has more than "+byteCount(markdown.MaxSize), "include less")
			return
		}
		if ok {
			splices = append(splices, splice{p.Start, end, by})
		}
	}
	if l.size.Add(int64(size)) <= maxText && splices != nil {
		d.body = d.body.spliced(splices)
	}
}

// value is what is filled in for a variable. A name that is none is text, such as that of another tool's template.
func (l *filling) value(d *declaration, p Placeholder, at yamlfile.Span) (body, bool) {
	value, ok := l.variables.values[p.Variable]
	if _, isKnown := l.variables.known[p.Variable]; !ok && isKnown {
		d.report.Error(at, "no-value", fmt.Sprintf("the variable %q has no value in the environment %s", p.Variable, l.in),
			fmt.Sprintf("write one into %s: `variables: {%s: …}`, for all environments or below that one", ConfigFile, p.Variable))
	}
	use := d.body.parts[d.body.partAt(p.Start)]
	use.offset, use.at, use.use = use.offset+p.Start-use.at, 0, p.End-p.Start
	return body{text: value, parts: []part{use}}, ok
}

// include is what is filled in for a line that includes a file.
func (l *filling) include(d *declaration, p Placeholder, at yamlfile.Span) (body, bool) {
	if p.isAmiss {
		d.report.Error(at, "bad-include", "an include must stand alone on its line, and not in a list, quote or table", "put it on a line of its own, from the first column on; where it is an example, write it in `…` or after a backslash")
		return body{}, false
	}
	file, wrong := parsePath(path.Dir(d.path), p.File)
	if wrong == nil {
		s := l.snippet(file)
		if s.flaw == nil {
			return s.body, true
		}
		wrong = s.flaw
	}
	meant := ""
	if !l.lessons[file] {
		meant = l.suggest(d, p.File, file)
	}
	d.report.Error(at, wrong.rule, yamlfile.Shorten(p.File)+" "+wrong.message, cmp.Or(meant, wrong.hint, "put the file there"))
	return body{}, false
}

// suggest returns a hint with the line that may be meant by a path that leads to no Markdown file, "" where none is near.
func (l *filling) suggest(d *declaration, written, file string) string {
	write := func(at string) string { return "write `{{#include " + Relative(path.Dir(d.path), at) + "}}`" }
	plain := strings.TrimLeft(strings.Trim(written, `"'<>`), "./")
	for dir := path.Dir(d.path); ; dir = path.Dir(dir) {
		for _, at := range []string{path.Join(dir, plain), path.Join(dir, plain+".md")} {
			if entry, err := l.repo.folders.lookUp(at); err == nil && at != file && entry.Type().IsRegular() && isMarkdown(at) && !l.lessons[at] {
				return write(at)
			}
		}
		if dir == "." {
			break
		}
	}
	names := slices.DeleteFunc(l.repo.Names(path.Dir(file)), func(name string) bool { return !isMarkdown(name) || name == path.Base(file) })
	if near, ok := d.report.Nearest(path.Base(file), names); ok {
		return write(path.Join(path.Dir(file), near))
	}
	return ""
}

// nearlyInclude is what authors write who mean an include.
var nearlyInclude = regexp.MustCompile(`(?i)\{\{?[ \t]*[#!%]?[ \t]*includes?\b[^\n]*`)

// warnOfNearlyIncludes warns of what looks like an include, and is none.
func (l *filling) warnOfNearlyIncludes(d *declaration) {
	if !strings.Contains(d.body.text, "nclude") {
		return
	}
	verbatim := l.texts.Parse(d.body.text).Verbatim()
	for _, m := range nearlyInclude.FindAllStringIndex(d.body.text, -1) {
		if text := d.body.text[m[0]:m[1]]; !isInside(verbatim, m[0]) && strings.HasPrefix(text, "{{") && !placeholderForm.MatchString(text) {
			d.report.Warn(d.body.spanAt(m[0], 2), "bad-include", "this is no include as it stands, and students see it", "write `{{#include ../_shared/NAME.md}}` alone on a line")
		}
	}
}

// snippet returns a text that can be included, or one with a flaw. It is read once.
func (l *filling) snippet(file string) *snippet {
	l.mu.Lock()
	s := l.snippets[file]
	if s == nil {
		s = &snippet{declaration: declarationAt(file, fileName{})}
		s.isIn(file)
		s.report.Quota = l.quota
		l.snippets[file] = s
	}
	l.mu.Unlock()
	s.once.Do(func() { s.flaw = l.read(s) })
	return s
}

// read reads a text for lessons to include.
func (l *filling) read(s *snippet) *flaw {
	switch {
	case l.lessons[s.path]:
		return &flaw{"bad-include", "is a lesson, and a lesson cannot be included", "put what both say into a file of its own, whose name begins with _"}
	case !isMarkdown(s.path):
		return &flaw{"bad-include", "is no Markdown file, and only those can be included", "code is written into the lesson itself"}
	}
	data, err := l.repo.read(s.path, maxTextFile)
	if err != nil {
		return flawOf(err)
	}
	text, ok := decodeText(data, &s.report)
	if !ok {
		return nil // it is said of the file
	}
	checkSecrets(&s.report, text, l.repo.forbidden)
	if isFence(firstLine(text)) {
		s.report.Error(yamlfile.Span{Line: 1, Col: 1, End: 4}, "bad-include", "an included file must not have front matter", "remove it, up to the line with the second ---")
		return nil
	}
	s.body = wholeOf(newSource(s.path, strings.TrimSuffix(text, "\n"), 1))
	s.omitComments(l.texts)
	l.replace(&s.declaration, func(d *declaration, _ Placeholder, at yamlfile.Span) (body, bool) {
		d.report.Error(at, "bad-include", "an included file cannot include another", "write the line into the lessons, or the text here")
		return body{}, false
	})
	return nil
}
