package yamlfile

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// Drop says which entries of lists are taken out of a file: of every entry of a list, by
// the list's key, whether it goes. A list of which it has another number of entries stays, and
// one between brackets goes as a whole or not at all.
type Drop map[string][]bool

// nodes are the nodes of a tree.
type nodes map[*yaml.Node]bool

// of returns what goes from the mapping of a file: entries of lists, and keys with their
// values of which no entry is left.
func (d Drop) of(root *yaml.Node) nodes {
	gone := nodes{}
	for name, value := range pairs(root) {
		switch list := d[name.Value]; {
		case len(list) == 0, len(list) != len(value.Content):
		case !slices.Contains(list, false):
			gone[name], gone[value] = true, true
		case isBlock(value):
			for i, child := range value.Content {
				gone[child] = list[i]
			}
		}
	}
	return gone
}

// without returns a tree as it is without what goes.
func (gone nodes) without(tree *yaml.Node) *yaml.Node {
	rest := *tree
	rest.Content = nil
	for _, child := range tree.Content {
		if !gone[child] {
			rest.Content = append(rest.Content, gone.without(child))
		}
	}
	return &rest
}
