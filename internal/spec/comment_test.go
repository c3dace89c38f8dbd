package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestCommentsStayHome(t *testing.T) {
	for _, test := range []struct{ text, title, body string }{
		{"<!-- for editors -->\n\n# Wedging <!-- or kneading? -->\n\nKnead.\n\n%% refund? %%\n", "Wedging", "\nKnead.\n\n"},
		{"---\ntitle: Given\n---\n<!-- a --> %% b %%\nKnead <!-- c -->it.\n", "Given", "Knead it.\n"},
		{"Knead.\n\n```html\n<!-- shown -->\n```\n", "Lesson", "Knead.\n\n```html\n<!-- shown -->\n```\n"},
	} {
		fields := lessonOf(t, load(t, pottery(test.text))).Fields
		got := []string{fields.Text(course.Title), fields.Text(course.Content)}
		if diff := cmp.Diff([]string{test.title, test.body}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestACommentThatNothingEndsIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"# A\n\nx <!-- b\n\nc -->\n": "E LESSON:3:3: nothing ends the comment that begins here, so students would see it (write --> where it ends; if it is no comment, write \\<!--)\n",
		"# A\n\n%% b\n":              "E LESSON:3:1: nothing ends the comment that begins here, so students would see it (write %% where it ends; if it is no comment, write \\%%)\n",
	} {
		if diff := cmp.Diff(want, complaints(pottery(text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestPlacesAfterCommentsAreThoseOfTheFile(t *testing.T) {
	for text, want := range map[string]string{
		"<!-- a\nb -->\n<!-- c --> %% d %%\n# A\n\nä <!-- é --> <!-- e\nf --> g [x](y.md)\n\nsee <!-- h --> it [x](z.md)\n": "E LESSON:7:13: y.md does not exist (put the file there, or remove the link)\nE LESSON:9:23: z.md does not exist (put the file there, or remove the link)\n",
		"---\ntitle: A\n---\n[x](y.md) <!-- a --> [x](z.md)\n%% b %%\n[x](w.md)\n":                                          "E LESSON:4:5: y.md does not exist (put the file there, or remove the link)\nE LESSON:4:26: z.md does not exist (put the file there, or remove the link)\nE LESSON:6:5: w.md does not exist (put the file there, or remove the link)\n",
		"<!-- a -->\n\n# Bad \u202e title\nx\n":                                                                             "E LESSON:3:1: the title holds the invisible character U+202E (remove it)\n",
	} {
		if diff := cmp.Diff(want, complaints(pottery(text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}
