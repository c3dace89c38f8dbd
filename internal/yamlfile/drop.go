package yamlfile

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// Drop says which entries of lists are taken out of a file: of every entry of a list, by
// the list's key, whether it goes. A list of which it has another number of entries stays.
type Drop map[string][]bool

// of returns what is said of the n entries under a key: nil when none of them goes.
func (d Drop) of(key string, n int) []bool {
	list := d[key]
	if len(list) != n || !slices.Contains(list, true) {
		return nil
	}
	return list
}

// empties reports a key all of whose entries go.
func (d Drop) empties(key string) bool {
	list := d[key]
	return len(list) > 0 && !slices.Contains(list, false)
}

// without returns the mapping of a file as it is without what goes.
func (d Drop) without(root *yaml.Node) *yaml.Node {
	if root == nil {
		return nil
	}
	pruned := *root
	pruned.Content = nil
	for name, value := range pairs(root) {
		switch drop := d.of(name.Value, len(value.Content)); {
		case drop == nil:
		case !slices.Contains(drop, false):
			continue
		case isBlock(value):
			rest := *value
			rest.Content = left(value.Content, drop)
			value = &rest
		}
		pruned.Content = append(pruned.Content, name, value)
	}
	return &pruned
}

// takeOut takes the entries that go out of the block of a file, and a key of which no entry
// is left. A list between brackets goes as a whole, or stays.
func (b *block) takeOut(d Drop) {
	var entries []entry
	var orphaned []string // comments above a key that goes: they may speak of more than it
	for _, e := range b.entries {
		if e.in != nil {
			if drop := d.of(e.key, len(e.in.entries)); drop != nil {
				e.in.entries = left(e.in.entries, drop)
			}
		}
		if d.empties(e.key) {
			orphaned = append(orphaned, e.head...)
			continue
		}
		e.head, orphaned = append(orphaned, e.head...), nil
		entries = append(entries, e)
	}
	b.entries, b.foot = entries, append(orphaned, b.foot...)
}

// left returns the items that do not go.
func left[T any](items []T, drop []bool) []T {
	var rest []T
	for i, item := range items {
		if !drop[i] {
			rest = append(rest, item)
		}
	}
	return rest
}
