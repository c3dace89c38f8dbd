package render_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

// commentLimit is what GitHub takes, less a margin for what a caller puts around.
const commentLimit = 65_536 - 2_048

func TestMarkdownShowsRiskFirst(t *testing.T) {
	golden(t, "everything.md", func(out *bytes.Buffer) error {
		return render.Markdown(out, everything(), commentLimit, "the plan in the log")
	})
}

func TestMarkdownWithLittleRoomKeepsWhatIsDangerous(t *testing.T) {
	golden(t, "narrow.md", func(out *bytes.Buffer) error { return render.Markdown(out, everything(), 5_400, "the plan in the log") })
}

func TestMarkdownWithoutChangesIsShort(t *testing.T) {
	golden(t, "nothing.md", func(out *bytes.Buffer) error {
		return render.Markdown(out, planOf(), commentLimit, "the plan in the log")
	})
}

func TestMarkdownOfHostileTextIsHarmless(t *testing.T) {
	golden(t, "hostile.md", func(out *bytes.Buffer) error {
		return render.Markdown(out, planWritten("@org/team </code></summary></details>\n```\n![x](//evil) <img src=//evil>\n::add-mask::x\n##[error]"), commentLimit, "the plan in the log")
	})
}

func TestMarkdownWithoutRoomForTheTotalsIsAnError(t *testing.T) {
	if err := render.Markdown(io.Discard, everything(), 300, "the plan in the log"); !errors.Is(err, render.ErrNoRoom) {
		t.Errorf("got %v, want ErrNoRoom", err)
	}
}

func TestMarkdownOfFiveThousandChangesNamesEveryDestroy(t *testing.T) {
	p := manyUpdates(4_000)
	p.Changes = append(p.Changes, manyCreates(500).Changes...)
	for i := range 500 {
		c := destroy()
		c.Address.Lesson = fmt.Sprintf("old-%04d", i)
		p.Changes = append(p.Changes, c)
	}
	out := markdown(t, p, commentLimit)
	for _, c := range p.Changes {
		if c.Action == plan.Delete && !strings.Contains(out, c.Address.String()) {
			t.Errorf("%s is not named", c.Address)
		}
	}
	if len(out) < commentLimit*9/10 {
		t.Errorf("%d of %d bytes are used", len(out), commentLimit)
	}
}

// What is new is folded, so a first apply of 200 lessons is a comment of a few lines.
func TestMarkdownOfAFirstApplyIsFolded(t *testing.T) {
	p := manyCreates(200)
	p.Changes = append([]plan.Change{change("pottery", plan.Create, "Pottery")}, p.Changes...)
	for i := range 4 {
		p.Changes = append(p.Changes, change(fmt.Sprintf("pottery/chapter-%02d", i), plan.Create, fmt.Sprintf("Chapter %d", i)))
	}
	out := markdown(t, p, commentLimit)
	open, inside := 0, false
	for line := range strings.Lines(out) {
		inside = inside && !strings.HasPrefix(line, "</details>") || strings.HasPrefix(line, "<details>")
		if !inside && strings.TrimSpace(line) != "" {
			open++
		}
	}
	if open > 10 || !strings.Contains(out, "New: 1 course, 4 chapters, 200 lessons.") || strings.Count(out, `lesson "Lesson `) != 200 {
		t.Errorf("%d lines are not folded:\n%s", open, out)
	}
}

func TestMarkdownOfManyRefusalsStillNamesWhatIsDestroyed(t *testing.T) {
	p := planOf(destroy())
	for i := range 5_000 {
		p.Refusals = append(p.Refusals, plan.Refusal{Guard: plan.GuardConflict, Reason: plan.BothEdited, Field: course.Content, Address: at(fmt.Sprintf("pottery/clay/lesson-%04d", i))})
	}
	out := markdown(t, p, commentLimit)
	for _, want := range []string{"`pottery/clay/lesson-0000`", "and 4,950 more", "`pottery/clay/old`"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// FuzzMarkdown makes plans of every size and mixture, written by a hostile author, and
// holds their comments to the promises.
func FuzzMarkdown(f *testing.F) {
	f.Add(uint16(30), uint64(1), 4_000, "x")
	f.Add(uint16(300), uint64(7), 20_000, "@org ```` </details>\n::x")
	f.Add(uint16(5_000), uint64(3), commentLimit, "![x](y) <img> https://evil.example :octocat: GH-1")
	f.Add(uint16(5_000), uint64(4), 4_000, "`a` ##[x]")
	f.Fuzz(func(t *testing.T, size uint16, mixture uint64, budget int, author string) {
		p := mixed(int(size)%5_001, mixture, author)
		budget = min(max(budget, 0), 1<<20)
		var out bytes.Buffer
		switch err := render.Markdown(&out, p, budget, "the plan in the log"); {
		case errors.Is(err, render.ErrNoRoom) && budget < 4_000:
			return
		case err != nil:
			t.Fatal(err)
		}
		if out.Len() > budget {
			t.Errorf("%d bytes, and the budget is %d", out.Len(), budget)
		}
		checkSafe(t, out.String())
		checkMarkup(t, out.Bytes())
		checkComplete(t, p, out.String(), budget)
	})
}

// mixed is a plan of n changes of a few kinds.
func mixed(n int, mixture uint64, author string) *plan.Plan {
	kinds := []func(name string) plan.Change{
		func(name string) plan.Change { return newLesson("a/b/"+name, author, "text", author) },
		func(name string) plan.Change {
			return change("a/b/"+name, plan.Update, author, becomes(course.Content, course.Text("x\n"+author), course.Body{Text: author + "\ny"}))
		},
		func(name string) plan.Change {
			c := change("a/c/"+name, plan.Delete, author, goes(course.Content, course.Text(author)))
			c.Impact = &plan.Impact{Known: true, Students: 2}
			return c
		},
		func(name string) plan.Change {
			c := change("a/d/"+name, plan.Update, author)
			c.Move = &plan.Move{From: author, To: "d", FromRank: 1, ToRank: 2}
			return c
		},
		func(name string) plan.Change {
			c := change("a/d/"+name, plan.NoOp, author)
			c.Previous = course.Address{Course: "a", Chapter: "b", Lesson: name + "-old"}
			return c
		},
	}
	p := planOf()
	p.Environment = author
	for i := range n {
		mixture = mixture*6364136223846793005 + 1442695040888963407
		p.Changes = append(p.Changes, kinds[int(mixture>>33)%len(kinds)](fmt.Sprintf("lesson-%04d", i)))
	}
	for i := range n % 7 {
		p.Refusals = append(p.Refusals, plan.Refusal{Guard: plan.GuardAmbiguous, Candidates: []course.Address{at(fmt.Sprintf("pottery/clay/reason-%d", i))}, Answers: []plan.Answer{{File: author}}})
	}
	return p
}

// checkComplete looks for all that must be named. A list that says that some are missing
// is believed only where there really is no room for one more.
func checkComplete(t *testing.T, p *plan.Plan, out string, budget int) {
	t.Helper()
	if !strings.Contains(out, render.Summary(p)) {
		t.Error("the totals are missing")
	}
	longest, missing := 0, 0
	look := func(names ...string) {
		for _, name := range names {
			if !strings.Contains(out, name) {
				missing++
			}
		}
	}
	for _, c := range p.Changes {
		if c.Action == plan.Delete || c.Move != nil || !c.Previous.IsZero() {
			look(c.Address.Name(), c.Previous.Name())
			longest = max(longest, 20*len(c.Title)+1_000) // every character can be spelled out
		}
	}
	for _, r := range p.Refusals {
		_, hint := render.RefusalWords(r, render.Again{})
		look(r.Candidates[0].Name())
		longest = max(longest, 20*len(hint)+1_000)
	}
	if missing > 0 && (len(out)+longest+2_500 < budget || !strings.Contains(out, "more, which do not fit here")) {
		t.Errorf("%d names are missing in %d of %d bytes", missing, len(out), budget)
	}
}

// checkMarkup reads the comment as GitHub does: of what an author wrote nothing may be
// more than text in code.
func checkMarkup(t *testing.T, out []byte) {
	t.Helper()
	tree := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(out))
	err := ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.FencedCodeBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Image, *ast.Link, *ast.AutoLink, *ast.RawHTML, *ast.CodeBlock:
			t.Errorf("%s in the comment", n.Kind())
		case *ast.HTMLBlock:
			checkHTML(t, string(n.Lines().Value(out)))
		case *ast.Text:
			if value := string(n.Value(out)); strings.ContainsAny(value, "@<#") {
				t.Errorf("%q stands in the text", value)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkHTML knows the few lines of HTML that a comment has.
func checkHTML(t *testing.T, block string) {
	t.Helper()
	for line := range strings.Lines(block) {
		line = strings.TrimSpace(line)
		known := slices.Contains([]string{"<details>", "<details open>", "</details>", ""}, line) ||
			strings.HasPrefix(line, "<summary>") && strings.HasSuffix(line, "</summary>") && strings.Count(line, "<") == 4
		if !known {
			t.Errorf("HTML in the comment: %q", line)
		}
	}
}

func markdown(t *testing.T, p *plan.Plan, budget int) string {
	t.Helper()
	var out bytes.Buffer
	if err := render.Markdown(&out, p, budget, "the plan in the log"); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func BenchmarkMarkdownOfFiveThousandEdits(b *testing.B) {
	p := manyUpdates(5_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := render.Markdown(io.Discard, p, commentLimit, "the plan in the log"); err != nil {
			b.Fatal(err)
		}
	}
}
