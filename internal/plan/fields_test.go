package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

func TestApplyThenPlanIsEmpty(t *testing.T) {
	w := unwritten(t, pottery)
	first := w.plan()
	if n := first.Count().Create; n != 8 {
		t.Errorf("the first plan creates %d objects, want all 8", n)
	}
	w.apply()
	second := w.plan()
	if second.HasChanges() || second.Courses[0].Arrange {
		t.Errorf("the second plan is not empty: %v", story(second))
	}
}

func TestThreeSidesOfAField(t *testing.T) {
	const lesson = "pottery/clay/wedging"
	tests := []struct {
		name        string
		file, live  string // "": unchanged
		onDrift     OnDrift
		want        []string
		wantAdopted bool
	}{
		{name: "same, same: nothing", want: []string{}},
		{name: "files changed: update", file: "Knead it.", want: []string{"update pottery/clay/wedging content"}},
		{name: "Whop changed: drift, left alone", live: "Cut it.", want: []string{"no-op pottery/clay/wedging drift: content"}},
		{name: "Whop changed, overwrite", live: "Cut it.", onDrift: OverwriteDrift, want: []string{"update pottery/clay/wedging content"}},
		{name: "Whop changed, fail", live: "Cut it.", onDrift: FailOnDrift, want: []string{"no-op pottery/clay/wedging drift: content", "refuse drift pottery/clay/wedging"}},
		{name: "both changed to the same: only the state", file: "Knead it.", live: "Knead it.", want: []string{}, wantAdopted: true},
		{name: "both changed: conflict", file: "Knead it.", live: "Cut it.", want: []string{"update pottery/clay/wedging content (conflict)", "refuse conflict pottery/clay/wedging"}},
		{name: "both changed, overwrite", file: "Knead it.", live: "Cut it.", onDrift: OverwriteDrift, want: []string{"update pottery/clay/wedging content (conflict)"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, pottery)
			w.options.OnDrift = test.onDrift
			if test.file != "" {
				w.write(lesson, test.file)
			}
			if test.live != "" {
				w.dashboard(lesson, course.Content, course.Text(test.live))
			}
			p := w.plan()
			if diff := cmp.Diff(test.want, story(p)); diff != "" {
				t.Error(diff)
			}
			synced := p.Bindings[w.address(lesson)].Fields[course.Content]
			wantSynced := w.state.Bindings[w.address(lesson)].Fields[course.Content]
			if test.wantAdopted {
				wantSynced = state.Synced{Sent: course.DigestOf(course.Text(test.file)), Got: course.DigestOf(course.Text(test.file))}
			}
			if diff := cmp.Diff(wantSynced, synced); diff != "" {
				t.Errorf("remembered: %s", diff)
			}
		})
	}
}

func TestAServerThatTidiesTextCausesNeitherUpdateNorDrift(t *testing.T) {
	w := applied(t, pottery)
	at := w.address("pottery/clay/wedging")
	w.dashboard("pottery/clay/wedging", course.Content, course.Text("tidied"))
	synced := w.state.Bindings[at].Fields[course.Content]
	synced.Got = course.DigestOf(course.Text("tidied"))
	w.state.Bindings[at].Fields[course.Content] = synced
	if diff := cmp.Diff([]string{}, story(w.plan())); diff != "" {
		t.Error(diff)
	}
}

func TestAFieldTakenOutOfTheFileIsCleared(t *testing.T) {
	w := unwritten(t, pottery)
	w.file("pottery/clay/wedging").Fields[course.UnlockDays] = course.Int(7)
	w.apply()
	delete(w.file("pottery/clay/wedging").Fields, course.UnlockDays)
	change := w.changeOf(w.plan(), "pottery/clay/wedging")
	want := []FieldChange{{Field: course.UnlockDays, Before: course.Int(7), After: course.Null{}}}
	if diff := cmp.Diff(want, change.Fields); diff != "" {
		t.Error(diff)
	}
	w.apply()
	if diff := cmp.Diff([]string{}, story(w.plan())); diff != "" {
		t.Errorf("after it is cleared: %s", diff)
	}
}

func TestAFieldThatTheFilesNeverManagedIsLeftAlone(t *testing.T) {
	w := applied(t, pottery)
	w.dashboard("pottery/clay/wedging", course.UnlockDays, course.Int(7))
	if diff := cmp.Diff([]string{}, story(w.plan())); diff != "" {
		t.Error(diff)
	}
}

func TestAWriteOnlyFieldIsComparedWithWhatWasSent(t *testing.T) {
	w := unwritten(t, pottery)
	w.file("pottery/clay/wedging").Fields[course.MaxAttempts] = course.Int(3)
	w.apply()
	delete(w.onWhop("pottery/clay/wedging").Fields, course.MaxAttempts) // Whop does not show it
	at := w.address("pottery/clay/wedging")
	w.state.Bindings[at].Fields[course.MaxAttempts] = state.Synced{Sent: course.DigestOf(course.Int(3))}

	if diff := cmp.Diff([]string{}, story(w.plan())); diff != "" {
		t.Error(diff)
	}
	w.file("pottery/clay/wedging").Fields[course.MaxAttempts] = course.Int(5)
	want := []FieldChange{{Field: course.MaxAttempts, After: course.Int(5), Unverifiable: true}}
	if diff := cmp.Diff(want, w.changeOf(w.plan(), "pottery/clay/wedging").Fields); diff != "" {
		t.Error(diff)
	}
}

func TestAWriteThatWasCutOffIsRecognised(t *testing.T) {
	const lesson = "pottery/clay/wedging"
	tests := []struct {
		name, live string
		want       []string
	}{
		{"it arrived", "Knead *it*.", []string{}},
		{"it arrived and was tidied", "Knead _it_ .\n\n", []string{}},
		{"it never arrived", "", []string{"update pottery/clay/wedging content"}},
		{"somebody else wrote", "Cut it.", []string{"update pottery/clay/wedging content (conflict)", "refuse conflict pottery/clay/wedging"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, pottery)
			w.write(lesson, "Knead *it*.")
			w.state.Pending = []state.Entry{{
				Event: state.EventIntent, Op: 1, Action: state.ActionUpdate, Address: w.address(lesson), ID: lesson,
				Sent: map[course.Field]course.Digest{course.Content: course.DigestOf(course.Text("Knead *it*."))},
			}}
			if test.live != "" {
				w.dashboard(lesson, course.Content, course.Text(test.live))
			}
			if diff := cmp.Diff(test.want, story(w.plan())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A body is first written without the links to lessons that do not exist yet. When the
// run ends right then, the link still has to follow.
func TestABodyThatWasWrittenWithoutItsLinksIsWrittenAgain(t *testing.T) {
	w := unwritten(t, pottery)
	w.apply()
	linking := course.Body{
		Text: "See [drying](x).",
		Refs: []course.Ref{{Span: course.Span{Start: 13, End: 14}, File: &course.File{Path: "x", SHA256: "new"}, Unlink: []course.Span{{Start: 4, End: 5}, {Start: 11, End: 15}}}},
	}
	w.file("pottery/clay/wedging").Fields[course.Content] = linking
	w.dashboard("pottery/clay/wedging", course.Content, course.Text("See drying."))
	w.state.Pending = []state.Entry{{
		Event: state.EventIntent, Op: 1, Action: state.ActionUpdate, ID: "pottery/clay/wedging",
		Sent: map[course.Field]course.Digest{course.Content: course.DigestOf(linking)},
	}}
	if diff := cmp.Diff([]string{"update pottery/clay/wedging content"}, story(w.plan())); diff != "" {
		t.Error(diff)
	}
}

// linked is a world with a lesson that links to another, applied with a route of the account; ""
// for one that was not known.
func linked(t *testing.T, route string) *world {
	w := unwritten(t, pottery)
	w.target.Route = route
	w.file("pottery/clay/wedging").Fields[course.Content] = course.Body{Text: "See x.", Refs: []course.Ref{
		{Span: course.Span{Start: 4, End: 5}, Lesson: w.address("pottery/clay/drying")},
	}}
	w.apply()
	w.apply() // with the link filled in
	return w
}

func TestLinksThatLeadElsewhereAreToldFromEdits(t *testing.T) {
	for _, was := range []string{"", "former"} {
		w := linked(t, was)
		w.target.Route = "academy"
		p := w.plan()
		change := w.changeOf(p, "pottery/clay/wedging")
		if change.Action != Update || len(change.Fields) != 1 || !change.Fields[0].Relinked {
			t.Errorf("from route %q: %v", was, story(p))
		}
		w.dashboard("pottery/clay/wedging", course.Content, course.Text("Somebody was here."))
		if diff := cmp.Diff([]string{"no-op pottery/clay/wedging drift: content"}, story(w.plan())); diff != "" {
			t.Errorf("from route %q, edited on Whop: %s", was, diff)
		}
	}
}

func TestARouteThatCannotBeReadIsRemembered(t *testing.T) {
	w := linked(t, "academy")
	w.target.Route = ""
	p := w.plan()
	if p.HasChanges() || p.Target.Route != "academy" || p.PlainLinks > 0 {
		t.Errorf("%v; route %q, %d links are text", story(p), p.Target.Route, p.PlainLinks)
	}
}

func TestLinksWithoutAnAddressAreCounted(t *testing.T) {
	w := linked(t, "")
	w.target.Route = ""
	if p := w.plan(); p.HasChanges() || p.PlainLinks != 1 {
		t.Errorf("%v; %d links are text", story(p), p.PlainLinks)
	}
}
