package cli_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// Lessons that were written in the dashboard's editor are imported, some are put into their author's own style, and
// then they are edited in the dashboard, one small thing at a time. Each pull changes the lines that say it, and no other.
func TestEditsOfRichTextAreWhatAPersonWouldHaveTyped(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	edits := 50
	if testing.Short() {
		edits = 15
	}
	for seed := range testscale.Rounds(7, 1) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			s := openShop(t, emulator.Options{})
			e := editor{s, rand.New(rand.NewPCG(uint64(seed), 17))}
			course, err := s.whop.Dashboard.AddCourse(emulator.LocalExperience, "Pottery")
			s.check(err)
			chapter, err := s.whop.Dashboard.AddChapter(course, "Clay")
			s.check(err)
			pages, ids := map[string]*richPage{}, []string{}
			for i := range 4 {
				page := e.page()
				id, err := s.whop.Dashboard.AddLesson(chapter, emulator.Lesson{Title: fmt.Sprintf("Page %d", i), Type: "text", Visibility: "visible", Content: new(page.json())})
				s.check(err)
				pages[id], ids = page, append(ids, id)
			}
			s.exits(0, "import", "--all")
			s.git("init", "-q", "-b", "main")
			s.restyle()
			s.commit()
			s.exits(0, "apply", "--yes")
			for round := range edits {
				id := ids[e.random.IntN(len(ids))]
				what, most := e.edit(pages[id])
				s.check(s.whop.Dashboard.EditLesson(id, func(l *emulator.Lesson) { l.Content = new(pages[id].json()) }))
				said := s.exits(0, "pull")
				diff := s.git("diff", "--unified=0", "--no-color")
				removed, added := 0, 0
				for line := range strings.Lines(diff) {
					switch {
					case strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"):
					case strings.HasPrefix(line, "-"):
						removed++
					case strings.HasPrefix(line, "+"):
						added++
					}
				}
				if round%10 == 0 {
					t.Logf("%s:\n%s", what, diff)
				}
				if removed > most.removed || added > most.added || removed+added == 0 {
					t.Fatalf("round %d: %s: %d lines removed, %d added\n%s\n%s\n%s", round, what, removed, added, diff, said, pages[id].json())
				}
				if code, plan := s.command("plan", "--detailed-exitcode"); code != 0 {
					t.Fatalf("round %d: %s: plan exited with %d\n%s", round, what, code, plan)
				}
				s.commit()
			}
		})
	}
}

// richPage is a text as the dashboard's editor keeps it.
type richPage struct{ blocks []*richBlock }

// richBlock is a paragraph, a heading, a list or a quote: its texts are one or its items.
type richBlock struct {
	kind  string // as the editor calls it
	texts [][]richWord
}

// richWord is a word, perhaps with a mark.
type richWord struct{ text, mark string }

type richNode map[string]any

func (p *richPage) json() string {
	doc := richNode{"type": "doc"}
	var content []richNode
	for _, b := range p.blocks {
		content = append(content, b.node())
	}
	doc["content"] = content
	text, _ := json.Marshal(doc)
	return string(text)
}

func (b *richBlock) node() richNode {
	switch b.kind {
	case "heading":
		return richNode{"type": b.kind, "attrs": richNode{"level": 2}, "content": leaves(b.texts[0])}
	case "paragraph":
		return richNode{"type": b.kind, "content": leaves(b.texts[0])}
	case "blockquote":
		return richNode{"type": b.kind, "content": []richNode{{"type": "paragraph", "content": leaves(b.texts[0])}}}
	}
	var items []richNode
	for _, text := range b.texts {
		items = append(items, richNode{"type": "listItem", "content": []richNode{{"type": "paragraph", "content": leaves(text)}}})
	}
	return richNode{"type": b.kind, "content": items}
}

func leaves(words []richWord) (nodes []richNode) {
	for i, w := range words {
		text := w.text
		if i > 0 {
			nodes = append(nodes, richNode{"type": "text", "text": " "})
		}
		n := richNode{"type": "text", "text": text}
		switch w.mark {
		case "":
		case "link":
			n["marks"] = []richNode{{"type": "link", "attrs": richNode{"href": "https://x.example/" + text}}}
		default:
			n["marks"] = []richNode{{"type": w.mark}}
		}
		nodes = append(nodes, n)
	}
	return nodes
}

func (e editor) page() *richPage {
	p := &richPage{}
	for range 6 + e.random.IntN(6) {
		p.blocks = append(p.blocks, e.block(p))
	}
	return p
}

func (e editor) block(p *richPage) *richBlock {
	kinds := []string{"paragraph", "paragraph", "heading", "bulletList", "orderedList", "blockquote"}
	if n := len(p.blocks); n > 0 {
		// Neighbours of one kind are one list or one quote to Markdown.
		kinds = slices.DeleteFunc(kinds, func(kind string) bool { return kind == p.blocks[n-1].kind && kind != "paragraph" })
	}
	b := &richBlock{kind: e.one(kinds...)}
	b.texts = append(b.texts, e.words())
	if strings.HasSuffix(b.kind, "List") {
		b.texts = append(b.texts, e.words(), e.words())
	}
	return b
}

func (e editor) words() (words []richWord) {
	for range 3 + e.random.IntN(12) {
		w := richWord{text: e.word()}
		if e.random.IntN(6) == 0 {
			w.mark = e.one("bold", "italic", "code", "link")
		}
		words = append(words, w)
	}
	return words
}

func (e editor) word() string {
	return e.one("clay", "wheel", "kiln", "glaze", "water", "slip", "score", "bisque", "pot", "foot", "rim") + fmt.Sprint(e.random.IntN(100))
}

// lineCount is how many lines of a file an edit may take out and put in.
type lineCount struct{ removed, added int }

// edit changes one small thing.
func (e editor) edit(p *richPage) (what string, most lineCount) {
	at := e.random.IntN(len(p.blocks))
	b := p.blocks[at]
	text := &b.texts[e.random.IntN(len(b.texts))]
	word := e.random.IntN(len(*text))
	// A paragraph of a file may be wrapped.
	lines := 2
	switch e.random.IntN(7) {
	case 0:
		p.blocks = slices.Insert(p.blocks, at+1, &richBlock{"paragraph", [][]richWord{e.words()}})
		return "a new paragraph", lineCount{0, 2}
	case 1:
		if b.kind == "paragraph" && len(p.blocks) > 4 && (at == 0 || at == len(p.blocks)-1 || p.blocks[at-1].kind != p.blocks[at+1].kind) {
			p.blocks = slices.Delete(p.blocks, at, at+1)
			return "a paragraph deleted", lineCount{1 + lines, 0}
		}
	case 2:
		if strings.HasSuffix(b.kind, "List") {
			b.texts = append(b.texts, e.words())
			return "a new item", lineCount{0, 1}
		}
	case 3:
		if (*text)[word].mark == "" {
			(*text)[word].mark = "bold"
			return "a word in bold", lineCount{lines, lines}
		}
	case 4:
		*text = slices.Insert(*text, word, richWord{text: e.word()})
		return "a word more", lineCount{lines, lines}
	}
	(*text)[word].text = e.word() + "x"
	return "a word replaced", lineCount{lines, lines}
}

// restyle puts files into a style of their author's: other list markers, other emphasis, wrapped lines.
func (s *shop) restyle() {
	s.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "courses/*/*/*.md"))
	s.check(err)
	if len(files) == 0 {
		s.Fatal("nothing was imported")
	}
	for i, file := range files {
		if i%2 == 0 {
			continue
		}
		name, err := filepath.Rel(s.dir, file)
		s.check(err)
		text := s.read(name)
		var out []string
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.ReplaceAll(line, "**", "__")
			if item, ok := strings.CutPrefix(line, "- "); ok {
				line = "* " + item
			} else if words := strings.Fields(line); len(words) > 8 && !strings.ContainsAny(line[:1], "#>123456789-*") {
				line = strings.Join(words[:6], " ") + "\n" + strings.Join(words[6:], " ")
			}
			out = append(out, line)
		}
		s.write(name, strings.Join(out, "\n"))
	}
}

func (s *shop) check(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}
