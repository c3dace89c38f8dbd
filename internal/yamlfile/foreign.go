package yamlfile

import (
	"errors"

	"gopkg.in/yaml.v3"
)

// Foreign is a value in a YAML file of another tool, of which no table says what it accepts.
type Foreign struct {
	Line int // from 1
	Text string
	Kind ForeignKind
	List []Foreign      // ForeignList
	Keys []ForeignEntry // ForeignKeys, in the order of the file
}

// ForeignKind is what a Foreign holds.
type ForeignKind int

const (
	ForeignNull ForeignKind = iota
	ForeignText             // any scalar, as it is written
	ForeignList
	ForeignKeys
)

// ForeignEntry is a key with its value.
type ForeignEntry struct {
	Name  string
	Value Foreign
}

// Get returns the value of a key, and null where there is no such key.
func (f Foreign) Get(name string) Foreign {
	for _, entry := range f.Keys {
		if entry.Name == name {
			return entry.Value
		}
	}
	return Foreign{}
}

// maxForeign bounds how much aliases can unfold to.
const maxForeign = 100_000

// ReadForeign reads the first document of a YAML file of another tool: with anchors, aliases and tags, of which
// only the values are kept. Of a key that stands twice, both are there.
func ReadForeign(src string) (Foreign, error) {
	documents, err := decodeYAML(src)
	if err != nil || len(documents) == 0 {
		return Foreign{}, err
	}
	r := foreignReader{left: maxForeign}
	value := r.read(documents[0].Content[0])
	if r.left <= 0 {
		return Foreign{}, errors.New("the file has too many values")
	}
	return value, nil
}

type foreignReader struct{ left int }

func (r *foreignReader) read(node *yaml.Node) Foreign {
	if r.left--; r.left <= 0 {
		return Foreign{}
	}
	f := Foreign{Line: node.Line, Text: node.Value, Kind: ForeignText}
	switch {
	case node.Kind == yaml.AliasNode:
		return r.read(node.Alias)
	case node.Kind == yaml.SequenceNode:
		f.Kind = ForeignList
		for _, child := range node.Content {
			f.List = append(f.List, r.read(child))
		}
	case node.Kind == yaml.MappingNode:
		f.Kind = ForeignKeys
		for key, value := range pairs(node) {
			f.Keys = append(f.Keys, ForeignEntry{key.Value, r.read(value)})
		}
	case node.Tag == nullTag:
		f.Kind, f.Text = ForeignNull, ""
	}
	return f
}
