package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// keyed is a file with a key.
type keyed struct {
	*identity
	reports *report
}

// checkKeys complains of two files with one key: a copy brings along the key of what it was
// copied from, and nobody but its author knows which of the two is the copy.
func checkKeys(courses []*courseDir) {
	all := keysOf(courses)
	first := make(map[string]keyed, len(all))
	for _, one := range all {
		if _, ok := first[one.key.text]; !ok {
			first[one.key.text] = one
		}
	}
	isTaken := func(key string) bool { _, ok := first[key]; return ok }
	for _, one := range all {
		twin := first[one.key.text]
		if twin.reports == one.reports {
			continue
		}
		fresh := course.KeyOf(one.reports.path, isTaken)
		first[fresh] = one
		one.reports.error(one.key.at, "duplicate-key", fmt.Sprintf("key %q is also that of %s:%d:%d", one.key.text, twin.reports.path, twin.key.at.line, twin.key.at.col),
			fmt.Sprintf("no two files have one key: give the one that is the copy a key of its own: `key: %s`", fresh))
	}
}

// keysOf returns the files with a key, by path.
func keysOf(courses []*courseDir) []keyed {
	var all []keyed
	add := func(i *identity, r *report) {
		if i.key.text != "" {
			all = append(all, keyed{i, r})
		}
	}
	for _, c := range courses {
		add(&c.identity, &c.yaml.report)
		for _, chapter := range c.chapters {
			add(&chapter.identity, &chapter.yaml.report)
			for _, lesson := range chapter.lessons {
				add(&lesson.identity, &lesson.report)
			}
		}
	}
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Compare(a.reports.path, b.reports.path) })
	return all
}

// keyLike returns the key that a text comes nearest to.
func keyLike(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return course.CheckKey(string(r)) != nil })
	like := strings.Join(words, "-")
	like = like[:min(len(like), course.MaxKey)]
	if like == "" {
		return course.KeyOf(text, func(string) bool { return false })
	}
	return like
}
