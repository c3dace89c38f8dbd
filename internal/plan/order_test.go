package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

// becomes applies the plan and compares the live order with what it should be.
func (w *world) becomes(want ...string) {
	w.t.Helper()
	w.apply()
	if diff := cmp.Diff(want, w.idsOnWhop()); diff != "" {
		w.t.Error(diff)
	}
}

func TestReorderingMovesAsFewAsPossible(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    a\n    b\n    c\n    d\n")
	w.order("pottery/clay", "d", "a", "b", "c")
	w.tells("update pottery/clay/d 4 > 1")
	w.becomes("pottery/clay", "pottery/clay/d", "pottery/clay/a", "pottery/clay/b", "pottery/clay/c")
	w.tells()
}

func TestChaptersAreReordered(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    a\n  wheel\n    b\n  kiln\n    c\n")
	w.order("pottery", "kiln", "clay", "wheel")
	w.tells("update pottery/kiln 3 > 1")
	w.becomes("pottery/kiln", "pottery/kiln/c", "pottery/clay", "pottery/clay/a", "pottery/wheel", "pottery/wheel/b")
}

func TestALessonMovesToAnotherChapterAndKeepsItsID(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/wheel/wedging")
	w.tells("update pottery/wheel/wedging from pottery/clay/wedging by identical content Clay:2 > Wheel:3")
	w.becomes("pottery/clay", "pottery/clay/kinds-of-clay", "pottery/clay/drying",
		"pottery/wheel", "pottery/wheel/centering", "pottery/wheel/pulling", "pottery/clay/wedging")
	w.tells()
}

// A new chapter has no id, and neither has what a chapter is in.
func TestAChapterThatMovesBesideANewOneMovesFromNoChapter(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    a\n  wheel\n    b\n")
	w.chapter("pottery/kiln")
	w.order("pottery", "wheel", "clay", "kiln")
	w.tells("update pottery/wheel 2 > 1", "create pottery/kiln")
}

func TestALessonMovesToANewChapter(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/kiln/wedging")
	w.tells("create pottery/kiln", "update pottery/kiln/wedging from pottery/clay/wedging by identical content Clay:2 > Kiln:1")
	w.apply()
	w.tells()
}

func TestANewLessonLandsInTheMiddleWithoutMovingOthers(t *testing.T) {
	w := applied(t, pottery)
	w.add("pottery/clay/storing", "kinds-of-clay")
	w.tells("create pottery/clay/storing")
	if !w.plan().Courses[0].Arrange {
		t.Error("creating alone would put it last, and the plan does not arrange")
	}
	w.becomes("pottery/clay", "pottery/clay/kinds-of-clay", "pottery/clay/storing", "pottery/clay/wedging", "pottery/clay/drying",
		"pottery/wheel", "pottery/wheel/centering", "pottery/wheel/pulling")
}

func TestANewLessonAtTheEndNeedsNoArranging(t *testing.T) {
	w := applied(t, pottery)
	w.add("pottery/wheel/glazing", "")
	if w.plan().Courses[0].Arrange {
		t.Error("the plan arranges what creating puts in its place")
	}
}

func TestOrderDriftIsLeftAlone(t *testing.T) {
	w := applied(t, pottery)
	w.liveOrder("pottery/clay", "pottery/clay/wedging", "pottery/clay/kinds-of-clay", "pottery/clay/drying")
	w.tells("no-op pottery drift: order")
	if w.plan().Courses[0].Arrange {
		t.Error("it would be arranged")
	}
	w.options.OnDrift = OverwriteDrift
	w.tells("update pottery/clay/kinds-of-clay 2 > 1")
	w.apply()
	w.tells()
}

func TestALessonMovedOnWhopIsLeftWhereItIs(t *testing.T) {
	w := applied(t, pottery)
	w.liveOrder("pottery/wheel", "pottery/wheel/centering", "pottery/clay/wedging", "pottery/wheel/pulling")
	w.tells("no-op pottery drift: order")
	if w.plan().Courses[0].Arrange {
		t.Error("it would be arranged")
	}
}

func TestANewLessonFindsItsPlaceInAnOrderThatDrifted(t *testing.T) {
	w := applied(t, pottery)
	w.liveOrder("pottery/clay", "pottery/clay/drying", "pottery/clay/wedging", "pottery/clay/kinds-of-clay")
	w.add("pottery/clay/storing", "wedging")
	w.tells("no-op pottery drift: order", "create pottery/clay/storing")
	w.becomes("pottery/clay", "pottery/clay/drying", "pottery/clay/wedging", "pottery/clay/storing", "pottery/clay/kinds-of-clay",
		"pottery/wheel", "pottery/wheel/centering", "pottery/wheel/pulling")
	w.tells("no-op pottery drift: order")
}

func TestAnOrderChangedOnBothSidesIsAConflict(t *testing.T) {
	w := applied(t, pottery)
	w.liveOrder("pottery/clay", "pottery/clay/drying", "pottery/clay/wedging", "pottery/clay/kinds-of-clay")
	w.order("pottery/clay", "wedging", "drying", "kinds-of-clay")
	w.tells("update pottery/clay/wedging 2 > 1", "refuse conflict pottery")
	w.options.OnDrift = OverwriteDrift
	w.tells("update pottery/clay/wedging 2 > 1")
}

func TestTheSameNewOrderOnBothSidesIsAdopted(t *testing.T) {
	w := applied(t, pottery)
	w.liveOrder("pottery/wheel", "pottery/wheel/pulling", "pottery/wheel/centering")
	w.order("pottery/wheel", "pulling", "centering")
	w.tells()
	if diff := cmp.Diff([]string{"pottery/wheel/pulling", "pottery/wheel/centering"}, w.plan().Bindings[w.address("pottery")].Outline[1].Lessons); diff != "" {
		t.Errorf("remembered: %s", diff)
	}
}

func TestAnArrangementThatWasCutOffIsRecognised(t *testing.T) {
	w := applied(t, pottery)
	asked := state.Outline{
		{Chapter: "pottery/wheel", Lessons: []string{"pottery/wheel/pulling", "pottery/wheel/centering"}},
		{Chapter: "pottery/clay", Lessons: []string{"pottery/clay/kinds-of-clay", "pottery/clay/wedging", "pottery/clay/drying"}},
	}
	w.live[0].Chapters[0], w.live[0].Chapters[1] = w.live[0].Chapters[1], w.live[0].Chapters[0]
	w.liveOrder("pottery/wheel", "pottery/wheel/pulling", "from-the-dashboard", "pottery/wheel/centering")
	w.tells("no-op pottery drift: order")
	w.state.Pending = []state.Entry{{Event: state.EventIntent, Op: 1, Action: state.ActionArrange, ID: "pottery", Outline: asked}}
	w.tells("update pottery/clay 2 > 1", "update pottery/wheel/centering 3 > 1")
}

func TestUnmanagedObjectsKeepTheirPlaceAfterTheirNeighbour(t *testing.T) {
	w := applied(t, pottery)
	w.liveOrder("pottery/clay", "before", "pottery/clay/kinds-of-clay", "after-kinds", "pottery/clay/wedging", "pottery/clay/drying")
	w.tells()
	w.order("pottery/clay", "drying", "wedging", "kinds-of-clay")
	w.rename("pottery/wheel/pulling", "pottery/clay/pulling")
	p := w.plan()
	if diff := cmp.Diff([]Unmanaged{
		{Kind: "lesson", ID: "before", Title: "before", Parent: w.address("pottery/clay")},
		{Kind: "lesson", ID: "after-kinds", Title: "after-kinds", Parent: w.address("pottery/clay")},
	}, p.Unmanaged); diff != "" {
		t.Error(diff)
	}
	w.becomes("pottery/clay", "before", "pottery/clay/drying", "pottery/clay/wedging", "pottery/clay/kinds-of-clay", "after-kinds", "pottery/wheel/pulling",
		"pottery/wheel", "pottery/wheel/centering")
	w.tells()
}

func TestRearrangeFitsThePlanToWhatWhopShowsNow(t *testing.T) {
	w := applied(t, pottery)
	w.order("pottery/clay", "drying", "kinds-of-clay", "wedging")
	want := w.plan().Courses[0].Want
	w.liveOrder("pottery/clay", "pottery/clay/kinds-of-clay", "arrived-since", "pottery/clay/drying") // and wedging is gone
	w.vanish("pottery/clay/wedging")
	w.dashboard("pottery/clay/drying", course.Title, course.Text("Drying slowly"))
	got := Rearrange(want, w.live[0])
	if diff := cmp.Diff([]string{"pottery/clay/drying", "pottery/clay/kinds-of-clay", "arrived-since"}, idsIn(got[0].Lessons)); diff != "" {
		t.Error(diff)
	}
	if title := got[0].Lessons[0].Title; title != "Drying slowly" {
		t.Errorf("the title that is sent along is %q, and Whop shows another", title)
	}
}

func idsIn(nodes []Node) []string {
	var ids []string
	for _, node := range nodes {
		ids = append(ids, node.ID)
	}
	return ids
}
