package spec

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// Limits where whopsync.yaml sets none.
const (
	defaultMaxDelete        = 3
	defaultMaxDeletePercent = 30
)

// readConfig reads whopsync.yaml, and returns its globs of course folders beside it. A
// course alone needs none: everything has a default, and the environment is local.
func readConfig(repo *Repo, r *yamlfile.Report) (c Config, globs []yamlfile.Value) {
	text, ok := "version: 1\n", true
	if !isBareCourse(repo) {
		text, ok = readText(repo, r)
	}
	if !ok {
		return c, nil
	}
	o, ok := yamlfile.Read(text, configGrammar, r)
	if !ok {
		return c, nil
	}
	c = Config{
		OnRemove:     OnRemoveHide,
		Limits:       limitsOf(o.Values["limits"].Object),
		Environments: environmentsOf(o.Values["environments"].Object, r),
		Moved:        movesOf(o.Values["moved"].List, r),
		Removed:      removalsOf(o.Values["removed"].List, r),
		Unmanaged:    idsOf(o.Values["unmanaged"].List, r),
	}
	if v, ok := o.Get("on_remove"); ok {
		c.OnRemove = OnRemove(v.Text)
	}
	c.DefaultEnvironment = Local
	if v, ok := o.Get("default_environment"); ok {
		c.DefaultEnvironment = v.Text
		if _, known := c.Environments[v.Text]; !known {
			r.Error(v.At, "unknown-environment", fmt.Sprintf("no environment %q", yamlfile.Shorten(v.Text)), yamlfile.DidYouMean(v.Text, namesOf(c.Environments)))
		}
	}
	return c, o.Values["courses"].List
}

// isBareCourse reports whether the repository has a course.yaml and no whopsync.yaml.
func isBareCourse(r *Repo) bool {
	_, noConfig := r.lookUp(ConfigFile)
	_, noCourse := r.lookUp(courseFile)
	return errors.Is(noConfig, fs.ErrNotExist) && noCourse == nil
}

func namesOf(environments map[string]Environment) []string {
	return slices.Sorted(maps.Keys(environments))
}

// choose returns the environment called name, or the default one for "".
func (c Config) choose(name string, r *yamlfile.Report) Environment {
	e, ok := c.Environments[cmp.Or(name, c.DefaultEnvironment)]
	if ok && isPlaceholder(e.Experience) {
		r.Error(yamlfile.Span{}, "bad-id", fmt.Sprintf("the experience of environment %q is %q, which is no id", e.Name, yamlfile.Shorten(e.Experience)), docExperience)
	}
	if !ok && name != "" && c.Environments != nil { // else whopsync.yaml could not be read
		hint := yamlfile.DidYouMean(name, namesOf(c.Environments))
		if hint == "" {
			hint = "there is " + strings.Join(namesOf(c.Environments), ", ")
		}
		r.Error(yamlfile.Span{}, "unknown-environment", fmt.Sprintf("no environment %q", yamlfile.Shorten(name)), hint)
	}
	return e
}

func limitsOf(o yamlfile.Object) Limits {
	limits := Limits{MaxDelete: defaultMaxDelete, MaxDeletePercent: defaultMaxDeletePercent}
	if v, ok := o.Get("max_delete"); ok {
		limits.MaxDelete = int(v.Number)
	}
	if v, ok := o.Get("max_delete_percent"); ok {
		limits.MaxDeletePercent = int(v.Number)
	}
	return limits
}

func movesOf(list []yamlfile.Value, r *yamlfile.Report) []Move {
	var moves []Move
	for _, v := range list {
		from, _ := course.ParseAddress(v.Object.Text("from"))
		to, _ := course.ParseAddress(v.Object.Text("to"))
		if from.Kind() != to.Kind() {
			r.Error(v.At, "bad-move", fmt.Sprintf("%s is a %s and %s a %s", from, from.Kind(), to, to.Kind()), "")
			continue
		}
		moves = append(moves, Move{From: from, To: to, Source: course.Source{Path: r.Path, Line: v.At.Line}})
	}
	return moves
}

func removalsOf(list []yamlfile.Value, r *yamlfile.Report) []Removal {
	var removals []Removal
	for _, v := range list {
		address, _ := course.ParseAddress(v.Object.Text("address"))
		action := OnRemoveDelete
		if said := v.Object.Text("action"); said != "" {
			action = OnRemove(said)
		}
		removals = append(removals, Removal{Address: address, Action: action, Source: course.Source{Path: r.Path, Line: v.At.Line}})
	}
	return removals
}

func idsOf(list []yamlfile.Value, r *yamlfile.Report) []string {
	var ids []string
	for _, v := range list {
		if !slices.ContainsFunc([]string{"cors_", "chap_", "lesn_"}, func(p string) bool { return strings.HasPrefix(v.Text, p) }) {
			r.Error(v.At, "bad-id", fmt.Sprintf("unmanaged wants ids that begin with cors_, chap_ or lesn_, got %q", yamlfile.Shorten(v.Text)), "")
		}
		ids = append(ids, v.Text)
	}
	return ids
}

// checkMoves holds moved and removed against what the files declare: an address cannot
// be gone and here, unless another lesson or course took its name.
func (c Config) checkMoves(declared map[course.Address]bool, r *yamlfile.Report) {
	seen := make(map[course.Address]bool)
	gone := func(address course.Address, at yamlfile.Span, what string) {
		switch {
		case seen[address]:
			r.Error(at, "duplicate-entry", fmt.Sprintf("%s is named twice", address), "keep one of the two")
		case declared[address]:
			r.Error(at, "still-there", fmt.Sprintf("%s is %s, and still declared by the files", address, what), "remove the entry, for instance if it was applied before, or the file")
		}
		seen[address] = true
	}
	for _, m := range c.Moved {
		if at := (yamlfile.Span{Line: m.Source.Line}); m.From.Kind() != course.KindChapter && declared[m.From] && declared[m.To] && !seen[m.From] {
			seen[m.From] = true
			r.Warn(at, "name-taken", fmt.Sprintf("%s is moved, and another file has its name now", m.From), "take the entry out once it is applied")
		} else {
			gone(m.From, at, "moved")
		}
	}
	for _, m := range c.Removed {
		gone(m.Address, yamlfile.Span{Line: m.Source.Line}, "removed")
	}
	ends := make(map[course.Address]bool)
	for _, m := range c.Moved {
		if ends[m.To] {
			r.Error(yamlfile.Span{Line: m.Source.Line}, "duplicate-entry", fmt.Sprintf("two entries end at %s", m.To), "keep one of the two")
		}
		ends[m.To] = true
		if !declared[m.To] && !seen[m.To] {
			r.Warn(yamlfile.Span{Line: m.Source.Line}, "unknown-address", fmt.Sprintf("no %s %q", m.To.Kind(), m.To), yamlfile.DidYouMean(m.To.String(), ofKind(m.To.Kind(), declared)))
		}
	}
}

// ofKind returns the addresses of one kind as text, for suggestions.
func ofKind(kind course.Kind, declared map[course.Address]bool) []string {
	var all []string
	for _, address := range slices.SortedFunc(maps.Keys(declared), course.Address.Compare) {
		if address.Kind() == kind {
			all = append(all, address.String())
		}
	}
	return all
}
