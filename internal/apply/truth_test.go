package apply_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	gocmp "github.com/google/go-cmp/cmp"

	"whopsync/internal/apply"
	"whopsync/internal/plan"
	"whopsync/internal/testscale"
	"whopsync/internal/whop"
	"whopsync/internal/whop/emulator"
)

const ciTruths = 2000

var (
	truthsFlag = flag.Int("truths", ciTruths, "how many random histories with truth to live through, with -full")
	keysFlag   = flag.Bool("keys", false, "let the files of histories with truth have keys, from some commit on that does nothing else")
	update     = flag.Bool("update", false, "rewrite the golden files")
)

// limits are what histories with truth may come to at most, by 100 acts of authors. What they
// come to stands in testdata/truth.golden. A share is held against enough acts alone, and a limit
// of 0 always.
var limits = []struct {
	name string
	of   func(tally) int
	by   func(tally) int // in the place of acts
	most float64         // per 100
}{
	{name: "wrong matches", of: func(t tally) int { return t.wrong }, most: 0},
	{name: "duplicates", of: func(t tally) int { return t.duplicate }, most: 0},
	{name: "other failures", of: func(t tally) int { return t.broken }, most: 0},
	{name: "made again", of: func(t tally) int { return t.again }, most: 0.05},
	{name: "questions", of: func(t tally) int { return t.questions }, most: 2.5},
	{name: "needless questions, of all", of: func(t tally) int { return t.needless }, by: func(t tally) int { return t.questions }, most: 10},
	{name: "questions without a right line", of: func(t tally) int { return t.noLine }, most: 0},
	{name: "commits that cannot be applied", of: func(t tally) int { return t.stuck }, most: 0},
	{name: "old lines that became errors", of: func(t tally) int { return t.stale }, most: 0},
}

// actsEnough make a share mean something.
const actsEnough = 2000

// tally counts what came of histories.
type tally struct {
	acts, commits                      int
	wrong, duplicate, again, broken    int
	questions, needless, noLine, stuck int
	stale                              int
}

func (t *tally) add(o tally) {
	t.acts, t.commits = t.acts+o.acts, t.commits+o.commits
	t.wrong, t.duplicate, t.again, t.broken = t.wrong+o.wrong, t.duplicate+o.duplicate, t.again+o.again, t.broken+o.broken
	t.questions, t.needless, t.noLine = t.questions+o.questions, t.needless+o.needless, t.noLine+o.noLine
	t.stuck, t.stale = t.stuck+o.stuck, t.stale+o.stale
}

func (t tally) String() string {
	table := fmt.Sprintf("%8d         acts of authors\n%8d         commits\n", t.acts, t.commits)
	for _, limit := range limits {
		table += fmt.Sprintf("%8d %7.2f %s\n", limit.of(t), t.rate(limit.of, limit.by), limit.name)
	}
	return table
}

// rate is a count by 100 acts, or by 100 of something else.
func (t tally) rate(of, by func(tally) int) float64 {
	if by == nil {
		return 100 * float64(of(t)) / float64(max(1, t.acts))
	}
	return 100 * float64(of(t)) / float64(max(1, by(t)))
}

// A way is what a history has to know its files by.
type way struct {
	name  string
	keys  bool // all files get keys in some commit
	first bool // with the first apply
}

// ways take turns, seed by seed.
var ways = []way{{name: "no keys"}, {name: "keys added later", keys: true}, {name: withKeys, keys: true, first: true}}

const withKeys = "keys"

func wayOf(seed uint64) way {
	w := ways[seed%uint64(len(ways))]
	w.keys = w.keys || *keysFlag
	return w
}

// TestHistoriesWithTruth lives through what authors do to the names, places and texts of lessons,
// with a model that knows which lesson each file is meant to be. No progress goes to another
// lesson, and authors are asked as seldom as the limits say.
func TestHistoriesWithTruth(t *testing.T) {
	if *seedFlag != 0 {
		h := liveTruth(t, *seedFlag)
		t.Logf("\n%s\n%s", strings.Join(h.diary, "\n"), h.tally)
		return
	}
	rounds := testscale.Rounds(*truthsFlag, 50)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // nearly twice as fast
	var mu sync.Mutex
	totals, problems := map[string]*tally{"all": {}}, map[uint64][]string{}
	t.Run("histories", func(t *testing.T) {
		inParallel(t, rounds, func(t *testing.T, i int) {
			seed := *firstFlag + uint64(i)
			h := liveTruth(t, seed)
			mu.Lock()
			defer mu.Unlock()
			if totals[h.way.name] == nil {
				totals[h.way.name] = &tally{}
			}
			totals[h.way.name].add(h.tally)
			totals["all"].add(h.tally)
			if len(h.problems) > 0 {
				problems[seed] = h.problems
			}
		})
	})
	holdTruth(t, rounds, totals, problems)
}

func TestOneSeedIsOneIdenticalHistoryWithTruth(t *testing.T) {
	seeds := uint64(10)
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		if diff := gocmp.Diff(liveTruth(t, seed).diary, liveTruth(t, seed).diary); diff != "" {
			t.Errorf("seed %d (-first +again):\n%s", seed, diff)
		}
	}
}

// holdTruth compares what histories came to with the limits, and with the golden file.
func holdTruth(t *testing.T, rounds int, totals map[string]*tally, problems map[uint64][]string) {
	table := ""
	for _, name := range slices.Sorted(maps.Keys(totals)) {
		table += fmt.Sprintf("%s: %8s\n%s\n", name, "per 100", totals[name])
	}
	t.Log("\n" + table)
	over := false
	for name, total := range totals {
		for _, limit := range limits {
			most := limit.most
			if name == withKeys {
				most = 0 // with keys, nothing is asked and nothing goes wrong
			}
			if rate := total.rate(limit.of, limit.by); rate > most && (most == 0 || total.acts >= actsEnough) {
				over = true
				t.Errorf("%s, %s: %.2f per 100, and %.2f are allowed", name, limit.name, rate, most)
			}
		}
	}
	for _, seed := range slices.Sorted(maps.Keys(problems)) {
		retell := t.Logf
		if over {
			retell = t.Errorf
		}
		retell("seed %d:\n  %s\nto replay it: go test ./internal/apply -run 'TestHistoriesWithTruth$' -seed=%d -v", seed, strings.Join(problems[seed], "\n  "), seed)
	}
	if rounds == ciTruths && *firstFlag == 1 && !*keysFlag {
		goldenTruth(t, table)
	}
}

func goldenTruth(t *testing.T, got string) {
	path := filepath.Join("testdata", "truth.golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), rewritten by go test -update:\n%s", path, diff)
	}
}

// truth is a history whose author knows which lesson each file is.
type truth struct {
	*stage
	*rand.Rand
	way    way
	keeps  bool // the lines that were pasted, after they are applied
	keyed  bool // the files have keys now
	files  []*courseFile
	gone   []goneFile
	tokens int

	ids     map[int]string    // of each token, the object that it has
	owner   map[string]int    // of each object, the token that had it last
	applied map[int]origin    // what each token was when it was applied last
	removed map[int]bool      // tokens of which an answer has said that they are gone
	bound   map[string]string // of each address in the state, the object
	base    layout            // what was applied last

	pasted  []answer        // in earlier commits
	answers []answer        // in this one
	seen    map[string]bool // what was asked in it
	open    map[int]bool    // what it was asked about without a right answer

	tally    tally
	problems []string
	diary    []string
}

// origin is what a file was when it was applied last.
type origin struct {
	course, chapter int // tokens
	lesson          *lessonFile
}

// liveTruth tells the history of a seed. Time is not real in it.
func liveTruth(t *testing.T, seed uint64) (h *truth) {
	synctest.Test(t, func(t *testing.T) {
		h = &truth{
			stage: newStage(t), Rand: rand.New(rand.NewPCG(seed, 3)), way: wayOf(seed),
			ids: map[int]string{}, owner: map[string]int{}, applied: map[int]origin{}, removed: map[int]bool{},
		}
		h.plant.api = func(api) apply.API { return h.direct() }
		h.options.Limits = plan.Limits{Count: 100, Percent: 100, Hide: 100, HidePercent: 100}
		h.keeps = h.maybe(0.2)
		h.note("%s, lines are kept: %t", h.way.name, h.keeps)
		h.begin()
		for range 4 + h.IntN(4) {
			h.commit()
		}
	})
	return h
}

// direct is a client whose requests take no time at all.
func (h *truth) direct() apply.API {
	client, err := whop.New(whop.Config{BaseURL: emulator.LocalBaseURL, Key: emulator.LocalKey, MaxRate: -1, Parallel: 1, Transport: h.whop.Transport()})
	h.must(err)
	return api{client}
}

func (h *truth) maybe(chance float64) bool { return h.Float64() < chance }

func (h *truth) note(format string, args ...any) {
	h.diary = append(h.diary, fmt.Sprintf(format, args...))
}

func (h *truth) fail(format string, args ...any) {
	problem := fmt.Sprintf(format, args...)
	h.note("  PROBLEM: %s", problem)
	h.problems = append(h.problems, problem)
}

// fault is a failure that is neither a wrong match nor a lesson too many.
func (h *truth) fault(format string, args ...any) {
	h.tally.broken++
	h.fail(format, args...)
}

// begin writes a course or two, and applies them.
func (h *truth) begin() {
	for range 1 + h.IntN(2) {
		c := &courseFile{token: h.newToken(), name: slug(h.title()), title: h.title()}
		for range 1 + h.IntN(3) {
			chapter := &chapterFile{token: h.newToken(), name: slug(h.title()), bare: h.maybe(0.05)}
			for range 2 + h.IntN(4) {
				chapter.lessons = append(chapter.lessons, h.newLesson())
			}
			c.chapters = append(c.chapters, chapter)
		}
		h.files = append(h.files, c)
	}
	h.tidy()
	h.keyed = h.way.first
	if !h.apply(h.lay()) {
		h.Fatal("the first apply is not complete")
	}
}

// commit is a few acts of the author, and what it takes to apply them. What cannot be applied is
// taken back.
func (h *truth) commit() {
	before, gone := cloneFiles(h.files), slices.Clone(h.gone)
	h.tally.commits++
	h.note("commit:")
	if h.way.keys && !h.keyed && h.maybe(0.5) {
		h.note("  gives all files keys")
		h.keyed = true
		if !h.settle() {
			h.fault("keys alone cannot be applied")
		}
	}
	for range 1 + h.IntN(3) {
		h.act()
	}
	if h.settle() {
		return
	}
	h.tally.stuck++
	h.note("  takes it back")
	h.files, h.gone = before, gone
	if !h.settle() {
		h.fault("what was applied before cannot be applied again")
	}
}

// settle applies the files. Where no answer is right, it first leaves out what is new and asked
// about, as authors are told.
func (h *truth) settle() bool {
	h.answers, h.seen, h.open = nil, map[string]bool{}, map[int]bool{}
	whole := h.lay()
	if h.apply(whole) {
		return true
	}
	part := layout{maps.Clone(whole.text), whole.tokens}
	for path, token := range whole.tokens {
		if _, known := h.applied[token]; !known && h.open[token] {
			delete(part.text, path)
		}
	}
	if len(part.text) == len(whole.text) {
		return false
	}
	h.note("  holds back what is new")
	return h.apply(part) && h.apply(whole)
}
