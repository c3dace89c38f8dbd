package yamlfile

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Format returns a text with its keys in the order of the table, and in the one style that
// all files share, and without the entries to drop. What is wrong with it is reported, and
// such a text stays unchanged.
//
// It repeats itself until nothing changes any more, so formatting twice is formatting
// once. Text that would never come to rest stays unchanged.
func Format(src string, g Grammar, drop Drop, r *Report) string {
	root, ok := readStrict(src, g, r)
	if !ok || root == nil {
		return src
	}
	const most = 4
	gone := drop.of(root)
	text, before := src, gone.without(root)
	for range most {
		next := strings.Join(layOut(text, root, g, gone), "\n")
		if next == text {
			return text
		}
		if root, ok = readStrict(next, g, &Report{}); !ok || !sameMeaning(before, root) {
			return src
		}
		text = next
	}
	return src
}

// readStrict returns the mapping of a text where nothing is wrong.
func readStrict(src string, g Grammar, r *Report) (*yaml.Node, bool) {
	root, ok := parseYAML(src, r)
	if ok {
		walkFile(root, g, r)
	}
	return root, ok && !r.Problems.HasErrors()
}

// sameMeaning reports whether two trees load the same: the same scalars, quoted or bare,
// in lists of the same order and mappings of any.
func sameMeaning(a, b *yaml.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	isBare := func(n *yaml.Node) bool { return n.Style == 0 }
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || len(a.Content) != len(b.Content) || a.Kind == yaml.ScalarNode && isBare(a) != isBare(b) {
		return false
	}
	if a.Kind != yaml.MappingNode {
		return slices.EqualFunc(a.Content, b.Content, sameMeaning)
	}
	values := make(map[string]*yaml.Node, len(b.Content)/2)
	for name, value := range pairs(b) {
		values[name.Value] = value
	}
	for name, value := range pairs(a) {
		if other, ok := values[name.Value]; !ok || !sameMeaning(value, other) {
			return false
		}
	}
	return true
}
