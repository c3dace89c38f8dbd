package spec

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// maxTextFile is how long a file of YAML or Markdown may be: many times what Whop takes.
const maxTextFile = 1 << 20

// Bounds of a lesson's text at which students are about to lose some. Whop refused
// longer ones in practice; whether it counts characters or bytes is not known.
const (
	manyCharacters = 60_000
	mostBytes      = 65_535
)

// lessonFile is a lesson on its way to the model.
type lessonFile struct {
	identity
	report  yamlfile.Report
	object  yamlfile.Object
	body    body
	fields  course.Fields
	address course.Address

	readable bool            // it was read to its end
	anchors  func() []string // of the headings in its text
	wanted   []*want         // files that it shows or offers
	refs     []course.Ref    // of its text
}

// body is the Markdown of a lesson, and where it stands in the file.
type body struct {
	text string
	line int // of the file, on which text begins

	// The heading that became the title was cut out at an offset, and with it some lines.
	cut       int
	cutLines  int
	cutAnchor string
}

func newLessonFile(path string) *lessonFile {
	f := &lessonFile{identity: identity{file: parseName(stemOf(path)), path: path}, report: yamlfile.Report{Path: path}}
	f.anchors = sync.OnceValue(func() []string { return findAnchors(f) })
	return f
}

func (f *lessonFile) reports() *yamlfile.Report { return &f.report }

// read reads the file and makes fields of it. What points to other files waits until
// all of them are known.
func (f *lessonFile) read(repo *Repo) {
	f.fields = course.Fields{}
	text, ok := readText(repo, &f.report)
	if !ok {
		return
	}
	front, rest, line, ok := split(text, &f.report)
	if !ok {
		return
	}
	f.body = body{text: rest, line: line}
	if f.object, ok = yamlfile.Read(front, lessonGrammar, &f.report); !ok {
		return
	}
	f.key = f.object.Values["key"]
	f.fields = fieldsOf(f.object, lessonGrammar.Keys)
	addVideo(f)
	f.addTitle()
	f.addType()
	setDefault(f.fields, course.Visibility, course.Text(course.Visible))
	f.checkBody()
	f.readable = true
}

// readText reads the text file that a report is about.
func readText(repo *Repo, r *yamlfile.Report) (text string, ok bool) {
	data, err := repo.read(r.Path, maxTextFile)
	if errors.Is(err, errNotUTF8) {
		return "", false // it is said of the address
	}
	if err != nil {
		r.Error(yamlfile.Span{}, ruleOf(err), because(err), "")
		return "", false
	}
	return decodeText(data, r)
}

// addTitle takes the title of the front matter, else the first heading, else the file's name.
func (f *lessonFile) addTitle() {
	if v, ok := f.object.Get("title"); ok {
		checkTitle(&f.report, v.At, v.Text)
		return
	}
	title := f.file.words()
	at := yamlfile.Span{}
	if h, ok := titleHeading(f.body.text); ok {
		title, at = h.text, yamlfile.SpanAt(f.body.text, h.start, h.length, f.body.line)
		f.body.remove(h)
		if !yamlfile.CheckLength(&f.report, at, "the heading that is the title", title, course.MaxLessonTitle) {
			return
		}
	} else if !yamlfile.CheckLength(&f.report, at, "the file's name", title, course.MaxLessonTitle) {
		return
	}
	f.fields[course.Title] = course.Text(title)
	checkTitle(&f.report, at, title)
}

// checkTitle reports titles that students would see as nothing or as something else.
func checkTitle(r *yamlfile.Report, at yamlfile.Span, title string) {
	if character, found := yamlfile.Unprintable(title, ""); found {
		r.Error(at, "invisible-character", fmt.Sprintf("the title holds the invisible character %U", character), "remove it")
	}
	if isBlank(title) {
		r.Error(at, "empty-title", "the title is empty", "write one")
	}
}

// addType takes the type that is written, else what the other fields say.
func (f *lessonFile) addType() {
	if _, both := f.object.Get("lesson_type"); both {
		if v, ok := f.object.Get("type"); ok {
			f.report.Error(v.Key, "two-names", "type and lesson_type are the same", "keep one of the two")
		}
	}
	setDefault(f.fields, course.LessonType, course.Text(f.inferType()))
}

func (f *lessonFile) inferType() string {
	return inferType(func(key string) bool {
		v, ok := f.object.Get(key)
		return ok && !v.Null
	})
}

// inferType returns the type that the keys of a front matter speak for.
func inferType(has func(key string) bool) string {
	video := has("video_url") || has("embed_id") || has("mux_asset_id")
	switch {
	case has("questions"):
		return "quiz"
	case has("main_pdf") && video:
		return "multi"
	case has("main_pdf"):
		return "pdf"
	case video:
		return "video"
	}
	return "text"
}

// checkBody holds the text against what Whop takes.
func (f *lessonFile) checkBody() {
	f.fields[course.Content] = course.Body{Text: f.body.text}
	if len(f.body.text) <= manyCharacters {
		return
	}
	at := f.body.lineSpan(1, 0, 0)
	n := utf8.RuneCountInString(f.body.text)
	switch {
	case n > course.MaxContent:
		f.report.Error(at, "too-long", fmt.Sprintf("the text has %d characters, Whop takes at most %d", n, course.MaxContent), "make two lessons of it")
	case n > manyCharacters:
		f.report.Warn(at, "long-text", fmt.Sprintf("the text has %d characters, close to the %d that Whop takes", n, course.MaxContent), "make two lessons of it")
	case len(f.body.text) > mostBytes:
		f.report.Warn(at, "long-text", fmt.Sprintf("the text has %d bytes; Whop may count bytes and stop at %d", len(f.body.text), mostBytes), "make two lessons of it")
	}
}

// lineSpan returns where a line and column of the body stand in the file.
func (b body) lineSpan(line, col, length int) yamlfile.Span {
	at := yamlfile.Span{Line: b.line + line - 1, Col: col}
	if length > 0 {
		at.End = col + length
	}
	if b.cutLines > 0 && line > strings.Count(b.text[:b.cut], "\n") {
		at.Line += b.cutLines
	}
	return at
}

// fieldsOf returns the fields that keys fill as they stand.
func fieldsOf(o yamlfile.Object, keys []yamlfile.Key) course.Fields {
	fields := make(course.Fields, len(o.Values)+3)
	for i := range keys {
		k := &keys[i]
		v, ok := o.Values[k.Name]
		if !ok || k.Field == "" {
			continue
		}
		switch {
		case v.Null:
			fields[k.Field] = course.Null{}
		case k.Form == yamlfile.FormBool:
			fields[k.Field] = course.Bool(v.Flag)
		case k.Form == yamlfile.FormInt:
			fields[k.Field] = course.Int(v.Number)
		case k.Form == yamlfile.FormDecimal:
			fields[k.Field] = course.Decimal(v.Text)
		default:
			fields[k.Field] = course.Text(v.Text)
		}
	}
	return fields
}

func setDefault(fields course.Fields, field course.Field, v course.Value) {
	if _, ok := fields[field]; !ok {
		fields[field] = v
	}
}
