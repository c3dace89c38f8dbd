package spec

import (
	"cmp"
	"fmt"
	"slices"

	"whopsync/internal/course"
)

// checkKeys complains of two files with one key: a copy brings along the key of what it was
// copied from, and nobody but its author knows which of the two is the copy.
func (l *loading) checkKeys() {
	all := l.keyed()
	first := make(map[string]*declaration, len(all))
	for _, one := range all {
		if _, ok := first[one.key().Text]; !ok {
			first[one.key().Text] = one
		}
	}
	isTaken := func(key string) bool { return first[key] != nil }
	for _, one := range all {
		key := one.key()
		twin := first[key.Text]
		if twin == one {
			continue
		}
		fresh := course.KeyOf(one.path, isTaken)
		first[fresh] = one
		at := twin.key().At
		one.report.Error(key.At, "duplicate-key", fmt.Sprintf("key %q is also that of %s:%d:%d", key.Text, twin.path, at.Line, at.Col),
			fmt.Sprintf("no two files have one key: give the one that is the copy a key of its own: `key: %s`", fresh))
	}
}

// keyed returns the files with a key, by path.
func (l *loading) keyed() []*declaration {
	all := slices.DeleteFunc(l.declarations(), func(d *declaration) bool { return d.key().Text == "" })
	slices.SortFunc(all, func(a, b *declaration) int { return cmp.Compare(a.path, b.path) })
	return all
}
