package yamlfile

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// parseYAML returns the mapping that src holds; nil when src holds nothing. It allows the
// part of YAML that authors use and that cannot surprise them: one document, no
// anchors, aliases, merge keys or tags.
func parseYAML(src string, r *Report) (mapping *yaml.Node, ok bool) {
	documents, err := decodeYAML(src)
	if err != nil {
		reportSyntax(src, err, r)
		return nil, false
	}
	if len(documents) == 0 {
		return nil, true
	}
	if len(documents) > 1 {
		r.Error(nodeSpan(documents[1]), "second-document", "a second YAML document begins here", "only one is read: remove the line with ---")
		return nil, false
	}
	root := documents[0].Content[0]
	switch {
	case !checkPlain(root, r):
		return nil, false
	case root.Kind == yaml.ScalarNode && root.Tag == nullTag:
		return nil, true
	case gluedKey.MatchString(root.Value):
		reportGlued(lineOf(src, root.Line), root.Line, r)
		return nil, false
	case root.Kind == yaml.ScalarNode && reportsComment(src, root.Line, r):
		return nil, false
	case root.Kind != yaml.MappingNode:
		r.Error(nodeSpan(root), "wrong-type", "want keys with values, got "+describe(root), `write "key: value" lines`)
		return nil, false
	}
	return root, true
}

// checkPlain refuses what makes YAML say something else than it seems to.
func checkPlain(node *yaml.Node, r *Report) bool {
	at, ok := nodeSpan(node), true
	switch {
	case node.Kind == yaml.AliasNode:
		r.Error(at, "alias", "YAML aliases are not read: *"+Shorten(node.Value), "write the value itself")
		return false
	case node.Tag == mergeTag:
		r.Error(at, "merge-key", "YAML merge keys are not read", "write the keys themselves")
		ok = false
	case node.Anchor != "":
		r.Error(at, "anchor", "YAML anchors are not read: &"+Shorten(node.Anchor), "remove it")
		ok = false
	case node.Style&yaml.TaggedStyle != 0:
		r.Error(at, "tag", "YAML tags are not read: "+Shorten(node.Tag), "remove it; text that looks like something else goes in quotes")
		ok = false
	}
	for _, child := range node.Content {
		ok = checkPlain(child, r) && ok
	}
	return ok
}

// nodeSpan returns where a node stands; its end is known only of a plain word.
func nodeSpan(node *yaml.Node) Span {
	at := Span{Line: node.Line, Col: node.Column}
	if node.Kind == yaml.ScalarNode && node.Style == 0 && !strings.Contains(node.Value, "\n") && node.Value != "" {
		at.End = at.Col + utf8.RuneCountInString(node.Value)
	}
	return at
}

// describe words what a node is, for an author who meant something else.
func describe(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Kind == yaml.MappingNode:
		return "keys with values"
	case node.Tag == nullTag:
		return "nothing"
	case node.Tag == timeTag:
		return "the date " + Shorten(node.Value)
	case node.Tag == intTag, node.Tag == floatTag:
		return "the number " + Shorten(node.Value)
	case node.Tag == boolTag, isOldBool(node):
		return "the bare word " + node.Value
	}
	return "the text " + strconv.Quote(Shorten(node.Value))
}
