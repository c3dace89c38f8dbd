package plan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/state"
)

// eventful is a plan where everything happens that a plan can say.
func eventful(t testing.TB) *world {
	w := unwritten(t, pottery+"  kiln\n    firing\n    cooling\n    ash\n    fire\n")
	quiz := w.file("pottery/kiln/firing")
	quiz.Fields[course.Questions] = course.QuestionList{{Key: "q1", Type: "short_answer", Text: "How hot?"}}
	quiz.Fields[course.MaxAttempts] = course.Int(3)
	quiz.Fields[course.Thumbnail] = course.File{Path: "a.png", SHA256: "aa"}
	w.apply()
	image := course.Ref{Span: course.Span{Start: 4, End: 9}, File: &course.File{Path: "images/a.png", SHA256: "bb"}}
	w.file("pottery/clay/wedging").Fields[course.Content] = course.Body{Text: "![](a.png) <b>&\u2028 zero\x00", Refs: []course.Ref{image}}
	w.dashboard("pottery/clay/wedging", course.Content, course.Text(`{"type":"doc"}`))
	w.dashboard("pottery/clay/drying", course.Title, course.Null{})
	w.rename("pottery/wheel/pulling", "pottery/clay/pulling-up")
	w.remove("pottery/wheel/centering")
	w.remove("pottery/kiln/ash")
	w.vanish("pottery/kiln/cooling")
	w.vanish("pottery/kiln/fire")
	w.remove("pottery/kiln/fire")
	w.add("pottery/kiln/glazing", "")
	quiz.Fields[course.Questions] = course.QuestionList{{Key: "q1", Type: "short_answer", Text: "How hot is it?"}}
	quiz.Fields[course.MaxAttempts] = course.Int(4)
	delete(quiz.Fields, course.Thumbnail)
	w.liveOrder("pottery/clay", "theirs", "pottery/clay/kinds-of-clay", "pottery/clay/wedging", "pottery/clay/drying")
	w.options.Removed = []Removal{{Address: w.address("pottery/kiln/ash"), Action: Destroy}}
	w.impact = map[string]Impact{"pottery/kiln/ash": {Known: true, Students: 14, Completed: 9}}
	return w
}

func encode(t testing.TB, p *Plan) []byte {
	t.Helper()
	data, err := planfile.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestASavedPlanSaysTheSame(t *testing.T) {
	p := eventful(t).planned()
	saved := encode(t, p)
	loaded, err := planfile.Decode(saved)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(saved), string(encode(t, loaded))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(story(&Work{Plan: *p}), story(&Work{Plan: *loaded})); diff != "" {
		t.Errorf("told: %s", diff)
	}
	if planfile.Fingerprint(p) != planfile.Fingerprint(loaded) {
		t.Error("the fingerprint is another")
	}
	if diff := planfile.Differences(p, loaded); len(diff) != 1 {
		t.Errorf("differences: %q", diff)
	}
}

func TestAPlanReadsLikeTerraforms(t *testing.T) {
	var doc struct {
		FormatVersion   string `json:"format_version"`
		ResourceChanges []struct {
			Address, Type   string
			PreviousAddress string `json:"previous_address"`
			Change          struct {
				Actions       []string
				Before, After map[string]any
			}
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal(encode(t, eventful(t).planned()), &doc); err != nil {
		t.Fatal(err)
	}
	actions := map[string]string{}
	for _, r := range doc.ResourceChanges {
		actions[r.Address] = strings.Join(r.Change.Actions, "+")
		if r.Change.Actions[0] == "create" && r.Change.Before != nil || r.Change.Actions[0] == "delete" && r.Change.After != nil {
			t.Errorf("%s: before %v, after %v", r.Address, r.Change.Before, r.Change.After)
		}
		if r.Address == "pottery/clay/pulling-up" && r.PreviousAddress != "pottery/wheel/pulling" {
			t.Errorf("%s was %q", r.Address, r.PreviousAddress)
		}
	}
	want := map[string]string{
		"pottery": "no-op", "pottery/clay": "no-op", "pottery/clay/kinds-of-clay": "no-op", "pottery/clay/wedging": "update",
		"pottery/clay/drying": "no-op", "pottery/clay/pulling-up": "update", "pottery/wheel": "no-op", "pottery/wheel/centering": "update",
		"pottery/kiln": "no-op", "pottery/kiln/firing": "update", "pottery/kiln/cooling": "no-op", "pottery/kiln/fire": "no-op",
		"pottery/kiln/glazing": "create", "pottery/kiln/ash": "delete",
	}
	if diff := cmp.Diff(want, actions); diff != "" {
		t.Error(diff)
	}
	if doc.FormatVersion != "1.2" {
		t.Errorf("format version %q", doc.FormatVersion)
	}
}

// A plan that someone edited is not the one that was reviewed. Every text and number in
// what it does is changed in turn.
func TestAnEditedPlanIsNotedAsOne(t *testing.T) {
	saved := string(encode(t, eventful(t).planned()))
	for _, edit := range [][2]string{
		{`"actions":["delete"]`, `"actions":["no-op"]`},
		{`"How hot is it?"`, `"How cold is it?"`},
		{`"id":"pottery/kiln/ash"`, `"id":"pottery/kiln/firing"`},
		{`"students":14`, `"students":0`},
		{`"hide":true`, `"hide":false`},
		{`"max_attempts":4`, `"max_attempts":5`},
		{`"sha256":"bb"`, `"sha256":"cc"`},
		{`"guard":"conflict"`, `"guard":"drift"`},
		{`"to_position":5`, `"to_position":3`},
		{`"environment":"production"`, `"environment":"sandbox"`},
		{`"account":"biz_1"`, `"account":"biz_2"`},
	} {
		edited := strings.Replace(saved, edit[0], edit[1], 1)
		if edited == saved {
			t.Errorf("the plan has no %s to edit:\n%s", edit[0], saved)
			continue
		}
		if _, err := planfile.Decode([]byte(edited)); !errors.Is(err, planfile.ErrNotAPlan) {
			t.Errorf("%s for %s: %v", edit[1], edit[0], err)
		}
	}
}

func TestTheFingerprintIsThatOfTheOperations(t *testing.T) {
	base := planfile.Fingerprint(eventful(t).planned())
	same := map[string]func(w *world){
		"another commit":  func(w *world) { w.state.Commit = "abc" },
		"more students":   func(w *world) { w.impact["pottery/kiln/ash"] = Impact{Known: true, Students: 15} }, // held to their number when it is applied
		"files elsewhere": func(w *world) { w.file("pottery/clay/wedging").Source.Line = 7 },
		"a later serial":  func(w *world) { w.state.Serial++ },
	}
	for name, change := range same {
		w := eventful(t)
		change(w)
		if planfile.Fingerprint(w.planned()) != base {
			t.Errorf("%s: another fingerprint", name)
		}
	}
	other := map[string]func(w *world){
		"a text":           func(w *world) { w.write("pottery/clay/wedging", "Other.") },
		"a new lesson":     func(w *world) { w.add("pottery/clay/storing", "") },
		"drift":            func(w *world) { w.dashboard("pottery/clay/drying", course.Title, course.Text("Dry")) },
		"where links lead": func(w *world) { w.lessonURL = "https://evil.example/{lesson}" },
		"an image's bytes": func(w *world) {
			w.file("pottery/clay/wedging").Fields[course.Content].(course.Body).Refs[0].File.SHA256 = "cc"
		},
		"a place":         func(w *world) { w.order("pottery/clay", "wedging", "pulling-up", "kinds-of-clay", "drying") },
		"what is allowed": func(w *world) { w.options.AllowDelete = true },
	}
	for name, change := range other {
		w := eventful(t)
		change(w)
		if planfile.Fingerprint(w.planned()) == base {
			t.Errorf("%s: the same fingerprint", name)
		}
	}
	p := eventful(t).planned()
	p.Changes[0], p.Changes[1] = p.Changes[1], p.Changes[0]
	if planfile.Fingerprint(p) != base {
		t.Error("the order of the changes makes another fingerprint")
	}
}

// A pull request is planned with a key that reads. It is not shown the questions of a quiz
// nor students' progress, and what was reviewed is still what is applied.
func TestAWeakerKeyMakesTheSameFingerprint(t *testing.T) {
	quiz := func(text string) course.QuestionList {
		return course.QuestionList{{Key: "hot", Text: text, Type: "true_false", Answer: new("true")}}
	}
	make := func() *world {
		w := unwritten(t, pottery)
		w.file("pottery/clay/drying").Fields[course.Questions] = quiz("Is it hot?")
		w.apply()
		shown := quiz("Is it hot?")
		shown[0].ID = "q_1"
		w.dashboard("pottery/clay/drying", course.Questions, shown)
		binding := w.state.Bindings[w.address("pottery/clay/drying")]
		binding.Questions = []state.Question{{Key: "hot", ID: "q_1"}}
		binding.Fields[course.Questions] = state.Synced{Sent: course.DigestOf(quiz("Is it hot?")), Got: course.DigestOf(shown)}
		w.file("pottery/clay/drying").Fields[course.Questions] = quiz("Is it very hot?")
		w.remove("pottery/clay/wedging")
		w.options.OnRemove, w.options.AllowDelete = Destroy, true
		w.impact = map[string]Impact{"pottery/clay/wedging": {Known: true}}
		return w
	}
	strong, weak := make(), make()
	delete(weak.onWhop("pottery/clay/drying").Fields, course.Questions)
	weak.impact = nil
	weak.target.Account = ""
	if a, b := planfile.Fingerprint(strong.planned()), planfile.Fingerprint(weak.planned()); a != b {
		t.Errorf("%s and %s", a, b)
	}
	if p := strong.planned(); len(p.Refusals) > 0 {
		t.Errorf("%v", p.Refusals)
	}
}

// Where something new comes is part of what was reviewed. Two that come last do not disturb
// each other.
func TestThePlaceOfSomethingNewCounts(t *testing.T) {
	spot := func(behind string) (string, *Insertion) {
		w := applied(t, pottery)
		w.add("pottery/clay/storing", behind)
		p := w.planned()
		return planfile.Fingerprint(p), w.changeOf(&Work{Plan: *p}, "pottery/clay/storing").Insertion
	}
	middle, between := spot("wedging")
	last, end := spot("drying")
	if middle == last {
		t.Error("one fingerprint for two places")
	}
	if diff := cmp.Diff(&Insertion{Behind: "pottery/clay/wedging", Title: "Wedging"}, between); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&Insertion{Behind: "pottery/clay/drying", Title: "Drying", Last: true}, end); diff != "" {
		t.Error(diff)
	}
}

func TestSomethingElseIsNoPlan(t *testing.T) {
	for _, data := range []string{"", "null", "[]", "{}", `{"format_version":"1.2"}`, `{"format_version":"","resource_changes":[]}`, "\x00"} {
		if _, err := planfile.Decode([]byte(data)); !errors.Is(err, planfile.ErrNotAPlan) {
			t.Errorf("%q: %v", data, err)
		}
	}
	if _, err := planfile.Decode([]byte(`{"format_version":"1.0","resource_changes":[]}`)); err == nil || errors.Is(err, planfile.ErrNotAPlan) {
		t.Errorf("an earlier format: %v", err)
	}
}

func TestDiffersInWhat(t *testing.T) {
	w := eventful(t)
	before := w.planned()
	w.add("pottery/clay/storing", "")
	w.write("pottery/clay/wedging", "Other.")
	w.remove("pottery/kiln/glazing")
	want := []string{"pottery/clay/storing was not part of the plan", "pottery/clay/wedging was changed in its file since then", "pottery/kiln/glazing is not part of the plan any more"}
	if diff := cmp.Diff(want, planfile.Differences(before, w.planned())); diff != "" {
		t.Error(diff)
	}
}

func TestDiffChangesNothingAndIsDeterministic(t *testing.T) {
	for _, make := range []func() *world{
		func() *world { return eventful(t) },
		func() *world {
			w := library(t, 250)
			w.renameMany(120)
			w.liveOrder("library/chapter-1", "theirs")
			return w
		},
	} {
		w, untouched := make(), make()
		first := encode(t, w.planned())
		if diff := cmp.Diff(untouched.input(), w.input()); diff != "" {
			t.Errorf("the input is another: %s", diff)
		}
		for range 5 {
			if again := encode(t, w.planned()); !bytes.Equal(first, again) {
				t.Error("the same input gives another plan")
			}
		}
	}
}

// Whatever a file holds, Decode answers with a plan that can be written again, or with an
// error.
func FuzzDecode(f *testing.F) {
	f.Add(encode(f, eventful(f).planned()))
	f.Add([]byte(`{"format_version":"1.2","resource_changes":[{"address":"a","type":"course","change":{"actions":["update"],"before":{"title":null}}}]}`))
	f.Add([]byte(`{"format_version":"1.2","resource_changes":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := planfile.Decode(data)
		if err != nil {
			return
		}
		again, err := planfile.Decode(encode(t, p))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(encode(t, p), encode(t, again)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestASavedPlanStillSaysThatNothingWasAsked(t *testing.T) {
	p := eventful(t).planned()
	p.Offline = true
	loaded, err := planfile.Decode(encode(t, p))
	if err != nil || !loaded.Offline {
		t.Errorf("an offline plan came back as one that has seen Whop (%v)", err)
	}
}
