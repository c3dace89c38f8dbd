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
		"refuse ambiguous pottery/clay/three", "refuse ambiguous pottery/clay/two",
	)
	for _, move := range [][2]string{{"one", "two"}, {"two", "three"}} {
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
