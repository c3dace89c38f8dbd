package apply_test

import (
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

var pairsFlag = flag.Int("pairs", 500, "try so many pairs of faults with -full, spread over all that there are; 0 is all")

// TestPairsOfFaultsOnWhatIsHardToRepeat lets a second thing go wrong right after a first
// that befell a create, an arrangement or a delete: with the look that follows it, or with
// the request sent again. One fault alone never gets that far.
func TestPairsOfFaultsOnWhatIsHardToRepeat(t *testing.T) {
	pairs := allPairs(reference(t, nothing).whop.Log())
	wanted := *pairsFlag
	if wanted == 0 {
		wanted = len(pairs)
	}
	wanted = testscale.Rounds(wanted, 50)
	t.Logf("%d of %d pairs", wanted, len(pairs))
	inParallel(t, wanted, func(t *testing.T, n int) {
		pair := pairs[n*len(pairs)/wanted]
		if w := reference(t, func(w *witness) { w.whop.SetFault(pair.fault) }); len(w.problems) > 0 {
			t.Errorf("%s:\n  %s", pair, strings.Join(w.problems, "\n  "))
		}
	})
}

// faultPair is a fault at a request, and another one a few requests after it.
type faultPair struct {
	at, gap       int
	first, second emulator.Fault
}

func (p faultPair) String() string {
	return fmt.Sprintf("%s at request %d, then %s %d behind it", p.first.Name, p.at, p.second.Name, p.gap)
}

func (p faultPair) fault(i emulator.RequestInfo) emulator.Fault {
	switch i.Seq {
	case p.at:
		return p.first
	case p.at + p.gap:
		return p.second
	}
	return emulator.Fault{}
}

// allPairs are the pairs of cheap faults that begin at the requests of log that are hard
// to repeat.
func allPairs(log []emulator.Entry) (pairs []faultPair) {
	faults := slices.DeleteFunc(emulator.Faults(), isCostly)
	for i, e := range log {
		if !isHardToRepeat(e) {
			continue
		}
		for gap := 1; gap <= 3; gap++ {
			for _, first := range faults {
				for _, second := range faults {
					pairs = append(pairs, faultPair{i + 1, gap, first, second})
				}
			}
		}
	}
	return pairs
}

func isHardToRepeat(e emulator.Entry) bool {
	return e.Method == http.MethodPost || e.Method == http.MethodDelete || isArranging(e)
}
