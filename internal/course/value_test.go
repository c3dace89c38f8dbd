package course_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestInvisibleDifferencesAreNone(t *testing.T) {
	for _, pair := range [][2]course.Value{
		{course.Text("a\r\nb\r\n"), course.Text("a\nb")},
		{course.Text("a\n\n"), course.Text("a")},
		{course.Text(""), course.Null{}},
		{course.Body{Text: "a\n"}, course.Text("a")},
		{course.Body{}, course.Null{}},
		{course.Files{}, course.Null{}},
		{course.QuestionList{}, course.Null{}},
	} {
		if !course.Same(pair[0], pair[1]) || course.DigestOf(pair[0]) != course.DigestOf(pair[1]) {
			t.Errorf("%#v and %#v differ", pair[0], pair[1])
		}
	}
}

func TestDifferencesThatMatterAreSome(t *testing.T) {
	values := []course.Value{
		nil, course.Null{}, course.Text("1"), course.Int(1), course.Decimal("1"), course.Bool(true), course.Text("true"),
		course.Text(" 1"), course.Text("1 "), course.File{SHA256: "1"}, course.File{ID: "1"}, course.File{},
		course.Files{{ID: "1"}}, course.QuestionList{{Text: "1"}}, course.Requirement{},
	}
	for i, a := range values {
		for j, b := range values {
			if same := course.Same(a, b); same != (i == j) {
				t.Errorf("Same(%#v, %#v) = %t", a, b, same)
			}
		}
	}
}

func TestAnEditedImageChangesTheBodyAndARenamedLessonDoesNot(t *testing.T) {
	body := func(sha256, lesson, id string) course.Body {
		address, err := course.ParseAddress(lesson)
		if err != nil {
			t.Fatal(err)
		}
		return course.Body{Text: "![](a.png) [next](b.md)", Refs: []course.Ref{
			{Span: course.Span{Start: 4, End: 9}, File: &course.File{SHA256: sha256}},
			{Span: course.Span{Start: 18, End: 22}, Lesson: address, ID: id},
		}}
	}
	before := body("111", "pottery/clay/b", "lesn_1")
	if course.Same(before, body("222", "pottery/clay/b", "lesn_1")) {
		t.Error("an edited image went unnoticed")
	}
	if !course.Same(before, body("111", "pottery/wheel/c", "lesn_1")) {
		t.Error("a link to a renamed lesson counts as an edit")
	}
}

func TestKeysAndIdsOfQuestionsAreNoMeaning(t *testing.T) {
	yes := true
	a := course.QuestionList{{Key: "q", Type: "true_false", Text: "Really?", Options: []course.Option{{Text: "Yes", Correct: &yes}}}}
	b := course.QuestionList{{ID: "crsaq_1", Type: "true_false", Text: "Really?", Options: []course.Option{{ID: "crsaqo_1", Text: "Yes", Correct: &yes}}}}
	if !course.Same(a, b) {
		t.Error("the same question differs by its ids")
	}
}

func TestDecimalsCompareAsNumbers(t *testing.T) {
	for text, want := range map[string]course.Decimal{
		"1": "1", "1.0": "1", "01.50": "1.5", "-0": "0", "-2.50": "-2.5", " 3 ": "3", ".5": "0.5", "7.": "7",
	} {
		if got, ok := course.ParseDecimal(text); !ok || got != want {
			t.Errorf("ParseDecimal(%q) = %q, %t; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"", ".", "-", "1e3", "1.2.3", "--1", "one", "+1"} {
		if got, ok := course.ParseDecimal(text); ok {
			t.Errorf("ParseDecimal(%q) = %q, want none", text, got)
		}
	}
}

func TestResolveFillsDestinationsAndNothingElse(t *testing.T) {
	text := "[![wheel](w.png)](next.md) and [again](next.md)"
	span := func(s string, from int) course.Span {
		at := strings.Index(text[from:], s) + from
		return course.Span{Start: at, End: at + len(s)}
	}
	next := course.Address{Course: "pottery", Chapter: "clay", Lesson: "next"}
	first, second := span("next.md", 0), span("next.md", 30)
	body := course.Body{Text: text, Refs: []course.Ref{
		{Span: span("w.png", 0), File: &course.File{SHA256: "111"}},
		{Span: first, Lesson: next, Unlink: []course.Span{{Start: 0, End: 1}, {Start: 16, End: 26}}},
		{Span: second, Lesson: next, Anchor: "#end", Unlink: []course.Span{{Start: 31, End: 32}, {Start: 37, End: 47}}},
	}}
	ids := map[course.Address]string{next: "lesn_1", next.Parent(): "chap_1", next.Parent().Parent(): "cors_1"}
	r := course.Resolver{
		FileURL:   func(course.File) string { return "https://cdn.example/w (1).png" },
		ID:        func(a course.Address) string { return ids[a] },
		LessonURL: "https://whop.example/{course}/{lesson}",
	}
	check := func(r course.Resolver, want string, wantComplete bool) {
		t.Helper()
		got, complete := r.Resolve(body)
		if got != want || complete != wantComplete {
			t.Errorf("Resolve = %q, %t\nwant      %q, %t", got, complete, want, wantComplete)
		}
	}
	image := "![wheel](https://cdn.example/w%20%281%29.png)"
	check(r, "["+image+"](https://whop.example/cors_1/lesn_1) and [again](https://whop.example/cors_1/lesn_1#end)", true)

	delete(ids, next) // the lesson does not exist yet: its link is plain text for now
	check(r, image+" and again", false)

	r.LessonURL = "" // there is no such address, so plain text is all there is to have
	check(r, image+" and again", true)
}

func TestValuesSurviveJSON(t *testing.T) {
	number := 70.0
	for field, value := range map[course.Field]course.Value{
		course.Title: course.Text("A <b> & c"), course.UnlockDays: course.Int(7), course.MainPDF: course.File{Path: "a.pdf", SHA256: "1", Name: "a.pdf", Size: 3},
		course.Attachments: course.Files{{ID: "file_1"}}, course.Completion: course.Requirement{MinimumGradePercent: &number},
		course.Questions: course.QuestionList{{ID: "crsaq_1", Type: "short_answer", Text: "?"}}, course.Content: course.Null{},
	} {
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		got, err := course.DecodeValue(field, data)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(value, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", field, diff)
		}
	}
}

// Saved values are read by the names of their fields, whatever they are fields of.
func TestAFieldHasOneType(t *testing.T) {
	types := map[course.Field]course.Type{}
	for _, kind := range []course.Kind{course.KindCourse, course.KindChapter, course.KindLesson} {
		for _, spec := range course.Specs(kind) {
			if known, ok := types[spec.Field]; ok && known != spec.Type {
				t.Errorf("%s has two types", spec.Field)
			}
			types[spec.Field] = spec.Type
		}
	}
}

func TestATidiedTextResemblesTheOneThatWasSent(t *testing.T) {
	if !course.Resembles(course.Text("* one\n* two  \n"), course.Text("- one\n- two")) {
		t.Error("tidied bullets are taken for another text")
	}
	if course.Resembles(course.Text("one"), course.Text("one, two")) || course.Resembles(course.Text(""), course.Text("")) {
		t.Error("another text, or none, is taken for ours")
	}
}
