package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

// A lesson's file name, title and a few of its lines change in one commit: it is still
// the lesson that students have completed.
func TestARenamedRetitledAndEditedLessonKeepsItsID(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/clay/kneading")
	w.retitle("pottery/clay/kneading", "How to knead")
	w.write("pottery/clay/kneading", rewritten(prose("pottery/clay/wedging", 40), "again", 0.2))
	w.tells("update pottery/clay/kneading from pottery/clay/wedging by similar text title content")
}

func TestAnUnrelatedLessonIsNewWithoutAQuestion(t *testing.T) {
	w := applied(t, pottery)
	w.remove("pottery/clay/wedging")
	w.add("pottery/clay/glaze-recipes", "kinds-of-clay")
	w.tells("create pottery/clay/glaze-recipes", "update pottery/clay/wedging (hide)")
}

func TestMovedIsTheAuthorsWordAndBeatsAllEvidence(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/clay/kneading") // word for word
	w.remove("pottery/clay/drying")
	w.options.Moved = []Moved{{From: w.address("pottery/clay/drying"), To: w.address("pottery/clay/kneading")}}
	w.tells("update pottery/clay/kneading from pottery/clay/drying by moved title content", "update pottery/clay/wedging (hide)")
}

func TestALineOfMovedThatWasFollowedIsHarmless(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay", "pottery/earth")
	w.options.Moved = []Moved{
		{From: w.address("pottery/clay"), To: w.address("pottery/earth")},
		{From: w.address("pottery/never"), To: w.address("pottery/clay")},
		{From: w.address("pottery/clay/gone"), To: w.address("pottery/earth/wedging")},
	}
	w.apply()
	w.tells()
}

func TestLinesOfMovedFollowOneAnother(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/wheel/kneading")
	w.write("pottery/wheel/kneading", "Another text.")
	w.options.Moved = []Moved{
		{From: w.address("pottery/clay"), To: w.address("pottery/earth")},
		{From: w.address("pottery/earth/wedging"), To: w.address("pottery/wheel/kneading")},
		{From: w.address("pottery/earth"), To: w.address("pottery/clay")},
	}
	if got := idOf(w.plan(), w.address("pottery/wheel/kneading")); got != "pottery/clay/wedging" {
		t.Errorf("it is %q", got)
	}
}

func TestANewFileUnderAnOldNameIsNewWhenTheOldOneMoved(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay", "pottery/earth")
	w.add("pottery/clay/wedging", "")
	w.options.Moved = []Moved{{From: w.address("pottery/clay"), To: w.address("pottery/earth")}}
	p := w.plan()
	if got := idOf(p, w.address("pottery/earth/wedging")); got != "pottery/clay/wedging" {
		t.Errorf("the moved lesson is %q", got)
	}
	if got := idOf(p, w.address("pottery/clay/wedging")); got != "" {
		t.Errorf("the new lesson is %q", got)
	}
}

func TestAKeyFollowsItsLessonAnywhere(t *testing.T) {
	w := unwritten(t, pottery)
	w.file("pottery/clay/wedging").Key = "wedge"
	w.apply()
	w.rename("pottery/clay/wedging", "pottery/wheel/wedging")
	w.write("pottery/wheel/wedging", "Another text.")
	w.retitle("pottery/wheel/wedging", "Another title")
	w.tells("update pottery/wheel/wedging from pottery/clay/wedging by key title content Clay:2 > Wheel:3")
}

func TestAChapterIsKnownByItsLessons(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay", "pottery/earth")
	w.retitle("pottery/earth", "Earth")
	for _, name := range []string{"kinds-of-clay", "wedging", "drying"} {
		w.write("pottery/earth/"+name, rewritten(prose("pottery/clay/"+name, 40), "again", 0.3))
	}
	w.tells("update pottery/earth from pottery/clay by same lessons title",
		"update pottery/earth/kinds-of-clay from pottery/clay/kinds-of-clay by similar text content",
		"update pottery/earth/wedging from pottery/clay/wedging by similar text content",
		"update pottery/earth/drying from pottery/clay/drying by similar text content")
}

// In a chapter that was recognised, a name means what it meant; but a lesson of which neither
// title nor text is left may be another one.
func TestInAKnownChapterANameMeansWhatItMeant(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay", "pottery/earth")
	w.write("pottery/earth/wedging", "Another text.")
	p := w.plan()
	if c := w.changeOf(p, "pottery/earth/wedging"); c.ID != "pottery/clay/wedging" || c.MovedBecause != identity.ByName || len(p.Refusals) > 0 {
		t.Errorf("%s", sentence(&c))
	}
	w.retitle("pottery/earth/wedging", "Another title")
	w.refuses("ambiguous pottery/earth/wedging")
}

// Where all lessons were rewritten, the author is asked about a chapter of which half of
// the file names are there, and about none of which fewer are.
func TestHalfOfTheFileNamesMakeAChapterAQuestion(t *testing.T) {
	for lessons, want := range map[int]bool{4: true, 5: false} {
		names := []string{"one", "two", "three", "four", "five"}[:lessons]
		w := applied(t, "pottery\n  clay\n    "+strings.Join(names, "\n    ")+"\n")
		w.remove("pottery/clay")
		for i, name := range names {
			if i >= 2 {
				name = "other-" + name
			}
			w.add("pottery/earth/"+name, "")
			w.retitle("pottery/earth/"+name, "Other "+name)
		}
		if got := slices.Contains(answersIn(w.plan()), "pottery/earth is pottery/clay"); got != want {
			t.Errorf("2 names of %d: asked %t, want %t", lessons, got, want)
		}
	}
}

// Two chapters that are called differently, with files of the same names and nothing else
// in common, may be one chapter rewritten or two.
func TestNamesAloneMakeNoChapter(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    introduction\n    summary\n  kiln\n    firing\n")
	w.remove("pottery/clay")
	w.add("pottery/glazing/introduction", "")
	w.add("pottery/glazing/summary", "")
	p := w.plan()
	if diff := cmp.Diff([]string{"pottery/glazing is pottery/clay"}, answersIn(p)); diff != "" {
		t.Error(diff)
	}
	w.options.Removed = []Removal{{Address: w.address("pottery/clay"), Action: Hide}}
	w.tells("create pottery/glazing", "create pottery/glazing/introduction", "create pottery/glazing/summary",
		"update pottery/clay/introduction (hide)", "update pottery/clay/summary (hide)", "no-op pottery/clay (kept empty)")
}

// answersIn are the answers that a plan offers, but for those that say "new".
func answersIn(p *Work) []string {
	var answers []string
	for _, r := range p.Refusals {
		for _, answer := range r.Answers {
			if !answer.Is.IsZero() {
				answers = append(answers, answer.To.String()+" is "+answer.Is.String())
			}
		}
	}
	return answers
}

func TestASplitChapterGoesOnInItsLargerPart(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay", "pottery/earth")
	w.rename("pottery/earth/drying", "pottery/storing/drying")
	w.tells("no-op pottery/earth from pottery/clay by same lessons",
		"no-op pottery/earth/kinds-of-clay from pottery/clay/kinds-of-clay by identical content",
		"no-op pottery/earth/wedging from pottery/clay/wedging by identical content",
		"create pottery/storing",
		"update pottery/storing/drying from pottery/clay/drying by identical content Clay:3 > Storing:1")
}

// No student's progress hangs on a chapter: the first half is it, and nothing is asked.
func TestAChapterSplitInHalvesGoesOnInTheFirst(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    wedging\n    drying\n")
	w.rename("pottery/clay/wedging", "pottery/one/wedging")
	w.rename("pottery/clay/drying", "pottery/two/drying")
	w.remove("pottery/clay")
	p := w.plan()
	if idOf(p, w.address("pottery/one")) != "pottery/clay" || idOf(p, w.address("pottery/two")) != "" || len(p.Refusals) > 0 {
		t.Error(strings.Join(story(p), "\n"))
	}
}

func TestARenamedCourseKeepsEverything(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery", "ceramics")
	w.write("ceramics/clay/wedging", "Another text.")
	p := w.plan()
	for r := range w.files[0].Resources() {
		if got, want := idOf(p, r.Address), strings.Replace(r.Address.String(), "ceramics", "pottery", 1); got != want {
			t.Errorf("%s is %q, want %s", r.Address, got, want)
		}
	}
}

func TestIdenticalCopiesAreToldApartByTheirTitles(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    one = Upload a photo of it.\n    two = Upload a photo of it.\n")
	w.rename("pottery/clay/one", "pottery/clay/first")
	w.rename("pottery/clay/two", "pottery/clay/second")
	w.tells("no-op pottery/clay/first from pottery/clay/one by identical content",
		"no-op pottery/clay/second from pottery/clay/two by identical content")

	w.retitle("pottery/clay/first", "Photo")
	w.retitle("pottery/clay/second", "Photo")
	want := []string{
		"pottery/clay/first is pottery/clay/one", "pottery/clay/first is pottery/clay/two",
		"pottery/clay/second is pottery/clay/one", "pottery/clay/second is pottery/clay/two",
	}
	if diff := cmp.Diff(want, answersIn(w.plan())); diff != "" {
		t.Error(diff)
	}
	w.options.Moved = []Moved{
		{From: w.address("pottery/clay/one"), To: w.address("pottery/clay/second")},
		{From: w.address("pottery/clay/two"), To: w.address("pottery/clay/first")},
	}
	w.tells("update pottery/clay/first from pottery/clay/two by moved title 2 > 1", "update pottery/clay/second from pottery/clay/one by moved title")
}

// One object is never given to two addresses: here, both new lessons resemble the old one.
func TestALessonSplitInTwoIsAQuestion(t *testing.T) {
	for _, share := range []float64{0.2, 0.5, 0.7} {
		w := applied(t, pottery)
		text := w.remove("pottery/clay/wedging").Fields.Text(course.Content)
		w.add("pottery/clay/spiral", "").Fields[course.Content] = course.Body{Text: rewritten(text, "spiral", 0.1)}
		w.add("pottery/clay/ram", "").Fields[course.Content] = course.Body{Text: rewritten(text, "ram", share)}
		p := w.plan()
		seen := map[string]course.Address{}
		for address, binding := range p.Bindings {
			if other, twice := seen[binding.ID]; twice {
				t.Errorf("%v: %s and %s are both %s", share, other, address, binding.ID)
			}
			seen[binding.ID] = address
		}
		if len(p.Refusals) == 0 && idOf(p, w.address("pottery/clay/ram")) != "" {
			t.Errorf("%v: the lesser half is taken for the whole: %v", share, story(p))
		}
	}
}

// A form filled in for every week: week 4 is not week 1 because it looks like it.
func TestALikenessThatOthersShareIsNone(t *testing.T) {
	week := func(n string) string { return prose("the form of every week", 20) + "This week: " + n + ".\n" }
	outline := "pottery\n  homework\n    week-1\n    week-2\n    week-3\n"
	w := unwritten(t, outline)
	for _, n := range []string{"1", "2", "3"} {
		w.write("pottery/homework/week-"+n, week(n))
	}
	w.apply()
	w.remove("pottery/homework/week-1")
	w.add("pottery/homework/week-4", "").Fields[course.Content] = course.Body{Text: week("4")}
	w.tells("create pottery/homework/week-4", "update pottery/homework/week-1 (hide)")
}

func TestALessonThatMaybeIsAnotherIsAQuestion(t *testing.T) {
	tests := []struct {
		name  string
		share float64 // of the lines that are new
		title string
		asked bool
	}{
		{"a third is left", 0.6, "How to knead", true},
		{"only the title is left", 1, "Wedging", true},
		{"nothing is left", 1, "How to knead", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, pottery)
			w.rename("pottery/clay/wedging", "pottery/clay/kneading")
			w.retitle("pottery/clay/kneading", test.title)
			w.write("pottery/clay/kneading", rewritten(prose("pottery/clay/wedging", 40), "again", test.share))
			var want []string
			if test.asked {
				want = []string{"pottery/clay/kneading is pottery/clay/wedging"}
			}
			if diff := cmp.Diff(want, answersIn(w.plan())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAQuestionCanBePastedEvenWithOddNames(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    it's: one, {two}\n")
	w.remove("pottery/clay/it's: one, {two}")
	lesson := w.add("pottery/clay/other", "")
	lesson.Fields[course.Title] = course.Text("It's: one, {two}")
	if diff := cmp.Diff([]string{`pottery/clay/other is pottery/clay/it's: one, {two}`}, answersIn(w.plan())); diff != "" {
		t.Error(diff)
	}
}

// When very many lessons are renamed at once, samples of their texts are compared. None
// is taken for another.
func TestManyRenamesAtOnceAreRecognised(t *testing.T) {
	w := library(t, 600)
	truth := w.origins()
	w.renameMany(300)
	p := w.plan()
	for _, r := range w.lessons() {
		if got := idOf(p, r.Address); got != truth[r] {
			t.Errorf("%s is %q, want %s", r.Address, got, truth[r])
		}
	}
}

func TestALineForALessonGoesBeforeTheLineForItsChapter(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay", "pottery/earth")
	w.remove("pottery/earth/wedging")
	w.remove("pottery/wheel/pulling")
	w.add("pottery/earth/wedging", "")
	w.options.Moved = []Moved{
		{From: w.address("pottery/clay"), To: w.address("pottery/earth")},
		{From: w.address("pottery/wheel/pulling"), To: w.address("pottery/earth/wedging")},
	}
	if got := idOf(w.plan(), w.address("pottery/earth/wedging")); got != "pottery/wheel/pulling" {
		t.Errorf("it is %q", got)
	}
}

const twoCourses = pottery + "sculpture\n  stone\n    granite\n"

func TestNothingLeavesItsCourse(t *testing.T) {
	w := applied(t, twoCourses)
	w.rename("pottery/clay/wedging", "sculpture/stone/wedging")
	w.tells("create sculpture/stone/wedging", "update pottery/clay/wedging (hide)")

	w.options.Moved = []Moved{{From: w.address("pottery/clay/wedging"), To: w.address("sculpture/stone/wedging")}}
	w.refuses("moved sculpture/stone/wedging")
}

func TestALessonMayMoveWithinACourseThatIsRenamed(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery", "pots")
	w.rename("pots/clay/wedging", "pots/wheel/kneading")
	w.write("pots/wheel/kneading", "Another text.")
	w.add("pots/clay/wedging", "pots/clay/drying")
	w.options.Moved = []Moved{{From: w.address("pottery/clay/wedging"), To: w.address("pots/wheel/kneading")}}
	if got := w.changeOf(w.plan(), "pots/wheel/kneading").ID; got != "pottery/clay/wedging" {
		t.Errorf("it is %q", got)
	}
}

// Whatever its file is called now: what was deleted on Whop comes back only when that is
// asked for.
func TestWhatWasDeletedOnWhopIsKnownUnderANewNameToo(t *testing.T) {
	w := applied(t, pottery)
	w.vanish("pottery/clay/wedging")
	w.rename("pottery/clay/wedging", "pottery/clay/kneading")
	if c := w.changeOf(w.plan(), "pottery/clay/kneading"); c.Action != NoOp || len(c.Drift) != 1 || !c.Drift[0].Gone {
		t.Errorf("%s", sentence(&c))
	}
	w.options.AllowRecreate = true
	if c := w.changeOf(w.plan(), "pottery/clay/kneading"); c.Action != Create || !c.Recreate {
		t.Errorf("%s", sentence(&c))
	}
}

func TestACourseThatWasDeletedOnWhopIsKnownUnderANewNameToo(t *testing.T) {
	w := applied(t, twoCourses)
	w.vanish("pottery")
	w.rename("pottery", "pots")
	for _, change := range w.plan().Changes {
		if change.Action == Create {
			t.Errorf("%s", sentence(&change))
		}
	}
}

func TestAKeyThatIsAddedChangesNothingAndIsLearned(t *testing.T) {
	w := applied(t, pottery)
	w.file("pottery/clay/wedging").Key = "wedge"
	w.tells()
	w.apply()
	if got := w.state.Bindings[w.address("pottery/clay/wedging")].Key; got != "wedge" {
		t.Errorf("the state has the key %q", got)
	}
}

// formerly gives an object the address that it had when its key was a part of it.
func (w *world) formerly(address, former string) {
	if _, err := w.state.Move(w.address(address), w.address(former)); err != nil {
		panic(err)
	}
}

func TestAnAddressThatHadAKeyInItIsRenewedWithoutAWord(t *testing.T) {
	for name, test := range map[string]func(w *world){
		"a lesson": func(w *world) {
			w.formerly("pottery/clay/wedging", "pottery/clay/k1")
			w.file("pottery/clay/wedging").Key = "k1"
		},
		"a chapter and all in it": func(w *world) {
			w.formerly("pottery/clay", "pottery/k1")
			w.file("pottery/clay").Key = "k1"
		},
		"all of it": func(w *world) {
			w.formerly("pottery/clay/wedging", "pottery/clay/k1")
			w.formerly("pottery/clay", "pottery/k2")
			w.formerly("pottery", "k3")
			w.file("pottery/clay/wedging").Key = "k1"
			w.file("pottery/clay").Key = "k2"
			w.file("pottery").Key = "k3"
		},
		"two that had each other's name as a key": func(w *world) {
			w.formerly("pottery/clay/wedging", "pottery/clay/k1")
			w.formerly("pottery/clay/drying", "pottery/clay/wedging")
			w.formerly("pottery/clay/k1", "pottery/clay/drying")
			w.file("pottery/clay/wedging").Key = "drying"
			w.file("pottery/clay/drying").Key = "wedging"
		},
		"a lesson and a chapter whose names another rule read": func(w *world) {
			w.formerly("pottery/clay/wedging", "pottery/clay/1 wedging")
			w.formerly("pottery/clay", "pottery/1 clay")
		},
		"one whose name another rule read, with a new key": func(w *world) {
			w.formerly("pottery/clay/wedging", "pottery/clay/1 wedging")
			w.file("pottery/clay/wedging").Key = "k1"
		},
		"a course whose name another rule read": func(w *world) { w.formerly("pottery", "1 pottery") },
		"one whose file was renamed as well": func(w *world) {
			w.formerly("pottery/clay/wedging", "pottery/clay/k1")
			w.file("pottery/clay/wedging").Key = "k1"
			w.file("pottery/clay/wedging").Source.Path = "courses/pottery/clay/elsewhere.md"
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := applied(t, pottery)
			before := w.state.ByID()
			test(w)
			w.tells()
			w.apply()
			if diff := cmp.Diff(before, w.state.ByID()); diff != "" {
				t.Errorf("who is who (-before +after):\n%s", diff)
			}
		})
	}
}

func TestAFormerKeyTakesNothingFromAFileOrFromWhatWasLeft(t *testing.T) {
	w := applied(t, pottery)
	w.file("pottery/clay/wedging").Key = "drying" // the name of another lesson
	w.tells()
	w.apply()

	w = applied(t, pottery)
	w.remove("pottery/clay/drying")
	w.apply() // hides it
	w.formerly("pottery/clay/wedging", "pottery/clay/k1")
	w.formerly("pottery/clay/drying", "pottery/clay/wedging")
	w.file("pottery/clay/wedging").Key = "k1"
	before := len(w.state.Bindings)
	w.tells()
	w.apply()
	if got := idOf(w.plan(), w.address("pottery/clay/wedging")); got != "pottery/clay/wedging" || len(w.state.Bindings) != before {
		t.Errorf("it is %q, and %d of %d bindings are left", got, len(w.state.Bindings), before)
	}
}

// A lesson's folder and the file in it are one: of two lines about them the one with the highest again counts.
func TestOfLinesAboutOneFileOneCounts(t *testing.T) {
	to, is := course.Address{Course: "c", Chapter: "x", Lesson: "ox"}, course.Address{Course: "c", Chapter: "x", Lesson: "wedging"}
	lines := []Answer{
		{File: "courses/c/x/ox/index.md", To: to, Is: is},
		{File: "courses/c/x/ox", To: to, Again: 1},
		{File: "courses/c/x/gone.md", Is: is},
		{File: "courses/c/x/lost.md", Is: is},
	}
	for i, want := range []bool{false, true, true, true} {
		if got := Counts(lines, i); got != want {
			t.Errorf("Counts(%d) = %t", i, got)
		}
	}
	known := &state.State{Bindings: map[course.Address]*state.Binding{is: {}}}
	if pairs := ClaimedTwice(lines, known); pairs != nil {
		t.Errorf("two spellings of one file are told of as two: %v", pairs)
	}
}
