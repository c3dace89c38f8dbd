package render_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

// Whatever an outline shortens, it names all that is destroyed and lost, and every reason of a refusal; and
// whatever is left out is in the full form.
func TestAnOutlineNamesAllThatIsLost(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 5))
		p := mixed(random.IntN(400), seed, "Some author")
		for i := range random.IntN(120) {
			c := quizUpdate()
			c.Address.Lesson = fmt.Sprintf("check-%d", i)
			c.Lost = []plan.Loss{{Kind: plan.LostQuestion, Text: fmt.Sprintf("Question %d?", i)}, {Kind: plan.LostOption, Text: fmt.Sprintf("Option %d", i), Question: "Which?"}}
			p.Changes = append(p.Changes, c)
		}
		short, full := planText(t, p, render.Style{Width: 1 << 16}), planText(t, p, render.Style{Width: 1 << 16, Full: true})
		for i := range p.Changes {
			c := &p.Changes[i]
			if !strings.Contains(full, c.Address.String()) {
				t.Errorf("seed %d: %s is not in the full plan", seed, c.Address)
			}
			if c.Action == plan.Delete && !strings.Contains(short, "- "+c.Address.String()+" will be destroyed") {
				t.Errorf("seed %d: %s is not said to be destroyed", seed, c.Address)
			}
			for _, loss := range c.Lost {
				if !strings.Contains(short, fmt.Sprintf("- %s %q", loss.Kind, loss.Text)) {
					t.Errorf("seed %d: the loss of %q is not said", seed, loss.Text)
				}
			}
		}
		for _, r := range p.Refusals {
			message, _ := render.RefusalWords(r, render.Again{})
			if !strings.Contains(short, message) {
				t.Errorf("seed %d: %q is not said", seed, message)
			}
		}
		for text := range map[string]bool{short: true, full: true} {
			if !strings.HasSuffix(text, "\n"+render.Summary(p)+"\n") {
				t.Errorf("seed %d: the totals are not the last line", seed)
			}
		}
	}
}

// A plan of very many changes names each object and what becomes of short values, and texts alone.
func TestAPlanOfManyEditsHasALineForEach(t *testing.T) {
	p := manyUpdates(300)
	for i := range p.Changes[:100] {
		p.Changes[i].Fields = append(p.Changes[i].Fields, becomes(course.Visibility, course.Text("visible"), course.Text("hidden")))
	}
	short := planText(t, p, render.Style{Width: 1 << 16})
	if n := strings.Count(short, `, visibility = "visible" -> "hidden", content`); n != 100 {
		t.Errorf("%d objects are hidden", n)
	}
	if n := strings.Count(short, " will be updated in-place: "); n != 300 {
		t.Errorf("%d objects have a line", n)
	}
	if n := strings.Count(short, "\n"); n > 300+20 {
		t.Errorf("the plan has %d lines", n)
	}
}

// What is long is cut and counted.
func TestALongTextIsCounted(t *testing.T) {
	var before, after strings.Builder
	for i := range 300 {
		fmt.Fprintf(&before, "Line %d of the text as it was.\n", i)
		fmt.Fprintf(&after, "Line %d of the text as it is.\n", i)
	}
	p := planOf(change("pottery/clay/wedging", plan.Update, "Wedging", becomes(course.Content, course.Text(before.String()), course.Body{Text: after.String()})))
	short := planText(t, p, render.Style{})
	if !strings.Contains(short, "~ Line 7 of the text as it [-was-]{+is+}.\n          … and 292 more lines\n\nTo see all: whopsync plan --full\nFingerprint: ") || strings.Count(short, "\n") > 20 {
		t.Error(short)
	}
}

func planText(t *testing.T, p *plan.Plan, s render.Style) string {
	t.Helper()
	var out bytes.Buffer
	if err := render.Plan(&out, p, s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A chapter or course under another name is one line, and of its content only what changes has another.
func TestWhatComesAlongIsCounted(t *testing.T) {
	carried := func(kind string, action plan.Action, fields ...plan.FieldChange) plan.Change {
		c := change("pottery/clay/"+kind, action, strings.ToUpper(kind), fields...)
		c.Previous = at("potting/earth/" + kind)
		return c
	}
	pottery, chapter := change("pottery", plan.NoOp, "Pottery"), change("pottery/clay", plan.NoOp, "Clay")
	pottery.Previous, chapter.Previous = at("potting"), at("potting/earth")
	moved := carried("moved", plan.Update)
	moved.Move = &plan.Move{From: "Clay", To: "Clay", FromRank: 3, ToRank: 1}
	whole := change("pottery/wheel", plan.NoOp, "Wheel")
	whole.Previous = at("potting/wheel")
	p := planOf(pottery, chapter, carried("a", plan.NoOp), carried("b", plan.NoOp), moved,
		carried("edited", plan.Update, becomes(course.Title, course.Text("x"), course.Text("EDITED"))), whole)
	want := `> potting has moved to pottery: course "Pottery", its 1 chapter comes along
> potting/earth has moved to pottery/clay: chapter "Clay", its 2 lessons come along
  > pottery/clay/moved will be updated in-place: lesson "MOVED", position 3 → 1 in "Clay"
  ~ pottery/clay/edited will be updated in-place: lesson "EDITED", title = "x" -> "EDITED"
`
	if got := planText(t, p, render.Style{Width: 1000}); !strings.Contains(got, want) {
		t.Errorf("want\n%s\nin\n%s", want, got)
	}
}
