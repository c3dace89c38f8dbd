package yamlfile

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// decodeYAML reads up to two documents. yaml.v3 panics on some hostile input: this is
// the one place that calls it.
func decodeYAML(src string) (documents []*yaml.Node, err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = fmt.Errorf("yaml: %v", bug)
		}
	}()
	decoder := yaml.NewDecoder(strings.NewReader(src))
	for len(documents) < 2 {
		var node yaml.Node
		if err := decoder.Decode(&node); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		documents = append(documents, &node)
	}
	return documents, nil
}

func isYAML(src string) bool {
	_, err := decodeYAML(src)
	return err == nil
}

// pairs are the keys of a mapping with their values.
func pairs(mapping *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		for pair := range slices.Chunk(mapping.Content, 2) {
			if !yield(pair[0], pair[1]) {
				return
			}
		}
	}
}

func isBlock(node *yaml.Node) bool {
	return node != nil && (node.Kind == yaml.MappingNode || node.Kind == yaml.SequenceNode) &&
		node.Style&yaml.FlowStyle == 0 && len(node.Content) > 0
}

// Tags as yaml.v3 resolves them.
const (
	nullTag  = "!!null"
	textTag  = "!!str"
	boolTag  = "!!bool"
	intTag   = "!!int"
	floatTag = "!!float"
	timeTag  = "!!timestamp"
	mergeTag = "!!merge"
)

// isOldBool reports a bare word that YAML 1.1 reads as a truth value and YAML 1.2 as text.
func isOldBool(node *yaml.Node) bool {
	if node.Style != 0 || node.Tag != textTag {
		return false
	}
	switch strings.ToLower(node.Value) {
	case "yes", "no", "on", "off", "y", "n":
		return true
	}
	return false
}
