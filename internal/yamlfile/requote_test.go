package yamlfile

import (
	"strings"
	"testing"
)

func TestTheFinishedLineOfABrokenOneLoads(t *testing.T) {
	for _, test := range []struct{ line, want, text string }{
		{`title: The "best" clay: part 1`, `title: 'The "best" clay: part 1'`, `The "best" clay: part 1`},
		{`title: Clay: an introduction`, `title: "Clay: an introduction"`, "Clay: an introduction"},
		{`title: "The "best" clay"`, `title: 'The "best" clay'`, `The "best" clay`},
		{`title: "The "best" clay: part 1"`, `title: 'The "best" clay: part 1'`, `The "best" clay: part 1`},
		{`title: 'It's clay'`, `title: "It's clay"`, "It's clay"},
		{`title: 'It's wet`, `title: "It's wet"`, "It's wet"},
		{`title: "Who said "hi"?"`, `title: 'Who said "hi"?'`, `Who said "hi"?`},
		{`title: "Foo" and bar`, `title: '"Foo" and bar'`, `"Foo" and bar`},
		{`title: "Foo" and "bar"`, `title: '"Foo" and "bar"'`, `"Foo" and "bar"`},
		{`title: "Foo": an introduction`, `title: '"Foo": an introduction'`, `"Foo": an introduction`},
		{`title: "It's "Tom""`, `title: "It's \"Tom\""`, `It's "Tom"`},
		{`title: "files\sheet.pdf"`, `title: 'files\sheet.pdf'`, `files\sheet.pdf`},
		{`title: [draft] Clay`, `title: "[draft] Clay"`, "[draft] Clay"},
		{`title: *bold* move`, `title: "*bold* move"`, "*bold* move"},
		{`title: @x`, `title: "@x"`, "@x"},
		{`title: 100% "clay": all`, `title: '100% "clay": all'`, `100% "clay": all`},
		{`options: ["a "b"", b]`, `options: ['a "b"', b]`, `a "b"`},
		{`options: ['It's, or not', b]`, `options: ["It's, or not", b]`, "It's, or not"},
		{`options: [@x, "b"]`, `options: ["@x", "b"]`, "@x"},
	} {
		r := &Report{}
		grammar := Grammar{Keys: []Key{{Name: "title", Form: FormText}, {Name: "options", Form: FormList, Item: &Key{Form: FormText}}}}
		if _, ok := Read(test.line, grammar, r); ok || len(r.Problems) != 1 {
			t.Errorf("%s: read %t with %v", test.line, ok, r.Problems)
			continue
		}
		if got := strings.Trim(strings.TrimPrefix(r.Problems[0].Hint, "write "), "`"); got != test.want {
			t.Errorf("%s: got  %s\nwant %s", test.line, r.Problems[0], test.want)
			continue
		}
		o, ok := Read(test.want, grammar, r)
		text := o.Text("title")
		if list := o.Values["options"].List; len(list) > 0 {
			text = list[0].Text
		}
		if !ok || text != test.text {
			t.Errorf("%s: loads %q, want %q", test.want, text, test.text)
		}
	}
}

func TestALineOfWhichTheMeaningIsNotClearIsNotFinished(t *testing.T) {
	for _, line := range []string{"questions: - question: a: b", "title: {a: b: c}", "title: [a, b", `title: ["a, b]`, "title: a: b # c", `state: "https://ada:pw@h.example" x`, `api_key: "a" b`, "title: [@x,, y]", "title: " + strings.Repeat("a: ", 200)} {
		if _, got := requote(line); got != "" {
			t.Errorf("%s: %s", line, got)
		}
	}
}
