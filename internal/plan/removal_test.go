package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

// tells compares the plan with what it should say.
func (w *world) tells(want ...string) {
	w.t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, story(w.plan())); diff != "" {
		w.t.Error(diff)
	}
}

func TestARemovedFileHidesItsLessonUntilTheFileComesBack(t *testing.T) {
	w := applied(t, pottery)
	lesson := w.remove("pottery/clay/wedging")
	w.tells("update pottery/clay/wedging (hide)")
	w.apply()
	w.tells()
	if !w.state.Bindings[lesson.Address].Retired {
		t.Error("the state does not remember that the file is gone")
	}

	w.put(lesson, "kinds-of-clay")
	w.tells("update pottery/clay/wedging visibility")
	w.apply()
	w.tells()
	if w.state.Bindings[lesson.Address].Retired {
		t.Error("the lesson is back, and still counts as gone")
	}
}

func TestAHiddenLessonComesBackUnderAnotherName(t *testing.T) {
	w := applied(t, pottery)
	lesson := w.remove("pottery/clay/wedging")
	w.apply()
	w.put(lesson, "kinds-of-clay")
	w.rename("pottery/clay/wedging", "pottery/clay/how-to-wedge")
	w.tells("update pottery/clay/how-to-wedge from pottery/clay/wedging by identical content visibility")
}

func TestOnRemoveKeepSaysItOnceAndThenNoMore(t *testing.T) {
	w := applied(t, pottery)
	w.options.OnRemove = Keep
	w.remove("pottery/clay/wedging")
	w.tells("no-op pottery/clay/wedging (kept)")
	w.apply()
	w.tells()
}

func TestARemovedChapterHidesItsLessonsAndStays(t *testing.T) {
	w := applied(t, pottery)
	w.remove("pottery/wheel")
	w.tells("update pottery/wheel/centering (hide)", "update pottery/wheel/pulling (hide)", "no-op pottery/wheel (kept empty)")
	w.apply()
	w.tells()
}

func TestARemovedCourseIsHiddenWhateverTheSettingAndNeverDestroyed(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    wedging\n")
	w.options.OnRemove = Destroy
	w.remove("pottery")
	for _, c := range w.plan().Changes {
		if c.Kind == course.KindCourse && (c.Action != Update || !c.Hide) {
			t.Errorf("the course: %s, want it hidden", sentence(&c))
		}
	}
}

func TestDestroyingNeedsToBeAllowed(t *testing.T) {
	const destroy = "delete pottery/clay/wedging"
	tests := []struct {
		name string
		set  func(w *world)
		want []string
	}{
		{"not allowed, progress not read", func(w *world) { w.options.AllowDelete, w.impact = false, nil },
			[]string{destroy, "refuse delete", "refuse progress"}},
		{"allowed, nobody has progress", func(*world) {}, []string{destroy}},
		{"allowed, progress not readable", func(w *world) { w.impact["pottery/clay/wedging"] = Impact{} },
			[]string{destroy, "refuse progress"}},
		{"allowed, students have progress", func(w *world) { w.impact["pottery/clay/wedging"] = Impact{Known: true, Students: 14} },
			[]string{destroy, "refuse progress"}},
		{"the exact number is accepted", func(w *world) {
			w.impact["pottery/clay/wedging"] = Impact{Known: true, Students: 14}
			w.accept(14)
		}, []string{destroy}},
		{"a number too high is not", func(w *world) {
			w.impact["pottery/clay/wedging"] = Impact{Known: true, Students: 14}
			w.accept(15)
		}, []string{destroy, "refuse progress"}},
		{"no number makes unreadable progress acceptable", func(w *world) {
			w.impact["pottery/clay/wedging"] = Impact{}
			w.accept(0)
		}, []string{destroy, "refuse progress"}},
		{"over the number", func(w *world) { w.options.Limits.Count = 0 }, []string{destroy, "refuse limits"}},
		{"over the share", func(w *world) { w.options.Limits.Percent = 12 }, []string{destroy, "refuse limits pottery"}},
		{"protected", func(w *world) { w.state.Bindings[w.address("pottery/clay/wedging")].Protect = true },
			[]string{destroy, "refuse protect pottery/clay/wedging"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, pottery)
			w.options.OnRemove, w.options.AllowDelete = Destroy, true
			w.impact = map[string]Impact{"pottery/clay/wedging": {Known: true}}
			w.remove("pottery/clay/wedging")
			test.set(w)
			w.tells(test.want...)
		})
	}
}

// Both limits are what is still allowed. Pottery has 8 objects, the course and its chapters
// among them.
func TestAsMuchAsTheLimitsSayMayBeDestroyedAndNoMore(t *testing.T) {
	tests := []struct {
		name    string
		limits  Limits
		deletes int
		want    string
	}{
		{"as many as max_delete", Limits{Count: 3, Percent: 100}, 3, ""},
		{"one more than max_delete", Limits{Count: 3, Percent: 100}, 4, "refuse limits"},
		{"none where max_delete is 0", Limits{Count: 0, Percent: 100}, 1, "refuse limits"},
		{"as large a share as max_delete_percent", Limits{Count: 100, Percent: 25}, 2, ""},
		{"one more than that share", Limits{Count: 100, Percent: 25}, 3, "refuse limits pottery"},
		{"a share that is no whole number", Limits{Count: 100, Percent: 37}, 3, "refuse limits pottery"},
		{"both", Limits{Count: 2, Percent: 37}, 3, "refuse limits, refuse limits pottery"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, pottery)
			w.options.OnRemove, w.options.AllowDelete, w.options.Limits = Destroy, true, test.limits
			w.impact = map[string]Impact{}
			lessons := []string{"clay/kinds-of-clay", "clay/wedging", "clay/drying", "wheel/centering"}
			for _, lesson := range lessons[:test.deletes] {
				w.impact["pottery/"+lesson] = Impact{Known: true}
				w.remove("pottery/" + lesson)
			}
			if got := strings.Join(refusals(w.plan()), ", "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// refusals are the lines of a story that say what is refused.
func refusals(p *Work) (lines []string) {
	for _, line := range story(p) {
		if strings.HasPrefix(line, "refuse ") {
			lines = append(lines, line)
		}
	}
	return lines
}

func (w *world) accept(students int) { w.options.AcceptProgress = &students }

func TestAcceptingALossWhereThereIsNoneIsRefused(t *testing.T) {
	w := applied(t, pottery)
	w.accept(3)
	w.tells("refuse progress")
}

func TestProtectionReachesTheStateWithoutAnyWrite(t *testing.T) {
	w := applied(t, pottery)
	w.file("pottery/clay/wedging").Protect = true
	p := w.plan()
	if p.HasChanges() || !p.Bindings[w.address("pottery/clay/wedging")].Protect {
		t.Errorf("changes: %v; protected: %t", story(p), p.Bindings[w.address("pottery/clay/wedging")].Protect)
	}
}

func TestRemovedNamesWhatBecomesOfOneObject(t *testing.T) {
	w := applied(t, pottery)
	w.options.Removed = []Removal{{Address: w.address("pottery/clay/wedging"), Action: Keep}}
	w.remove("pottery/clay/wedging")
	w.remove("pottery/clay/drying")
	w.tells("update pottery/clay/drying (hide)", "no-op pottery/clay/wedging (kept)")
}

func TestAChapterIsNotDestroyedWithALessonThatIsNotOurs(t *testing.T) {
	w := applied(t, pottery)
	w.options = Options{OnRemove: Destroy, AllowDelete: true, Limits: Limits{Count: 10, Percent: 100, Hide: 10, HidePercent: 100}}
	w.impact = map[string]Impact{"pottery/wheel/centering": {Known: true}, "pottery/wheel/pulling": {Known: true}}
	w.liveOrder("pottery/wheel", "pottery/wheel/centering", "from-the-dashboard", "pottery/wheel/pulling")
	w.remove("pottery/wheel")
	w.tells("delete pottery/wheel/centering", "delete pottery/wheel/pulling", "delete pottery/wheel", "refuse delete pottery/wheel")
}

func TestAnObjectDeletedOnWhopComesBackOnlyWhenAllowed(t *testing.T) {
	w := applied(t, pottery)
	w.vanish("pottery/clay/wedging")
	w.tells("no-op pottery/clay/wedging gone")
	w.options.AllowRecreate = true
	w.tells("create pottery/clay/wedging (again)")
	w.apply()
	w.tells()
}

func TestNothingIsCreatedInAChapterThatIsGone(t *testing.T) {
	w := applied(t, pottery)
	w.vanish("pottery/wheel")
	w.add("pottery/wheel/glazing", "")
	w.tells("no-op pottery/wheel gone", "no-op pottery/wheel/centering gone", "no-op pottery/wheel/pulling gone",
		"create pottery/wheel/glazing", "refuse missing pottery/wheel/glazing")
	w.options.AllowRecreate = true
	w.apply()
	w.tells()
}

func TestAnObjectGoneOnBothSidesIsForgotten(t *testing.T) {
	w := applied(t, pottery)
	w.remove("pottery/clay/wedging")
	w.vanish("pottery/clay/wedging")
	w.tells("no-op pottery/clay/wedging (forgotten)")
	w.apply()
	w.tells()
}

// A key without courses:update sees no hidden lessons in the tree, though it can read
// them by their ids. That it is not shown changes nothing; what its file has changed does.
func TestALessonThatTheTreeDoesNotShowIsUnknownAndChangedByItsFileAlone(t *testing.T) {
	for _, removed := range []bool{false, true} {
		w := applied(t, pottery)
		live := w.onWhop("pottery/clay/wedging")
		w.vanish("pottery/clay/wedging")
		w.live[0].Unlisted = []*course.Lesson{{Resource: *live}}
		w.tells()
		w.write("pottery/clay/wedging", "Another text.")
		want := []string{"update pottery/clay/wedging content"}
		if removed {
			w.remove("pottery/clay/wedging")
			w.options.OnRemove, want = Destroy, nil
		}
		w.tells(want...)
		p := w.plan()
		if got := idOf(p, w.address("pottery/clay/wedging")); got != "pottery/clay/wedging" {
			t.Errorf("removed=%t: it is bound to %q", removed, got)
		}
		if got := len(p.Unknown); got != 1 {
			t.Errorf("removed=%t: %d objects are unknown, want 1", removed, got)
		}
	}
}

func TestEverythingMissingIsTakenForAWrongKey(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    wedging\n")
	w.live = nil
	w.tells("no-op pottery gone", "no-op pottery/clay gone", "no-op pottery/clay/wedging gone", "refuse missing")
}

func TestAStateOfAnotherTargetIsRefused(t *testing.T) {
	for _, other := range []state.Target{
		{BaseURL: "https://sandbox-api.whop.com", Account: "biz_1", Experience: "exp_1"},
		{BaseURL: "https://api.whop.com", Account: "biz_2", Experience: "exp_1"},
		{BaseURL: "https://api.whop.com", Account: "biz_1", Experience: "exp_2"},
	} {
		w := applied(t, pottery)
		w.target = other
		w.tells("refuse target")
	}
}

func TestAnAccountThatTheKeyDoesNotShowIsNoOtherAccount(t *testing.T) {
	w := applied(t, pottery)
	w.target.Account = ""
	w.tells()
}

func TestALostStateNextToTheLiveCourseCreatesNothingTwice(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    wedging\n")
	w.others, w.live, w.state = w.live, nil, nil
	w.retitle("pottery", "POTTERY ")
	w.tells("create pottery", "create pottery/clay", "create pottery/clay/wedging", "refuse lookalike pottery")
	if hint := hintOf(w.plan()); !strings.Contains(hint, "state rebuild") {
		t.Errorf("hint: %s", hint)
	}
	w.write("pottery/clay/wedging", "Something else.")
	w.retitle("pottery/clay/wedging", "Glaze")
	w.tells("create pottery", "create pottery/clay", "create pottery/clay/wedging", "refuse lookalike pottery")
	if hint := hintOf(w.plan()); strings.Contains(hint, "state rebuild") {
		t.Errorf("a rebuild finds nothing there, and is named: %s", hint)
	}
}

// A state that is lost, or older than the course, and a new title at that.
func TestALostCourseIsKnownByItsLessons(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(w *world)
		want bool // that it is refused
	}{
		{"all lessons", func(w *world) {}, true},
		{"half of its lessons have other texts, and a chapter is gone", func(w *world) {
			w.write("pottery/clay/wedging", "Something else.")
			w.remove("pottery/wheel")
		}, true},
		{"its lessons with more in each", func(w *world) {
			for _, lesson := range lessonsOf(w.files[0]) {
				w.write(lesson.Address.String(), lesson.Fields.Text(course.Content)+"\n\nAnd another line.")
			}
		}, true},
		{"a welcome in common", func(w *world) {
			for _, lesson := range lessonsOf(w.files[0])[1:] {
				w.write(lesson.Address.String(), prose("new "+lesson.Address.String(), 40))
				w.retitle(lesson.Address.String(), "New "+lesson.Title())
			}
		}, false},
		{"titles in common, such as Week 1", func(w *world) {
			for _, lesson := range lessonsOf(w.files[0]) {
				w.write(lesson.Address.String(), prose("new "+lesson.Address.String(), 40))
			}
		}, false},
		{"the same few words in all lessons, and one of them there", func(w *world) {
			for _, lesson := range lessonsOf(w.files[0]) {
				w.write(lesson.Address.String(), "Post a picture of what you have made, and say what you would do otherwise the next time.")
				w.retitle(lesson.Address.String(), "Homework")
			}
			w.others[0].Chapters[0].Lessons[0].Fields = lessonsOf(w.files[0])[0].Fields
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, pottery)
			w.others, w.live, w.state = w.live, nil, nil
			w.retitle("pottery", "Ceramics")
			test.do(w)
			refused := func() bool { return len(w.plan().Refusals) > 0 }
			if refused() != test.want {
				t.Errorf("refused: %v", story(w.plan()))
			}
			if bound := Rebuild(w.input(), w.others).Bindings[w.address("pottery")] != nil; bound != test.want {
				t.Errorf("bound by a rebuild: %t", bound)
			}
			if w.options.Unmanaged = []string{"pottery"}; refused() {
				t.Errorf("refused, though it is another: %v", w.plan().Refusals)
			}
		})
	}
}

func TestALostBindingNextToTheLiveLessonCreatesNothingTwice(t *testing.T) {
	w := applied(t, pottery)
	delete(w.state.Bindings, w.address("pottery/clay/wedging"))
	w.tells("create pottery/clay/wedging", "refuse lookalike pottery/clay/wedging")
}

// What the author says is someone else's stands in the way of nothing, forever.
func TestWhatIsDeclaredUnmanagedIsTakenForNothing(t *testing.T) {
	w := applied(t, "pottery\n  clay\n    wedging\n    drying\n  kiln\n")
	delete(w.state.Bindings, w.address("pottery/clay/wedging"))
	delete(w.state.Bindings, w.address("pottery/kiln"))
	w.tells("create pottery/clay/wedging", "create pottery/kiln", "refuse lookalike pottery/clay/wedging", "refuse lookalike pottery/kiln")
	w.options.Unmanaged = []string{"pottery/clay/wedging", "pottery/kiln"}
	w.tells("create pottery/clay/wedging", "create pottery/kiln")
	if r := Rebuild(w.input(), w.live); len(r.Bindings) != len(w.state.Bindings) || len(r.Unclaimed) > 0 {
		t.Errorf("rebuild: %v, unclaimed %v", doubts(r), r.Unclaimed)
	}

	w.others, w.live, w.state = w.live, nil, nil
	w.options.Unmanaged = []string{"pottery"}
	w.tells("create pottery", "create pottery/clay", "create pottery/clay/wedging", "create pottery/clay/drying", "create pottery/kiln")
	if r := Rebuild(w.input(), w.others); len(r.Bindings)+len(r.Unclaimed) > 0 {
		t.Errorf("rebuild: %v, unclaimed %v", doubts(r), r.Unclaimed)
	}
}

// What is gone from Whop is still known, and what is known is not bound again.
func TestALookalikeOfWhatIsGoneIsTakenOverOnceThatIsForgotten(t *testing.T) {
	w := applied(t, pottery)
	w.state.Bindings[w.address("pottery/clay/wedging")].ID = "gone"
	w.options.AllowRecreate = true
	hint := hintOf(w.plan())
	if !strings.Contains(hint, "  whopsync state rm pottery/clay/wedging\n  whopsync state rebuild\n") {
		t.Errorf("hint: %s", hint)
	}
}

// A state that is older than Whop knows neither a lesson nor where its picture went, nor the
// chapter made for it.
func TestAnOldStateCreatesNothingTwice(t *testing.T) {
	w := applied(t, pottery)
	lesson := w.file("pottery/clay/wedging")
	lesson.Fields[course.Content] = course.Body{Text: "See ![clay](clay.png)", Refs: []course.Ref{{
		Span: course.Span{Start: 12, End: 20}, File: &course.File{Path: "clay.png", Name: "clay.png", SHA256: "sha"},
	}}}
	w.dashboard("pottery/clay/wedging", course.Content, course.Text("See ![clay](https://cdn.example/4711/clay.png)"))
	delete(w.state.Bindings, w.address("pottery/clay/wedging"))
	w.tells("create pottery/clay/wedging", "refuse lookalike pottery/clay/wedging")

	w.dashboard("pottery/clay/wedging", course.Content, course.Text("See ![wheel](https://cdn.example/4711/wheel.png)"))
	w.tells("create pottery/clay/wedging")
}

func TestALessonThatWasRetitledSinceIsNotMadeTwice(t *testing.T) {
	w := applied(t, pottery)
	delete(w.state.Bindings, w.address("pottery/clay/wedging"))
	w.retitle("pottery/clay/wedging", "Kneading")
	w.tells("create pottery/clay/wedging", "refuse lookalike pottery/clay/wedging")

	w.write("pottery/clay/wedging", "A few words.")
	w.dashboard("pottery/clay/wedging", course.Content, course.Text("A few words."))
	w.tells("create pottery/clay/wedging", "refuse lookalike pottery/clay/wedging")

	w.write("pottery/clay/drying", "A few words.")
	w.tells("create pottery/clay/wedging", "update pottery/clay/drying content")
}

func TestAVideoWithoutATextIsKnownByItsTitleAndItsVideo(t *testing.T) {
	w := applied(t, pottery)
	for _, lesson := range []*course.Resource{w.file("pottery/clay/wedging"), w.onWhop("pottery/clay/wedging")} {
		delete(lesson.Fields, course.Content)
		lesson.Fields[course.EmbedID] = course.Text("aaaaaaaaaaa")
	}
	delete(w.state.Bindings, w.address("pottery/clay/wedging"))
	w.tells("create pottery/clay/wedging", "refuse lookalike pottery/clay/wedging")

	w.dashboard("pottery/clay/wedging", course.EmbedID, course.Text("bbbbbbbbbbb"))
	w.tells("create pottery/clay/wedging")
}

func TestAnEmptyChapterThatNoStateKnowsIsNotMadeTwice(t *testing.T) {
	w := applied(t, pottery+"  kiln\n")
	delete(w.state.Bindings, w.address("pottery/kiln"))
	w.tells("create pottery/kiln", "refuse lookalike pottery/kiln")
}

// Some keys cannot read a hidden lesson at all. Only where another hidden lesson is shown
// does its absence mean that it is gone.
func TestAHiddenLessonThatNothingShowsIsNotTakenForDeleted(t *testing.T) {
	for _, removed := range []bool{false, true} {
		w := applied(t, pottery)
		w.file("pottery/clay/wedging").Fields[course.Visibility] = course.Text(course.Hidden)
		w.apply()
		w.vanish("pottery/clay/wedging")
		if removed {
			w.remove("pottery/clay/wedging")
		}
		w.tells()
		if got := idOf(w.plan(), w.address("pottery/clay/wedging")); got != "pottery/clay/wedging" {
			t.Errorf("removed=%t: it is bound to %q", removed, got)
		}
	}

	w := applied(t, pottery)
	w.file("pottery/clay/wedging").Fields[course.Visibility] = course.Text(course.Hidden)
	w.file("pottery/clay/drying").Fields[course.Visibility] = course.Text(course.Hidden)
	w.apply()
	w.vanish("pottery/clay/wedging")
	w.tells("no-op pottery/clay/wedging gone")
}
