package apply_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

var (
	seedFlag  = flag.Uint64("seed", 0, "replay the random history with this seed")
	seedsFlag = flag.Int("seeds", 2000, "how many random histories to live through with -full")
	firstFlag = flag.Uint64("first", 1, "the seed of the first random history")
)

// TestRandomHistories lives through the lives of courses: an author edits, a dashboard
// user edits, and runs meet faults and are killed. One seed is one identical history.
func TestRandomHistories(t *testing.T) {
	liveThrough(t, testscale.Rounds(*seedsFlag, 50), nil)
}

// liveThrough tells histories, or the one that -seed names, in full.
func liveThrough(t *testing.T, seeds int, plant func(*history)) {
	if *seedFlag != 0 {
		h := live(t, *seedFlag, plant)
		t.Log("\n" + strings.Join(h.diary, "\n"))
		report(t, *seedFlag, h)
		return
	}
	inParallel(t, seeds, func(t *testing.T, i int) {
		seed := *firstFlag + uint64(i)
		report(t, seed, live(t, seed, plant))
	})
}

// TestHistoriesThatOnceWentWrong lives through those in which a campaign has found a bug.
func TestHistoriesThatOnceWentWrong(t *testing.T) {
	testscale.Unwatched(t)
	for _, seed := range []uint64{
		53503, 82412, // an edit of an object that a cut off run had made was overwritten
		74737,          // a refusal undid what an earlier run had sent
		132783,         // a lesson that a delete had not reached was forgotten for two false answers
		144638, 180448, // the witness took a delete that came late for a loss
		5072,   // an edit of a lesson that was created empty was overwritten
		194133, // what was made, moved and edited before its id was noted was made again
	} {
		report(t, seed, live(t, seed, func(h *history) { h.memory.lag = 0; h.setSeed(emulator.Seed{None: true}) }))
	}
	for _, seed := range []uint64{
		200487, // of our own Chapter 1, Whop's with a lesson of a person's in it was taken for a second one
		201280, // what was made, and moved into the chapter that Whop had added, was refused for ever
		203658, // what was made, and moved there under the title of a lesson of Whop's, was made again
		230317, // what was made, and given a lesson by a person, was taken for Whop's, and made again
	} {
		report(t, seed, live(t, seed, func(h *history) { h.memory.lag = 0 }))
	}
}

func TestOneSeedIsOneIdenticalHistory(t *testing.T) {
	seeds := uint64(20)
	if testing.Short() {
		seeds = 4
	}
	for seed := range seeds {
		first, again := live(t, seed, nil), live(t, seed, nil)
		if diff := cmp.Diff(first.diary, again.diary); diff != "" {
			t.Errorf("seed %d (-first +again):\n%s", seed, diff)
		}
		if diff := cmp.Diff(first.whop.Log(), again.whop.Log(), cmpopts.IgnoreFields(emulator.Entry{}, "Seq", "Header")); diff != "" {
			t.Errorf("seed %d (-first +again):\n%s", seed, diff)
		}
	}
}

func report(t *testing.T, seed uint64, h *history) {
	if len(h.problems) > 0 {
		name, _, _ := strings.Cut(t.Name(), "/")
		t.Errorf("seed %d:\n  %s\nto replay it: go test ./internal/apply -run '%s$' -seed=%d -v", seed, strings.Join(h.problems, "\n  "), name, seed)
	}
}

// history is one life of a course.
type history struct {
	*witness
	*rand.Rand
	seed    uint64
	rate    float64 // of requests that meet a fault
	faults  []emulator.Fault
	runs    int
	names   int
	denies  bool // reads may be answered with 404
	quirks  emulator.Quirks
	moved   []plan.Moved
	answers []plan.Answer
	diary   []string

	loses  bool    // the state, now and then
	backup *memory // of an earlier day

	roams bool             // the author, with names
	gone  []*course.Lesson // of which the file is gone
}

// live tells the history of a seed. plant puts something between a run and its client.
func live(t *testing.T, seed uint64, plant func(*history)) (h *history) {
	synctest.Test(t, func(t *testing.T) {
		h = &history{witness: newWitness(newStage(t)), Rand: rand.New(rand.NewPCG(seed, 0)), seed: seed}
		h.begin()
		if plant != nil {
			plant(h)
		}
		for range 1 + h.IntN(4) {
			h.round()
			if len(h.problems) > 0 {
				return
			}
		}
		h.end()
	})
	return h
}

func (h *history) begin() {
	h.rate = []float64{0, 0.02, 0.1, 0.3}[h.IntN(4)]
	h.options.OnRemove = []plan.OnRemove{plan.Hide, plan.Keep, plan.Destroy}[h.IntN(3)]
	h.options.AllowDelete = h.options.OnRemove == plan.Destroy
	h.options.Limits = plan.Limits{Count: 100, Percent: 100, Hide: 100, HidePercent: 100}
	if h.IntN(2) == 0 {
		h.lessonURL = "https://whop.com/lessons/{lesson}"
	}
	others := rand.New(rand.NewPCG(h.seed, 3)).IntN(12)
	rare := func(n int) bool { return others == n } // drawn apart, so that a seed plays the history that it always did
	if rand.New(rand.NewPCG(h.seed, 4)).IntN(2) == 0 {
		slowNotes(h.witness)
	}
	q := emulator.Quirks{
		TidyMarkdown: h.maybe(0.2), EmptyIsNull: h.maybe(0.3), OmittedToEnd: h.maybe(0.3), RenumberAfterDelete: h.maybe(0.3),
		NewFirst: rare(0), OmittedRemoved: rare(1), SameIDs: rare(2), JoinedAnswers: rare(3), WholeLists: rare(4), LongTitles: rare(5),
		NewHidden: h.maybe(0.1), DashboardJSONOnEdit: h.maybe(0.3), OpaqueIDs: h.maybe(0.2), NoIdempotency: h.maybe(0.2),
	}
	q.GoneStatus = map[bool]int{rare(6): 200, rare(7): 422}[true]
	q.Seed = seedQuirks[rand.New(rand.NewPCG(h.seed, 2)).IntN(len(seedQuirks))]
	h.whop.SetQuirks(q)
	for _, fault := range emulator.Faults() {
		isUnfair := q.NoIdempotency && (fault.Effect == emulator.Late || fault.Name == "refuse with 404")
		if !isCostly(fault) && !isUnfair {
			h.faults = append(h.faults, fault)
		}
	}
	h.quirks, h.denies = q, !q.NoIdempotency
	h.read("pottery\n\tclay\n\t\twedging\n\t\tdrying\n\twheel\n\t\tcentering\n")
	for _, lesson := range h.lessons() {
		lesson.Fields[course.Content] = h.body(h.words())
	}
	h.note("quirks %+v, rate %v, on_remove %s", q, h.rate, h.options.OnRemove)
}

// setSeed chooses what Whop puts into new courses.
func (h *history) setSeed(seed emulator.Seed) {
	h.quirks.Seed = seed
	h.whop.SetQuirks(h.quirks)
}

// round is a day in the life: edits on both sides, and a run or two that may go wrong.
func (h *history) round() {
	for range h.IntN(4) {
		h.author()
	}
	if h.runs > 0 {
		for range h.IntN(3) {
			h.dashboard(true)
		}
	}
	if h.loses && h.runs > 0 {
		h.mishap()
	}
	for range 1 + h.IntN(2) {
		end := 0
		if h.maybe(0.3) {
			end = 1 + h.IntN(60)
		}
		h.narrow()
		h.agree(h.attempt(h.rate, end))
		h.options.Targets = nil
		if len(h.problems) > 0 {
			return
		}
	}
	h.whop.SetFault(nil)
	h.whop.Settle() // an effect may be late by minutes, not by days
	h.checkAccounted(h.objects())
}

// end: a day after the faults have stopped, three runs reach "No changes", and a fourth only reads.
func (h *history) end() {
	h.options.OnDrift, h.options.AllowRecreate, h.options.AllowDelete = plan.OverwriteDrift, true, true
	time.Sleep(25 * time.Hour) // after a day, a server forgets keys whose outcome it has lost
	if h.loses {
		h.rebuild()
	}
	for range 3 {
		o := h.attempt(0, 0)
		if h.clear(o); len(h.problems) > 0 || h.loses && o.isStuck() {
			return
		}
	}
	writes := h.whop.Writes()
	if o := h.attempt(0, 0); !o.isEmpty() {
		h.fail("three runs without faults did not reach the end:\n%s", o)
	}
	if h.whop.Writes() > writes {
		h.fail("a run without changes wrote")
	}
	h.checkArrived()
}

// attempt is a run that meets faults at a rate and dies at the boundary end.
func (h *history) attempt(rate float64, end int) outcome {
	h.runs++
	h.life.reborn(end)
	h.keys += 1000
	h.whop.SetFault(h.weather(rate))
	h.options.Moved, h.options.Identity = h.moved, h.answers
	if h.memory.room = 0; rate > 0 && h.maybe(0.05) {
		h.memory.room = 1 + h.IntN(20)
	}
	o := h.watched()
	h.memory.room, h.memory.full = 0, false
	h.whop.SetFault(nil)
	h.note("run %d (rate %v, killed at %d):\n    %s", h.runs, rate, end, strings.ReplaceAll(o.String(), "\n", "\n    "))
	if o.isComplete() && !h.loses && len(h.options.Targets) == 0 {
		h.moved, h.answers = nil, nil
	}
	return o
}

// weather chooses the fault of each request by what it is, so that it does not depend on
// the order in which concurrent reads arrive.
func (h *history) weather(rate float64) func(emulator.RequestInfo) emulator.Fault {
	seen := map[string]int{}
	writes := 0
	visit := -1
	if rate > 0 && h.maybe(0.3) {
		visit = h.IntN(10)
	}
	return func(i emulator.RequestInfo) emulator.Fault {
		if i.IsWrite() {
			if writes == visit {
				h.dashboard(false)
			}
			writes++
		}
		name := i.Method + " " + i.Path
		seen[name]++
		hash := fnv.New64a()
		fmt.Fprint(hash, h.seed, h.runs, name, seen[name])
		dice := rand.New(rand.NewPCG(hash.Sum64(), 1))
		chance := rate
		if !i.IsWrite() {
			chance /= 3
		}
		if dice.Float64() >= chance {
			return emulator.Fault{}
		}
		fault := h.faults[dice.IntN(len(h.faults))]
		switch {
		case !i.IsWrite() && h.denies && dice.IntN(3) == 0:
			fault = emulator.Refuse(http.StatusNotFound) // what is there is said to be gone
		case fault.Effect == emulator.Late && bytes.Contains(i.Body, []byte(course.Questions)):
			fault = emulator.Drop(emulator.Now, emulator.Reset) // a new question that arrives twice is made twice: nothing helps
		}
		h.note("  %s meets %s", name, fault.Name)
		return fault
	}
}

func (h *history) maybe(chance float64) bool { return h.Float64() < chance }

func (h *history) note(format string, args ...any) {
	h.diary = append(h.diary, fmt.Sprintf(format, args...))
}

// agree lets the author react to a refusal as a person would.
func (h *history) agree(o outcome) {
	h.clear(o)
	h.options.OnDrift, h.options.AllowRecreate = plan.ReportDrift, false
	if h.maybe(0.3) {
		h.options.OnDrift = plan.OverwriteDrift
	}
	if h.maybe(0.3) {
		h.options.AllowRecreate = true
	}
}

// clear does what a run that could not tell whose object is whose has asked for.
func (h *history) clear(o outcome) {
	if o.plan != nil {
		h.answer(o.plan.Refusals)
		h.dropSeeds(o.plan.Refusals)
	}
	var doubt *apply.AmbiguousError
	var twin *apply.TwinError
	var objects []*course.Resource
	switch {
	case errors.As(o.err, &doubt):
		objects = doubt.Objects
	case errors.As(o.err, &twin):
		objects = twin.Objects
	default:
		return
	}
	h.whop.Settle()
	for _, object := range objects {
		h.note("dashboard deletes %s, as told", object.ID)
		_ = h.whop.Dashboard.Delete(object.ID) // it may be gone since
	}
}

// dropSeeds deletes what Whop has put into a new course and the dashboard user has made something of, where it looks
// like what the files say.
func (h *history) dropSeeds(refusals []plan.Refusal) {
	for _, r := range refusals {
		for _, id := range r.Found {
			if h.seeds[id] {
				h.note("dashboard deletes %s, which Whop has added", id)
				_ = h.whop.Dashboard.Delete(id) // it may be gone since
			}
		}
		if r.Reason == plan.SameLesson && !h.seeds[r.Found[0]] {
			h.note("author rebuilds the state, as told")
			h.rebuild()
		}
	}
}
