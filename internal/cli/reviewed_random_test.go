package cli_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// Whatever a team, its colleagues without rights and its merges do, an apply does nothing but what stood, by the
// hand of the workflow, under a pull request that was merged after the last apply, and does all that
// stood there.
func TestNothingIsAppliedThatNoMergedPullRequestHasShown(t *testing.T) {
	t.Parallel()
	var total outcomes
	for seed := range testscale.Rounds(60, 30) {
		t.Run(fmt.Sprintf("seed %d", seed), func(test *testing.T) {
			h := history{team: openTeam(test), random: rand.New(rand.NewPCG(uint64(seed), 65))}
			h.applied = h.head()
			for range 40 {
				h.step()
			}
			total.applied, total.refused, total.stopped = total.applied+h.ends.applied, total.refused+h.ends.refused, total.stopped+h.ends.stopped
		})
	}
	t.Logf("%+v", total)
	const enough = 12 // to have both
	if total.applied+total.refused >= enough && (total.applied == 0 || total.refused == 0) {
		t.Errorf("the histories are too tame: %+v", total)
	}
}

// outcomes counts the applies that had something to do.
type outcomes struct{ applied, refused, stopped int }

// history is a random one. It knows what was shown from the JSON of plans alone.
type history struct {
	*team
	random *rand.Rand
	shown  []map[string]bool // by pull request, as planned last
	// applied is the commit of the last complete apply: that did something, or of a newer commit.
	applied  string
	versions int
	ends     outcomes
}

func (h *history) head() string { return h.commitOf("refs/heads/main") }

func (h *history) step() {
	h.Helper()
	open := slices.DeleteFunc(slices.Clone(h.pulls), func(p *teamPull) bool { return p.closed })
	pick := func() int { return slices.Index(h.pulls, open[h.random.IntN(len(open))]) + 1 }
	switch n := h.random.IntN(20); {
	case n < 6 || len(open) == 0:
		from := "main"
		if len(open) > 0 && h.random.IntN(4) == 0 {
			from = open[h.random.IntN(len(open))].branch
		}
		number := h.open(from, h.edit)
		h.shown = append(h.shown, nil)
		if h.random.IntN(5) > 0 {
			h.show(number)
		}
	case n < 8:
		h.show(pick())
	case n < 13:
		h.land(pick())
	case n == 13:
		h.pulls[pick()-1].closed = true
	case n == 14: // without a pull request, and now and then back and forth
		first := strings.TrimSpace(h.git("rev-list", "--max-parents=0", "main"))
		if merges := strings.Fields(h.git("rev-list", "-3", first+"..main")); len(merges) > 0 && h.random.IntN(2) == 0 {
			if _, err := h.ask("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "revert", "--no-edit", merges[h.random.IntN(len(merges))]); err != nil {
				_, _ = h.ask("revert", "--abort")
			}
			return
		}
		h.edit()
		h.record("pushed")
	case n == 15:
		h.forge(pick())
	case n == 16 && len(h.pulls) > 3: // of an old commit
		commits := strings.Fields(h.git("rev-list", "main"))
		h.run(commits[h.random.IntN(min(4, len(commits)))])
	default:
		h.run("main")
	}
}

// edit changes some of the lessons: in few versions, so that changes are taken back and made again.
func (h *history) edit() {
	h.Helper()
	for range 1 + h.random.IntN(2) {
		path := filepath.Join(h.dir, teamLesson(1, "wedging"))
		all, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.md"))
		slices.Sort(all)
		at := strings.TrimPrefix(all[h.random.IntN(len(all))], h.dir+"/")
		switch n := h.random.IntN(8); {
		case n < 2 && len(all) < 9:
			h.versions++
			name := fmt.Sprintf("new%c%d", 'a'+rune(h.random.IntN(5)), h.versions)
			h.write(teamLesson(4+h.random.IntN(3), name), teamText(name))
		case n == 2 && len(all) > 3:
			h.removeFile(at)
		case n == 3 && len(h.forged()) > 0: // a text that looks like what a comment hides
			h.write(at, h.titleOf(at)+h.forged())
		default:
			h.write(at, h.titleOf(at)+fmt.Sprintf("Version %d.\n", h.random.IntN(3)))
		}
	}
}

func (h *history) titleOf(path string) string {
	title, _, _ := strings.Cut(h.read(path), "\n")
	return title + "\n\n"
}

// forged returns what comments hide, from any of them.
func (h *history) forged() string {
	for _, pull := range h.pulls {
		for _, c := range pull.comments {
			lines := strings.SplitAfter(c.body, "\n")
			return strings.Join(lines[:min(3, len(lines))], "")
		}
	}
	return ""
}

// show plans a pull request, if git can merge it.
func (h *history) show(number int) {
	h.Helper()
	h.git("switch", "-q", "--detach", "main")
	defer h.git("switch", "-q", "main")
	if _, err := h.ask("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "merge", "-q", "--no-edit", h.pulls[number-1].branch); err != nil {
		h.git("merge", "--abort")
		return
	}
	if code, _ := h.command("plan", "--out", "plan.json"); code != 0 {
		return // a file that is not valid; the old comment stays
	}
	h.comment(number)
	h.shown[number-1] = keysOf(h.TB, h.read("plan.json"))
}

// land merges a pull request, if git can, or into another branch.
func (h *history) land(number int) {
	h.Helper()
	pull := h.pulls[number-1]
	if h.random.IntN(8) == 0 {
		pull.base, pull.closed, pull.merge = "drafts", true, h.headOf(pull)
		pull.merged, pull.updated = time.Now(), time.Now()
		return
	}
	if _, err := h.ask("merge", "-q", "--squash", pull.branch); err != nil {
		h.git("reset", "-q", "--hard", "main")
		return
	}
	pull.merge = h.record(fmt.Sprintf("(#%d)", number))
	pull.merged, pull.updated, pull.closed = time.Now(), time.Now(), true
}

// forge has someone who may not write post what the workflow would post for main.
func (h *history) forge(number int) {
	h.Helper()
	if code, _ := h.command("plan", "--out", "plan.json"); code != 0 {
		return
	}
	pull := h.pulls[number-1]
	before := pull.comments
	pull.comments = nil
	h.comment(number)
	pull.comments[0].by = "eve"
	pull.comments = append(pull.comments, before...)
}

// run applies a commit, and holds what comes of it to what was shown.
func (h *history) run(commit string) {
	h.Helper()
	h.git("switch", "-q", "--detach", commit)
	defer h.git("switch", "-q", "main")
	head := h.commitOf("HEAD")
	if code, _ := h.command("plan", "--out", "plan.json"); code != 0 {
		return
	}
	var document struct{ Refusals []any }
	text := h.read("plan.json")
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		h.Fatal(err)
	}
	wanted := keysOf(h.TB, text)
	if h.random.IntN(4) == 0 {
		nth := 1 + h.random.IntN(3)
		h.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
			if nth--; r.IsWrite() && nth <= 0 {
				return emulator.Refuse(422)
			}
			return emulator.Fault{}
		})
		defer h.whop.SetFault(nil)
	}
	h.whop.ClearLog()
	code, said := h.command("apply", "--yes", "--expect", "reviewed")
	tell := func(what string) { h.Fatalf("%s (exit %d):\n%s\nwanted: %v", what, code, said, wanted) }
	switch {
	case len(document.Refusals) > 0:
		if code != 3 {
			tell("a refusal has been passed over")
		}
	case len(wanted) == 0:
		if code == 3 {
			tell("nothing is refused")
		}
		if code == 0 {
			if between, err := h.ask("rev-list", head+".."+h.applied); err != nil {
				h.Fatal(err)
			} else if between == "" {
				h.applied = head
			}
		}
	case code == 3:
		if h.whop.Writes() > 0 {
			tell("a refused run has written")
		}
		if isSubset(wanted, h.shownSince(h.applied, head)) {
			tell("all of it was shown")
		}
		h.ends.refused++
		if h.random.IntN(2) == 0 { // a person looks at it, and starts the workflow by hand
			if code, _ := h.command("apply", "--yes", "--expect", fingerprintIn(said)); code == 0 {
				h.applied = head
			}
		}
	default:
		if !isSubset(wanted, h.shownSince(h.applied, head)) {
			tell("not all of it was shown")
		}
		if h.ends.stopped++; code == 0 {
			h.applied = head
			h.ends.stopped--
			h.ends.applied++
		}
	}
}

// shownSince is what stood under the pull requests that were merged into main in one commit and not in another.
func (h *history) shownSince(base, head string) map[string]bool {
	between, err := h.ask("rev-list", base+".."+head)
	if err != nil {
		h.Fatal(err)
	}
	all := map[string]bool{}
	for i, pull := range h.pulls {
		if pull.base == "main" && pull.merge != "" && strings.Contains(between, pull.merge) {
			for key := range h.shown[i] {
				all[key] = true
			}
		}
	}
	return all
}

func isSubset(some, all map[string]bool) bool {
	for key := range some {
		if !all[key] {
			return false
		}
	}
	return true
}

// keysOf returns what a plan does, field by field, from its JSON.
func keysOf(t testing.TB, plan string) map[string]bool {
	t.Helper()
	var document struct {
		Changes []struct {
			Address, Type string
			Change        struct {
				Actions       []string
				Before, After map[string]json.RawMessage
			}
			Whopsync struct {
				ID, Removed string
				Hide        bool
				Move, Drift json.RawMessage
			}
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(plan), &document); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, c := range document.Changes {
		w := c.Whopsync
		switch action := c.Change.Actions[0]; action {
		case "create":
			after, _ := json.Marshal(c.Change.After)
			keys[fmt.Sprintf("create %s %s", c.Address, after)] = true
		case "update":
			for field, after := range c.Change.After {
				keys[fmt.Sprintf("update %s %s: %s -> %s hide=%t drift=%s", w.ID, field, c.Change.Before[field], after, w.Hide, w.Drift)] = true
			}
			if w.Move != nil {
				keys[fmt.Sprintf("move %s %s", w.ID, w.Move)] = true
			}
		}
	}
	return keys
}
