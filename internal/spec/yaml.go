package spec

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// parseYAML returns the mapping that src holds; nil when src holds nothing. It allows the
// part of YAML that authors use and that cannot surprise them: one document, no
// anchors, aliases, merge keys or tags.
func parseYAML(src string, r *report) (mapping *yaml.Node, ok bool) {
	documents, err := decodeYAML(src)
	if err != nil {
		reportSyntax(src, err, r)
		return nil, false
	}
	if len(documents) == 0 {
		return nil, true
	}
	if len(documents) > 1 {
		r.error(nodeSpan(documents[1]), "second-document", "a second YAML document begins here", "only one is read: remove the line with ---")
		return nil, false
	}
	root := documents[0].Content[0]
	switch {
	case !checkPlain(root, r):
		return nil, false
	case root.Kind == yaml.ScalarNode && root.Tag == nullTag:
		return nil, true
	case root.Kind != yaml.MappingNode:
		r.error(nodeSpan(root), "wrong-type", "want keys with values, got "+describe(root), `write "key: value" lines`)
		return nil, false
	}
	return root, true
}

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

// checkPlain refuses what makes YAML say something else than it seems to.
func checkPlain(node *yaml.Node, r *report) bool {
	at, ok := nodeSpan(node), true
	switch {
	case node.Kind == yaml.AliasNode:
		r.error(at, "alias", "YAML aliases are not read: *"+shorten(node.Value), "write the value itself")
		return false
	case node.Tag == mergeTag:
		r.error(at, "merge-key", "YAML merge keys are not read", "write the keys themselves")
		ok = false
	case node.Anchor != "":
		r.error(at, "anchor", "YAML anchors are not read: &"+shorten(node.Anchor), "remove it")
		ok = false
	case node.Style&yaml.TaggedStyle != 0:
		r.error(at, "tag", "YAML tags are not read: "+shorten(node.Tag), "remove it; text that looks like something else goes in quotes")
		ok = false
	}
	for _, child := range node.Content {
		ok = checkPlain(child, r) && ok
	}
	return ok
}

// nodeSpan returns where a node stands; its end is known only of a plain word.
func nodeSpan(node *yaml.Node) span {
	at := span{line: node.Line, col: node.Column}
	if node.Kind == yaml.ScalarNode && node.Style == 0 && !strings.Contains(node.Value, "\n") && node.Value != "" {
		at.end = at.col + utf8.RuneCountInString(node.Value)
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
		return "the date " + shorten(node.Value)
	case node.Tag == intTag, node.Tag == floatTag:
		return "the number " + shorten(node.Value)
	case node.Tag == boolTag, isOldBool(node):
		return "the bare word " + node.Value
	}
	return "the text " + strconv.Quote(shorten(node.Value))
}

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

func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// reportSyntax says where src stops being YAML, in words that an author can act on.
func reportSyntax(src string, err error, r *report) {
	message, said := err.Error(), 1
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		message = message[len(m[0]):]
		if n, err := strconv.Atoi(m[1]); err == nil {
			said = n
		}
	}
	number := brokenLine(src, said)
	line := lineOf(src, number)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	at := func(offset int) span { return place(line, offset, 1, number) }
	begin := span{line: number, col: 1 + len(indent)}
	switch tab := strings.Index(indent, "\t"); {
	case tab >= 0:
		r.error(at(tab), "yaml-syntax", "a tab cannot indent YAML", "indent with spaces")
	case strings.Contains(message, "mapping values are not allowed"):
		if colon := secondColon(line); colon >= 0 {
			begin = at(colon)
		}
		r.error(begin, "yaml-syntax", "a colon with a space behind it cannot stand in a value", "put the value in quotes")
	case strings.Contains(message, "unknown anchor"):
		r.error(begin, "alias", "YAML aliases are not read", "write the value itself; text that begins with * goes in quotes")
	case strings.Contains(message, "unexpected end of stream"):
		r.error(begin, "yaml-syntax", "what begins here does not end", "close the quote or bracket")
	case strings.Contains(message, "cannot start any token"):
		r.error(begin, "yaml-syntax", "a value cannot begin with this character", "put the value in quotes")
	case strings.Contains(message, "control characters are not allowed"):
		if i := strings.IndexFunc(line, isYAMLControl); i >= 0 {
			begin = at(i)
		}
		r.error(begin, "yaml-syntax", "control characters are not allowed", "remove the invisible character")
	default:
		r.error(begin, "yaml-syntax", "not valid YAML: "+shorten(message), "check quotes, indentation and the space behind each colon")
	}
}

// secondColon returns where the value of a line has a colon that YAML takes for a key's,
// or -1.
func secondColon(line string) int {
	key, value, _ := strings.Cut(line, ": ")
	if i := strings.Index(value, ": "); i >= 0 {
		return len(key) + len(": ") + i
	}
	return -1
}

func isYAMLControl(r rune) bool { return r < ' ' && r != '\t' || 0x7f <= r && r < 0xa0 && r != 0x85 }

// brokenLine improves on the line that yaml.v3 names, which is often where the broken
// construct begins: it looks for the last line up to which src still is YAML.
func brokenLine(src string, said int) int {
	const lookahead, longest = 16, 32 << 10
	if len(src) > longest {
		return said
	}
	lines := strings.SplitAfter(src, "\n")
	for n := min(said+lookahead, len(lines)); n >= max(0, said-2); n-- {
		if _, err := decodeYAML(strings.Join(lines[:n], "")); err == nil {
			return min(n+1, len(lines))
		}
	}
	return said
}

// lineOf returns a line of src by its number, from 1.
func lineOf(src string, number int) string {
	for range number - 1 {
		_, src, _ = strings.Cut(src, "\n")
	}
	line, _, _ := strings.Cut(src, "\n")
	return line
}
