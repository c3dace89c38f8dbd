package cli_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

const quizHead = "---\ntitle: Ids\nquestions:\n"

// A question that is edited stays the question that students have answered: its id and its
// options' ids go through edits, moves, and the coming and going of others.
func TestQuestionsKeepTheirIDs(t *testing.T) {
	t.Parallel()
	const (
		white = "  - question: Which clay is white?\n    options: [{text: Porcelain, correct: true}, Terracotta, Stoneware]\n"
		twice = "  - question: What is fired twice?\n    answer: Glazed ware\n"
		true1 = "  - question: Clay shrinks.\n    answer: true\n"
		keyed = "  - question: What is slip?\n    key: slip\n    answer: Liquid clay\n"
		added = "  - question: What is bisque?\n    answer: Fired once\n"
	)
	for _, test := range []struct {
		name      string
		questions string
		want      []string // the old question at each place, by its first word; "" is a new one
		options   string   // the old options of the first question, likewise
	}{
		{"another order", keyed + true1 + twice + white, []string{"What is slip?", "Clay shrinks.", "What is fired twice?", "Which clay is white?"}, ""},
		{"one inserted", added + white + twice + true1 + keyed, []string{"", "Which clay is white?", "What is fired twice?", "Clay shrinks.", "What is slip?"}, ""},
		{"one removed", white + true1 + keyed, []string{"Which clay is white?", "Clay shrinks.", "What is slip?"}, "Porcelain Terracotta Stoneware"},
		{"one reworded", white + strings.Replace(twice, "What", "Which ware", 1) + true1 + keyed, []string{"Which clay is white?", "What is fired twice?", "Clay shrinks.", "What is slip?"}, "Porcelain Terracotta Stoneware"},
		{"one reworded and moved, by its key", strings.Replace(keyed, "What is slip?", "Describe it.", 1) + white + twice + true1, []string{"What is slip?", "Which clay is white?", "What is fired twice?", "Clay shrinks."}, ""},
		{"one reworded, one inserted before it", white + added + strings.Replace(twice, "What is", "Which wares are", 1) + true1 + keyed, []string{"Which clay is white?", "", "What is fired twice?", "Clay shrinks.", "What is slip?"}, "Porcelain Terracotta Stoneware"},
		{"one put in another's words, one inserted before it", white + added + strings.Replace(twice, "What is fired twice?\n    answer: Glazed ware", "Say what bricks are\n    answer: Fired", 1) + true1 + keyed, []string{"Which clay is white?", "", "", "Clay shrinks.", "What is slip?"}, "Porcelain Terracotta Stoneware"},
		{"another answer", strings.Replace(white, "{text: Porcelain, correct: true}, Terracotta", "Porcelain, {text: Terracotta, correct: true}", 1) + twice + true1 + keyed, []string{"Which clay is white?", "What is fired twice?", "Clay shrinks.", "What is slip?"}, "Porcelain Terracotta Stoneware"},
		{"options in another order", strings.Replace(white, "Terracotta, Stoneware", "Stoneware, Terracotta", 1) + twice + true1 + keyed, []string{"Which clay is white?", "What is fired twice?", "Clay shrinks.", "What is slip?"}, "Porcelain Stoneware Terracotta"},
		{"an option reworded", strings.Replace(white, "Terracotta", "Red clay", 1) + twice + true1 + keyed, []string{"Which clay is white?", "What is fired twice?", "Clay shrinks.", "What is slip?"}, "Porcelain Terracotta Stoneware"},
		{"an option inserted", strings.Replace(white, "[", "[Raku, ", 1) + twice + true1 + keyed, []string{"Which clay is white?", "What is fired twice?", "Clay shrinks.", "What is slip?"}, "- Porcelain Terracotta Stoneware"},
		{"an option removed", strings.Replace(white, "Terracotta, ", "", 1) + twice + true1 + keyed, []string{"Which clay is white?", "What is fired twice?", "Clay shrinks.", "What is slip?"}, "Porcelain Stoneware"},
		{"a question of another type", white + strings.Replace(twice, "answer: Glazed ware", "options: [{text: Glazed ware, correct: true}, Bricks]", 1) + true1 + keyed, []string{"Which clay is white?", "What is fired twice?", "Clay shrinks.", "What is slip?"}, "Porcelain Terracotta Stoneware"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, emulator.Quirks{})
			quiz := studio + "02-check/09-ids.md"
			s.write(quiz, quizHead+white+twice+true1+keyed+"---\n")
			s.exits(0, "apply", "--yes")
			names := map[string]string{}
			for _, question := range s.lesson("Ids").Questions {
				names[question.ID] = question.Text
				for _, option := range question.Options {
					names[option.ID] = option.Text
				}
			}
			s.write(quiz, quizHead+test.questions+"---\n")
			s.sends([]string{"PATCH course_lessons assessment_questions"})
			var got, options []string
			for i, question := range s.lesson("Ids").Questions {
				got = append(got, names[question.ID])
				for _, option := range question.Options {
					if i == 0 {
						options = append(options, orDash(names[option.ID]))
					}
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("questions (-want +got):\n%s", diff)
			}
			if joined := strings.Join(options, " "); test.options != "" && joined != test.options {
				t.Errorf("options %q, want %q", joined, test.options)
			}
		})
	}
}

// A key changes nothing on Whop, so an apply that has nothing else to do remembers it: it is
// given for the sake of the next edit.
func TestANewKeyOfAQuestionIsRemembered(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	quiz := studio + "02-check/09-ids.md"
	s.write(quiz, quizHead+"  - question: What is clay?\n    answer: Mud\n  - question: What is a kiln?\n    answer: Hot\n---\n")
	s.exits(0, "apply", "--yes")
	kiln := s.lesson("Ids").Questions[1].ID
	s.edit(quiz, "kiln?\n", "kiln?\n    key: kiln\n")
	s.settled()
	if said := s.exits(0, "state", "show", "studio/check/ids"); !strings.Contains(said, "kiln") {
		t.Errorf("the key is not remembered:\n%s", said)
	}
	s.write(quiz, quizHead+"  - question: Where is it fired?\n    key: kiln\n    answer: In the oven\n  - question: And a glaze?\n    answer: Glass\n  - question: What is clay?\n    answer: Mud\n---\n")
	said := s.exits(0, "plan")
	if !strings.Contains(said, `"What is a kiln?" -> "Where is it fired?"`) {
		t.Errorf("the plan does not know the key:\n%s", said)
	}
	s.exits(0, "apply", "--yes")
	if got := s.lesson("Ids").Questions[0].ID; got != kiln {
		t.Errorf("the question with the key is %s and not %s any more", got, kiln)
	}
}

// A run that dropped a question, an option or a whole quiz is rolled back in the files. The next apply makes anew what is
// gone on Whop, and takes up again what is left.
func TestARollbackBringsQuestionsBack(t *testing.T) {
	t.Parallel()
	const (
		clay = "  - question: What is clay?\n    options: [{text: Mud, correct: true}, Metal, Gold]\n"
		kiln = "  - question: What is a kiln?\n    answer: Hot\n"
	)
	for name, after := range map[string]string{
		"a question dropped":                 clay,
		"an option dropped":                  strings.Replace(clay, ", Gold", "", 1) + kiln,
		"another question in its place":      clay + strings.Replace(kiln, "a kiln", "slip", 1) + "  - question: And a glaze?\n    answer: Glass\n",
		"all in other words, by their place": strings.Replace(clay, "What is clay?", "Name it.", 1) + strings.Replace(kiln, "What is a kiln", "Where is it fired", 1),
		"attempts and what is required":      "MAX" + clay + kiln,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, emulator.Quirks{})
			quiz := studio + "02-check/09-ids.md"
			s.write(quiz, quizHead+clay+kiln+"---\n")
			s.exits(0, "apply", "--yes")
			before := s.lesson("Ids").Questions
			changed := strings.Replace(quizHead+after+"---\n", "questions:\nMAX", "max_attempts: 2\ncompletion_requirement: {minimum_questions_correct: 1}\nquestions:\n", 1)
			s.write(quiz, changed)
			s.exits(0, "apply", "--yes")
			s.exits(0, "rollback", "last")
			if got := s.read(quiz); got != quizHead+clay+kiln+"---\n" {
				t.Errorf("the file is\n%s", got)
			}
			s.exits(0, "apply", "--yes")
			now := s.lesson("Ids").Questions
			for i, q := range now {
				if q.Text != before[i].Text || len(q.Options) != len(before[i].Options) {
					t.Errorf("question %d is %q and was %q", i+1, q.Text, before[i].Text)
				}
			}
			s.exits(0, "plan", "--detailed-exitcode")
		})
	}
}

func TestARollbackMakesADeletedQuizAgain(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	quiz := studio + "02-check/09-ids.md"
	text := quizHead + "  - question: What is clay?\n    options: [{text: Mud, correct: true}, Metal]\n---\n"
	s.write(quiz, text)
	s.edit("whopsync.yaml", "version: 1\n", "version: 1\non_remove: delete\n")
	s.exits(0, "apply", "--yes")
	s.remove(quiz)
	s.exits(0, "apply", "--yes", "--allow-delete")
	said := s.exits(0, "rollback", "last")
	if want := "students' progress on the old ones is lost"; !strings.Contains(said, want) {
		t.Errorf("it does not say that %s:\n%s", want, said)
	}
	if got := s.read(quiz); got != text {
		t.Errorf("the file is\n%s", got)
	}
	s.exits(0, "apply", "--yes")
	if got := s.lesson("Ids").Questions; len(got) != 1 || got[0].Text != "What is clay?" || len(got[0].Options) != 2 {
		t.Errorf("%+v", got)
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
