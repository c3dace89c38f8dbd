package importer

import (
	"errors"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// draft is a course on its way into files: what they are to declare, which says less than
// Whop holds.
type draft struct {
	*Importer
	live    *course.Course
	fetched map[string]fetched // by address; nil when files stay on Whop
	dir     string             // the course's folder

	course   *course.Course
	origins  map[string]*course.Resource // live, by the path of the file or the chapter's folder
	assets   map[string][]byte
	placed   map[string]string // where bytes lie, by folder and digest
	inFolder map[string]names
	uploads  map[string]state.File
	notes    notes
}

var errWithoutAssets = errors.New("stays on Whop (--assets brings it along)")

func newDraft(i *Importer, live *course.Course, fetched map[string]fetched) *draft {
	d := &draft{
		Importer: i, live: live, fetched: fetched,
		dir:     path.Join(i.dir, i.folders.takeCourse(slug(live.Title(), "course"))),
		origins: map[string]*course.Resource{}, assets: map[string][]byte{}, placed: map[string]string{},
		inFolder: map[string]names{}, uploads: map[string]state.File{},
	}
	d.outline()
	d.fill()
	return d
}

// outline gives everything its file.
func (d *draft) outline() {
	d.course = &course.Course{Resource: d.resource(&d.live.Resource, path.Join(d.dir, "course.yaml"))}
	folders := names{}
	for i, live := range d.live.Chapters {
		name := folders.take(slug(live.Title(), "chapter"), "")
		dir := path.Join(d.dir, number(i+1, len(d.live.Chapters), name))
		chapter := &course.Chapter{Resource: d.resource(&live.Resource, dir)}
		files := names{}
		for j, lesson := range live.Lessons {
			name := files.take(slug(lesson.Title(), "lesson"), "")
			file := path.Join(dir, number(j+1, len(live.Lessons), name)+".md")
			chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: d.resource(&lesson.Resource, file)})
		}
		d.course.Chapters = append(d.course.Chapters, chapter)
	}
	for _, lesson := range d.live.Unlisted {
		d.notes.add(&lesson.Resource, "is left out: the course does not show it to this key, and so not where it belongs")
	}
}

func (d *draft) resource(live *course.Resource, file string) course.Resource {
	d.origins[file] = live
	return course.Resource{Fields: course.Fields{}, Source: course.Source{Path: file}}
}

// fill gives everything its fields.
func (d *draft) fill() {
	d.fillCourse()
	for _, chapter := range d.course.Chapters {
		chapter.Fields[course.Title] = d.title(d.origins[chapter.Source.Path], course.MaxChapterTitle)
		for _, lesson := range chapter.Lessons {
			d.fillLesson(&lesson.Resource, d.origins[lesson.Source.Path])
		}
	}
}

func (d *draft) fillCourse() {
	to, live := d.course.Fields, &d.live.Resource
	to[course.Title] = d.title(live, 0)
	d.text(to, live, course.Tagline, oneLine)
	d.text(to, live, course.Description, func(s string) string { return strings.Trim(course.NormalText(s), "\n") })
	d.word(to, live, course.Visibility, []string{course.Visible, course.Hidden})
	d.word(to, live, course.Language, course.Languages())
	take[course.Decimal](to, live, course.CourseOrder)
	take[course.Bool](to, live, course.Certificate)
	if live.Fields[course.InOrder] == course.Value(course.Bool(true)) {
		to[course.InOrder] = course.Bool(true)
	}
	d.file(to, live, course.Thumbnail, d.dir, spec.Thumbnail)
}

func (d *draft) fillLesson(r *course.Resource, live *course.Resource) {
	to, dir := r.Fields, path.Dir(r.Source.Path)
	to[course.Title] = d.title(live, course.MaxLessonTitle)
	d.word(to, live, course.LessonType, course.LessonTypes())
	d.word(to, live, course.Visibility, []string{course.Visible, course.Hidden})
	take[course.Int](to, live, course.UnlockDays)
	if kind, id := live.Fields.Text(course.EmbedType), live.Fields.Text(course.EmbedID); kind != "" && id != "" {
		to[course.EmbedType], to[course.EmbedID] = course.Text(kind), course.Text(id)
	}
	if live.Fields.Text(course.MuxAsset) != "" {
		d.notes.add(live, "its video was uploaded to Whop and stays there; the file does not name it")
	}
	d.file(to, live, course.Thumbnail, dir, spec.Thumbnail)
	d.file(to, live, course.MainPDF, dir, spec.PDF)
	d.attachments(to, live, dir)
	d.questions(to, live, dir)
	to[course.Content] = course.Text(d.body(live, r.Source.Path))
}

// take takes a value over as it is, if it is one of that type.
func take[V course.Value](to course.Fields, live *course.Resource, field course.Field) {
	if v, ok := live.Fields[field].(V); ok {
		to[field] = v
	}
}

// word takes one of the known words of an enumeration.
func (d *draft) word(to course.Fields, live *course.Resource, field course.Field, known []string) {
	switch word := live.Fields.Text(field); {
	case word == "":
	case slices.Contains(known, word):
		to[field] = course.Text(word)
	default:
		d.notes.add(live, "its %s is %q, which this version does not know", field, word)
	}
}

// text takes a text in the form that a file can say.
func (d *draft) text(to course.Fields, live *course.Resource, field course.Field, form func(string) string) {
	shown := live.Fields.Text(field)
	text := form(d.unsigned(live, printable(shown)))
	if text == "" {
		return
	}
	to[field] = course.Text(text)
	if !course.Same(course.Text(text), course.Text(shown)) {
		d.notes.add(live, "its %s has line breaks, invisible characters that the file leaves out", field)
	}
}

// title takes a title; a resource without one is called Untitled.
func (d *draft) title(live *course.Resource, most int) course.Text {
	shown := live.Title()
	title := strings.TrimSpace(printable(strings.Join(strings.FieldsFunc(d.unsigned(live, shown), isBreak), " ")))
	if n := utf8.RuneCountInString(title); most > 0 && n > most {
		title = strings.TrimSpace(string([]rune(title)[:most]))
	}
	if title == "" {
		title = "Untitled"
	}
	if title != strings.TrimSpace(shown) {
		d.notes.add(live, "its title is %q in the file, for Whop's is empty, too long or holds invisible characters", title)
	}
	return course.Text(title)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func isBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\t'
}

// printable leaves out what no reader sees, as files may not hold it. Line breaks, tabs and
// the joiners of some scripts stay.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
		keep := r == '\n' || r == '\t' || r == zeroWidthNonJoiner || r == zeroWidthJoiner
		if !keep && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}
