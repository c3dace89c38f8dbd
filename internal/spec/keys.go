package spec

import (
	"cmp"
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// keyed is a file with a key.
type keyed struct {
	*identity
	reports *yamlfile.Report
}

// checkKeys complains of two files with one key: a copy brings along the key of what it was
// copied from, and nobody but its author knows which of the two is the copy.
func checkKeys(courses []*courseDir) {
	all := keysOf(courses)
	first := make(map[string]keyed, len(all))
	for _, one := range all {
		if _, ok := first[one.key.Text]; !ok {
			first[one.key.Text] = one
		}
	}
	isTaken := func(key string) bool { _, ok := first[key]; return ok }
	for _, one := range all {
		twin := first[one.key.Text]
		if twin.reports == one.reports {
			continue
		}
		fresh := course.KeyOf(one.reports.Path, isTaken)
		first[fresh] = one
		one.reports.Error(one.key.At, "duplicate-key", fmt.Sprintf("key %q is also that of %s:%d:%d", one.key.Text, twin.reports.Path, twin.key.At.Line, twin.key.At.Col),
			fmt.Sprintf("no two files have one key: give the one that is the copy a key of its own: `key: %s`", fresh))
	}
}

// keysOf returns the files with a key, by path.
func keysOf(courses []*courseDir) []keyed {
	var all []keyed
	add := func(i *identity, r *yamlfile.Report) {
		if i.key.Text != "" {
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
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Compare(a.reports.Path, b.reports.Path) })
	return all
}
