package spec

import (
	"slices"
	"strings"

	"whopsync/internal/yamlfile"
)

// maxUnknown is how many keys a hint names together: more are no pattern of another tool.
const maxUnknown = 30

// nameUnknownKeys says of each key that nothing reads the one line that lets all of them pass, instead of a line for each.
func nameUnknownKeys(declarations []*declaration, ignored []string) {
	var unknown []string
	for _, d := range declarations {
		unknown = append(unknown, d.object.Unknown...)
	}
	keys := slices.Concat(unknown, ignored)
	slices.Sort(keys)
	if keys = slices.Compact(keys); len(keys) > maxUnknown {
		return
	}
	for i, key := range keys {
		keys[i] = inFlow(key)
	}
	hint := yamlfile.IgnoreHint(strings.Join(keys, ", "))
	for _, d := range declarations {
		for i := range d.report.Problems {
			isOfKey := func(key string) bool { return d.report.Problems[i].Hint == yamlfile.IgnoreHint(yamlfile.Shorten(key)) }
			if slices.ContainsFunc(d.object.Unknown, isOfKey) {
				d.report.Problems[i].Hint = hint
			}
		}
	}
}
