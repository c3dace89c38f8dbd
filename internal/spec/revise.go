package spec

import (
	"cmp"
	"errors"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// Revision is what a file is to say otherwise.
type Revision struct {
	Was    course.Fields // what the file says, as it was loaded
	Fields course.Fields // as in Write; Null takes the key out
	Text   *string       // of a lesson: all that stands below the front matter; nil: as it is
}

// errNoPlace says that a file has no line on which something could be said.
var errNoPlace = errors.New("the file has no line on which it could be written")

// Revise returns a file that says what a revision says. Only the lines of those keys change, and of a lesson
// whose title is its heading that heading; everything else is the author's, byte for byte. A file that is not
// there yet has no data.
func Revise(name string, data []byte, rev Revision) ([]byte, error) {
	var r yamlfile.Report
	front, text, _, ok := cut(name, data, &r)
	g, known := grammarOf(name, nil)
	if !ok || !known {
		return nil, errNoPlace
	}
	whole, _ := decodeText(data, &r)
	v := reviser{name: name, grammar: g, front: front, body: text, fence: "---\n"}
	if isMarkdown(name) && front != "" {
		v.fence = whole[len(front) : len(whole)-len(text)]
	}
	fields := rev.Fields.Names(kindOf(name))
	if i := slices.Index(fields, course.LessonType); i >= 0 { // it may follow from the others
		fields = append(slices.Delete(fields, i, i+1), course.LessonType)
	}
	for _, field := range fields {
		if err := v.set(field, rev); err != nil {
			return nil, err
		}
	}
	if rev.Text != nil {
		v.body = *rev.Text
	}
	if title, ok := rev.Fields[course.Title].(course.Text); ok {
		if err := v.title(string(title), rev.Was.Text(course.Title)); err != nil {
			return nil, err
		}
	}
	return withLineEnds(data, v.whole()), nil
}

func kindOf(name string) course.Kind {
	switch path.Base(name) {
	case courseFile:
		return course.KindCourse
	case chapterFile:
		return course.KindChapter
	}
	return course.KindLesson
}

// reviser is a file in its parts.
type reviser struct {
	name, front, fence, body string
	grammar                  yamlfile.Grammar
}

func (v *reviser) whole() string {
	if !isMarkdown(v.name) || v.front == "" {
		return v.front + v.body
	}
	return v.front + v.fence + v.body
}

// set writes the keys that say a field.
func (v *reviser) set(field course.Field, rev Revision) error {
	w := yamlWriter{dir: path.Dir(v.name)}
	switch field {
	case course.Title:
		return nil // see title
	case course.EmbedType, course.EmbedID:
		return v.setVideo(rev)
	case course.Questions:
		return v.setQuestions(rev)
	case course.Visibility:
		if v.has(publishAt) { // which says a visibility itself, and another one on another day
			if err := v.write(publishAt, ""); err != nil {
				return err
			}
		}
	}
	keys := slices.DeleteFunc(slices.Clone(v.grammar.Keys), func(k yamlfile.Key) bool { return k.Field != field })
	if len(keys) == 0 {
		return errNoPlace
	}
	key := keys[0]
	for _, k := range keys {
		if v.has(k.Name) {
			key = k
		}
	}
	key.Rivals = nil
	if field == course.LessonType && !v.has(key.Name) && inferType(v.has) == rev.Fields.Text(field) {
		return nil
	}
	w.fields([]yamlfile.Key{key}, "", course.Fields{field: rev.Fields[field]})
	return v.write(key.Name, w.out.String())
}

// has reports whether the front matter has a key that says something.
func (v *reviser) has(key string) bool {
	o, _ := yamlfile.Read(v.front, v.grammar, &yamlfile.Report{})
	value, ok := o.Get(key)
	return ok && !value.Null
}

// write writes one key.
func (v *reviser) write(key, lines string) error {
	front := v.front
	if isMarkdown(v.name) && front == "" {
		if lines == "" {
			return nil
		}
		front = "---\n"
	}
	changed, ok := yamlfile.Set(front, key, lines, v.grammar)
	if !ok {
		return errNoPlace
	}
	v.front = changed
	return nil
}

// setVideo writes both fields of a video, in the form that the file has for them.
func (v *reviser) setVideo(rev Revision) error {
	fields := course.Fields{}
	for _, field := range []course.Field{course.EmbedType, course.EmbedID} {
		fields[field] = cmp.Or(rev.Fields[field], rev.Was[field])
	}
	lines := map[string]string{}
	w := yamlWriter{}
	if !v.has("embed_id") {
		w.video(fields)
		lines["video_url"], w = w.out.String(), yamlWriter{}
	}
	for _, k := range v.grammar.Keys {
		if k.Field == course.EmbedType || k.Field == course.EmbedID {
			w.fields([]yamlfile.Key{k}, "", fields)
			lines[k.Name], w = w.out.String(), yamlWriter{}
		}
	}
	for _, key := range []string{"video_url", "embed_type", "embed_id"} {
		if err := v.write(key, lines[key]); err != nil {
			return err
		}
	}
	return nil
}

// setQuestions writes the questions. The lines of unchanged questions stay.
func (v *reviser) setQuestions(rev Revision) error {
	questions, isList := rev.Fields[course.Questions].(course.QuestionList)
	if !isList {
		return v.write("questions", "")
	}
	was, _ := rev.Was[course.Questions].(course.QuestionList)
	own, ok := yamlfile.Items(v.front, "questions")
	w := yamlWriter{dir: path.Dir(v.name)}
	if !ok || len(own) != len(was) || len(questions) == 0 {
		w.questions(questions)
		return v.write("questions", w.out.String())
	}
	indent := own[0][:strings.IndexByte(own[0], '-')]
	w.line("questions:")
	for _, q := range questions {
		at := slices.IndexFunc(was, func(old course.Question) bool {
			return old.Key == q.Key && course.Same(course.QuestionList{old}, course.QuestionList{q})
		})
		if at >= 0 {
			w.out.WriteString(own[at])
			continue
		}
		one := yamlWriter{dir: w.dir}
		one.questions(course.QuestionList{q})
		_, lines, _ := strings.Cut(one.out.String(), "\n")
		for line := range strings.Lines(lines) {
			w.out.WriteString(strings.TrimRight(indent+strings.TrimPrefix(line, "  "), " "))
		}
	}
	return v.write("questions", w.out.String())
}

// title writes a title to its place in the file: the key, the heading or both.
func (v *reviser) title(title, was string) error {
	h, found := titleHeading(v.body, new(markdown.Budget))
	isHeading := found && isMarkdown(v.name) && h.text == strings.TrimSpace(was)
	if isHeading {
		headed := v.body[:h.start] + headingOf(v.body[h.start:h.start+h.length], title) + v.body[h.start+h.length:]
		switch now, ok := titleHeading(headed, new(markdown.Budget)); {
		case ok && now.text == strings.TrimSpace(title) && now.start == h.start:
			v.body = headed
			if !v.has("title") {
				return nil
			}
		default: // no heading can say it
			v.body = v.body[:h.start] + v.body[h.next:]
		}
	}
	if !v.has("title") && !isHeading && isMarkdown(v.name) && !found && !IsIndex(path.Base(v.name)) && parseName(stemOf(v.name)).words() == title {
		return nil
	}
	return v.write("title", "title: "+yamlfile.Scalar(title)+"\n")
}

// headingOf returns a heading of the same form with another text.
func headingOf(heading, title string) string {
	if plain := strings.TrimLeft(heading, " "); strings.HasPrefix(plain, "#") {
		return plain[:len(plain)-len(strings.TrimLeft(plain, "#"))] + " " + title
	}
	_, underline, _ := strings.Cut(heading, "\n")
	return title + "\n" + underline
}

// withLineEnds returns a text as the bytes of a file whose lines end as those of another do: what both begin and
// end with keeps its own bytes.
func withLineEnds(data []byte, text string) []byte {
	mark := byteOrderMark(data)
	raw := string(data[len(mark):])
	own := splitLines(raw)
	lines := slices.Collect(strings.Lines(text))
	plain := func(line string) string { return strings.TrimRight(line, "\r\n") }
	isSame := func(i, j int) bool {
		return plain(own[i]) == plain(lines[j]) && strings.HasSuffix(lines[j], "\n") == (plain(own[i]) != own[i])
	}
	head, tail := 0, 0
	for head < min(len(own), len(lines)) && isSame(head, head) {
		head++
	}
	for tail < min(len(own), len(lines))-head && isSame(len(own)-1-tail, len(lines)-1-tail) {
		tail++
	}
	end := lineEnd(raw)
	for i, line := range lines {
		switch {
		case i < head:
			lines[i] = own[i]
		case i >= len(lines)-tail:
			lines[i] = own[len(own)-len(lines)+i]
		default:
			lines[i] = strings.Replace(line, "\n", end, 1)
		}
	}
	return slices.Concat(mark, []byte(strings.Join(lines, "")))
}

// splitLines returns the lines of a text with their ends, which may be of any kind.
func splitLines(text string) (lines []string) {
	for text != "" {
		i := strings.IndexAny(text, "\r\n")
		if i < 0 {
			return append(lines, text)
		}
		i += len(lineEnd(text[i:]))
		lines, text = append(lines, text[:i]), text[i:]
	}
	return lines
}
