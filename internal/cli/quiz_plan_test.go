package cli_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

// What a plan shows as an edit of a question or option keeps its id, what it shows as new has
// another, and nothing goes that it does not show: whatever an author does to a quiz.
func TestAPlanShowsWhichQuestionsStay(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	quiz := studio + "02-check/09-ids.md"
	random := rand.New(rand.NewPCG(7, 1))
	draft := &quizDraft{random: random}
	draft.add(3)
	s.write(quiz, draft.file())
	s.exits(0, "apply", "--yes")
	for round := range 40 {
		draft.edit()
		s.write(quiz, draft.file())
		before := s.lesson("Ids").Questions
		said := s.exits(0, "plan")
		s.exits(0, "apply", "--yes")
		want, got := shownOrigins(said, before, draft.questions), keptOrigins(before, s.lesson("Ids").Questions)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("round %d (-shown +done):\n%s\n%s", round, diff, said)
		}
	}
}

// quizDraft is a quiz that an author is working on. No text is there twice, so each can be
// told from its text.
type quizDraft struct {
	random    *rand.Rand
	questions []draftQuestion
	count     int
}

type draftQuestion struct {
	text    string
	options []string
}

func (d *quizDraft) file() string {
	var out strings.Builder
	out.WriteString("---\ntitle: Ids\nquestions:\n")
	for _, q := range d.questions {
		fmt.Fprintf(&out, "  - question: %s\n    options: [{text: %s, correct: true}, %s]\n", q.text, q.options[0], strings.Join(q.options[1:], ", "))
	}
	return out.String() + "---\n"
}

func (d *quizDraft) text(mould string) string {
	d.count++
	return fmt.Sprintf("%s %s%d", mould, []string{"clay", "kiln", "wheel"}[d.random.IntN(3)], d.count)
}

func (d *quizDraft) add(n int) {
	for range n {
		mould := []string{"What is a good", "Tell of", "Where in the studio do you find a"}[d.random.IntN(3)]
		q := draftQuestion{text: d.text(mould)}
		for range 2 + d.random.IntN(2) {
			q.options = append(q.options, d.text("Some"))
		}
		d.questions = slices.Insert(d.questions, d.random.IntN(len(d.questions)+1), q)
	}
}

// edit makes a few edits, of which those at once are the point.
func (d *quizDraft) edit() {
	for range 1 + d.random.IntN(3) {
		i := d.random.IntN(len(d.questions))
		q := &d.questions[i]
		option := d.random.IntN(len(q.options))
		switch d.random.IntN(8) {
		case 0:
			q.text += " then"
		case 1:
			q.text = d.text("What is more than a")
		case 2:
			q.options[option] += " too"
		case 3:
			q.options[option] = d.text("Any")
		case 4:
			q.options = slices.Insert(q.options, option, d.text("One more"))
		case 5:
			if len(q.options) > 2 {
				q.options = slices.Delete(q.options, option, option+1)
			}
		case 6:
			d.add(1)
		case 7:
			if len(d.questions) > 2 {
				d.questions = slices.Delete(d.questions, i, i+1)
			}
		}
	}
	if d.random.IntN(5) == 0 {
		i := d.random.IntN(len(d.questions))
		d.questions[0], d.questions[i] = d.questions[i], d.questions[0]
	}
}

// origins say what was there before: for each question and option by its text of now, the
// text of before, "" for what is new; and what is gone.
type origins struct {
	Stays map[string]string
	Gone  []string
}

var (
	questionRow = regexp.MustCompile(`^ {6,10}([-+~]) (?:assessment_questions: )?\d+\. "([^"]*)"`)
	textRow     = regexp.MustCompile(`^ {14}~ question = "[^"]*" -> "([^"]*)"`)
	goneWords   = regexp.MustCompile(`\[-(.*?)-\]`)
	comingWords = regexp.MustCompile(`\{\+(.*?)\+\}`)
	optionRow   = regexp.MustCompile(`^ {14}([-+~]) option "([^"]*)"(?: -> "([^"]*)")?`)
)

// shownOrigins are what a plan says. What it does not mention stays unchanged, so of
// questions and options that go only the names are known.
func shownOrigins(said string, before []emulator.Question, after []draftQuestion) origins {
	o := origins{Stays: map[string]string{}}
	for _, q := range after {
		o.Stays[q.text] = q.text
		for _, option := range q.options {
			o.Stays[option] = option
		}
	}
	last, isNew := "", false
	for line := range strings.Lines(said) {
		if m := questionRow.FindStringSubmatch(line); m != nil {
			last, isNew = goneWords.ReplaceAllString(comingWords.ReplaceAllString(m[2], ""), "$1"), m[1] == "+"
			if now := comingWords.ReplaceAllString(goneWords.ReplaceAllString(m[2], ""), "$1"); now != last {
				o.Stays[now] = last
			}
			switch m[1] {
			case "+":
				o.Stays[m[2]] = ""
			case "-":
				o.Gone = append(o.Gone, m[2])
				o.Gone = append(o.Gone, optionsIn(before, m[2])...)
			}
		}
		if m := textRow.FindStringSubmatch(line); m != nil {
			o.Stays[m[1]] = last
		}
		switch m := optionRow.FindStringSubmatch(line); {
		case m == nil:
		case m[1] == "+":
			o.Stays[m[2]] = ""
		case m[1] == "-":
			o.Gone = append(o.Gone, m[2])
		case m[3] != "" && !isNew:
			o.Stays[m[3]] = m[2]
		}
	}
	slices.Sort(o.Gone)
	return o
}

func optionsIn(questions []emulator.Question, text string) []string {
	var options []string
	for _, q := range questions {
		for _, option := range q.Options {
			if q.Text == text {
				options = append(options, option.Text)
			}
		}
	}
	return options
}

// keptOrigins are what has become of the ids on Whop.
func keptOrigins(before, after []emulator.Question) origins {
	was := map[string]string{}
	for _, q := range before {
		was[q.ID] = q.Text
		for _, option := range q.Options {
			was[option.ID] = option.Text
		}
	}
	o := origins{Stays: map[string]string{}}
	keep := func(id, text string) {
		o.Stays[text] = was[id]
		delete(was, id)
	}
	for _, q := range after {
		keep(q.ID, q.Text)
		for _, option := range q.Options {
			keep(option.ID, option.Text)
		}
	}
	for _, text := range was {
		o.Gone = append(o.Gone, text)
	}
	slices.Sort(o.Gone)
	return o
}
