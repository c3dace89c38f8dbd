package render_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

func TestSanitizeShowsWhatItDoesNotLetAct(t *testing.T) {
	for text, want := range map[string]string{
		"Kinds of clay: 粘土, çömlek\n\tand 👩‍🎨": "Kinds of clay: 粘土, çömlek\n\tand 👩‍🎨",
		"\x1b[2J\a\r\x9b":                   `\x1b[2J\x07\x0d\x9b`,
		"safe\u202egpj.exe\u2069":           `safe\u202egpj.exe\u2069`,
		"zero\u200bwidth \u2028 \U000e0041": `zero\u200bwidth \u2028 \U000e0041`,
		"a\n \u3000::add-mask::x\nb :: c":   "a\n \u3000\\::add-mask::x\nb :: c",
		"a ##[error] b":                     `a ##\[error] b`,
	} {
		if diff := cmp.Diff(want, render.Sanitize(text)); diff != "" {
			t.Errorf("Sanitize(%q) (-want +got):\n%s", text, diff)
		}
	}
}

func TestJSONIsHarmlessAndKeepsItsMeaning(t *testing.T) {
	want := "\x1b ##[error] \u202e \U000e0041 \u0085"
	var out bytes.Buffer
	if err := render.JSON(&out, want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`"\u001b #\u0023[error] \u202e \udb40\udc41 \u0085"`+"\n", out.String()); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	var got string
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || got != want {
		t.Errorf("read back as %q, %v", got, err)
	}
}

func FuzzSanitize(f *testing.F) {
	for _, seed := range []string{"::x", "##[x", "\xff\x1b", "a\n\u00a0::b", "###[[", "\u2028::"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := render.Sanitize(text)
		checkSafe(t, once)
		if twice := render.Sanitize(once); twice != once {
			t.Errorf("Sanitize is not stable: %q, then %q", once, twice)
		}
	})
}

// FuzzOutput puts one text in every place where an author's text can stand.
func FuzzOutput(f *testing.F) {
	for _, seed := range []string{"x", "::x\n::y", " ##[x] \x1b[0m", "a\n\n::b\n", strings.Repeat("word ", 30) + "::set-env name=a::b", "#", "[error]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := planWritten(text)
		problems := spec.Problems{
			{Path: text, Line: 1, Col: 2, EndCol: 4, Severity: spec.SeverityError, Rule: text, Message: text, Hint: text},
			{Path: text, Line: 1, Severity: spec.SeverityWarning, Rule: text, Message: text, Hint: text},
			{Path: text, Line: 2, Severity: spec.SeverityWarning, Rule: text, Message: text + "2", Hint: text + "2"},
		}
		source := func(string) ([]byte, error) { return []byte(text), nil }
		for _, write := range []func(*bytes.Buffer) error{
			func(out *bytes.Buffer) error { return render.Plan(out, p, render.Style{}) },
			func(out *bytes.Buffer) error { return render.Plan(out, p, render.Style{Width: 20}) },
			func(out *bytes.Buffer) error { return render.Plan(out, p, render.Style{Width: 20, Full: true}) },
			func(out *bytes.Buffer) error {
				return render.Warnings(out, problems.Warnings(), func(spec.Problem) bool { return true }, render.Style{Width: 20})
			},
			func(out *bytes.Buffer) error { return render.Problems(out, problems, source, render.Style{}) },
			func(out *bytes.Buffer) error { return render.JSON(out, p) },
			func(out *bytes.Buffer) error { return render.ProblemsJSON(out, problems, "1.0.0") },
			func(out *bytes.Buffer) error { return render.ProblemsSARIF(out, problems, "1.0.0") },
		} {
			var out bytes.Buffer
			if err := write(&out); err != nil {
				t.Fatal(err)
			}
			checkSafe(t, out.String())
		}
	})
}

// planWritten is a plan whose authors write nothing but text.
func planWritten(text string) *plan.Plan {
	c := change("a/b/c", plan.Update, text,
		becomes(course.Title, course.Text(text), course.Text("x"+text)),
		becomes(course.Content, course.Text("x\n"+text), course.Body{Text: text + "\nx\n" + text}),
		becomes(course.Attachments, course.Files{{Name: text}}, course.Files{{Path: text}}),
		becomes(course.Questions, course.QuestionList{{ID: "q1", Text: text, Type: text}, {ID: "q2", Text: text}},
			course.QuestionList{{ID: "q1", Text: "x" + text, Type: text, Answer: &text, Options: []course.Option{{Text: text}}}, {Text: text}}))
	c.Lost = []plan.Loss{{Kind: plan.LostQuestion, Text: text}, {Kind: plan.LostOption, Text: text, Question: text}, {Kind: plan.LostType, Text: text}}
	c.Fields[0].Conflict = true
	c.Fields[1].Files = []plan.ShownFile{{Path: text, Changed: true}}
	c.Previous = course.Address{Course: text, Chapter: text, Lesson: text}
	c.Move = &plan.Move{From: text, To: "x" + text}
	c.Drift = []plan.Drift{{Field: course.Title, Files: course.Text(text), Live: course.Text(text)}, {Field: course.Content, Files: course.Body{Text: text}, Live: course.Text("x\n" + text)}}
	added := newLesson("a/b/d", text, text, text)
	added.Address = course.Address{Course: text, Chapter: text, Lesson: text}
	removed := change("a/b/e", plan.Delete, text, goes(course.LessonType, course.Text(text)))
	p := planOf(c, added, removed)
	p.Environment, p.Target.Experience = text, text
	p.Refusals = []plan.Refusal{
		{Guard: plan.GuardDelete, Reason: plan.HoldsLessons, Title: text, Address: added.Address},
		{Guard: plan.GuardLoss, Reason: plan.LosesParts, Lost: c.Lost, Address: added.Address},
		{Guard: plan.GuardAmbiguous, Address: added.Address, Candidates: []course.Address{added.Address}, Answers: []plan.Answer{{File: text, Is: added.Address}}},
		{Guard: plan.GuardLookalike, Reason: plan.SameLesson, Address: added.Address, Found: []string{text}, StillKnown: true},
	}
	p.Unmanaged = []plan.Unmanaged{{Kind: course.KindLesson, Title: text}}
	p.Unknown = []plan.Unknown{{Address: added.Address, Cause: plan.Cause(text)}}
	return p
}

// checkSafe holds output to what a runner and a terminal must never see.
func checkSafe(t *testing.T, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("invalid UTF-8 in %q", out)
	}
	if strings.Contains(out, "##[") {
		t.Errorf("##[ in %q", out)
	}
	for line := range strings.SplitSeq(out, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("the line %q is a command", line)
		}
		for _, r := range line {
			if r != '\t' && unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
				t.Errorf("%U in %q", r, line)
			}
		}
	}
}
