package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestALessonWithoutFrontMatterHasSensibleFields(t *testing.T) {
	lesson := lessonOf(t, load(t, pottery("Wedge it.\n")))
	want := &course.Lesson{Resource: course.Resource{
		Address: course.Address{Course: "pottery", Chapter: "clay", Lesson: "lesson"},
		Source:  course.Source{Path: lessonPath},
		Fields: course.Fields{
			course.Title:      course.Text("Lesson"),
			course.LessonType: course.Text("text"),
			course.Visibility: course.Text("visible"),
			course.Content:    course.Body{Text: "Wedge it.\n"},
		},
	}}
	if diff := cmp.Diff(want, lesson); diff != "" {
		t.Errorf("lesson (-want +got):\n%s", diff)
	}
}

func TestEveryFieldOfALessonCanBeWritten(t *testing.T) {
	lesson := lessonOf(t, load(t, pottery(`---
title: Wedging
key: wedge
lesson_type: multi
visibility: hidden
days_from_course_start_until_unlock: 7
video_url: https://youtu.be/dQw4w9WgXcQ
mux_asset_id: mux_abc
thumbnail:
main_pdf: null
attachments: ~
max_attempts: null
protect: true
---
`)))
	want := &course.Lesson{Resource: course.Resource{
		Address: course.Address{Course: "pottery", Chapter: "clay", Lesson: "lesson"},
		Source:  course.Source{Path: lessonPath},
		Key:     "wedge",
		Protect: true,
		Fields: course.Fields{
			course.Title:       course.Text("Wedging"),
			course.LessonType:  course.Text("multi"),
			course.Visibility:  course.Text("hidden"),
			course.Content:     course.Body{},
			course.UnlockDays:  course.Int(7),
			course.EmbedType:   course.Text("youtube"),
			course.EmbedID:     course.Text("dQw4w9WgXcQ"),
			course.MuxAsset:    course.Text("mux_abc"),
			course.Thumbnail:   course.Null{},
			course.MainPDF:     course.Null{},
			course.Attachments: course.Null{},
			course.MaxAttempts: course.Null{},
		},
	}}
	if diff := cmp.Diff(want, lesson); diff != "" {
		t.Errorf("lesson (-want +got):\n%s", diff)
	}
}

func TestEveryFieldOfACourseCanBeWritten(t *testing.T) {
	got := load(t, pottery("Text.\n").with(files{"courses/pottery/course.yaml": `
title: Pottery
key: clay-work
tagline: From lump to bowl
description: |
  Six weeks
  at the wheel.
language: no
visibility: hidden
order: 1.50
require_completing_lessons_in_order: true
certificate_after_completion_enabled: false
thumbnail:
`})).Courses[0].Resource
	want := course.Resource{
		Address: course.Address{Course: "pottery"},
		Source:  course.Source{Path: "courses/pottery/course.yaml"},
		Key:     "clay-work",
		Fields: course.Fields{
			course.Title:       course.Text("Pottery"),
			course.Tagline:     course.Text("From lump to bowl"),
			course.Description: course.Text("Six weeks\nat the wheel.\n"),
			course.Language:    course.Text("no"),
			course.Visibility:  course.Text("hidden"),
			course.CourseOrder: course.Decimal("1.5"),
			course.InOrder:     course.Bool(true),
			course.Certificate: course.Bool(false),
			course.Thumbnail:   course.Null{},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("course (-want +got):\n%s", diff)
	}
}

func TestTheFirstHeadingIsTheTitleAndIsNotSentTwice(t *testing.T) {
	for _, test := range []struct{ text, title, body string }{
		{"# Wedging *clay*\n\n\nKnead.\n", "Wedging clay", "Knead.\n"},
		{"\n# Wedging #\nKnead.\n", "Wedging", "\nKnead.\n"},
		{"Wedging\n=======\n\nKnead.\n", "Wedging", "Knead.\n"},
		{"<!-- for editors -->\n\n# Wedging\n\nKnead.\n", "Wedging", "\nKnead.\n"},
		{"# Only a title", "Only a title", ""},
		{"---\nkey: k\n---\n\n# Wedging\n\n# Again\n", "Wedging", "\n# Again\n"},
		{"---\ntitle: Wedging\n---\n\n# *Wedging*\n\nKnead.\n", "Wedging", "\nKnead.\n"},
		{"---\ntitle: Given\n---\n# Wedging\n\nKnead.\n", "Given", "# Wedging\n\nKnead.\n"},
		{"## Second level\n\nKnead.\n\n### Third\n", "Second level", "Knead.\n\n### Third\n"},
		{"### Third level\n\nKnead.\n", "Third level", "Knead.\n"},
		{"Underlined\n---\n\nKnead.\n", "Underlined", "Knead.\n"},
		{"## A section\n\nKnead.\n\n## Another\n", "Lesson", "## A section\n\nKnead.\n\n## Another\n"},
		{"## A section\n\nKnead.\n\n# Higher\n", "Lesson", "## A section\n\nKnead.\n\n# Higher\n"},
		{"## A section\n\n```\n## In code\n```\n", "A section", "```\n## In code\n```\n"},
		{"---\ntitle: Given\n---\n## Given\n\nKnead.\n", "Given", "Knead.\n"},
		{"---\ntitle: Given\n---\n## Other\n\nKnead.\n", "Given", "## Other\n\nKnead.\n"},
		{"Knead.\n\n# Later\n", "Lesson", "Knead.\n\n# Later\n"},
		{"# ![logo](https://example.com/a.png) Wedging\n", "Lesson", "# ![logo](https://example.com/a.png) Wedging\n"},
		{"#hashtag\n", "Lesson", "#hashtag\n"},
		{"    # code\n", "Lesson", "    # code\n"},
		{"\r\n# Wedging\r\n\r\nKnead.\r\n", "Wedging", "\nKnead.\n"},
		{"\ufeff# Wedging\n", "Wedging", ""},
	} {
		fields := lessonOf(t, load(t, pottery(test.text))).Fields
		got := []string{fields.Text(course.Title), fields.Text(course.Content)}
		if diff := cmp.Diff([]string{test.title, test.body}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestAHeadingThatIsNotTheTitleIsWarnedOf(t *testing.T) {
	const want = "W LESSON:3: the title is \"Lesson\", from the file's name, and this heading is a part of the text (if the heading is the title, put it before all text, or write `title:`)\n"
	for text, want := range map[string]string{
		"Knead.\n\n# Later\n\n# Still later\n": want,
		"<!-- a -->\nKnead.\n# Later\n":        want,
		"Knead.\n\n```sh\n# no heading\n```\n": "",
		"---\ntitle: A\n---\nKnead.\n\n# B\n":  "",
	} {
		if diff := cmp.Diff(want, complaints(pottery(text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestTheBodyIsSentByteForByte(t *testing.T) {
	const body = "\n\nText with  two spaces  \n\n---\nnot: front matter\n---\n\n\t* odd\tlist\n\n```yaml\n# not a title\n```\nno newline at the end"
	got := lessonOf(t, load(t, pottery("---\ntitle: x\n--- \n"+body))).Fields[course.Content]
	if diff := cmp.Diff(course.Value(course.Body{Text: body}), got); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestTheTypeFollowsFromTheFields(t *testing.T) {
	const question = "questions:\n- {question: \"Why?\", answer: Because}\n"
	for front, want := range map[string]string{
		"title: x":                        "text",
		"video_url: youtu.be/dQw4w9WgXcQ": "video",
		"embed_type: loom\nembed_id: abc": "video",
		"mux_asset_id: mux_1":             "video",
		"video_url:":                      "text",
		question:                          "quiz",
		question + "video_url: youtu.be/dQw4w9WgXcQ": "quiz",
		question + "type: knowledge_check":           "knowledge_check",
		"main_pdf: a.pdf":                            "pdf",
		"main_pdf: a.pdf\nmux_asset_id: mux_1":       "multi",
		"type: text\nmux_asset_id: mux_1":            "text",
	} {
		repo := pottery("---\n" + front + "\n---\nText.\n").with(files{"courses/pottery/01-clay/a.pdf": "%PDF-1.7\n"})
		if got := lessonOf(t, load(t, repo)).Fields.Text(course.LessonType); got != want {
			t.Errorf("%q: %s, want %s", front, got, want)
		}
	}
}

func TestLongTextsAreRefusedBeforeWhopDoes(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{strings.Repeat("a", 60_000), ""},
		{strings.Repeat("a", 60_001), "W LESSON:1: the text has 60001 characters, close to the 65000 that Whop takes (make two lessons of it)\n"},
		{strings.Repeat("ä", 33_000), "W LESSON:1: the text has 66000 bytes; Whop may count bytes and stop at 65535 (make two lessons of it)\n"},
		{"# T\n" + strings.Repeat("ä", 65_001), "E LESSON:2: the text has 65001 characters, Whop takes at most 65000 (make two lessons of it)\n"},
	} {
		if diff := cmp.Diff(test.want, complaints(pottery(test.text))); diff != "" {
			t.Errorf("%d bytes (-want +got):\n%s", len(test.text), diff)
		}
	}
}

func TestAHashThatCutsATextOffIsWarnedOf(t *testing.T) {
	for text, want := range map[string]string{
		"---\ntitle: Part #1 Basics # the first\n---\nx\n": "W LESSON:2:8: YAML takes everything from the # on for a comment (if it is part of the text, write `title: \"Part #1 Basics # the first\"`)\n",
		"---\ntitle: Part 1 # the first\n---\nx\n":         "",
	} {
		if diff := cmp.Diff(want, complaints(pottery(text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestTitlesFromHeadingsAndNamesHaveTheSameLimits(t *testing.T) {
	long := strings.Repeat("clay ", 30)
	got := complaints(files{
		"courses/pottery/course.yaml":                                "title: Pottery\n",
		"courses/pottery/1-clay/a.md":                                "\n# " + long + "\nText.\n",
		"courses/pottery/1-clay/" + strings.Repeat("b", 121) + ".md": "Text.\n",
		"courses/pottery/" + strings.Repeat("c", 151) + "/c.md":      "# Bad \u202e title\nText.\n",
	})
	want := "E courses/pottery/1-clay/a.md:2:1: the heading that is the title has 149 characters, Whop takes at most 120 (shorten it)\n" +
		"E courses/pottery/1-clay/" + strings.Repeat("b", 121) + ".md: the file's name has 121 characters, Whop takes at most 120 (shorten it)\n" +
		"E courses/pottery/" + strings.Repeat("c", 151) + ": the title, which is the folder's name, has 151 characters, Whop takes at most 150 (shorten it)\n" +
		"E courses/pottery/" + strings.Repeat("c", 151) + "/c.md:1:1: the title holds the invisible character U+202E (remove it)\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
