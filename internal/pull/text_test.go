package pull

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/spec"
)

func TestAnEditOnWhopChangesWhatWasEdited(t *testing.T) {
	own := "# Clay\n\n<!-- to do -->\nA text that\nis wrapped, *really*. %% why %%\n\n* one\n* two\n\n```go\nx\n\ny\n```\n\nThe end.\n"
	for _, test := range []struct {
		name, shown, want string
		rich              bool
	}{
		{"a word", "A text that\nis wrapped, *really*.\n\n* one\n* 2\n\n```go\nx\n\ny\n```\n\nThe end.\n", strings.Replace(own, "two", "2", 1), false},
		{"an item more", "A text that\nis wrapped, *really*.\n\n* one\n* one and a half\n* two\n\n```go\nx\n\ny\n```\n\nThe end.\n", strings.Replace(own, "* two", "* one and a half\n* two", 1), false},
		{"a comment in what changed", "Other.\n\n* one\n* two\n\n```go\nx\n\ny\n```\n\nThe end.\n",
			strings.Replace(own, "<!-- to do -->\nA text that\nis wrapped, *really*. %% why %%\n", "<!-- to do -->\n%% why %%\n\nOther.\n", 1), false},
		{"the end goes", "A text that\nis wrapped, *really*.\n\n* one\n* two\n\n```go\nx\n\ny\n```\n", strings.Replace(own, "\n\nThe end.", "", 1), false},
		{"another form of the same", "A text that is wrapped, _really_.\n\n- one\n- two\n\n```go\nx\n\ny\n```\n\nThe end.\n", own, true},
		{"another form and an item", "A text that is wrapped, _really_.\n\n- one\n- two\n- three\n\n```go\nx\n\ny\n```\n\nThe end.\n", strings.Replace(own, "* two", "* two\n* three", 1), true},
		{"nothing", "", "# Clay\n\n<!-- to do -->\n%% why %%\n", false},
	} {
		s := &sender{}
		edited := texts{file: "a.md", own: own, title: "Clay", shown: test.shown, local: test.shown}
		if !test.rich {
			edited.got = course.DigestOf(course.Text(spec.AsSent(own, "Clay")))
		}
		m, err := s.merged(edited)
		if err != nil {
			t.Fatal(err)
		}
		got := m.own
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// What Whop's editor makes of a text changes nothing in the file but what was edited in it.
func TestRichTextComesInTheAuthorsStyle(t *testing.T) {
	own := "Some *emphasis*, a [link][l] and\na wrapped line.\n\n* one\n* two\n    * deep\n\n1) first\n2) second\n\n> A quote\n\n[l]: https://x.example\n"
	paragraph := func(text string) string { return `{"type":"paragraph","content":[` + text + `]}` }
	word := func(text string) string { return `{"type":"text","text":"` + text + `"}` }
	item := func(content string) string { return `{"type":"listItem","content":[` + content + `]}` }
	doc := func(end, two, quote string) string {
		return `{"type":"doc","content":[` + strings.Join([]string{
			paragraph(word("Some ") + `,{"type":"text","marks":[{"type":"italic"}],"text":"emphasis"},` + word(", a ") + `,{"type":"text","marks":[{"type":"link","attrs":{"href":"https://x.example"}}],"text":"link"},` + word(" and a wrapped line"+end)),
			`{"type":"bulletList","content":[` + item(paragraph(word("one"))) + "," + item(paragraph(word(two))+`,{"type":"bulletList","content":[`+item(paragraph(word("deep")))+`]}`) + `]}`,
			`{"type":"orderedList","content":[` + item(paragraph(word("first"))) + "," + item(paragraph(word("second"))) + `]}`,
			`{"type":"blockquote","content":[` + paragraph(word(quote)) + `]}`,
		}, ",") + `]}`
	}
	for _, test := range []struct{ name, doc, want string }{
		{"saved", doc(".", "two", "A quote"), own},
		{"a word where a line begins", strings.Replace(doc(".", "two", "A quote"), " and a wrapped line", " and one wrapped line", 1), strings.Replace(own, "Some *emphasis*, a [link][l] and\na wrapped", "Some *emphasis*, a [link](https://x.example) and\none wrapped", 1)},
		{"a quote", doc(".", "two", "Another quote"), strings.Replace(own, "A quote", "Another quote", 1)},
		{"an item", doc(".", "2", "A quote"), strings.Replace(own, "* two", "* 2", 1)},
		{"a paragraph", doc("!", "two", "A quote"), strings.Replace(own, "Some *emphasis*, a [link][l] and\na wrapped line.", "Some *emphasis*, a [link](https://x.example) and\na wrapped line!", 1)},
	} {
		shown, rich := importer.Markdown(test.doc)
		m, err := (&sender{}).merged(texts{file: "a.md", own: own, title: "Clay", shown: shown, local: shown})
		if err != nil {
			t.Fatal(err)
		}
		got := m.own
		if diff := cmp.Diff(test.want, got); diff != "" || !rich {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}
