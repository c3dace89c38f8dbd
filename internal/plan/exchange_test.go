package plan

import (
	"slices"
	"strings"
	"testing"
)

// Files were renamed onto each other's names, or texts were copied: the author is asked, and
// the lines that are offered are followed once, and do nothing when they stay in the file.
func TestFilesThatTookEachOthersNamesAreAskedAbout(t *testing.T) {
	w := applied(t, pottery)
	swap(w, "pottery/clay/wedging", "pottery/clay/drying")
	w.tells(
		"update pottery/clay/wedging title content", "update pottery/clay/drying title content",
		"refuse ambiguous pottery/clay/drying", "refuse ambiguous pottery/clay/wedging",
	)
	w.options.Moved = []Moved{
		{From: w.address("pottery/clay/wedging"), To: w.address("pottery/clay/drying")},
		{From: w.address("pottery/clay/drying"), To: w.address("pottery/clay/wedging")},
	}
	w.tells(
		"update pottery/clay/wedging from pottery/clay/drying by moved 3 > 2",
		"no-op pottery/clay/drying from pottery/clay/wedging by moved",
	)
	w.apply()
	w.tells()
}

// A file takes the name of one that is gone.
func TestAFileThatTookTheNameOfAnotherIsAskedAbout(t *testing.T) {
	takeOver := func() *world {
		w := applied(t, pottery)
		w.remove("pottery/clay/wedging")
		w.rename("pottery/clay/drying", "pottery/clay/wedging")
		return w
	}
	w := takeOver()
	w.tells(
		"update pottery/clay/wedging title content", "update pottery/clay/drying (hide)",
		"refuse ambiguous pottery/clay/wedging",
	)

	w.options.Moved = []Moved{{From: w.address("pottery/clay/drying"), To: w.address("pottery/clay/wedging")}}
	w.tells("no-op pottery/clay/wedging from pottery/clay/drying by moved", "update pottery/clay/wedging-2 from pottery/clay/wedging by  (hide)")
	w.apply()
	w.tells()

	w = takeOver()
	w.options.Removed = []Removal{{Address: w.address("pottery/clay/drying"), Action: Hide}}
	w.tells("update pottery/clay/wedging title content", "update pottery/clay/drying (hide)")
}

// A new lesson comes first, and the files of all others move up by one.
func TestAllFilesOfAChapterCanMoveUpByOne(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    one\n    two\n    three\n")
	w.rename("pottery/clay/three", "pottery/clay/four")
	w.rename("pottery/clay/two", "pottery/clay/three")
	w.rename("pottery/clay/one", "pottery/clay/two")
	w.add("pottery/clay/one", "")
	w.write("pottery/clay/one", prose("something new", 40))
	w.tells(
		"update pottery/clay/two title content", "update pottery/clay/three title content",
		"create pottery/clay/four", "update pottery/clay/one content 1 > 4",
		"refuse ambiguous pottery/clay/four", "refuse ambiguous pottery/clay/three", "refuse ambiguous pottery/clay/two",
	)
	for _, move := range [][2]string{{"one", "two"}, {"two", "three"}, {"three", "four"}} {
		w.options.Moved = append(w.options.Moved, Moved{From: w.address("pottery/clay/" + move[0]), To: w.address("pottery/clay/" + move[1])})
	}
	p := w.plan()
	for _, move := range [][2]string{{"one", "two"}, {"two", "three"}, {"three", "four"}} {
		if got := idOf(p, w.address("pottery/clay/"+move[1])); got != "pottery/clay/"+move[0] {
			t.Errorf("%s is %q", move[1], got)
		}
	}
	if len(p.Refusals) > 0 || idOf(p, w.address("pottery/clay/one")) != "" {
		t.Errorf("want a new first one and no question:\n%s", strings.Join(story(p), "\n"))
	}
}

func TestACopyIsNoExchange(t *testing.T) {
	w := applied(t, pottery)
	w.write("pottery/clay/wedging", w.file("pottery/clay/drying").Fields.Text("content"))
	w.tells("update pottery/clay/wedging content")
}

// The line asks for something that would leave the other lesson without a name.
func TestMovedOntoAnotherKnownLessonIsRefused(t *testing.T) {
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

// Files were renamed over each other and edited as well: most of the text says who is who.
func TestFilesThatTookEachOthersNamesAreKnownByMostOfTheirText(t *testing.T) {
	w := applied(t, pottery)
	swap(w, "pottery/clay/wedging", "pottery/clay/drying")
	for _, address := range []string{"pottery/clay/wedging", "pottery/clay/drying"} {
		w.write(address, w.file(address).Fields.Text("content")+" And a little more.")
	}
	if p := w.plan(); len(p.Refusals) != 2 {
		t.Errorf("want two questions:\n%s", strings.Join(story(p), "\n"))
	}
	w.options.Moved = []Moved{
		{From: w.address("pottery/clay/wedging"), To: w.address("pottery/clay/drying")},
		{From: w.address("pottery/clay/drying"), To: w.address("pottery/clay/wedging")},
	}
	w.tells(
		"update pottery/clay/wedging from pottery/clay/drying by moved content 3 > 2",
		"update pottery/clay/drying from pottery/clay/wedging by moved content",
	)
	w.apply()
	w.tells()
	w.write("pottery/clay/wedging", w.file("pottery/clay/wedging").Fields.Text("content")+" And more.") // an ordinary edit
	w.tells("update pottery/clay/wedging content")
}

// A file is renamed, and something new comes under its old name.
func TestANewFileUnderTheNameOfOneThatWasRenamedIsAskedAbout(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/wheel/kneading")
	w.add("pottery/clay/wedging", "")
	w.write("pottery/clay/wedging", prose("something new", 40))
	p := w.plan()
	if len(p.Refusals) != 1 || !strings.Contains(p.Refusals[0].Hint, "{from: pottery/clay/wedging, to: pottery/wheel/kneading}") {
		t.Fatalf("want one question:\n%s", strings.Join(story(p), "\n"))
	}
	w.options.Moved = []Moved{{From: w.address("pottery/clay/wedging"), To: w.address("pottery/wheel/kneading")}}
	p = w.plan()
	if idOf(p, w.address("pottery/wheel/kneading")) != "pottery/clay/wedging" || idOf(p, w.address("pottery/clay/wedging")) != "" || len(p.Refusals) > 0 {
		t.Errorf("want the old one moved and a new one:\n%s", strings.Join(story(p), "\n"))
	}
	w.apply()
	w.tells()
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
func TestCoursesThatTookEachOthersNamesAreAskedAbout(t *testing.T) {
	outline := "pottery\n  clay\n    wedging\n    drying\nquilts\n  cloth\n    cutting\n    sewing\n"
	w := applied(t, outline)
	w.rename("pottery", "waiting")
	w.rename("quilts", "pottery")
	w.rename("waiting", "quilts")
	if p := w.plan(); len(p.Refusals) != 2 {
		t.Fatalf("want two questions:\n%s", strings.Join(story(p), "\n"))
	}
	w.options.Moved = []Moved{{From: w.address("pottery"), To: w.address("quilts")}, {From: w.address("quilts"), To: w.address("pottery")}}
	p := w.plan()
	if idOf(p, w.address("quilts/clay/wedging")) != "pottery/clay/wedging" || idOf(p, w.address("pottery")) != "quilts" || len(p.Refusals) > 0 {
		t.Errorf("want both with their lessons:\n%s", strings.Join(story(p), "\n"))
	}
	w.apply()
	w.tells()
}
