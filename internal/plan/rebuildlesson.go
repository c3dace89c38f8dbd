package plan

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// lessonPair is a lesson of the files and one of Whop that have a title or a text in common.
type lessonPair struct {
	match
	sameTitle bool
	sameText  bool
	isTelling bool // the text is long enough to tell one lesson from another
	isRelated bool // the texts are not those of two lessons: much is common, or both have none
}

func matchesOf(pairs []lessonPair, holds func(*lessonPair) bool) []match {
	var matches []match
	for i := range pairs {
		if holds(&pairs[i]) {
			matches = append(matches, pairs[i].match)
		}
	}
	return matches
}

func lessonsOf(c *course.Course) []*course.Lesson {
	var lessons []*course.Lesson
	for _, chapter := range c.Chapters {
		lessons = append(lessons, chapter.Lessons...)
	}
	return lessons
}

// telling is how many pairs of words make a text that no two lessons share by chance.
const telling = 12

// compareLessons returns the pairs that have something in common, the best of each
// desired lesson first.
func (r *rebuilding) compareLessons(desired, live []*course.Lesson) []lessonPair {
	sketches := make([]sketch, len(live))
	for i, lesson := range live {
		sketches[i] = sketchOf(lesson.Fields.Text(course.Content))
	}
	var pairs []lessonPair
	for _, lesson := range desired {
		text := sketchOf(r.withoutRefs(lesson.Fields))
		first := len(pairs)
		for i, at := range live {
			p := lessonPair{
				match:     match{lesson.Address, at.ID},
				sameTitle: foldTitle(lesson.Title()) == foldTitle(at.Title()),
				sameText:  len(sketches[i]) > 0 && r.sameText(lesson, text, at, sketches[i]),
				isTelling: len(sketches[i]) >= telling,
			}
			if p.sameTitle || p.sameText {
				p.isRelated = p.sameText || len(text) == 0 && len(sketches[i]) == 0 || text.similarity(sketches[i]) >= doubt
				pairs = append(pairs, p)
			}
		}
		slices.SortStableFunc(pairs[first:], func(a, b lessonPair) int {
			return 2*count(b.sameText) + count(b.sameTitle) - 2*count(a.sameText) - count(a.sameTitle)
		})
	}
	return pairs
}

// withoutRefs is a body without the destinations that whopsync fills in.
func (r *rebuilding) withoutRefs(fields course.Fields) string {
	body, ok := fields[course.Content].(course.Body)
	if !ok {
		return fields.Text(course.Content)
	}
	return strings.Join(literals(body, r.lessonURL), " ")
}

func (r *rebuilding) sameText(lesson *course.Lesson, text sketch, at *course.Lesson, live sketch) bool {
	if body, ok := lesson.Fields[course.Content].(course.Body); ok && len(body.Refs) > 0 {
		return fitsText(body, r.lessonURL, at.Fields.Text(course.Content))
	}
	return slices.Equal(text, live)
}

// literals are the parts of a body between the destinations that have another form on
// Whop. A link to a lesson is plain text there unless there is a template.
func literals(body course.Body, lessonURL string) []string {
	const mark = "\x00"
	text := body.Fill(func(ref course.Ref) (string, bool) { return mark, ref.File != nil || lessonURL != "" })
	return strings.Split(course.NormalText(text), mark)
}

// fitsText reports whether a live text is a body with its destinations filled in, whatever
// they lead to. Of a file whose address shows a name, that name has to be the file's.
func fitsText(body course.Body, lessonURL, live string) bool {
	parts := literals(body, lessonURL)
	live = course.NormalText(live)
	live, ok := strings.CutPrefix(live, parts[0])
	if !ok {
		return false
	}
	var files []string
	for _, ref := range body.Refs {
		if ref.File != nil || lessonURL != "" {
			name := ""
			if ref.File != nil {
				name = ref.File.Name
			}
			files = append(files, name)
		}
	}
	for i, part := range parts[1:] {
		end := strings.Index(live, part)
		if i == len(parts)-2 { // the last one
			end = len(live) - len(part)
		}
		if end <= 0 || !strings.HasPrefix(live[end:], part) || !leadsTo(live[:end], files[i]) {
			return false
		}
		live = live[end+len(part):]
	}
	return live == ""
}

// leadsTo reports whether an address could be that of a file.
func leadsTo(address, name string) bool {
	if strings.ContainsAny(address, " \t\n") {
		return false
	}
	address, _, _ = strings.Cut(address, "?")
	shown := path.Base(address)
	if unescaped, err := url.PathUnescape(shown); err == nil {
		shown = unescaped
	}
	return name == "" || path.Ext(shown) == "" || shown == name
}
