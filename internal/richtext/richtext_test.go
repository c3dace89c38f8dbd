package richtext

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRichTextBecomesTheMarkdownThatAPersonWouldWrite(t *testing.T) {
	for name, example := range map[string]struct{ doc, want string }{
		"paragraphs": {`{"type":"paragraph","content":[{"type":"text","text":"Hello!"}]},{"type":"paragraph"},{"type":"paragraph","content":[{"type":"text","text":"snake_case, 2 * 3 and [x]"}]}`,
			"Hello!\n\nsnake_case, 2 \\* 3 and \\[x\\]\n"},
		"heading": {`{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"Why #1"}]}`, "## Why #1\n"},
		"marks": {`{"type":"paragraph","content":[{"type":"text","text":"a "},{"type":"text","marks":[{"type":"bold"}],"text":"bold "},{"type":"text","marks":[{"type":"bold"},{"type":"italic"}],"text":"both"},
			{"type":"text","text":", "},{"type":"text","marks":[{"type":"strike"}],"text":"gone"},{"type":"text","text":" and "},{"type":"text","marks":[{"type":"code"}],"text":"a` + "`" + `b"}]}`,
			"a **bold *both***, ~~gone~~ and ``a`b``\n"},
		"links": {`{"type":"paragraph","content":[{"type":"text","text":"See!"},{"type":"text","marks":[{"type":"link","attrs":{"href":"https://x.example/a b"}}],"text":"this"},{"type":"text","text":" "},
			{"type":"text","marks":[{"type":"link","attrs":{"href":"https://x.example"}}],"text":"https://x.example"}]}`,
			"See\\![this](https://x.example/a%20b) <https://x.example>\n"},
		"lists": {`{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"one"}]},
			{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"deep"}]}]}]}]},
			{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"two"}]}]}]},
			{"type":"orderedList","attrs":{"start":3},"content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"three"}]},{"type":"paragraph","content":[{"type":"text","text":"more"}]}]}]}`,
			"- one\n  - deep\n- two\n\n3. three\n\n   more\n"},
		"two lists":  {`{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]}]},{"type":"bullet_list","content":[{"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"b"}]}]}]}`, "- a\n\n* b\n"},
		"quote":      {`{"type":"blockquote","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]},{"type":"paragraph","content":[{"type":"text","text":"b"}]}]}`, "> a\n>\n> b\n"},
		"code":       {`{"type":"codeBlock","attrs":{"language":"go"},"content":[{"type":"text","text":"x := ` + "```" + `\n"}]}`, "````go\nx := ```\n````\n"},
		"rule":       {`{"type":"paragraph","content":[{"type":"text","text":"a"}]},{"type":"horizontalRule"}`, "a\n\n___\n"},
		"hard break": {`{"type":"paragraph","content":[{"type":"text","text":"a"},{"type":"hardBreak"},{"type":"text","text":"- b"},{"type":"hardBreak"}]}`, "a\\\n\\- b\n"},
		"image":      {`{"type":"image","attrs":{"src":"https://x.example/a(1).png","alt":"clay"}}`, "![clay](https://x.example/a%281%29.png)\n"},
		"tasks":      {`{"type":"taskList","content":[{"type":"taskItem","attrs":{"checked":true},"content":[{"type":"paragraph","content":[{"type":"text","text":"done"}]}]}]}`, "- [x] done\n"},
		"not a mark": {`{"type":"paragraph","content":[{"type":"text","text":"1. # > + = - &amp; <b> \\"}]}`, "1\\. # > + = - \\&amp; \\<b> &#92;\n"},
	} {
		doc, ok := Parse(`{"type":"doc","content":[` + example.doc + `]}`)
		if !ok {
			t.Fatalf("%s: no document", name)
		}
		got, lost := doc.Markdown()
		if diff := cmp.Diff(example.want, got); diff != "" || len(lost) > 0 {
			t.Errorf("%s: lost %v (-want +got):\n%s", name, lost, diff)
		}
	}
}

func TestWhatMarkdownCannotSayIsNamedAndItsTextKept(t *testing.T) {
	doc, _ := Parse(`{"type":"doc","content":[
		{"type":"paragraph","content":[{"type":"text","marks":[{"type":"underline"}],"text":"under"},{"type":"mention","attrs":{"label":"Ada"}}]},
		{"type":"table","content":[{"type":"tableRow","content":[{"type":"tableCell","content":[{"type":"paragraph","content":[{"type":"text","text":"cell"}]}]}]}]},
		{"type":"youtube","attrs":{"src":"https://youtu.be/x"}}]}`)
	text, lost := doc.Markdown()
	if diff := cmp.Diff("underAda\n\ncell\n\n<https://youtu.be/x>\n", text); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"mention", "table", "tableCell", "tableRow", "underline", "youtube"}, lost); diff != "" {
		t.Error(diff)
	}
}

// The tree is documented nowhere. What has another form is converted as far as it goes.
func TestADocumentOfAnOddFormIsOneAllTheSame(t *testing.T) {
	for name, example := range map[string]struct {
		doc, want string
		lost      []string
	}{
		"marks by name":        {`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","marks":["bold"],"text":"a"},{"type":"text","marks":"italic","text":"b"}]}]}`, "**a***b*\n", nil},
		"attributes of none":   {`{"type":"doc","content":[{"type":"heading","attrs":[],"content":[{"type":"text","text":"a"}]}]}`, "# a\n", nil},
		"attributes as text":   {`{"type":"doc","content":[{"type":"heading","attrs":"level 2","content":[{"type":"text","text":"a"}]}]}`, "# a\n", []string{"parts of an unknown form"}},
		"texts as nodes":       {`{"type":"doc","content":["a",{"type":"paragraph","content":"b"}]}`, "a\n\nb\n", nil},
		"a node for a list":    {`{"type":"doc","content":{"type":"paragraph","content":{"type":"text","text":"a"}}}`, "a\n", nil},
		"a list in a list":     {`{"type":"doc","content":[[{"text":"a"}]]}`, "a\n", nil},
		"numbers":              {`{"type":"doc","content":[1,{"type":"paragraph","content":[{"type":"text","text":2},{"type":"text","text":"a","marks":[3]}]}]}`, "a\n", []string{"parts of an unknown form"}},
		"nothing":              {`{"type":"doc","content":null}`, "", nil},
		"a type that commands": {`{"type":"doc","content":[{"type":"\n::error::","content":[{"text":"a"}]}]}`, "a\n", []string{"parts of an unknown form"}},
		"a part without type":  {`{"type":"doc","content":[{"content":[{"text":"a"}]}]}`, "a\n", []string{"a part without a type"}},
	} {
		doc, ok := Parse(example.doc)
		if !ok {
			t.Fatalf("%s: no document", name)
		}
		text, lost := doc.Markdown()
		if diff := cmp.Diff(example.want, text) + cmp.Diff(example.lost, lost); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, text := range []string{``, `{}`, `{"type":"list"}`, `{"type":["doc"]}`, `[{"type":"doc"}]`, `{"type":"doc"`, `"doc"`} {
		if _, ok := Parse(text); ok {
			t.Errorf("%s is a document", text)
		}
	}
}

// Whatever people type, its words are read again: as text, not as Markdown.
func TestEveryWordOfRichTextSurvives(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 4000 {
		nodes := randomInline(random)
		doc := &Document{content: []node{{Type: "paragraph", Content: nodes}}}
		text, _ := doc.Markdown()
		if got, want := shows(text), oneLine(plain(nodes)); got != want {
			source, _ := json.Marshal(nodes)
			t.Fatalf("%s\nas %q\nshows %q\nnot   %q", source, text, got, want)
		}
	}
}

func randomInline(random *rand.Rand) []node {
	parts := []string{"a", "clay", " ", "*", "_", "**", "`", "```", "[", "](", ")", "![", "<b>", "<", ">", "&amp;", "&", "#", "# ", "- ", "1. ", "1) ", "+ ", "=", "---", "|", "|-|", ":-", "~~", "~", `\`, "!", "\n", "    ", "\t", "http://x.y", "www.x.y", "a@b.cc", "é", "。", ":", "[^1]", "://"}
	marks := [][]mark{nil, nil, {{Type: "bold"}}, {{Type: "italic"}}, {{Type: "bold"}, {Type: "italic"}}, {{Type: "strike"}}, {{Type: "code"}}, {{Type: "link", Attrs: map[string]any{"href": "https://x.y/(a)?b=1&copy;"}}}}
	var nodes []node
	for range 1 + random.IntN(5) {
		var text strings.Builder
		for range 1 + random.IntN(4) {
			text.WriteString(parts[random.IntN(len(parts))])
		}
		nodes = append(nodes, node{Type: "text", Text: text.String(), Marks: marks[random.IntN(len(marks))]})
		if random.IntN(5) == 0 {
			nodes = append(nodes, node{Type: "hardBreak"})
		}
	}
	return nodes
}

func FuzzEveryDocumentBecomesMarkdown(f *testing.F) {
	f.Add(`{"type":"doc","content":[{"type":"bulletList","content":[{"type":"listItem","content":["a"]},1]},{"type":"taskList","content":"b"}]}`)
	f.Add(`{"type":"doc","content":[{"type":"heading","attrs":{"level":-1},"content":{"text":"#"}},{"type":"orderedList","attrs":{"start":1e8},"content":[[],{}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		doc, ok := Parse(text)
		if !ok {
			return
		}
		if text, _ := doc.Markdown(); text != "" && !strings.HasSuffix(text, "\n") {
			t.Errorf("%q does not end its last line", text)
		}
		if doc.Length() < 0 {
			t.Error("less than nothing is shown")
		}
	})
}
