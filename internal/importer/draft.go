package importer

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// draft is a course on its way into files: what they are to declare, which says less than
// Whop holds.
type draft struct {
	live      *course.Course
	lessonURL string
	dir       string // the course's folder

	course  *course.Course
	origins map[string]*course.Resource // live, by the path of the file or the chapter's folder
	assets  assets
	keys    map[string]string // the files that have a key already, by their keys
	given   map[string]bool   // keys of this course
	notes   notes
}

func newDraft(i *Importer, live *course.Course, fetched map[string]fetched) *draft {
	dir := path.Join(i.dir, i.folders.takeCourse(slug(live.Title(), "course")))
	d := &draft{
		live: live, lessonURL: i.lessonURL, dir: dir, origins: map[string]*course.Resource{},
		assets: newAssets(dir, fetched), keys: i.keys, given: map[string]bool{},
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
	return course.Resource{Key: d.key(live, file), Fields: course.Fields{}, Source: course.Source{Path: file}}
}

// key makes a key of what an object is on Whop: an import that was cut off, and comes again,
// finds files like its own. The id itself stands in no file.
func (d *draft) key(live *course.Resource, file string) string {
	key := course.KeyOf(live.ID, func(key string) bool {
		has, taken := d.keys[key]
		return d.given[key] || taken && !strings.HasPrefix(has, d.dir+"/") // else it is of the same import, cut off
	})
	d.given[key], d.keys[key] = true, file
	return key
}

// fill gives everything its fields.
func (d *draft) fill() {
	d.fillOne(course.KindCourse, &d.course.Resource)
	for _, chapter := range d.course.Chapters {
		d.fillOne(course.KindChapter, &chapter.Resource)
		for _, lesson := range chapter.Lessons {
			d.fillOne(course.KindLesson, &lesson.Resource)
		}
	}
}

// fillOne takes over every field of the table that Whop shows. What an import has no way to
// take is named: a field that is left out without a word would be lost with the course.
func (d *draft) fillOne(kind course.Kind, r *course.Resource) {
	live := d.origins[r.Source.Path]
	for _, s := range course.Specs(kind) {
		if take, ok := ownWays[s.Field]; ok {
			take(d, kind, r, live)
		} else if !d.take(kind, s.Field, r, live) {
			d.notes.add(live, "its %s stays on Whop: an import cannot take it over", s.Field)
		}
	}
}

// ownWays are the fields that are more than a value of their type.
var ownWays = map[course.Field]func(d *draft, kind course.Kind, r, live *course.Resource){
	course.Title:       (*draft).title,
	course.Content:     (*draft).content,
	course.InOrder:     (*draft).inOrder,
	course.EmbedType:   (*draft).embed,
	course.EmbedID:     (*draft).embed,
	course.MuxAsset:    (*draft).hosted,
	course.Attachments: (*draft).attachments,
	course.Questions:   (*draft).questions,
}

// take takes a field over by the type of what is shown for it, and reports whether it could.
func (d *draft) take(kind course.Kind, field course.Field, r, live *course.Resource) bool {
	switch v := live.Fields[field].(type) {
	case nil, course.Null:
	case course.Bool, course.Int, course.Decimal:
		r.Fields[field] = v
	case course.Text:
		form, ok := spec.TextFormOf(kind, field)
		if !ok {
			return false
		}
		d.text(r.Fields, live, field, form)
	case course.File:
		use, ok := spec.UseOf(field)
		if !ok {
			return false
		}
		d.file(r, live, field, use)
	default:
		return false
	}
	return true
}

// text takes a text in the form that a file can say.
func (d *draft) text(to course.Fields, live *course.Resource, field course.Field, form spec.TextForm) {
	shown := live.Fields.Text(field)
	if form.Words != nil && shown != "" && !slices.Contains(form.Words, shown) {
		d.notes.add(live, "its %s is %q, which this version does not know", field, shown)
		return
	}
	text := d.notes.unsigned(live, printable(shown))
	if form.Lines {
		text = strings.Trim(course.NormalText(text), "\n")
	} else {
		text = oneLine(text)
	}
	if n := utf8.RuneCountInString(text); form.Max > 0 && n > form.Max {
		d.notes.add(live, "its %s stays on Whop: it has %d characters, and files may have %d", field, n, form.Max)
		return
	}
	if text == "" {
		return
	}
	to[field] = course.Text(text)
	if !course.Same(course.Text(text), course.Text(shown)) {
		d.notes.add(live, "its %s has line breaks, invisible characters that the file leaves out", field)
	}
}

// title takes a title; a resource without one is called Untitled.
func (d *draft) title(kind course.Kind, r, live *course.Resource) {
	form, _ := spec.TextFormOf(kind, course.Title)
	shown := live.Title()
	title := strings.TrimSpace(printable(strings.Join(strings.FieldsFunc(d.notes.unsigned(live, shown), isBreak), " ")))
	if form.Max > 0 && utf8.RuneCountInString(title) > form.Max {
		title = strings.TrimSpace(string([]rune(title)[:form.Max]))
	}
	if title == "" {
		title = "Untitled"
	}
	if title != strings.TrimSpace(shown) {
		d.notes.add(live, "its title is %q in the file, for Whop's is empty, too long or holds invisible characters", title)
	}
	r.Fields[course.Title] = course.Text(title)
}

func (d *draft) content(_ course.Kind, r, live *course.Resource) {
	r.Fields[course.Content] = course.Text(d.body(live, r.Source.Path))
}

// inOrder leaves out what is so in every new course.
func (d *draft) inOrder(_ course.Kind, r, live *course.Resource) {
	if live.Fields[course.InOrder] == course.Value(course.Bool(true)) {
		r.Fields[course.InOrder] = course.Bool(true)
	}
}

// embed takes both fields of a video or none.
func (d *draft) embed(_ course.Kind, r, live *course.Resource) {
	if kind, id := live.Fields.Text(course.EmbedType), live.Fields.Text(course.EmbedID); kind != "" && id != "" {
		r.Fields[course.EmbedType], r.Fields[course.EmbedID] = course.Text(kind), course.Text(id)
	}
}

func (d *draft) hosted(_ course.Kind, _, live *course.Resource) {
	if live.Fields.Text(course.MuxAsset) != "" {
		d.notes.add(live, "its video was uploaded to Whop and stays there; the file does not name it")
	}
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
