package apply_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

var strideFlag = flag.Int("stride", 1, "try every so manieth pair of a fault and a request with -full")

var costlyFlag = flag.Bool("costly", false, "give the answers that are megabytes long to every request, too, and not only to every fortieth")

// isCostly reports a fault that takes more time than all the rest of a run.
func isCostly(fault emulator.Fault) bool {
	return slices.Contains([]string{"endless answer", "huge JSON", "deep JSON"}, fault.Name)
}

// TestEverySingleFaultAtEveryRequest gives each kind of fault to each request of an apply
// that does everything there is to do. After it, three runs reach the end, and nothing
// that is promised was broken on the way.
func TestEverySingleFaultAtEveryRequest(t *testing.T) {
	t.Run("notes cost nothing", func(t *testing.T) { everySingleFault(t, 1, nothing) })
	t.Run("notes are slow", func(t *testing.T) { everySingleFault(t, 5, slowNotes) })
}

// slowNotes lets the state of a run be where a note costs a round trip.
func slowNotes(w *witness) { w.memory.lag = 10 * time.Second }

// everySingleFault tries one pair in so many with -full.
func everySingleFault(t *testing.T, every int, begin func(*witness)) {
	requests, stride := len(reference(t, begin).whop.Log()), testscale.Stride(every**strideFlag, 60)
	faults := emulator.Faults()
	t.Logf("%d faults at %d requests", len(faults), requests)
	inParallel(t, (requests*len(faults)+stride-1)/stride, func(t *testing.T, n int) {
		i := n * stride
		fault, at := faults[i%len(faults)], 1+i/len(faults)
		if isCostly(fault) && at%40 > 0 && !*costlyFlag {
			return
		}
		if w := reference(t, func(w *witness) { begin(w); w.whop.SetFault(emulator.On(at, fault)) }); len(w.problems) > 0 {
			t.Errorf("%s at request %d:\n  %s", fault.Name, at, strings.Join(w.problems, "\n  "))
		}
	})
}

// TestAKillAtEveryBoundary ends the process before and after every request and every note
// of the same applies.
func TestAKillAtEveryBoundary(t *testing.T) {
	for name, begin := range map[string]func(*witness){"notes cost nothing": nothing, "notes are slow": slowNotes} {
		t.Run(name, func(t *testing.T) {
			w := reference(t, begin)
			t.Logf("%d boundaries", w.life.passed)
			for end := 1; end <= w.life.passed; end += testscale.Stride(*strideFlag, 60) {
				if w := reference(t, func(w *witness) { begin(w); w.life.end = end }); len(w.problems) > 0 {
					t.Errorf("killed at boundary %d:\n  %s", end, strings.Join(w.problems, "\n  "))
				}
			}
		})
	}
}

func nothing(*witness) {}

// reference is a course that is created and then edited in every way, while something
// goes wrong.
func reference(t *testing.T, wrong func(*witness)) (w *witness) {
	synctest.Test(t, func(t *testing.T) {
		w = newWitness(newStage(t))
		w.options.Limits = plan.Limits{Count: 10, Percent: 50, Hide: 100, HidePercent: 100}
		w.lessonURL = "https://whop.com/lessons/{lesson}"
		wrong(w)
		w.furnish()
		w.reach("created")
		w.rearrange()
		w.reach("edited")
		w.conceal()
		w.reach("hidden")
	})
	return w
}

// reach lets runs go on until one finds nothing to do: once nothing goes wrong any more,
// three have to do. The next only reads.
func (w *witness) reach(what string) {
	var o outcome
	for range 3 {
		if o = w.undisturbed(); o.isEmpty() {
			break
		}
	}
	writes := w.whop.Writes()
	if o = w.undisturbed(); !o.isEmpty() {
		w.fail("three undisturbed runs have not %s it:\n%s", what, o)
	}
	if w.whop.Writes() > writes {
		w.fail("a run without changes wrote")
	}
}

// undisturbed runs until nothing went wrong in a run.
func (w *witness) undisturbed() outcome {
	for {
		sent := len(w.whop.Log())
		o := w.watched()
		w.whop.Settle()
		if w.obeys && w.obey(o) {
			continue
		}
		isFaulty := slices.ContainsFunc(w.whop.Log()[sent:], func(e emulator.Entry) bool { return e.Fault != "" })
		switch isKilled := w.life.end > 0 && w.life.passed >= w.life.end; {
		case isKilled:
			w.life.reborn(0)
		case !isFaulty:
			return o
		}
	}
}

// furnish writes a course that has something of everything.
func (w *witness) furnish() {
	w.read(`
pottery
	clay
		kinds = Clay is earth. ![clay](file:images/clay.png) Then [wedge](lesson:pottery/clay/wedging) it.
		wedging = Wedge it. ![clay](file:images/clay.png)
		drying
	wheel
		centering = See [wedging](lesson:pottery/clay/wedging).
		opening
		pulling
	kiln
		firing
		test
`)
	c := w.at("pottery")
	c.Fields[course.Description] = course.Text("All about pots.")
	c.Fields[course.Thumbnail] = w.file("cover.png", "a cover")
	w.at("pottery/clay/drying").Fields[course.Visibility] = course.Text(course.Hidden)
	w.at("pottery/wheel/opening").Fields[course.Attachments] = course.Files{w.file("sheet.pdf", "a sheet"), w.file("list.pdf", "a list")}
	w.at("pottery/wheel/opening").Fields[course.Thumbnail] = w.file("open.png", "a picture")
	w.at("pottery/wheel/pulling").Fields[course.Thumbnail] = w.file("pull.png", "a picture")
	test := w.at("pottery/kiln/test")
	test.Fields[course.LessonType] = course.Text("quiz")
	test.Fields[course.Questions] = keyed(quiz("Is it hot?", "Is it wet?"))
	test.Fields[course.MaxAttempts] = course.Int(3)
}

func keyed(questions course.QuestionList) course.QuestionList {
	for i := range questions {
		questions[i].Key = fmt.Sprint("key ", i)
	}
	return questions
}

// rearrange edits the course on both sides.
func (w *witness) rearrange() {
	w.theirs[w.made(w.whop.Dashboard.AddLesson(w.idOf("pottery/clay"), emulator.Lesson{Title: "Theirs"}))] = true
	w.theirs[w.made(w.whop.Dashboard.AddChapter(w.idOf("pottery"), "Their chapter"))] = true
	w.swap("pottery/clay/kinds", "pottery/clay/wedging")
	w.write("pottery/clay/kinds", "Clay is old earth. ![clay](file:images/clay2.png)")
	w.at("pottery/wheel/centering").Fields[course.Title] = course.Text("Centre it")
	w.at("pottery").Fields[course.Tagline] = course.Text("Pots!")
	w.at("pottery/wheel/opening").Fields[course.Attachments] = course.Files{w.file("sheet2.pdf", "a better sheet")}
	w.at("pottery").Fields[course.Thumbnail] = w.file("cover2.png", "a better cover")
	w.at("pottery/wheel/opening").Fields[course.Thumbnail] = w.file("open2.png", "a better picture")
	test := w.at("pottery/kiln/test")
	test.Fields[course.Questions] = keyed(quiz("Is it very hot?", "Is it wet?"))
	w.add("pottery/kiln/cooling")
	raku := w.add("pottery/kiln/raku")
	raku.Fields[course.Content] = w.body("Nobody is to see this yet. ![clay](file:images/clay2.png) See [there](lesson:pottery/kiln/cooling).")
	raku.Fields[course.Visibility] = course.Text(course.Hidden)
	raku.Fields[course.Thumbnail] = w.file("open2.png", "a better picture")
	raku.Fields[course.Attachments] = course.Files{w.file("sheet2.pdf", "a better sheet")}
	w.remove("pottery/wheel/pulling")
	w.remove("pottery/clay/drying")
	w.options.AllowDelete = true
	w.options.Removed = []plan.Removal{{Address: course.Address{Course: "pottery", Chapter: "clay", Lesson: "drying"}, Action: plan.Destroy}}
	c := w.courses[0]
	slices.Reverse(c.Chapters)
}

// conceal hides a lesson, then the course, with what is new in them.
func (w *witness) conceal() {
	w.write("pottery/clay/wedging", "Wedge it unseen.")
	w.at("pottery/clay/wedging").Fields[course.Visibility] = course.Text(course.Hidden)
	w.reach("hidden in part")
	w.write("pottery/clay/kinds", "Clay is for later. ![clay](file:images/clay2.png)")
	w.at("pottery").Fields[course.Visibility] = course.Text(course.Hidden)
	w.add("pottery/kiln/salting")
}
