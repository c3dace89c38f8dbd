// Package richtext reads what Whop's dashboard saves in the place of Markdown: the JSON of
// its editor's tree.
//
// No one documents that tree. It was seen in practice, so nodes are known by both spellings
// of the editor's family, and whatever has another form than expected is no reason to take
// the whole for something else: no person should ever have to read that JSON. Markdown can
// say most of it. What it cannot say is named, and its text kept.
package richtext

import (
	"cmp"
	"encoding/json"
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
	Attrs   attributes
	Marks   []mark
	Content []node
}

type mark struct {
	Type  string
	Attrs attributes
}

type attributes map[string]any

// text returns an attribute that is a text, else "".
func (a attributes) text(name string) string {
	text, _ := a[name].(string)
	return text
}

// kind spells a type in one way: bulletList and bullet_list are the same.
func (n node) kind() string {
	return strings.ToLower(strings.ReplaceAll(n.Type, "_", ""))
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

// Length returns how many characters the document shows.
func (d *Document) Length() int { return characters(d.content) }

func characters(nodes []node) int {
	count := 0
	for _, n := range nodes {
		count += utf8.RuneCountInString(n.Text) + characters(n.Content)
	}
	return count
}

// nodes reads what should be a list of nodes. A text alone is a node that shows it.
func (d *Document) nodes(part any) []node {
	return listOf(d, part, d.node, func(text string) node { return node{Type: "text", Text: text} })
}

// marks reads what should be a list of marks. A name alone is one without attributes.
func (d *Document) marks(part any) []mark {
	read := func(part map[string]any) mark { return mark{d.text(part["type"]), d.attributes(part["attrs"])} }
	return listOf(d, part, read, func(name string) mark { return mark{Type: name} })
}

// listOf reads a list. A single element counts as a list of one.
func listOf[T any](d *Document, part any, read func(map[string]any) T, short func(string) T) []T {
	switch part := part.(type) {
	case []any:
		var all []T
		for _, inner := range part {
			all = append(all, listOf(d, inner, read, short)...)
		}
		return all
	case map[string]any:
		return []T{read(part)}
	case string:
		return []T{short(part)}
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

func (d *Document) text(part any) string {
	text, ok := part.(string)
	d.odd = d.odd || !ok && part != nil
	return text
}

// attributes reads what should be an object. An empty list says as little as an empty one.
func (d *Document) attributes(part any) attributes {
	attributes, ok := part.(map[string]any)
	list, isList := part.([]any)
	d.odd = d.odd || !ok && part != nil && !(isList && len(list) == 0)
	return attributes
}
