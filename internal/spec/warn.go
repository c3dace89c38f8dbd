package spec

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// featureRules words what is not known, or is likely a slip, about constructs of a text.
var featureRules = map[markdown.FeatureKind]flaw{
	markdown.RawHTML:            {"raw-html", "raw HTML: whether Whop shows it is not known", "use plain Markdown where it matters"},
	markdown.Table:              {"table", "a table: whether Whop shows it is not known", "use a list where it matters"},
	markdown.Strikethrough:      {"strikethrough", "strikethrough: whether Whop shows it is not known", ""},
	markdown.TaskList:           {"task-list", "a task list: whether Whop shows it is not known", ""},
	markdown.Footnote:           {"footnote", "a footnote: whether Whop shows it is not known", ""},
	markdown.WikiLink:           {"wiki-link", "a [[wiki link]] is shown to students as it stands here", "write [text](file.md)"},
	markdown.TemplateTag:        {"template-tag", "a template tag is shown to students as it stands here", "write what it stands for"},
	markdown.SpacedDestination:  {"spaced-address", "a space in the address, so this is not a link: students see it as it stands here", "put the address in angle brackets: [text](<my file.md>)"},
	markdown.ImageSize:          {"image-size", "a size in the address, so this is not an image: students see it as it stands here", "leave the size out"},
	markdown.AttributeList:      {"attributes", "ids, classes and sizes in braces are shown to students as they stand here", "take them out"},
	markdown.UndefinedReference: {"undefined-reference", "nothing defines this reference: students see it as it stands here", "write [text](file.md), or define it: [name]: file.md"},
	markdown.TornLink:           {"torn-link", "a space between ] and (, so this is not a link: students see it as it stands here", "take the space out"},
	markdown.UnclosedLink:       {"unclosed-link", "no ) after the address, so this is not a link: students see it as it stands here", "write ) where the address ends"},
	markdown.SwappedLink:        {"swapped-link", "the brackets are the wrong way round, so this is not a link: students see it as it stands here", "write [text](file.md)"},
	markdown.GluedHeading:       {"glued-heading", "without a space after the # this is not a heading", "write a space; if it is not a heading, write \\#"},
	markdown.Admonition:         {"admonition", "an admonition: students may see its marks as they stand here", "use a quote that begins with a bold word"},
	markdown.Highlight:          {"highlight", "==highlighted== text: students may see its marks as they stand here", "use **bold**"},
	markdown.ContentsMark:       {"table-of-contents", "the mark of a table of contents is shown to students as it stands here", "take it out"},
	markdown.MDX:                {"mdx", "MDX is shown to students as it stands here", "take it out"},
	markdown.Math:               {"math", "a formula: whether Whop shows it is not known", "use an image where it matters"},
	markdown.Directive:          {"directive", "students see this as code, as it stands here", "use an image, or Markdown"},
	markdown.Include:            {"include", "an include is not replaced: students see it as it stands here", "put the code here; a text of its own is included outside of code, by a line {{#include FILE.md}}"},
	markdown.Role:               {"role", "a role is shown to students as it stands here", "write [text](file.md) or plain text"},
	markdown.ImageWithoutAlt:    {"missing-alt", "the image has no alternative text", "describe it for those who cannot see it: ![a lump of clay](…)"},
}

func warnOfFeatures(f *lessonFile, d *markdown.Document, v variables) {
	video := warnOfVideo(f, d)
	for _, feature := range d.Features() {
		at := f.body.lineSpan(feature.Line, feature.Col, 0)
		rule, ok := featureRules[feature.Kind]
		switch {
		case !ok, feature.Kind == markdown.RawHTML && feature.Line == video:
			continue
		case feature.Kind == markdown.Include:
			if m := placeholderForm.FindStringSubmatch(f.body.from(feature.Line, feature.Col)); m != nil && isMarkdown(m[2]) {
				continue // it shows how that is written
			}
		case feature.Kind == markdown.TemplateTag:
			text := f.body.from(feature.Line, feature.Col)
			name := tagName(text)
			if _, isKnown := v.known[name]; isKnown || strings.HasPrefix(text, "{{#include") {
				continue // it was refused
			}
			rule.hint += v.hint(name)
		}
		f.report.Warn(at, rule.rule, rule.message, rule.hint)
	}
}

// warnOfTitle names what students would see as it stands in a title, whose place is told by a line and
// column of the title. Markup shown as such, or taken out of a heading, is not looked for.
func warnOfTitle(r *yamlfile.Report, texts *markdown.Budget, title string, place func(line, col int) yamlfile.Span) {
	if !markdown.MayHold(title) {
		return
	}
	for _, feature := range texts.Parse(title).Features() {
		if rule, ok := featureRules[feature.Kind]; ok && !slices.Contains(inHeadings, feature.Kind) {
			if feature.Kind == markdown.TemplateTag {
				rule.hint += "; variables are filled in in the text of a lesson alone"
			}
			r.Warn(place(feature.Line, feature.Col), rule.rule, "in the title, "+rule.message, rule.hint)
		}
	}
}

// inHeadings are constructs that a title does not have or keep.
var inHeadings = []markdown.FeatureKind{markdown.RawHTML, markdown.Strikethrough, markdown.ImageWithoutAlt}

// inHidden returns the lessons of courses that are hidden, each with its course.yaml.
func inHidden(courses []*courseDir) map[string]string {
	by := map[string]string{}
	for _, c := range courses {
		if c.object.Text("visibility") != course.Hidden {
			continue
		}
		for _, chapter := range c.chapters {
			for _, lesson := range chapter.lessons {
				by[lesson.path] = c.path
			}
		}
	}
	return by
}

// warnOfHidden warns of a link to a lesson that students do not see, because the lesson or its
// course is hidden, or that they see later than the link. It reads the front matter, because the fields of
// other lessons are filled in at the same time.
func (l *linker) warnOfHidden(from, to *lessonFile, at yamlfile.Span) {
	isHidden := func(f *lessonFile) bool { return f.object.Text("visibility") == course.Hidden }
	comes := func(f *lessonFile) time.Time { return f.object.Values[publishAt].Time }
	switch by := l.hidden[to.path]; {
	case isHidden(from):
	case comes(to).After(l.repo.now) && comes(to).After(comes(from)):
		from.report.Warn(at, "hidden-lesson", "the link leads to "+to.path+", which is hidden from students until "+course.Moment(comes(to)), "take the link out until then, or publish both at once")
	case isHidden(to):
		from.report.Warn(at, "hidden-lesson", "the link leads to "+to.path+", which is hidden from students", "make that lesson visible, or take the link out until it is")
	case by != "" && l.hidden[from.path] == "":
		from.report.Warn(at, "hidden-lesson", "the link leads to "+to.path+", whose course is hidden from students", "make the course visible in "+by+", or take the link out until it is")
	}
}

// warnOfRemote warns of images that many browsers refuse to load.
func warnOfRemote(r *yamlfile.Report, dest markdown.Destination, at yamlfile.Span) {
	if dest.Image && strings.HasPrefix(strings.ToLower(dest.Value), "http:") {
		r.Warn(at, "insecure-image", "the image is loaded without encryption, which browsers block", "use its https address, or put the file beside the lesson")
	}
}

// warnOfType warns of fields that a lesson of its type may not show. Whop does not document
// that, so nothing is refused.
func warnOfType(f *lessonFile) {
	warn := func(at yamlfile.Span, message, hint string) {
		f.report.Warn(at, "type-mismatch", message, hint)
	}
	kind := f.fields.Text(course.LessonType)
	hasVideo := f.fields.Text(course.EmbedID) != "" || f.fields.Text(course.MuxAsset) != ""
	pdf, hasPDF := f.object.Get("main_pdf")
	hasPDF = hasPDF && !pdf.Null
	says := func(key string) bool {
		v, ok := f.object.Get(key)
		return ok && !v.Null || f.object.IsWrong(key)
	}
	unseen := map[string]string{"text": "video and its main_pdf", "video": "main_pdf", "pdf": "video"}
	typeAt := cmp.Or(f.object.Values["type"].Key, f.object.Values["lesson_type"].Key)
	switch {
	case hasPDF && hasVideo && (kind == "text" || kind == "video" || kind == "pdf"):
		warn(typeAt, "a "+kind+" lesson may not show its "+unseen[kind], "write `type: multi`, or take the line with the type out: it then follows from the other lines")
	case hasPDF && kind == "text":
		warn(pdf.Key, "a text lesson may not show its main_pdf", "write `type: pdf`, or take the line with the type out: it then follows from the other lines")
	case hasPDF && kind != "pdf" && kind != "multi":
		warn(pdf.Key, "a "+kind+" lesson may not show its main_pdf", "")
	case kind == "video" && !says("video_url") && !says("embed_id") && !says("mux_asset_id"):
		warn(typeAt, "a video lesson without a video", "name it after `video_url:`, or after `mux_asset_id:` if it was uploaded on Whop; one that is only on Whop stays there")
	case kind == "pdf" && !says("main_pdf"):
		warn(typeAt, "a pdf lesson without its document", "name the file after `main_pdf:`; a document that is only on Whop stays there")
	case hasVideo && kind == "pdf":
		warn(typeAt, "a pdf lesson may not show its video", "write `type: multi`")
	case hasVideo && kind == "text":
		warn(typeAt, "a text lesson may not show its video", "write `type: video`, or take the line with the type out: it then follows from the other lines")
	}
	for _, key := range []string{"max_attempts", "completion_requirement"} {
		if v, ok := f.object.Get(key); ok && !v.Null && !course.IsAssessment(kind) {
			warn(v.Key, key+" says nothing in a "+kind+" lesson", "")
		}
	}
	if _, offers := f.object.Get("attachments"); kind == "text" && isBlank(f.body.text) && !offers {
		f.report.Warn(yamlfile.Span{}, "no-content", "the lesson has no content", "write something, or put _ before the file's name")
	}
}
