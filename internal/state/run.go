package state

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Run is the record of a run, as a store keeps it beside the state. What it says is no affair of a store's.
type Run struct {
	Name string // such as production-7, or production-7.2 after another run to the same serial
	Data []byte
}

// What a store keeps of runs: the newest ones, as long as they are not too much together.
const (
	KeptRuns = 50
	MaxRun   = 16 << 20 // bytes of one record
	MaxRuns  = 32 << 20 // bytes of all
)

// ErrRunTooLong says that a record is longer than its store takes.
var ErrRunTooLong = errors.New("the record is too long to be kept with the state")

var runPattern = regexp.MustCompile(`^([a-zA-Z0-9_][a-zA-Z0-9_-]{0,99})-([0-9]{1,9})(?:\.([0-9]{1,9}))?$`)

// RunName is a run's environment and the serial that it leads to. Again counts those with one serial, from 2 on.
type RunName struct {
	Env           string
	Serial, Again int
}

// ParseRunName reads the name of a run. Names come from servers: what is read leads out of no folder.
func ParseRunName(name string) (n RunName, ok bool) {
	m := runPattern.FindStringSubmatch(name)
	if m == nil {
		return n, false
	}
	n.Env = m[1]
	n.Serial, _ = strconv.Atoi(m[2])
	n.Again, _ = strconv.Atoi(m[3])
	return n, true
}

// NextRunName returns a name for another run to a serial, beside those that are there.
func NextRunName(env string, serial int64, there []string) string {
	base := fmt.Sprintf("%s-%d", env, serial)
	name := base
	for n := 2; slices.Contains(there, name); n++ {
		name = fmt.Sprintf("%s.%d", base, n)
	}
	return name
}

// RunsOf returns those of the names that are names of an environment's runs, the oldest first.
func RunsOf(env string, names []string) (runs []string) {
	parsed := map[string]RunName{}
	for _, name := range names {
		if n, ok := ParseRunName(name); ok && n.Env == env && parsed[name].Env == "" {
			parsed[name] = n
			runs = append(runs, name)
		}
	}
	slices.SortFunc(runs, func(a, b string) int {
		return cmp.Or(cmp.Compare(parsed[a].Serial, parsed[b].Serial), cmp.Compare(parsed[a].Again, parsed[b].Again))
	})
	return runs
}

// Outdated returns which of the runs, the oldest first, are kept no longer. size tells the length of a record.
func Outdated(runs []string, size func(name string) int, most int) []string {
	total, from := 0, len(runs)
	for from > 0 && len(runs)-from < KeptRuns {
		total += size(runs[from-1])
		if total > most && from < len(runs) { // the newest one stays
			break
		}
		from--
	}
	return runs[:from]
}

// Wanted asks which runs somebody wants to read, of those that are kept; nil wants all.
func Wanted(kept []string, want func([]string) []string) []string {
	if want == nil {
		return kept
	}
	return slices.DeleteFunc(slices.Clone(want(slices.Clone(kept))), func(name string) bool { return !slices.Contains(kept, name) })
}
