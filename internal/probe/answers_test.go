package probe_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/probe"
	"whopsync/internal/whop/emulator"
)

// ways are Whops that differ from what is assumed, and by which answers that is found.
var ways = map[string]struct {
	quirks emulator.Quirks
	fault  func(emulator.RequestInfo) emulator.Fault
	found  map[string]string // by the name of the question; the others are answered as assumed
	open   []string          // questions that cannot be settled then
}{
	"as assumed":            {},
	"hidden courses":        {quirks: emulator.Quirks{HiddenUnlisted: true}, found: map[string]string{"hidden-course": "no"}},
	"no idempotency":        {quirks: emulator.Quirks{NoIdempotency: true}, found: map[string]string{"idempotency": "no"}},
	"new first":             {quirks: emulator.Quirks{NewFirst: true}, found: map[string]string{"place": "first"}},
	"whole lists":           {quirks: emulator.Quirks{WholeLists: true}, found: map[string]string{"pages": "all come at once"}},
	"stuck pages":           {quirks: emulator.Quirks{StuckPages: true}, found: map[string]string{"pages": "no, one page repeats"}},
	"left out, emptied":     {quirks: emulator.Quirks{EmptyLeftOut: true}, found: map[string]string{"left-out": "no, it is emptied"}},
	"null ignored":          {quirks: emulator.Quirks{IgnoreNull: true}, found: map[string]string{"null": "no", "null-files": "no"}},
	"empty is null":         {quirks: emulator.Quirks{EmptyIsNull: true}, found: map[string]string{"empty-text": "null"}},
	"tidied":                {quirks: emulator.Quirks{TidyMarkdown: true}, found: map[string]string{"markdown": "no, it is changed"}},
	"no limit":              {quirks: emulator.Quirks{ContentLimit: 100_000}, found: map[string]string{"content-limit": "more"}},
	"UTF-16":                {quirks: emulator.Quirks{ContentUTF16: true}, found: map[string]string{"content-limit": "65,000 units of UTF-16"}},
	"bytes":                 {quirks: emulator.Quirks{ContentBytes: true}, found: map[string]string{"content-limit": "65,000 bytes"}},
	"short texts":           {quirks: emulator.Quirks{ContentLimit: 50_000}, found: map[string]string{"content-limit": "less"}},
	"titles cut":            {quirks: emulator.Quirks{CutTitles: true}, found: map[string]string{"lesson-title": "it is cut", "chapter-title": "it is cut"}},
	"long titles":           {quirks: emulator.Quirks{LongTitles: true}, found: map[string]string{"lesson-title": "it is taken", "chapter-title": "it is taken"}},
	"lax":                   {quirks: emulator.Quirks{LaxFields: true}, found: map[string]string{"unknown-field": "it is ignored"}},
	"new hidden":            {quirks: emulator.Quirks{NewHidden: true}, found: map[string]string{"lesson-visibility": "hidden"}},
	"no admin":              {quirks: emulator.Quirks{NoAdmin: true}, found: map[string]string{"hidden-lesson": "no"}},
	"no answers":            {quirks: emulator.Quirks{NoAnswers: true}, found: map[string]string{"right-answers": "no"}, open: []string{"question-order"}},
	"joined answers":        {quirks: emulator.Quirks{JoinedAnswers: true}, found: map[string]string{"answer-text": "yes, and it is taken"}},
	"single answers":        {quirks: emulator.Quirks{SingleAnswer: true}, found: map[string]string{"answer-text": "yes, and it is refused"}},
	"oldest question first": {quirks: emulator.Quirks{OldestFirst: true}, found: map[string]string{"question-order": "no"}},
	"moved elsewhere":       {quirks: emulator.Quirks{ArrangeMovesLesson: true}, found: map[string]string{"move": "otherwise"}},
	"lost when moved":       {quirks: emulator.Quirks{ArrangeDropsLesson: true}, found: map[string]string{"move": "otherwise"}, open: []string{"omitted"}},
	"counted anew":          {quirks: emulator.Quirks{RenumberAfterDelete: true}, found: map[string]string{"numbers": "they are numbered again"}},
	"gone is success":       {quirks: emulator.Quirks{GoneStatus: 200}, found: map[string]string{"gone": "success"}},
	"gone is refused":       {quirks: emulator.Quirks{GoneStatus: 422}, found: map[string]string{"gone": "refused"}},
	"same ids":              {quirks: emulator.Quirks{SameIDs: true}, found: map[string]string{"file-ids": "all are"}},
	"opaque ids":            {quirks: emulator.Quirks{OpaqueIDs: true}},
	"no seed":               {quirks: emulator.Quirks{Seed: emulator.Seed{None: true}}, found: map[string]string{"seed": "nothing"}},
	"empty seed":            {quirks: emulator.Quirks{Seed: emulator.Seed{Empty: true}}, found: map[string]string{"seed": "an empty chapter"}},
	"unknown seed":          {quirks: emulator.Quirks{Seed: emulator.Seed{Title: "Welcome"}}, found: map[string]string{"seed": "something else"}},
	"late seed":             {quirks: emulator.Quirks{Seed: emulator.Seed{After: 3, Last: true}}},
	"omitted to the end":    {quirks: emulator.Quirks{OmittedToEnd: true}, found: map[string]string{"omitted": "they go elsewhere"}},
	"omitted removed":       {quirks: emulator.Quirks{OmittedRemoved: true}, found: map[string]string{"omitted": "they are removed"}},
	"429":                   {fault: emulator.On(9, emulator.TooMany(2)), found: map[string]string{"retry-after": "no"}},
	"429 with Retry-After":  {fault: emulator.On(9, emulator.TooManyWithHeader("2")), found: map[string]string{"retry-after": "yes"}},
	"several": {quirks: emulator.Quirks{
		OpaqueIDs: true, TidyMarkdown: true, EmptyIsNull: true, NewHidden: true, NewFirst: true, RenumberAfterDelete: true, OmittedToEnd: true,
		LaxFields: true, NoIdempotency: true, Seed: emulator.Seed{Number: 2, Last: true, Type: "multi", Hidden: true},
	}, found: map[string]string{
		"markdown": "no, it is changed", "empty-text": "null", "lesson-visibility": "hidden", "place": "first", "numbers": "they are numbered again",
		"omitted": "they go elsewhere", "unknown-field": "it is ignored", "idempotency": "no",
	}},
}

// expected is what a run has to find in a way.
func expected(name string) map[string]string {
	found := map[string]string{}
	for _, check := range probe.Checks() {
		switch {
		case check.Untried != "":
			found[check.Name] = "not tried"
		case slices.Contains(ways[name].open, check.Name):
			found[check.Name] = "not settled"
		case check.Name != "retry-after":
			found[check.Name] = check.Answers[0].Found
		}
	}
	maps.Copy(found, ways[name].found)
	return found
}

// foundBy is what a run has found.
func foundBy(report *probe.Report) map[string]string {
	found := map[string]string{}
	for _, f := range report.Findings {
		found[f.Name] = f.Found
		if f.Found == "" {
			found[f.Name] = string(f.Verdict)
		}
	}
	return found
}

func TestEachWayIsFound(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onStage(t, way.quirks, func(s *stage) {
				s.whop.SetFault(way.fault)
				report, err := s.run()
				s.must(err)
				if diff := cmp.Diff(expected(name), foundBy(report)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				for _, f := range report.Findings {
					isTold := f.Follows != "" || f.Why != "" || f.Verdict == probe.AsAssumed
					if !isTold {
						t.Errorf("%s: nothing follows from %q", f.Name, f.Found)
					}
				}
				if diff := s.unharmed(); diff != "" {
					t.Errorf("(-before +after):\n%s", diff)
				}
				n := s.count()
				t.Logf("%d requests", n)
				if n > probe.MaxRequests {
					t.Errorf("%d requests, and at most %d are told", n, probe.MaxRequests)
				}
			})
		})
	}
}

// A question whose answers no Whop of these tests gives would never be known to work.
func TestEveryAnswerIsGivenInSomeWay(t *testing.T) {
	given := map[string]bool{}
	for name := range ways {
		for check, found := range expected(name) {
			given[check+": "+found] = true
		}
	}
	for _, check := range probe.Checks() {
		for _, answer := range check.Answers {
			if check.Untried == "" && !given[check.Name+": "+answer.Found] {
				t.Errorf("no Whop answers %q with %q", check.Question, answer.Found)
			}
		}
	}
}
