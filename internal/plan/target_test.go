package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
)

func (w *world) narrow(targets ...string) {
	for _, target := range targets {
		w.options.Targets = append(w.options.Targets, w.address(target))
	}
}

func TestANarrowedRunChangesAndRemovesNothingOutside(t *testing.T) {
	w := applied(t, pottery+"glazing\n  basics\n    colours\n")
	w.write("pottery/clay/wedging", "Knead it.")
	w.write("pottery/clay/drying", "Wait for it.")
	w.write("glazing/basics/colours", "Mix them.")
	w.remove("pottery/wheel/centering")
	w.narrow("pottery/clay/wedging")
	w.tells("update pottery/clay/wedging content")
}

func TestANarrowedRunForgetsNothing(t *testing.T) {
	w := applied(t, pottery+"glazing\n  basics\n    colours\n")
	w.remove("pottery/wheel/centering")
	w.narrow("pottery/clay/wedging")
	p := w.plan()
	for _, address := range w.state.Addresses() {
		if diff := cmp.Diff(w.state.Bindings[address], p.Bindings[address]); diff != "" {
			t.Errorf("%s: %s", address, diff)
		}
	}
	if len(p.Unmanaged) > 0 {
		t.Errorf("unmanaged: %v", p.Unmanaged)
	}
}

func TestANarrowedRunRemovesInside(t *testing.T) {
	w := applied(t, pottery)
	w.remove("pottery/wheel/centering")
	w.narrow("pottery/wheel")
	w.tells("update pottery/wheel/centering (hide)")
}

func TestATargetedLessonBringsItsParentsAlongAndNothingElse(t *testing.T) {
	w := unwritten(t, pottery)
	w.narrow("pottery/wheel/centering")
	w.tells("create pottery", "create pottery/wheel", "create pottery/wheel/centering")
	w.apply()
	w.options.Targets = nil
	w.apply()
	w.tells()
	if diff := cmp.Diff(w.namesOfFiles(), w.idsOnWhop()); diff != "" {
		t.Errorf("the rest found other places: %s", diff)
	}
}

func TestATargetedLessonLandsInItsPlace(t *testing.T) {
	w := applied(t, pottery)
	w.add("pottery/clay/storing", "kinds-of-clay")
	w.order("pottery/wheel", "pulling", "centering") // not part of the run
	w.narrow("pottery/clay/storing")
	w.tells("create pottery/clay/storing")
	w.apply()
	want := []string{"pottery/clay", "pottery/clay/kinds-of-clay", "pottery/clay/storing", "pottery/clay/wedging", "pottery/clay/drying",
		"pottery/wheel", "pottery/wheel/centering", "pottery/wheel/pulling"}
	if diff := cmp.Diff(want, w.idsOnWhop()); diff != "" {
		t.Error(diff)
	}
	w.options.Targets = nil
	w.tells("update pottery/wheel/pulling 2 > 1")
}

func TestATargetedLessonMovesToAnotherChapter(t *testing.T) {
	w := applied(t, pottery)
	w.order("pottery/wheel", "pulling", "centering")
	w.rename("pottery/clay/drying", "pottery/wheel/drying")
	w.narrow("pottery/wheel/drying")
	w.tells("update pottery/wheel/drying from pottery/clay/drying by identical content Clay:3 > Wheel:2")
}

func TestANarrowedRunLeavesTheOrderOfTheDashboardAlone(t *testing.T) {
	w := applied(t, pottery)
	w.liveOrder("pottery/clay", "pottery/clay/drying", "pottery/clay/wedging", "pottery/clay/kinds-of-clay")
	w.narrow("pottery/clay/wedging")
	w.write("pottery/clay/wedging", "Knead it.")
	w.tells("update pottery/clay/wedging content")
	w.apply()
	w.options.Targets = nil
	w.tells("no-op pottery drift: order")
}

func TestANarrowedRunAsksNothingAboutWhatItDoesNotTouch(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    one = Same words in all of them.\n    two = Same words in all of them.\n    three\n")
	w.rename("pottery/clay/one", "pottery/clay/first")
	w.rename("pottery/clay/two", "pottery/clay/second")
	w.retitle("pottery/clay/first", "First")
	w.retitle("pottery/clay/second", "Second")
	w.write("pottery/clay/three", "Another text.")
	w.narrow("pottery/clay/three")
	w.tells("update pottery/clay/three content")
}

func (w *world) exclude(addresses ...string) {
	for _, address := range addresses {
		w.options.Exclude = append(w.options.Exclude, w.address(address))
	}
}

func TestWhatIsExcludedIsLeftAsItIs(t *testing.T) {
	w := applied(t, pottery)
	w.write("pottery/clay/wedging", "Knead it.")
	w.write("pottery/clay/drying", "Wait for it.")
	w.add("pottery/clay/storing", "kinds-of-clay")
	w.remove("pottery/wheel/centering")
	w.exclude("pottery/clay/drying", "pottery/clay/storing", "pottery/wheel")
	w.tells("update pottery/clay/wedging content")
	w.apply()
	w.options.Exclude = nil
	w.tells("create pottery/clay/storing", "update pottery/clay/drying content", "update pottery/wheel/centering (hide)")
}

func TestWhatIsExcludedUnderItsOldNameIsLeftAsItIs(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/drying", "pottery/clay/waiting")
	w.rename("pottery/clay/wedging", "pottery/clay/kneading")
	w.exclude("pottery/clay/drying", "pottery/clay/kneading")
	w.tells()
}

func TestAChapterGoesOnlyWithAllThatIsInIt(t *testing.T) {
	w := applied(t, pottery)
	w.options.OnRemove, w.options.AllowDelete = Destroy, true
	w.remove("pottery/wheel")
	w.exclude("pottery/wheel/pulling")
	w.tells("delete pottery/wheel/centering", "refuse progress")
}

// namesOfFiles are the addresses of chapters and lessons in the order of the files.
func (w *world) namesOfFiles() []string {
	return inOrder(w.files, func(r *course.Resource) string { return r.Address.String() })
}

// idsOnWhop are the ids of chapters and lessons in their live order.
func (w *world) idsOnWhop() []string {
	return inOrder(w.live, func(r *course.Resource) string { return r.ID })
}

func inOrder(courses []*course.Course, name func(*course.Resource) string) []string {
	var names []string
	for _, c := range courses {
		for r := range c.Resources() {
			if r != &c.Resource {
				names = append(names, name(r))
			}
		}
	}
	return names
}

// What a narrowed run leaves out would stay under the old name of its course, where the
// next run knows it no more.
func TestANarrowedRunDoesNotTearARenamedCourseApart(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery", "pots")
	w.narrow("pots/wheel")
	w.refuses("scope pots")
	w.options.Targets = nil
	w.narrow("pots")
	w.refuses()
}

func TestANarrowedRunDestroysNoChapterThatALessonIsStillIn(t *testing.T) {
	w := applied(t, pottery)
	w.options.OnRemove, w.options.AllowDelete, w.options.Limits = Destroy, true, Limits{Count: 9, Percent: 100, Hide: 9, HidePercent: 100}
	w.rename("pottery/clay/wedging", "pottery/wheel/wedging")
	for _, name := range []string{"kinds-of-clay", "drying"} {
		w.remove("pottery/clay/" + name)
	}
	w.files[0].Chapters = w.files[0].Chapters[1:]
	w.impact = map[string]Impact{"pottery/clay/kinds-of-clay": {Known: true}, "pottery/clay/drying": {Known: true}}
	w.narrow("pottery/clay")
	w.refuses("delete pottery/clay")
	w.options.Targets = nil
	w.refuses()
}

// refuses compares the reasons for which apply would not run.
func (w *world) refuses(want ...string) {
	w.t.Helper()
	var got []string
	for _, refusal := range w.plan().Refusals {
		got = append(got, string(refusal.Guard)+" "+refusal.Address.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("refusals (-want +got):\n%s", diff)
	}
}

// A narrowed run leaves objects under their old names. Where something that it looks at has
// such a name now, both would stand under one, and one would be forgotten.
func TestANarrowedRunGivesNoNameTwice(t *testing.T) {
	for name, edit := range map[string]func(*world){
		"two changed places": func(w *world) {
			swap(w, "pottery/clay/wedging", "pottery/clay/drying")
			w.options.Moved = []Moved{
				{From: w.address("pottery/clay/wedging"), To: w.address("pottery/clay/drying")},
				{From: w.address("pottery/clay/drying"), To: w.address("pottery/clay/wedging")},
			}
		},
		"one took the name of one that is gone": func(w *world) {
			w.remove("pottery/clay/wedging")
			w.rename("pottery/clay/drying", "pottery/clay/wedging")
			w.options.Moved = []Moved{{From: w.address("pottery/clay/drying"), To: w.address("pottery/clay/wedging")}}
		},
		"a new one took the name of one that was renamed": func(w *world) {
			w.rename("pottery/clay/wedging", "pottery/clay/kneading")
			w.add("pottery/clay/wedging", "")
			w.write("pottery/clay/wedging", prose("something else", 40))
			w.options.Moved = []Moved{{From: w.address("pottery/clay/wedging"), To: w.address("pottery/clay/kneading")}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := applied(t, pottery)
			edit(w)
			w.narrow("pottery/clay/wedging")
			p := w.plan()
			if len(p.Refusals) > 0 {
				return
			}
			kept := map[string]bool{}
			for _, binding := range p.Bindings {
				kept[binding.ID] = true
			}
			for address, binding := range w.state.Bindings {
				if !kept[binding.ID] {
					t.Errorf("%s is forgotten:\n%s", address, strings.Join(story(p), "\n"))
				}
			}
		})
	}
}
