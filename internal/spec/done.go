package spec

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// Done says of every line under moved:, removed: and identity: in whopsync.yaml whether it
// was followed. The lines are in the order of the file; an empty list says of none.
type Done struct{ Moved, Removed, Identity []bool }

// of returns what is said of the lines under a key: nil when none of the n is done.
func (d Done) of(key string, n int) []bool {
	list := map[string][]bool{"moved": d.Moved, "removed": d.Removed, "identity": d.Identity}[key]
	if len(list) != n || !slices.Contains(list, true) {
		return nil
	}
	return list
}

// without returns the mapping of a whopsync.yaml as it is without what is done.
func (d Done) without(root *yaml.Node) *yaml.Node {
	if root == nil {
		return nil
	}
	pruned := *root
	pruned.Content = nil
	for i := 0; i+1 < len(root.Content); i += 2 {
		name, value := root.Content[i], root.Content[i+1]
		switch done := d.of(name.Value, len(value.Content)); {
		case done == nil:
		case !slices.Contains(done, false):
			continue
		case isBlock(value):
			rest := *value
			rest.Content = left(value.Content, done)
			value = &rest
		}
		pruned.Content = append(pruned.Content, name, value)
	}
	return &pruned
}

// takeOut takes the lines that are done out of the block of a whopsync.yaml, and a key of
// which no line is left. A list between brackets goes as a whole, or stays.
func (b *block) takeOut(d Done) {
	var entries []entry
	var orphaned []string // comments above a key that goes: they may speak of more than it
	for _, e := range b.entries {
		if e.in != nil {
			if done := d.of(e.key, len(e.in.entries)); done != nil {
				e.in.entries = left(e.in.entries, done)
			}
		}
		if d.isEmptied(e) {
			orphaned = append(orphaned, e.head...)
			continue
		}
		e.head, orphaned = append(orphaned, e.head...), nil
		entries = append(entries, e)
	}
	b.entries, b.foot = entries, append(orphaned, b.foot...)
}

// isEmptied reports a key all of whose lines are done.
func (d Done) isEmptied(e entry) bool {
	list := map[string][]bool{"moved": d.Moved, "removed": d.Removed, "identity": d.Identity}[e.key]
	return len(list) > 0 && !slices.Contains(list, false)
}

// left returns the items that are not done.
func left[T any](items []T, done []bool) []T {
	var rest []T
	for i, item := range items {
		if !done[i] {
			rest = append(rest, item)
		}
	}
	return rest
}
