package probe

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/whop"
)

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// askLeftOut changes one field and looks at the others.
func askLeftOut(ctx context.Context, s *scratch) (found, detail string) {
	full := s.part(ctx, "multi")
	got := s.update(ctx, course.KindLesson, full.ID, course.Fields{course.Title: course.Text(titleOf("renamed"))})
	lost := slices.DeleteFunc(clearable(full.Fields), func(f course.Field) bool { return !course.IsEmpty(got.Fields[f]) })
	if len(lost) > 0 {
		return "no, it is emptied", listed(lost)
	}
	return "yes", ""
}

// askNull sends null for every field of a lesson that can be empty.
func askNull(ctx context.Context, s *scratch) (found, detail string) {
	full := s.part(ctx, "multi")
	got := s.update(ctx, course.KindLesson, full.ID, nulls(clearable(full.Fields)))
	kept := clearable(got.Fields)
	return yesNo(len(kept) == 0), listed(kept)
}

// clearable returns the fields that hold something and that null is documented for, in the order of the
// table of fields. What every lesson has is left out.
func clearable(fields course.Fields) (names []course.Field) {
	for _, name := range fields.Names(course.KindLesson) {
		spec, _ := course.SpecOf(course.KindLesson, name)
		isAlways := name == course.Title || name == course.LessonType || name == course.Visibility
		if spec.Nullable && !isAlways && !course.IsEmpty(fields[name]) {
			names = append(names, name)
		}
	}
	return names
}

func nulls(names []course.Field) course.Fields {
	fields := course.Fields{}
	for _, name := range names {
		fields[name] = course.Null{}
	}
	return fields
}

func listed(names []course.Field) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = string(name)
	}
	return strings.Join(words, ", ")
}

// sendText gives the lesson a text, and returns what is there then.
func sendText(ctx context.Context, s *scratch, text string) course.Value {
	return s.update(ctx, course.KindLesson, s.part(ctx, "alpha").ID, course.Fields{course.Content: course.Text(text)}).Fields[course.Content]
}

func askEmptyText(ctx context.Context, s *scratch) (found, detail string) {
	switch sendText(ctx, s, "") {
	case course.Text(""):
		return "empty", ""
	case course.Null{}:
		return "null", ""
	}
	s.fail("the text was not taken")
	return "", ""
}

// markdown has what an editor that means well would change.
const markdown = mark + "\n\n# A heading\n\n* one\n* two  \n\n+ [ ] a task\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```go\nx := 1\n```\n\n<b>HTML</b> &amp; *emphasis* and __more__\\\nof it.\n\n\n"

func askMarkdown(ctx context.Context, s *scratch) (found, detail string) {
	switch got := sendText(ctx, s, markdown); {
	case got == course.Text(markdown):
		return "yes", ""
	case course.IsEmpty(got):
		s.fail("the text was not taken")
	}
	return "no, it is changed", ""
}

// askContent finds out what the limit of a text counts, by texts of as many characters as validate lets pass.
func askContent(ctx context.Context, s *scratch) (found, detail string) {
	const clef, accented, plain = "\U0001D11E", "\u00e9", "x" // 4 bytes and 2 units of UTF-16, 2 bytes and 1 unit, 1 byte
	switch {
	case fitsContent(ctx, s, clef, course.MaxContent):
		if fitsContent(ctx, s, plain, course.MaxContent+1) {
			return "more", ""
		}
		return "65,000 characters", ""
	case fitsContent(ctx, s, accented, course.MaxContent):
		return "65,000 units of UTF-16", ""
	case fitsContent(ctx, s, plain, course.MaxContent):
		return "65,000 bytes", ""
	case !fitsContent(ctx, s, plain, len(mark)+1):
		s.fail("not even a short text was taken")
	}
	return "less", ""
}

// fitsContent reports whether Whop keeps the whole of a text of so many characters.
func fitsContent(ctx context.Context, s *scratch, letter string, n int) bool {
	text := course.Text(mark + strings.Repeat(letter, n-len(mark)))
	got, isRefused := s.try(ctx, course.KindLesson, s.part(ctx, "beta").ID, course.Fields{course.Content: text})
	return !isRefused && got.Fields[course.Content] == text
}

func askLessonTitle(ctx context.Context, s *scratch) (found, detail string) {
	return askTitle(ctx, s, course.KindLesson, "gamma", course.MaxLessonTitle), ""
}

func askChapterTitle(ctx context.Context, s *scratch) (found, detail string) {
	return askTitle(ctx, s, course.KindChapter, "second", course.MaxChapterTitle), ""
}

// askTitle sends a title that is longer than documented.
func askTitle(ctx context.Context, s *scratch, kind course.Kind, name string, most int) string {
	title := titleOf(name) + " "
	title += strings.Repeat("x", most+1-len(title))
	got, isRefused := s.try(ctx, kind, s.part(ctx, name).ID, course.Fields{course.Title: course.Text(title)})
	switch {
	case isRefused:
		return "it is refused"
	case got.Title() == title:
		return "it is taken"
	case got.Title() == titleOf(name):
		s.fail("the title was not taken")
	}
	return "it is cut"
}

// askUnknown sends a field that no lesson has.
func askUnknown(ctx context.Context, s *scratch) (found, detail string) {
	lesson := s.part(ctx, "gamma").ID
	switch s.twice(ctx, whop.RawRequest{Method: http.MethodPatch, Kind: course.KindLesson, ID: lesson, Body: map[string]any{"whopsync_probe": "x"}}) {
	case "success":
		return "it is ignored", ""
	case "404":
		s.fail("the lesson is not there")
	}
	return "it is refused", ""
}

// askFirstVisibility looks at a lesson as it was made. The course is hidden, so no one sees it.
func askFirstVisibility(ctx context.Context, s *scratch) (found, detail string) {
	word := s.part(ctx, "secret").Fields.Text(course.Visibility)
	if word == "" {
		s.fail("the answer to the create does not say")
	}
	return word, ""
}

// askRetryAfter asks nothing: what it reports was seen on the way.
func askRetryAfter(_ context.Context, s *scratch) (found, detail string) {
	return yesNo(s.namesWait), ""
}
