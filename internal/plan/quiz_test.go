package plan_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

// A key says that a question is another, whatever its text and place are.
func TestAQuestionWithAnotherKeyIsAnother(t *testing.T) {
	live := course.QuestionList{{ID: "q_1", Text: "Is it hot?", Type: "true_false"}}
	remembered := []state.Question{{Key: "hot", ID: "q_1"}}
	for _, text := range []string{"Is it hot?", "Is it wet?"} {
		files := course.QuestionList{{Key: "wet", Text: text, Type: "true_false"}}
		if got := CarryIDs(files, live, remembered)[0].ID; got != "" {
			t.Errorf("%q took over %s", text, got)
		}
	}
	files := course.QuestionList{{Text: "Is it very hot?", Type: "true_false"}}
	if got := CarryIDs(files, live, remembered)[0].ID; got != "q_1" {
		t.Errorf("a question that lost its key is %q", got)
	}
}

// choice is a question with options, the first of which is right.
func choice(text string, options ...string) course.Question {
	q := course.Question{Type: "multiple_choice", Text: text}
	for i, option := range options {
		q.Options = append(q.Options, course.Option{Text: option, Correct: new(i == 0)})
	}
	return q
}

func short(text, answer string) course.Question {
	return course.Question{Type: "short_answer", Text: text, Answer: &answer}
}

func claim(text string, is bool) course.Question {
	return course.Question{Type: "true_false", Text: text, Options: []course.Option{{Text: "True", Correct: new(is)}, {Text: "False", Correct: new(!is)}}}
}

// onWhop returns the questions as Whop shows them: q1 with the options q1o1 and q1o2, and so on.
func onWhop(questions ...course.Question) course.QuestionList {
	live := slices.Clone(questions)
	for i := range live {
		live[i].ID, live[i].Key = fmt.Sprintf("q%d", i+1), ""
		live[i].Options = slices.Clone(live[i].Options)
		for j := range live[i].Options {
			live[i].Options[j].ID = fmt.Sprintf("%so%d", live[i].ID, j+1)
		}
	}
	return live
}

// idsOf are the ids in a list in one line: "q1(q1o1 -) -".
func idsOf(questions course.QuestionList) string {
	var all []string
	for _, q := range questions {
		text := cmp.Or(q.ID, "-")
		if len(q.Options) > 0 {
			var ids []string
			for _, o := range q.Options {
				ids = append(ids, cmp.Or(o.ID, "-"))
			}
			text += "(" + strings.Join(ids, " ") + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

// A reworded question is known again where no one can doubt it, whatever comes and goes
// beside it. Where there is doubt, the old one goes and a new one comes.
func TestWhichQuestionIsWhich(t *testing.T) {
	clay, kiln, wheel := choice("What is clay?", "Mud", "Metal"), choice("What is a kiln?", "Hot", "Cold"), choice("What is a wheel?", "Round", "Square")
	glaze := choice("And a glaze?", "Glass", "Paint")
	white := choice("Which clay is white?", "Porcelain", "Terracotta", "Stoneware")
	slip := short("What is slip?", "Liquid clay")
	q := func(questions ...course.Question) course.QuestionList { return questions }
	for _, test := range []struct {
		name        string
		live, files course.QuestionList
		want        string
	}{
		{"reworded, one appended", q(clay, kiln), q(clay, choice("What is a kiln, then?", "Hot", "Cold"), glaze), "q1(q1o1 q1o2) q2(q2o1 q2o2) -(- -)"},
		{"the last of three reworded, one appended", q(clay, wheel, kiln), q(clay, wheel, choice("What is a kiln, then?", "Hot", "Cold"), glaze), "q1(q1o1 q1o2) q2(q2o1 q2o2) q3(q3o1 q3o2) -(- -)"},
		{"reworded, one before it", q(clay, kiln), q(glaze, choice("What is clay made of?", "Mud", "Metal"), kiln), "-(- -) q1(q1o1 q1o2) q2(q2o1 q2o2)"},
		{"reworded, another dropped", q(clay, wheel), q(choice("What exactly is clay made of?", "Mud", "Metal")), "q1(q1o1 q1o2)"},
		{"a slip of the pen, one appended", q(short("What is slyp?", "Liquid clay")), q(slip, glaze), "q1 -(- -)"},
		{"all other words, the same choice, one appended", q(white, clay), q(choice("Pick what fires pale", "Porcelain", "Stoneware", "Terracotta"), clay, glaze), "q1(q1o1 q1o3 q1o2) q2(q2o1 q2o2) -(- -)"},
		{"all other words, two options, one appended", q(clay), q(choice("Say what potters use", "Mud", "Metal"), glaze), "-(- -) -(- -)"},
		{"another one in the same mould elsewhere", q(white, clay), q(clay, choice("Which clay is brown?", "Terracotta", "Porcelain", "Stoneware")), "q2(q2o1 q2o2) -(- - -)"},
		{"claims in one mould", q(claim("Clay is wet.", true), claim("Clay is red.", true)), q(claim("Clay is wed.", true), claim("Clay is new.", true), claim("Clay is old.", true)), "-(- -) -(- -) -(- -)"},
		{"a claim reworded, one appended", q(claim("Clay shrinks.", true)), q(claim("Clay always shrinks.", true), claim("A kiln is hot.", true)), "q1(q1o1 q1o2) -(- -)"},
		{"nothing in common, as many", q(clay, kiln), q(clay, glaze), "q1(q1o1 q1o2) -(- -)"},
		{"other options and words, the same beginning", q(kiln, clay), q(wheel, clay), "-(- -) q2(q2o1 q2o2)"},
		{"another claim in its place", q(clay, claim("Clay shrinks.", true)), q(clay, claim("Glazes melt.", true)), "q1(q1o1 q1o2) -(- -)"},
		{"another yes and no in its place", q(choice("Is clay wet?", "Yes", "No")), q(choice("Does a kiln cool fast?", "Yes", "No")), "-(- -)"},
		{"all other words, the same answer", q(slip), q(short("Name it.", "Liquid clay")), "-"},
		{"most of the words, another answer", q(short("How many days does clay dry?", "3")), q(short("How many weeks does clay dry?", "5")), "q1"},
		{"in one mould, reworded in place", q(claim("Clay is wet.", true), claim("Clay is red.", true)), q(claim("Clay is wet!!", true), claim("Clay is very red.", true)), "q1(q1o1 q1o2) q2(q2o1 q2o2)"},
		{"some words and an option others", q(white, clay), q(choice("Which clay fires white?", "Porcelain", "Terracotta", "Raku"), clay), "q1(q1o1 q1o2 q1o3) q2(q2o1 q2o2)"},
		{"the same choice, all other words", q(white, white), q(choice("Pick it", "Porcelain", "Terracotta", "Stoneware"), choice("Say it", "Porcelain", "Terracotta", "Stoneware")), "q1(q1o1 q1o2 q1o3) q2(q2o1 q2o2 q2o3)"},
		{"nothing in common, one appended", q(clay, kiln), q(clay, glaze, slip), "q1(q1o1 q1o2) -(- -) -"},
		{"the same twice, one appended", q(clay, clay), q(clay, clay, glaze), "q1(q1o1 q1o2) q2(q2o1 q2o2) -(- -)"},
		{"the same text twice, turned round", q(choice("Which?", "A", "B"), choice("Which?", "C", "D")), q(choice("Which?", "C", "D"), choice("Which?", "A", "B"), glaze), "q2(q2o1 q2o2) q1(q1o1 q1o2) -(- -)"},
		{"an option reworded, one added", q(clay), q(choice("What is clay?", "Mud.", "Metal", "Paper")), "q1(q1o1 q1o2 -)"},
		{"an option reworded and moved, one dropped", q(white), q(choice("Which clay is white?", "Stonewares", "Porcelain")), "q1(q1o3 q1o1)"},
		{"all options others, one more", q(clay), q(choice("What is clay?", "Wet earth", "Iron", "Triangle")), "q1(- - -)"},
		{"all options others, as many", q(clay), q(choice("What is clay?", "Wet earth", "Iron")), "q1(- -)"},
		{"all options others, but for an article", q(choice("Which?", "The earth", "The air")), q(choice("Which?", "The ocean", "The forest")), "q1(- -)"},
		{"all options reworded", q(clay), q(choice("What is clay?", "Wet mud", "Hard metal")), "q1(q1o1 q1o2)"},
		{"all options reworded, without spaces", q(choice("陶土?", "泥土", "金")), q(choice("陶土?", "湿泥", "硬金")), "q1(q1o1 q1o2)"},
		{"all signs others", q(choice("Which?", "+", "-")), q(choice("Which?", "*", "/")), "q1(q1o1 q1o2)"},
		{"all options others but for one", q(white), q(choice("Which clay is white?", "Mud", "Sand", "Stoneware")), "q1(q1o1 q1o2 q1o3)"},
		{"another option in the place of one, one appended", q(choice("When?", "1990", "1980")), q(choice("When?", "1991", "1980", "1992")), "q1(q1o1 q1o2 -)"},
	} {
		live := onWhop(test.live...)
		if got := idsOf(CarryIDs(test.files, live, nil)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// The record of a run has ids. Those that Whop still knows are right whatever the texts say;
// those that it does not know are never sent, nor is another question taken for theirs.
func TestTheIDsOfARecord(t *testing.T) {
	clay, kiln, slip := choice("What is clay?", "Mud", "Metal", "Gold"), short("What is a kiln?", "Hot"), short("Name it.", "Liquid clay")
	record := onWhop(clay, kiln)
	another := slip
	another.ID = "q3"
	again := kiln
	again.ID = "q3"
	left, right := record[0], record[1]
	left.Text, right.Text = right.Text, left.Text
	fewer := record[0]
	fewer.Options = fewer.Options[:2]
	for _, test := range []struct {
		name string
		live course.Value
		want string
	}{
		{"all there", record, "q1(q1o1 q1o2 q1o3) q2"},
		{"turned round", course.QuestionList{record[1], record[0]}, "q1(q1o1 q1o2 q1o3) q2"},
		{"their texts exchanged", course.QuestionList{left, right}, "q1(q1o1 q1o2 q1o3) q2"},
		{"one gone", record[:1], "q1(q1o1 q1o2 q1o3) -"},
		{"another in its place", course.QuestionList{record[0], another}, "q1(q1o1 q1o2 q1o3) -"},
		{"made again since", course.QuestionList{record[0], again}, "q1(q1o1 q1o2 q1o3) q3"},
		{"an option gone", course.QuestionList{fewer, record[1]}, "q1(q1o1 q1o2 -) q2"},
		{"all gone", course.QuestionList{}, "-(- - -) -"},
		{"no quiz", course.Null{}, "-(- - -) -"},
		{"not shown", nil, "q1(q1o1 q1o2 q1o3) q2"},
	} {
		if got := idsOf(WithIDs(record, test.live, nil).(course.QuestionList)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// Whatever is done to a quiz: no id is given twice or to another question, what was not
// touched keeps its ids, and so does what has a key.
func TestEditsOfQuizzesKeepWhatTheyDoNotTouch(t *testing.T) {
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 1))
		live, files, remembered, touched := editedQuiz(random)
		carried := CarryIDs(files, live, remembered)
		known := map[string]course.Question{}
		for _, q := range live {
			known[q.ID] = q
		}
		keys := map[string]string{}
		for _, k := range remembered {
			keys[k.Key] = k.ID
		}
		for i, q := range carried {
			was, isKnown := known[q.ID]
			if q.ID != "" && !isKnown {
				t.Fatalf("seed %d: %s is of no live question that is left", seed, q.ID)
			}
			delete(known, q.ID)
			if id := keys[q.Key]; q.Key != "" && id != "" && id != q.ID {
				t.Fatalf("seed %d: the key %s stands for %s and not for %s", seed, q.Key, q.ID, id)
			}
			if !touched[i] && (q.ID == "" || WholeOf(was) != WholeOf(files[i])) {
				t.Fatalf("seed %d: %q was not touched and is %q now", seed, files[i].Text, was.Text)
			}
			options := map[string]bool{}
			for _, o := range was.Options {
				options[o.ID] = true
			}
			for _, o := range q.Options {
				if o.ID != "" && !options[o.ID] {
					t.Fatalf("seed %d: %s is of no option that is left", seed, o.ID)
				}
				delete(options, o.ID)
			}
		}
		if again := CarryIDs(files, live, remembered); !reflect.DeepEqual(carried, again) {
			t.Fatalf("seed %d: another pairing", seed)
		}
	}
}

// editedQuiz returns a quiz of questions that are much like each other, some the same, and
// what an author made of it: some reworded, dropped, added, moved or given other options.
func editedQuiz(random *rand.Rand) (live, files course.QuestionList, remembered []state.Question, touched []bool) {
	for range 1 + random.IntN(6) {
		files = append(files, randomQuestion(random))
	}
	if random.IntN(4) == 0 {
		files = append(files, files[0])
	}
	live = onWhop(files...)
	for i := range live {
		if random.IntN(4) == 0 {
			files[i].Key = fmt.Sprintf("k%d", i)
			remembered = append(remembered, state.Question{Key: files[i].Key, ID: live[i].ID})
		}
	}
	var after course.QuestionList
	for i, q := range files {
		edited := true
		unheard := fmt.Sprintf(" %s%d", word(600+i), i)
		switch q.Options = slices.Clone(q.Options); random.IntN(8) {
		case 0:
			continue
		case 1:
			q.Text += unheard
		case 2:
			q.Text = randomQuestion(random).Text + unheard
		case 3:
			q.Options = append(q.Options, course.Option{Text: unheard, Correct: new(false)})
		case 4:
			q.Text, q.Options = unheard, append(q.Options, course.Option{Text: "And" + unheard, Correct: new(false)})
		default:
			edited = false
		}
		after, touched = append(after, q), append(touched, edited)
	}
	for n := range random.IntN(3) {
		q, at := randomQuestion(random), random.IntN(len(after)+1)
		q.Text += fmt.Sprintf(" new%d", n)
		after, touched = slices.Insert(after, at, q), slices.Insert(touched, at, true)
	}
	if random.IntN(3) == 0 {
		random.Shuffle(len(after), func(i, j int) {
			after[i], after[j], touched[i], touched[j] = after[j], after[i], touched[j], touched[i]
		})
	}
	return live, after, remembered, touched
}

func randomQuestion(random *rand.Rand) course.Question {
	some := func(n int) string {
		words := make([]string, n)
		for i := range words {
			words[i] = word(random.IntN(6))
		}
		return strings.Join(words, " ")
	}
	text := some(2 + random.IntN(4))
	switch random.IntN(3) {
	case 0:
		return claim(text, random.IntN(2) == 0)
	case 1:
		return short(text, some(1))
	}
	return choice(text, "A "+some(1), "B "+some(1), "C "+some(2))
}
