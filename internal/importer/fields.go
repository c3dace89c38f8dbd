package importer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// fill gives everything its fields.
func (d *draft) fill() {
	fill := func(kind course.Kind, r *course.Resource) {
		o := &object{draft: d, kind: kind, live: d.origins[r.Source.Path], made: r}
		o.fill()
	}
	fill(course.KindCourse, &d.course.Resource)
	for _, chapter := range d.course.Chapters {
		fill(course.KindChapter, &chapter.Resource)
		for _, lesson := range chapter.Lessons {
			fill(course.KindLesson, &lesson.Resource)
		}
	}
}

// fill takes over every field of the table that Whop shows. What an import has no way to
// take is named: a field that is left out without a word would be lost with the course.
func (o *object) fill() {
	for _, s := range course.Specs(o.kind) {
		o.fillField(s)
	}
}

func (o *object) fillField(s course.Spec) {
	if take, ok := ownWays[s.Field]; ok {
		take(o)
	} else if !o.take(s.Field) {
		o.note("its %s stays on Whop: an import cannot take it over", s.Field)
	}
}

// ownWays are the fields that are more than a value of their type.
var ownWays = map[course.Field]func(o *object){
	course.Title:       (*object).title,
	course.Content:     (*object).content,
	course.InOrder:     (*object).inOrder,
	course.EmbedType:   (*object).embed,
	course.EmbedID:     (*object).embed,
	course.MuxAsset:    (*object).hosted,
	course.Attachments: (*object).attachments,
	course.Questions:   (*object).questions,
}

// take takes a field over by the type of what is shown for it, and reports whether it could.
func (o *object) take(field course.Field) bool {
	switch v := o.live.Fields[field].(type) {
	case nil, course.Null:
	case course.Bool, course.Int, course.Decimal:
		o.made.Fields[field] = v
	case course.Text:
		form, ok := spec.TextFormOf(o.kind, field)
		if ok {
			o.text(field, form)
		}
		return ok
	case course.File:
		use, ok := spec.UseOf(field)
		if ok {
			o.file(field, use)
		}
		return ok
	default:
		return false
	}
	return true
}

// text takes a text in the form that a file can say.
func (o *object) text(field course.Field, form spec.TextForm) {
	shown := o.live.Fields.Text(field)
	if form.Words != nil && shown != "" && !slices.Contains(form.Words, shown) {
		o.note("its %s is %q, which this version does not know", field, shown)
		return
	}
	text := o.unsigned(printable(shown))
	if form.Lines {
		text = strings.Trim(course.NormalText(text), "\n")
	} else {
		text = oneLine(text)
	}
	if n := utf8.RuneCountInString(text); form.Max > 0 && n > form.Max {
		o.note("its %s stays on Whop: it has %d characters, and files may have %d", field, n, form.Max)
		return
	}
	if text == "" {
		return
	}
	o.made.Fields[field] = course.Text(o.plainComments("its "+string(field)+" has", text))
	if !course.Same(course.Text(text), course.Text(shown)) {
		o.note("its %s has line breaks, invisible characters that the file leaves out", field)
	}
}

// title takes a title; a resource without one is called Untitled.
func (o *object) title() {
	form, _ := spec.TextFormOf(o.kind, course.Title)
	shown := o.plainComments("its title has", o.live.Title())
	title := strings.TrimSpace(printable(strings.Join(strings.FieldsFunc(o.unsigned(shown), isBreak), " ")))
	if form.Max > 0 && utf8.RuneCountInString(title) > form.Max {
		title = strings.TrimSpace(string([]rune(title)[:form.Max]))
	}
	if title == "" {
		title = "Untitled"
	}
	if title != strings.TrimSpace(shown) {
		o.note("its title is %q in the file: the title on Whop is empty, too long or has invisible characters", title)
	}
	o.made.Fields[course.Title] = course.Text(title)
}

func (o *object) content() {
	o.made.Fields[course.Content] = course.Text(o.body())
}

// inOrder leaves out what is so in every new course.
func (o *object) inOrder() {
	if o.live.Fields[course.InOrder] == course.Value(course.Bool(true)) {
		o.made.Fields[course.InOrder] = course.Bool(true)
	}
}

// embed takes both fields of a video or none.
func (o *object) embed() {
	if kind, id := o.live.Fields.Text(course.EmbedType), o.live.Fields.Text(course.EmbedID); kind != "" && id != "" {
		o.made.Fields[course.EmbedType], o.made.Fields[course.EmbedID] = course.Text(kind), course.Text(id)
	}
}

func (o *object) hosted() {
	if o.live.Fields.Text(course.MuxAsset) != "" {
		o.note("its video was uploaded to Whop and stays there; the file does not name it")
	}
}
