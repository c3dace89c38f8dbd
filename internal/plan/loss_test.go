package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/state"
)

// quizzed is a world with a quiz, pottery/clay/drying, that has just been applied.
func quizzed(t testing.TB, questions ...course.Question) *world {
	w := unwritten(t, pottery)
	drying := w.file("pottery/clay/drying")
	drying.Fields[course.LessonType], drying.Fields[course.Questions] = course.Text("quiz"), course.QuestionList(questions)
	w.apply()
	live := onWhop(questions...)
	w.dashboard("pottery/clay/drying", course.Questions, live)
	w.state.Bindings[w.address("pottery/clay/drying")].Questions = state.QuestionsOf(course.QuestionList(questions), live)
	w.state.Bindings[w.address("pottery/clay/drying")].Fields[course.Questions] = state.Synced{
		Sent: course.DigestOf(course.QuestionList(questions)), Got: course.DigestOf(live),
	}
	return w
}

// An update lists what it destroys in a quiz: each question, each option of a question that
// stays, and the type where its questions do not say it already.
func TestAnUpdateListsWhatItDestroys(t *testing.T) {
	mud, glaze := choice("What is mud?", "Earth", "Air", "Sea"), choice("And a glaze?", "Glass", "Paint")
	keyed := mud
	keyed.Key = "mud"
	renamed := choice("Say of what potters take much", "Water", "Fire")
	renamed.Key = "mud"
	lostMud := Loss{Kind: LostQuestion, ID: "q1", Text: "What is mud?"}
	lostGlaze := Loss{Kind: LostQuestion, ID: "q2", Text: "And a glaze?"}
	for _, test := range []struct {
		name   string
		before []course.Question
		edit   func(quiz *course.Resource)
		want   []Loss
	}{
		{"nothing", []course.Question{mud}, func(*course.Resource) {}, nil},
		{"a question more", []course.Question{mud}, questions(mud, glaze), nil},
		{"a question less", []course.Question{mud, glaze}, questions(glaze), []Loss{lostMud}},
		{"another order", []course.Question{mud, glaze}, questions(glaze, mud), nil},
		{"no question", []course.Question{mud, glaze}, questions(), []Loss{lostMud, lostGlaze}},
		{"no list", []course.Question{mud, glaze}, func(quiz *course.Resource) { delete(quiz.Fields, course.Questions) }, []Loss{lostMud, lostGlaze}},
		{"a text", []course.Question{mud, glaze}, func(quiz *course.Resource) {
			delete(quiz.Fields, course.Questions)
			quiz.Fields[course.LessonType] = course.Text("text")
		}, []Loss{lostMud, lostGlaze}},
		{"not graded", []course.Question{mud}, lessonType("knowledge_check"), []Loss{{Kind: LostType, Text: "quiz"}}},
		{"not graded, a question less", []course.Question{mud, glaze}, func(quiz *course.Resource) {
			questions(mud)(quiz)
			lessonType("knowledge_check")(quiz)
		}, []Loss{lostGlaze, {Kind: LostType, Text: "quiz"}}},
		{"an option less", []course.Question{mud}, questions(choice("What is mud?", "Earth", "Air")),
			[]Loss{{Kind: LostOption, ID: "q1o3", Text: "Sea", Question: "What is mud?"}}},
		{"an option less, another in its place", []course.Question{mud}, questions(choice("What is mud?", "Water", "Air")),
			[]Loss{{Kind: LostOption, ID: "q1o3", Text: "Sea", Question: "What is mud?"}}},
		{"to be written", []course.Question{mud}, questions(short("What is mud?", "Earth")), []Loss{
			{Kind: LostOption, ID: "q1o1", Text: "Earth", Question: "What is mud?"},
			{Kind: LostOption, ID: "q1o2", Text: "Air", Question: "What is mud?"},
			{Kind: LostOption, ID: "q1o3", Text: "Sea", Question: "What is mud?"}}},
		{"reworded, one appended", []course.Question{mud}, questions(choice("Tell, what is mud?", "Earth", "Air", "Sea"), glaze), nil},
		{"all other words, the same options, one appended", []course.Question{mud}, questions(choice("Potters use", "Earth", "Air", "Sea"), glaze), nil},
		{"all else, its key, one before it", []course.Question{keyed}, questions(glaze, renamed), []Loss{
			{Kind: LostOption, ID: "q1o1", Text: "Earth", Question: "What is mud?"},
			{Kind: LostOption, ID: "q1o2", Text: "Air", Question: "What is mud?"},
			{Kind: LostOption, ID: "q1o3", Text: "Sea", Question: "What is mud?"}}},
		{"nothing in common, one appended", []course.Question{glaze}, questions(short("What is slip?", "Liquid"), mud), []Loss{{Kind: LostQuestion, ID: "q1", Text: "And a glaze?"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := quizzed(t, test.before...)
			test.edit(w.file("pottery/clay/drying"))
			p := w.plan()
			change := w.changeOf(p, "pottery/clay/drying")
			if diff := cmp.Diff(test.want, change.Lost); diff != "" {
				t.Error(diff)
			}
			if n := p.Count(); n.Delete != 0 || n.Destroyed() != len(test.want) {
				t.Errorf("counted: %+v", n)
			}
			if concerns := change.Impact != nil; concerns != (len(test.want) > 0) || concerns != (len(p.Leaving()) == 1) {
				t.Errorf("impact %v, students are counted on %v", change.Impact, p.Leaving())
			}
		})
	}
}

// What an update destroys is held to the conditions of a delete where students have progress on the
// lesson, or where it is unknown. It does not count for the limits.
func TestLosingAPartNeedsToBeAllowed(t *testing.T) {
	const loses, open, progress = "update pottery/clay/drying assessment_questions", "refuse loss pottery/clay/drying", "refuse progress"
	taken := Impact{Known: true, Students: 14}
	protect := func(yes bool) func(w *world) {
		return func(w *world) {
			w.state.Bindings[w.address("pottery/clay/drying")].Protect = yes
			w.file("pottery/clay/drying").Protect = !yes
		}
	}
	for _, test := range []struct {
		name   string
		impact Impact
		set    func(w *world)
		want   []string
	}{
		{"nobody has taken it", Impact{Known: true}, func(*world) {}, []string{loses}},
		{"nothing may be deleted", Impact{Known: true}, func(w *world) { w.options.Limits = Limits{} }, []string{loses}},
		{"students have progress", taken, func(*world) {}, []string{loses, progress, open}},
		{"it cannot be read", Impact{}, func(*world) {}, []string{loses, progress, open}},
		{"it cannot be read, all is allowed", Impact{}, func(w *world) { w.options.AllowDelete = true; w.accept(0) }, []string{loses, progress}},
		{"deletes are allowed", taken, func(w *world) { w.options.AllowDelete = true }, []string{loses, progress}},
		{"the number is accepted", taken, func(w *world) { w.accept(14) }, []string{loses, open}},
		{"the exact number is accepted", taken, func(w *world) { w.options.AllowDelete = true; w.accept(14) }, []string{loses}},
		{"a number too high is not", taken, func(w *world) { w.options.AllowDelete = true; w.accept(15) }, []string{loses, progress}},
		{"protected", Impact{Known: true}, protect(true), []string{loses, "refuse protect pottery/clay/drying"}},
		{"protected by now", Impact{Known: true}, protect(false), []string{loses, "refuse protect pottery/clay/drying"}},
		{"a lesson goes as well", taken, func(w *world) {
			w.remove("pottery/clay/wedging")
			w.options.OnRemove, w.options.AllowDelete = Destroy, true
			w.impact["pottery/clay/wedging"] = Impact{Known: true, Students: 2}
			w.accept(16)
		}, []string{loses, "delete pottery/clay/wedging"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := quizzed(t, choice("What is mud?", "Earth", "Air"), short("What is slip?", "Liquid"))
			questions(short("What is slip?", "Liquid"))(w.file("pottery/clay/drying"))
			w.impact = map[string]Impact{"pottery/clay/drying": test.impact}
			test.set(w)
			w.tells(test.want...)
		})
	}
}

// A key that is not shown a quiz does not say that a number which was accepted is of nothing.
func TestWhatIsNotShownMayBeLost(t *testing.T) {
	w := quizzed(t, short("What is slip?", "Liquid"))
	questions(choice("What is mud?", "Earth", "Air"))(w.file("pottery/clay/drying"))
	delete(w.onWhop("pottery/clay/drying").Fields, course.Questions)
	w.accept(3)
	w.tells("update pottery/clay/drying assessment_questions")
}

func questions(list ...course.Question) func(*course.Resource) {
	return func(quiz *course.Resource) { quiz.Fields[course.Questions] = course.QuestionList(list) }
}

func lessonType(name string) func(*course.Resource) {
	return func(quiz *course.Resource) { quiz.Fields[course.LessonType] = course.Text(name) }
}

// What is lost follows from what a fingerprint stands for: what Whop showed last, and what the files say. So a
// plan that loses something else has another one, and a key that sees no questions makes the same.
func TestAFingerprintStandsForWhatIsLost(t *testing.T) {
	mud, glaze, slip := choice("What is mud?", "Earth", "Air", "Sea"), choice("And a glaze?", "Glass", "Paint"), short("What is slip?", "Liquid")
	lossy := func(left ...course.Question) *world {
		w := quizzed(t, mud, glaze, slip)
		questions(left...)(w.file("pottery/clay/drying"))
		return w
	}
	one, other := lossy(mud, glaze), lossy(mud, slip)
	if planfile.Fingerprint(one.planned()) == planfile.Fingerprint(other.planned()) {
		t.Error("one fingerprint for two losses")
	}
	weak := lossy(mud, glaze)
	delete(weak.onWhop("pottery/clay/drying").Fields, course.Questions)
	p := weak.planned()
	if planfile.Fingerprint(one.planned()) != planfile.Fingerprint(p) {
		t.Error("a key that sees no questions makes another fingerprint")
	}
	if change := weak.changeOf(weak.plan(), "pottery/clay/drying"); len(change.Lost) > 0 || !change.Fields[0].HidesLosses() {
		t.Errorf("what nobody sees is known: %v", change.Lost)
	}
}

func TestASavedPlanSaysWhatIsLost(t *testing.T) {
	w := quizzed(t, choice("What is mud?", "Earth", "Air"), short("What is slip?", "Liquid"))
	questions(choice("What is mud?", "Earth"))(w.file("pottery/clay/drying"))
	w.impact = map[string]Impact{"pottery/clay/drying": {Known: true, Students: 2}}
	want := w.planned()
	got, err := planfile.Decode(encode(t, want))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w.changeOf(&Work{Plan: *want}, "pottery/clay/drying"), w.changeOf(&Work{Plan: *got}, "pottery/clay/drying")); diff != "" {
		t.Error(diff)
	}
}
