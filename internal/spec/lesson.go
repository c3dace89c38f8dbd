package spec

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// Bounds of a lesson's text at which students are about to lose some. Whop refused
// longer ones in practice; whether it counts characters or bytes is not known.
const (
	manyCharacters = 60_000
	mostBytes      = 65_535
)

func newLessonFile(path string, texts *markdown.Budget) *lessonFile {
	f := &lessonFile{declaration: declarationAt(path, parseName(stemOf(path))), texts: texts}
	f.isIn(path)
	if isLessonName(path) && !isMarkdown(path) {
		f.report.Error(yamlfile.Span{}, "file-name", "MDX is not read", "rename it to .md, or put _ before its name to leave it out")
	}
	f.anchors = sync.OnceValue(func() []string { return findAnchors(f) })
	return f
}

var (
	htmlAnchor   = regexp.MustCompile(`(?i)\s(?:id|name)\s*=\s*["']?([^\s"'>]+)`)
	customAnchor = regexp.MustCompile(`\{#([^}\s]+)\}`)
)

// findAnchors parses the lesson for its anchors. It is called through lessonFile.anchors,
// once and only when asked for: few lessons are linked to by heading.
func findAnchors(f *lessonFile) []string {
	var anchors []string
	for _, h := range f.texts.Parse(f.body.text).Headings() {
		anchors = append(anchors, h.Anchor)
	}
	for _, pattern := range []*regexp.Regexp{htmlAnchor, customAnchor} {
		for _, m := range pattern.FindAllStringSubmatch(f.body.text, -1) {
			anchors = append(anchors, m[1])
		}
	}
	return anchors
}

// infer fills the fields that follow from what was read, from what time it is, and from what is filled in into texts.
func (f *lessonFile) infer(now time.Time, l *filling) {
	if !f.isRead {
		return
	}
	addVideo(f)
	f.omitComments(f.texts)
	if f.refuseLooseFrontMatter() {
		return
	}
	f.addTitle()
	l.fill(f)
	f.warnOfSecondTitle()
	f.addType()
	f.addVisibility(now)
	f.checkBody()
}

// addTitle takes the title of the front matter, else the first heading, else the file's name. A
// heading with which the text begins, and that says the title, is not sent as well.
func (f *lessonFile) addTitle() {
	if v, ok := f.object.Get("title"); ok {
		checkTitle(&f.report, f.texts, v.At, v.Text)
		if h, ok := titleHeading(f.body.text, f.texts); ok && h.text == strings.TrimSpace(v.Text) {
			f.cutHeading(h)
		}
		return
	}
	what, title, at := "the file's name", f.file.words(), yamlfile.Span{}
	if h, ok := titleHeading(f.body.text, f.texts); ok {
		what, title, at = "the heading that is the title", h.text, f.body.spanAt(h.start, h.length)
		warnOfTitle(&f.report, f.texts, f.body.text[h.start:h.start+h.length], func(line, col int) yamlfile.Span {
			return f.body.lineSpan(strings.Count(f.body.text[:h.start], "\n")+line, col, 0)
		})
		f.cutHeading(h)
	} else {
		f.warnOfLowerHeading(title)
	}
	if !yamlfile.CheckLength(&f.report, at, what, title, course.MaxLessonTitle) {
		return
	}
	f.fields[course.Title] = course.Text(title)
	checkTitleText(&f.report, at, title)
}

// warnOfSecondTitle warns of a first-level heading with which the text that is sent begins: students see it
// below the title.
func (f *lessonFile) warnOfSecondTitle() {
	if h, ok := titleHeading(f.body.text, f.texts); ok && h.level == 1 {
		f.report.Warn(f.body.spanAt(h.start, h.length), "two-titles", fmt.Sprintf("students see two titles: %q, and below it this heading", yamlfile.Shorten(f.fields.Text(course.Title))),
			"take one of them out, or write the title in the heading only, which is then not sent")
	}
}

var looksLikeHeading = regexp.MustCompile(`(?m)^ {0,3}#[ \t]`)

// warnOfLowerHeading warns of a first-level heading that its author may take for the title.
func (f *lessonFile) warnOfLowerHeading(title string) {
	if !strings.Contains(f.body.text, "#") || !looksLikeHeading.MatchString(f.body.text) { // which is the slower of the two
		return
	}
	for _, h := range f.texts.Parse(f.body.text).Headings() {
		if h.Level == 1 {
			f.report.Warn(f.body.lineSpan(h.Line, 0, 0), "title", fmt.Sprintf("the title is %q, from the file's name, and this heading is a part of the text", yamlfile.Shorten(title)),
				"if the heading is the title, put it before all text, or write `title:`")
			return
		}
	}
}

// checkTitle reports titles in YAML that students would see as nothing or as something else.
func checkTitle(r *yamlfile.Report, texts *markdown.Budget, at yamlfile.Span, title string) {
	checkTitleText(r, at, title)
	warnOfTitle(r, texts, "# "+title, func(int, int) yamlfile.Span { return at })
}

func checkTitleText(r *yamlfile.Report, at yamlfile.Span, title string) {
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
	has := func(key string) bool {
		v, ok := f.object.Get(key)
		return ok && !v.Null
	}
	setDefault(f.fields, course.LessonType, course.Text(inferType(has)))
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

// farAhead is how far in the future a moment is likely a slip, in years.
const farAhead = 5

// addVisibility takes the visibility that is written, else what follows from publish_at: hidden until then, and
// visible from then on.
func (f *lessonFile) addVisibility(now time.Time) {
	at, isScheduled := f.object.Get(publishAt)
	_, isWritten := f.object.Get("visibility")
	switch {
	case isScheduled && isWritten:
		f.report.Error(at.Key, "two-names", "publish_at and visibility both say whether students see the lesson",
			fmt.Sprintf("take `visibility: %s` out: publish_at hides the lesson until %s, and shows it from then on", f.object.Text("visibility"), course.Moment(at.Time)))
	case isScheduled && now.Before(at.Time):
		f.fields[course.Visibility] = course.Text(course.Hidden)
	}
	if !now.IsZero() && at.Time.After(now.AddDate(farAhead, 0, 0)) {
		f.report.Warn(at.At, "far-moment", fmt.Sprintf("the lesson is hidden until %s, which is more than %d years ahead", course.Moment(at.Time), farAhead), "")
	}
	setDefault(f.fields, course.Visibility, course.Text(course.Visible))
}

// checkBody holds the text against what Whop takes.
func (f *lessonFile) checkBody() {
	f.fields[course.Content] = course.Body{Text: f.body.text, Shared: f.body.shared()}
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
