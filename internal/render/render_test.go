package render_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

func TestPlanShowsEverythingThatCanHappen(t *testing.T) {
	golden(t, "everything.txt", func(out *bytes.Buffer) error { return render.Plan(out, everything(), render.Style{}) })
	golden(t, "full.txt", func(out *bytes.Buffer) error { return render.Plan(out, everything(), render.Style{Full: true}) })
}

func TestPlanInColourSaysTheSameAndShowsWhichWordsDiffer(t *testing.T) {
	p := planOf(newChapter(), bodyUpdate(), hide(), destroy())
	golden(t, "colour.txt", func(out *bytes.Buffer) error { return render.Plan(out, p, render.Style{Color: true}) })
}

func TestPlanWithoutChangesSaysSo(t *testing.T) {
	golden(t, "nothing.txt", func(out *bytes.Buffer) error { return render.Plan(out, planOf(), render.Style{}) })
}

func TestPlanWithDriftAloneDoesNotClaimAMatch(t *testing.T) {
	golden(t, "drift.txt", func(out *bytes.Buffer) error {
		return render.Plan(out, planOf(drifted(), gone(), reorderedOnWhop()), render.Style{})
	})
}

func TestRefusalsAloneAreWhatAPlanEndsWith(t *testing.T) {
	golden(t, "refusals.txt", func(out *bytes.Buffer) error {
		return render.Refusals(out, refusals(), plan.Options{}, render.Style{Width: 60})
	})
}

func TestSummaryNamesOnlyWhatIsThere(t *testing.T) {
	for want, p := range map[string]*plan.Plan{
		"No changes. Your courses match the configuration.":                             planOf(),
		"No changes. Drift on 1 object is left alone.":                                  planOf(drifted()),
		"Plan: 1 to add, 0 to change, 0 to destroy.":                                    planOf(newChapter()),
		"Plan: 0 to add, 2 to change, 1 to destroy. 1 to hide, 1 to move.":              planOf(hide(), reorder(), destroy()),
		"Plan: 0 to add, 0 to change, 0 to destroy. 1 renamed in the files.":            planOf(renamed()),
		"Plan: 1 to add, 0 to change, 0 to destroy. 1 to recreate, 1 with drift.":       planOf(recreated(), drifted()),
		"Plan: 0 to add, 1 to change, 0 to destroy. 1 to move, 1 renamed in the files.": planOf(moveToChapter()),
	} {
		if diff := cmp.Diff(want, render.Summary(p)); diff != "" {
			t.Errorf("summary (-want +got):\n%s", diff)
		}
	}
}

func TestWhereLinksLeadIsSaidWhenItIsNews(t *testing.T) {
	relinked := bodyUpdate()
	relinked.Fields[0].Relinked = true
	for want, p := range map[string]*plan.Plan{
		"The link between lessons becomes plain text on Whop: ":                                         {PlainLinks: 1},
		"The 2 links between lessons become plain text on Whop: ":                                       {PlainLinks: 2},
		"Links between lessons lead to https://a.example/ from now on: nothing else changes in 1 text.": {LessonURL: "https://a.example/", Changes: []plan.Change{relinked}},
		"": {LessonURL: "https://a.example/", Changes: []plan.Change{bodyUpdate()}},
	} {
		var out bytes.Buffer
		if err := render.Plan(&out, p, render.Style{Width: 1000}); err != nil {
			t.Error(err)
		}
		if said := strings.Contains(out.String(), "between lessons"); said != (want != "") || !strings.Contains(out.String(), want) {
			t.Errorf("want %q in\n%s", want, out.String())
		}
	}
}

func TestOneStudentHasProgressAndTwoHaveIt(t *testing.T) {
	for students, want := range map[int]string{
		0: ", no student has progress here\n", 1: ", 1 student has progress here, 1 completed\n", 2: ", 2 students have progress here, 1 completed\n",
	} {
		c := destroy()
		c.Impact = &plan.Impact{Known: true, Students: students, Completed: 1}
		var out bytes.Buffer
		if err := render.Plan(&out, planOf(c), render.Style{Width: 1000}); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("want %q in %v:\n%s", want, err, out.String())
		}
	}
}

func TestAppliedNamesOnlyWhatIsThere(t *testing.T) {
	for want, got := range map[string]string{
		"Apply complete! Resources: 2 added, 3 changed, 1 destroyed.":           render.AppliedLine(2, 3, 1),
		"Apply complete! Resources: 0 added, 1 changed, 0 destroyed. 1 hidden.": render.AppliedLine(0, 1, 0, "1 hidden", ""),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestMovingTheLastQuestionToTheTopIsOneMove(t *testing.T) {
	ask := func(texts ...string) (questions course.QuestionList) {
		for _, text := range texts {
			questions = append(questions, course.Question{ID: text, Type: "short_answer", Text: text})
		}
		return questions
	}
	p := planOf(change("pottery/clay/check", plan.Update, "Check", becomes(course.Questions, ask("one", "two", "three", "four"), ask("four", "one", "two", "three"))))
	var out bytes.Buffer
	if err := render.Plan(&out, p, render.Style{}); err != nil {
		t.Fatal(err)
	}
	want := `
      ~ assessment_questions
          ~ 1. "four"
              > position 4 → 1

Fingerprint:`
	if !strings.Contains(out.String(), want) {
		t.Errorf("want %s\nin:\n%s", want, out.String())
	}
}

func BenchmarkPlanOfThousandCreates(b *testing.B) { benchmarkPlan(b, manyCreates(1000)) }
func BenchmarkPlanOfThousandEdits(b *testing.B)   { benchmarkPlan(b, manyUpdates(1000)) }

func benchmarkPlan(b *testing.B, p *plan.Plan) {
	b.ReportAllocs()
	for b.Loop() {
		if err := render.Plan(io.Discard, p, render.Style{Color: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestJSONSaysRichTextInWords(t *testing.T) {
	rich := `{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Say \"hi\""}]}]}`
	value := map[string]string{"before": rich, "quote": `"{\"type\":\"doc\"}"`, "text": `{"type":"list"}`}
	var out bytes.Buffer
	if err := render.JSON(&out, value); err != nil {
		t.Fatal(err)
	}
	want := `{"before":"(edited in Whop's dashboard editor: 8 characters of rich text)","quote":"\"{\\\"type\\\":\\\"doc\\\"}\"","text":"{\"type\":\"list\"}"}` + "\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}
