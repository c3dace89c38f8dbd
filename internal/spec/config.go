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
)

// Limits where whopsync.yaml sets none.
const (
	defaultMaxDelete        = 3
	defaultMaxDeletePercent = 30
)

// readConfig reads whopsync.yaml, and returns its globs of course folders beside it. A
// course alone needs none: everything has a default, and the environment is local.
func readConfig(repo *Repo, r *report) (c Config, globs []value) {
	text, ok := "version: 1\n", true
	if !repo.isBareCourse() {
		text, ok = readText(repo, r)
	}
	if !ok {
		return c, nil
	}
	mapping, ok := parseYAML(text, r)
	if !ok {
		return c, nil
	}
	o := walkFile(mapping, configGrammar, r)
	c = Config{
		OnRemove:     OnRemoveHide,
		Limits:       limitsOf(o.values["limits"].object),
		Environments: environmentsOf(o.values["environments"].object, r),
		Moved:        movesOf(o.values["moved"].list, r),
		Removed:      removalsOf(o.values["removed"].list, r),
		Identity:     answersOf(o.values["identity"].list, r),
		Unmanaged:    idsOf(o.values["unmanaged"].list, r),
	}
	if v, ok := o.get("on_remove"); ok {
		c.OnRemove = OnRemove(v.text)
	}
	c.DefaultEnvironment = Local
	if v, ok := o.get("default_environment"); ok {
		c.DefaultEnvironment = v.text
		if _, known := c.Environments[v.text]; !known {
			r.error(v.at, "unknown-environment", fmt.Sprintf("no environment %q", shorten(v.text)), didYouMean(v.text, namesOf(c.Environments)))
		}
	}
	return c, o.values["courses"].list
}

// isBareCourse reports whether the repository has a course.yaml and no whopsync.yaml.
func (r *Repo) isBareCourse() bool {
	_, noConfig := r.lookUp(ConfigFile)
	_, noCourse := r.lookUp(courseFile)
	return errors.Is(noConfig, fs.ErrNotExist) && noCourse == nil
}

func namesOf(environments map[string]Environment) []string {
	return slices.Sorted(maps.Keys(environments))
}

// choose returns the environment called name, or the default one for "".
func (c Config) choose(name string, r *report) Environment {
	e, ok := c.Environments[cmp.Or(name, c.DefaultEnvironment)]
	if ok && isPlaceholder(e.Experience) {
		r.error(span{}, "bad-id", fmt.Sprintf("the experience of environment %q is %q, which is no id", e.Name, shorten(e.Experience)), docExperience)
	}
	if !ok && name != "" && c.Environments != nil { // else whopsync.yaml could not be read
		hint := didYouMean(name, namesOf(c.Environments))
		if hint == "" {
			hint = "there is " + strings.Join(namesOf(c.Environments), ", ")
		}
		r.error(span{}, "unknown-environment", fmt.Sprintf("no environment %q", shorten(name)), hint)
	}
	return e
}

func limitsOf(o object) Limits {
	limits := Limits{MaxDelete: defaultMaxDelete, MaxDeletePercent: defaultMaxDeletePercent}
	if v, ok := o.get("max_delete"); ok {
		limits.MaxDelete = int(v.number)
	}
	if v, ok := o.get("max_delete_percent"); ok {
		limits.MaxDeletePercent = int(v.number)
	}
	return limits
}

func movesOf(list []value, r *report) []Move {
	var moves []Move
	for _, v := range list {
		from, _ := course.ParseAddress(v.object.text("from"))
		to, _ := course.ParseAddress(v.object.text("to"))
		if from.Kind() != to.Kind() {
			r.error(v.at, "bad-move", fmt.Sprintf("%s is a %s and %s a %s", from, from.Kind(), to, to.Kind()), "")
		}
		moves = append(moves, Move{From: from, To: to, Source: course.Source{Path: r.path, Line: v.at.line}})
	}
	return moves
}

func removalsOf(list []value, r *report) []Removal {
	var removals []Removal
	for _, v := range list {
		address, _ := course.ParseAddress(v.object.text("address"))
		action := OnRemoveDelete
		if said := v.object.text("action"); said != "" {
			action = OnRemove(said)
		}
		removals = append(removals, Removal{Address: address, Action: action, Source: course.Source{Path: r.path, Line: v.at.line}})
	}
	return removals
}

func idsOf(list []value, r *report) []string {
	var ids []string
	for _, v := range list {
		if !slices.ContainsFunc([]string{"cors_", "chap_", "lesn_"}, func(p string) bool { return strings.HasPrefix(v.text, p) }) {
			r.error(v.at, "bad-id", fmt.Sprintf("unmanaged wants ids that begin with cors_, chap_ or lesn_, got %q", shorten(v.text)), "")
		}
		ids = append(ids, v.text)
	}
	return ids
}
