// Package richtext reads what Whop's dashboard saves in the place of Markdown: the JSON of
// its editor's tree.
//
// Nobody documents that tree. It was seen in practice, so nodes are known by both spellings
// of the editor's family, and whatever has another form than expected is no reason to take
// the whole for something else: no person should ever have to read that JSON. Markdown can
// say most of it. What it cannot say is named, and its text kept.
package richtext

import (
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Document is a text of the editor.
type Document struct {
	content []node
	odd     bool // it has parts that are no nodes
}

// node is a node of the editor's tree.
type node struct {
	Type    string
	Text    string
	Attrs   map[string]any
	Marks   []mark
	Content []node
}

type mark struct {
	Type  string
	Attrs map[string]any
}

// Parse returns the document if text is one.
func Parse(text string) (*Document, bool) {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return nil, false
	}
	var root map[string]any
	if json.Unmarshal([]byte(text), &root) != nil || root["type"] != "doc" {
		return nil, false
	}
	d := &Document{}
	d.content = d.nodes(root["content"])
	return d, true
}

// Markdown returns the document as Markdown, and the names of what that has no word for.
func (d *Document) Markdown() (text string, lost []string) {
	c := converter{lost: map[string]bool{}}
	if text = c.blocks(d.content); text != "" {
		text += "\n"
	}
	names := map[string]bool{}
	for name := range c.lost {
		names[nameOf(name)] = true
	}
	if d.odd {
		names[unknownForm] = true
	}
	return text, slices.Sorted(maps.Keys(names))
}

const unknownForm = "parts of an unknown form"

var simpleName = regexp.MustCompile(`^[\p{L}\p{N} _-]{1,40}$`)

// nameOf returns a name that can be told in a sentence: the document comes from anybody.
func nameOf(kind string) string {
	if simpleName.MatchString(kind) {
		return kind
	}
	return unknownForm
}

// Length returns how many characters the document shows.
func (d *Document) Length() int { return characters(d.content) }

func characters(nodes []node) int {
	count := 0
	for _, n := range nodes {
		count += utf8.RuneCountInString(n.Text) + characters(n.Content)
	}
	return count
}

// nodes reads what should be a list of nodes. A node alone is a list of one, and a text one
// that shows it.
func (d *Document) nodes(part any) []node {
	switch part := part.(type) {
	case []any:
		var all []node
		for _, inner := range part {
			all = append(all, d.nodes(inner)...)
		}
		return all
	case map[string]any:
		return []node{d.node(part)}
	case string:
		return []node{{Type: "text", Text: part}}
	}
	d.odd = d.odd || part != nil
	return nil
}

func (d *Document) node(part map[string]any) node {
	n := node{
		Type: d.text(part["type"]), Text: d.text(part["text"]), Attrs: d.attributes(part["attrs"]),
		Marks: d.marks(part["marks"]), Content: d.nodes(part["content"]),
	}
	if n.Type == "" && n.Text != "" {
		n.Type = "text"
	}
	n.Type = cmp.Or(n.Type, "a part without a type")
	return n
}

// marks reads what should be a list of marks. A name alone is one without attributes.
func (d *Document) marks(part any) []mark {
	switch part := part.(type) {
	case []any:
		var all []mark
		for _, inner := range part {
			all = append(all, d.marks(inner)...)
		}
		return all
	case map[string]any:
		return []mark{{d.text(part["type"]), d.attributes(part["attrs"])}}
	case string:
		return []mark{{Type: part}}
	}
	d.odd = d.odd || part != nil
	return nil
}

func (d *Document) text(part any) string {
	text, ok := part.(string)
	d.odd = d.odd || !ok && part != nil
	return text
}

// attributes reads what should be an object. An empty list says as little as an empty one.
func (d *Document) attributes(part any) map[string]any {
	attributes, ok := part.(map[string]any)
	list, isList := part.([]any)
	d.odd = d.odd || !ok && part != nil && !(isList && len(list) == 0)
	return attributes
}
