package plan_test

import (
	"slices"
	"strings"
	"testing"

	. "whopsync/internal/plan"
)

// A lesson that stands whole, title and text, under another name is that lesson: without a
// question, whatever its name was before.
func TestFilesThatTookEachOthersNamesAreKnownByWhatTheySay(t *testing.T) {
	w := applied(t, pottery)
	swap(w, "pottery/clay/wedging", "pottery/clay/drying")
	w.tells(
		"no-op pottery/clay/drying from pottery/clay/wedging by identical content",
		"no-op pottery/clay/wedging from pottery/clay/drying by identical content",
	)
	w.apply()
	w.tells()
}

func TestFilesThatTookEachOthersNamesAreKnownByMostOfTheirText(t *testing.T) {
	w := applied(t, pottery)
	swap(w, "pottery/clay/wedging", "pottery/clay/drying")
	for _, address := range []string{"pottery/clay/wedging", "pottery/clay/drying"} {
		w.write(address, w.file(address).Fields.Text("content")+" And a little more.")
	}
	w.tells(
		"update pottery/clay/drying from pottery/clay/wedging by similar text content",
		"update pottery/clay/wedging from pottery/clay/drying by similar text content",
	)
}

// Texts changed places and titles did not: each speaks for another lesson.
func TestTextsThatChangedPlacesAreAskedAbout(t *testing.T) {
	w := applied(t, pottery)
	text := w.file("pottery/clay/wedging").Fields.Text("content")
	w.write("pottery/clay/wedging", w.file("pottery/clay/drying").Fields.Text("content"))
	w.write("pottery/clay/drying", text)
	w.tells(
		"update pottery/clay/wedging content", "update pottery/clay/drying content",
		"refuse ambiguous pottery/clay/drying", "refuse ambiguous pottery/clay/wedging",
	)
	w.answer("pottery/clay/wedging", "pottery/clay/wedging")
	w.answer("pottery/clay/drying", "pottery/clay/drying")
	w.tells("update pottery/clay/wedging content", "update pottery/clay/drying content")
}

// A file takes the name of one that is gone.
func TestAFileThatTookTheNameOfAnotherIsKnown(t *testing.T) {
	w := applied(t, pottery)
	w.remove("pottery/clay/wedging")
	w.rename("pottery/clay/drying", "pottery/clay/wedging")
	w.tells("no-op pottery/clay/wedging from pottery/clay/drying by identical content", "update pottery/clay/wedging-2 from pottery/clay/wedging by  (hide)")
	w.apply()
	w.tells()
}

// A new lesson comes first, and the files of all others move up by one.
func TestAllFilesOfAChapterCanMoveUpByOne(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    one\n    two\n    three\n")
	w.rename("pottery/clay/three", "pottery/clay/four")
	w.rename("pottery/clay/two", "pottery/clay/three")
	w.rename("pottery/clay/one", "pottery/clay/two")
	w.add("pottery/clay/one", "")
	w.write("pottery/clay/one", prose("something new", 40))
	w.retitle("pottery/clay/one", "Something new")
	w.tells(
		"no-op pottery/clay/two from pottery/clay/one by identical content", "no-op pottery/clay/three from pottery/clay/two by identical content",
		"no-op pottery/clay/four from pottery/clay/three by identical content", "create pottery/clay/one",
	)
}

func TestACopyIsNoExchange(t *testing.T) {
	w := applied(t, pottery)
	w.write("pottery/clay/wedging", w.file("pottery/clay/drying").Fields.Text("content"))
	w.tells("update pottery/clay/wedging content")
}

// A line that would take an object from a file that says what it said cannot be meant.
func TestMovedOntoALessonThatIsUnchangedIsRefused(t *testing.T) {
	w := applied(t, pottery)
	w.remove("pottery/clay/drying")
	w.options.Moved = []Moved{{From: w.address("pottery/clay/drying"), To: w.address("pottery/clay/wedging")}}
	w.tells("update pottery/clay/drying (hide)", "refuse moved pottery/clay/wedging")
}

// What is said of a chapter under removed: speaks of what is left in it.
func TestLessonsThatLeftARemovedChapterKeepTheirIDs(t *testing.T) {
	for _, action := range []OnRemove{Hide, Keep, Destroy} {
		w := applied(t, pottery)
		w.rename("pottery/wheel/pulling", "pottery/clay/pulling")
		w.rename("pottery/wheel/centering", "pottery/clay/centering")
		w.remove("pottery/wheel")
		w.options.Removed = []Removal{{Address: w.address("pottery/wheel"), Action: action}}
		p := w.plan()
		for _, name := range []string{"centering", "pulling"} {
			if got := idOf(p, w.address("pottery/clay/"+name)); got != "pottery/wheel/"+name {
				t.Errorf("%s: %s is %q", action, name, got)
			}
		}
		if slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Action == Create }) {
			t.Errorf("%s:\n%s", action, strings.Join(story(p), "\n"))
		}
	}
}

// A file is renamed, and something new comes under its old name.
func TestANewFileUnderTheNameOfOneThatWasRenamedIsNew(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/wheel/kneading")
	w.add("pottery/clay/wedging", "")
	w.write("pottery/clay/wedging", prose("something new", 40))
	w.retitle("pottery/clay/wedging", "Something new")
	w.tells("create pottery/clay/wedging", "update pottery/wheel/kneading from pottery/clay/wedging by identical content Clay:2 > Wheel:3")
	w.apply()
	w.tells()
}

// Neither title nor text is what it was: the same lesson rewritten, or another one. Each
// answer is followed, and its line does nothing when it stays in the file.
func TestALessonThatWasReplacedUnderItsNameIsAskedAbout(t *testing.T) {
	for _, is := range []string{"pottery/clay/wedging", "new"} {
		w := applied(t, pottery)
		w.write("pottery/clay/wedging", prose("something new", 40))
		w.retitle("pottery/clay/wedging", "Something new")
		w.refuses("ambiguous pottery/clay/wedging")
		w.answer("pottery/clay/wedging", is)
		p := w.plan()
		if got := idOf(p, w.address("pottery/clay/wedging")); len(p.Refusals) > 0 || (got == "") != (is == "new") {
			t.Errorf("answered %s, it is %q:\n%s", is, got, strings.Join(story(p), "\n"))
		}
		w.apply()
		w.tells()
		w.write("pottery/clay/wedging", w.file("pottery/clay/wedging").Fields.Text("content")+" And more.")
		w.tells("update pottery/clay/wedging content")
	}
}

// A line that was followed long ago takes no object from a file that says what it said.
func TestALineThatWasFollowedTakesNothingFromANewLesson(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/clay/kneading")
	w.options.Moved = []Moved{{From: w.address("pottery/clay/wedging"), To: w.address("pottery/clay/kneading")}}
	w.apply()
	w.add("pottery/clay/wedging", "")
	w.write("pottery/clay/wedging", prose("a wholly new one", 40))
	w.apply()
	id := w.state.Bindings[w.address("pottery/clay/wedging")].ID
	delete(w.state.Bindings, w.address("pottery/clay/kneading")) // state rm
	if p := w.plan(); idOf(p, w.address("pottery/clay/wedging")) != id {
		t.Errorf("the new lesson's object is taken:\n%s", strings.Join(story(p), "\n"))
	}
}

// The folders of two courses took each other's names.
func TestCoursesThatTookEachOthersNamesAreKnownByTheirLessons(t *testing.T) {
	outline := "pottery\n  clay\n    wedging\n    drying\nquilts\n  cloth\n    cutting\n    sewing\n"
	w := applied(t, outline)
	w.rename("pottery", "waiting")
	w.rename("quilts", "pottery")
	w.rename("waiting", "quilts")
	p := w.plan()
	if idOf(p, w.address("quilts/clay/wedging")) != "pottery/clay/wedging" || idOf(p, w.address("pottery")) != "quilts" || len(p.Refusals) > 0 {
		t.Errorf("want both with their lessons:\n%s", strings.Join(story(p), "\n"))
	}
	w.apply()
	w.tells()
}

// A chapter moves to a smaller course, which has most lessons of the larger one's then. That
// one keeps most of its own: it is no renamed course, and nothing is asked.
func TestAChapterThatMovesToASmallerCourseIsNoRenamedCourse(t *testing.T) {
	w := applied(t, "big\n  start\n    one\n  wheel\n    a\n    b\n    c\n  kiln\n    d\n    e\n    f\nsmall\n  start\n    first\n")
	for _, name := range []string{"a", "b", "c"} {
		lesson := w.remove("big/wheel/" + name)
		readdress(&lesson.Resource, w.address("big"), w.address("small"))
		w.put(lesson, "")
	}
	w.remove("big/wheel")
	p := w.plan()
	if len(p.Refusals) > 0 || idOf(p, w.address("small")) != "small" || idOf(p, w.address("small/wheel/a")) != "" {
		t.Errorf("want new lessons and no question:\n%s", strings.Join(story(p), "\n"))
	}
}
