package plan_test

import (
	"strings"
	"testing"

	. "whopsync/internal/plan"
)

// What no file stands for follows its course and its chapter when those are called otherwise:
// under the old name it would be a lesson of whatever is called so next.
func TestWhatIsHiddenFollowsItsCourseAndChapter(t *testing.T) {
	for _, test := range []struct{ from, to, now string }{
		{"pottery", "ceramics", "ceramics/clay/wedging"},
		{"pottery/clay", "pottery/mud", "pottery/mud/wedging"},
	} {
		w := applied(t, pottery)
		w.remove("pottery/clay/wedging")
		w.apply()
		w.rename(test.from, test.to)
		w.apply()
		if binding := w.state.Bindings[w.address(test.now)]; binding == nil || binding.ID != "pottery/clay/wedging" || !binding.Retired {
			t.Fatalf("%s is %+v", test.now, binding)
		}
		if w.state.Bindings[w.address("pottery/clay/wedging")] != nil {
			t.Errorf("%s: it has its old name as well", test.now)
		}
		// The same file, back again with another text, is the same lesson.
		w.add(test.now, "Quite another text by now, and a longer one.")
		if p := w.plan(); idOf(p, w.address(test.now)) != "pottery/clay/wedging" {
			t.Errorf("%s:\n%s", test.now, strings.Join(story(p), "\n"))
		}
	}
}

// A course is renamed, and another comes under its old name.
func TestALessonIsNeverTakenForOneOfAnotherCourse(t *testing.T) {
	w := applied(t, pottery)
	w.remove("pottery/clay/wedging")
	w.apply()
	w.rename("pottery", "ceramics")
	w.apply()
	w.files = append(w.files, coursesOf(t, "pottery\n  clay\n    wedging = Pots for children, with pictures.\n")...)
	w.retitle("pottery", "Pots for children")
	if p := w.plan(); idOf(p, w.address("pottery/clay/wedging")) != "" {
		t.Errorf("it is taken for a lesson of another course:\n%s", strings.Join(story(p), "\n"))
	}
}

// removed: may name an object as it was called; to hold for later runs it has to name it as
// it is called now.
func TestRemovedNamesWhatIsCalledOtherwiseNow(t *testing.T) {
	w := applied(t, pottery)
	w.options.OnRemove, w.options.AllowDelete = Destroy, true
	w.remove("pottery/clay/wedging")
	w.rename("pottery", "ceramics")
	w.options.Removed = []Removal{{Address: w.address("pottery/clay/wedging"), Action: Keep}}
	p := w.plan()
	if len(p.Refusals) != 1 || !strings.Contains(hintOf(p), "{address: ceramics/clay/wedging, action: keep}") {
		t.Fatalf("want one refusal:\n%s", strings.Join(story(p), "\n"))
	}
	w.options.Removed = append(w.options.Removed, Removal{Address: w.address("ceramics/clay/wedging"), Action: Keep})
	w.apply()
	w.tells()
}
