package yamlfile

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// LinesAbove returns how many lines of a text stand above that of a new key: after the key
// of a name, if that comes first, else before all keys. A text without keys has it behind
// the mark of a document's start, where there is one, else at its end. It returns false for
// what cannot be read as YAML.
func LinesAbove(text, name string) (lines int, ok bool) {
	root, ok := parseYAML(text, &Report{})
	if !ok {
		return 0, false
	}
	r := &layoutReader{lines: trimEmpty(strings.Split(text, "\n"))}
	switch {
	case root == nil && strings.HasPrefix(text, "---"):
		return 1, true
	case root == nil || len(root.Content) == 0:
		return len(r.lines), true
	}
	first := root.Content[0].Line - 1
	if root.Content[0].Value != name {
		_, end := r.opening(first)
		return end, true
	}
	limit := len(r.lines)
	if len(root.Content) > 2 {
		limit = root.Content[2].Line - 1
	}
	return r.valueEnd(first, limit, root.Content[0].Column-1), true
}

// OnlyAdds reports whether the new text equals the old one with one key more.
func OnlyAdds(before, after, key, value string, g Grammar) bool {
	was, ok1 := readStrict(before, g, &Report{})
	is, ok2 := readStrict(after, g, &Report{})
	if !ok1 || !ok2 || is == nil {
		return false
	}
	if was == nil {
		was = &yaml.Node{Kind: yaml.MappingNode, Tag: is.Tag}
	}
	found, added := "", nodes{}
	for name, content := range pairs(is) {
		if name.Value == key {
			found = content.Value
			added[name], added[content] = true, true
		}
	}
	return found == value && sameMeaning(was, added.without(is))
}
