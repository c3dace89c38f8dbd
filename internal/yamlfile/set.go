package yamlfile

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Set returns a text where a key of its top level says what written says: the key and its value, as a new
// file would have them. An empty written takes the key out. Lines that say it already stay, and so does
// everything else, byte for byte. A key that was not there comes after those that go before it in the table.
//
// That the text says nothing else than before otherwise is checked: where there is no such text, ok is false.
func Set(text, name, written string, g Grammar) (changed string, ok bool) {
	was, ok1 := parseYAML(text, &Report{})
	is, ok2 := parseYAML(written, &Report{})
	if !ok1 || !ok2 || was != nil && (!isBlock(was) || strings.ContainsAny(text, yamlBreaks)) {
		return text, false
	}
	own, fresh := linesOf(text), linesOf(written)
	switch i := indexOf(was, name); {
	case i >= 0 && is == nil:
		e := entriesOf(was, own, len(own))[i]
		changed = joined(slices.Concat(own[:e.start], own[e.end:]))
	case i >= 0:
		e := entriesOf(was, own, len(own))[i]
		p := patching{own, fresh}
		changed = joined(slices.Concat(own[:e.start], p.value(e, entriesOf(is, fresh, len(fresh))[0]), own[e.end:]))
	case is == nil:
		return text, true
	default:
		at := placeOf(was, own, name, g)
		changed = joined(slices.Concat(own[:at], fresh, own[at:]))
	}
	return changed, saysInstead(was, is, name, changed)
}

// Items returns the lines of each item of a list at the top level, where the list stands in a block.
func Items(text, name string) (items []string, ok bool) {
	root, ok := parseYAML(text, &Report{})
	i := indexOf(root, name)
	if !ok || i < 0 || !isBlock(root) || !isBlock(root.Content[2*i+1]) {
		return nil, false
	}
	lines := linesOf(text)
	e := entriesOf(root, lines, len(lines))[i]
	for _, item := range entriesOf(e.node, lines, e.end) {
		items = append(items, joined(lines[item.start:item.end]))
	}
	return items, len(items) == len(e.node.Content)
}

func indexOf(mapping *yaml.Node, name string) int {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return -1
	}
	for i := 0; i < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return i / 2
		}
	}
	return -1
}

// linesOf returns the lines of a text without their ends. The last one ends too.
func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func joined(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// saysInstead reports whether a text equals was, except for one key with the value of is.
func saysInstead(was, is *yaml.Node, name, text string) bool {
	now, ok := parseYAML(text, &Report{})
	if !ok {
		return false
	}
	rest := func(n *yaml.Node) *yaml.Node {
		out := &yaml.Node{Kind: yaml.MappingNode}
		if n == nil {
			return out
		}
		for key, value := range pairs(n) {
			if key.Value != name {
				out.Content = append(out.Content, key, value)
			}
		}
		return out
	}
	i, j := indexOf(now, name), indexOf(is, name)
	if (i < 0) != (j < 0) || i >= 0 && !saysSame(now.Content[2*i+1], is.Content[2*j+1]) {
		return false
	}
	return saysSame(rest(was), rest(now))
}

// saysSame reports whether two values load the same, bare or in quotes, as a block or not.
func saysSame(a, b *yaml.Node) bool {
	return a.Kind == b.Kind && a.Tag == b.Tag && a.Value == b.Value && slices.EqualFunc(a.Content, b.Content, saysSame) ||
		a.Kind == yaml.MappingNode && b.Kind == yaml.MappingNode && sameKeys(a, b)
}

func sameKeys(a, b *yaml.Node) bool {
	if len(a.Content) != len(b.Content) {
		return false
	}
	for key, value := range pairs(a) {
		if i := indexOf(b, key.Value); i < 0 || !saysSame(value, b.Content[2*i+1]) {
			return false
		}
	}
	return true
}

// placeOf returns the line before which a new key comes.
func placeOf(root *yaml.Node, lines []string, name string, g Grammar) int {
	rank := func(key string) int { return slices.IndexFunc(g.Keys, func(k Key) bool { return k.Name == key }) }
	best, at := -1, -1
	if root != nil {
		for _, e := range entriesOf(root, lines, len(lines)) {
			if r := rank(e.key); r > best && r < rank(name) {
				best, at = r, e.end
			}
		}
	}
	if at < 0 {
		at, _ = LinesAbove(joined(lines), "")
	}
	return at
}

// item is a key with its value, or an entry of a list, and the lines of both.
type item struct {
	key        string // "" in a list
	node       *yaml.Node
	start, end int
	col        int // of the key or dash
}

// entriesOf returns the entries of a block that ends before a line.
func entriesOf(block *yaml.Node, lines []string, hi int) (all []item) {
	r := layoutReader{lines: lines}
	if block.Kind == yaml.MappingNode {
		for name, value := range pairs(block) {
			all = append(all, item{key: name.Value, node: value, start: name.Line - 1, col: name.Column - 1})
		}
	} else {
		col := block.Column - 1
		for i := block.Line - 1; i < hi && len(all) < len(block.Content); i++ {
			if line := lines[i]; i == block.Line-1 || indentOf(line) == col && isDash(line[col:]) {
				all = append(all, item{node: block.Content[len(all)], start: i, col: col})
			}
		}
	}
	for i := range all {
		limit := hi
		if i+1 < len(all) {
			limit = all[i+1].start
		}
		all[i].end = max(r.valueEnd(all[i].start, min(limit, hi), all[i].col), all[i].start+1)
	}
	return all
}

// patching turns lines into lines with the meaning of fresh ones.
type patching struct{ own, fresh []string }

// value returns the lines of an entry that says what another says.
func (p patching) value(own, fresh item) []string {
	lines := p.own[own.start:own.end]
	if saysSame(own.node, fresh.node) {
		return lines
	}
	if line, ok := p.scalar(own, fresh); ok {
		return []string{line}
	}
	below := func(i item) bool { return i.key == "" || i.node.Line-1 > i.start }
	if isBlock(own.node) && isBlock(fresh.node) && own.node.Kind == fresh.node.Kind && below(own) && below(fresh) {
		if inner, ok := p.block(own, fresh); ok {
			return inner
		}
	}
	return p.moved(fresh, own.col, p.own[own.start][:own.col])
}

// scalar returns the line of a value that is another word, with what stands around it.
func (p patching) scalar(own, fresh item) (line string, ok bool) {
	was, is := own.node, fresh.node
	if was.Kind != yaml.ScalarNode || is.Kind != yaml.ScalarNode || was.Line-1 != own.start || own.end != own.start+1 || strings.Contains(is.Value, "\n") || was.Value == "" {
		return "", false
	}
	line = p.own[own.start]
	if was.Column-1 > len(line) {
		return "", false
	}
	head, rest := line[:was.Column-1], line[was.Column-1:]
	raw := was.Value
	switch was.Style {
	case yaml.DoubleQuotedStyle:
		raw = quotedPart(rest, '"')
	case yaml.SingleQuotedStyle:
		raw = quotedPart(rest, '\'')
	}
	tail, ok := strings.CutPrefix(rest, raw)
	if raw == "" || !ok {
		return "", false
	}
	word := is.Value
	switch single := "'" + is.Value + "'"; {
	case is.Tag != textTag:
	case was.Style == yaml.DoubleQuotedStyle:
		word = Quoted(is.Value)
	case was.Style == yaml.SingleQuotedStyle && readsAsQuoted(single, is.Value):
		word = single
	default:
		word = Scalar(is.Value)
	}
	return head + word + tail, true
}

// quotedPart returns the part of a line from its first quote to the closing quote, "" if there is
// none.
func quotedPart(line string, quote byte) string {
	for i := 1; i < len(line); i++ {
		switch {
		case quote == '"' && line[i] == '\\':
			i++
		case quote == '\'' && line[i] == quote && i+1 < len(line) && line[i+1] == quote:
			i++
		case line[i] == quote:
			return line[:i+1]
		}
	}
	return ""
}

func readsAsQuoted(written, text string) bool {
	root, ok := parseYAML("k: "+written+"\n", &Report{})
	return ok && root != nil && root.Content[1].Value == text && root.Content[1].Tag == textTag
}

// block returns the lines of a block with the entries of another.
func (p patching) block(own, fresh item) (lines []string, ok bool) {
	mine, theirs := entriesOf(own.node, p.own, own.end), entriesOf(fresh.node, p.fresh, fresh.end)
	if len(mine) == 0 || len(theirs) == 0 {
		return nil, false
	}
	col := mine[0].col
	pair := pairsOf(mine, theirs)
	isFirst := mine[0].start == own.start // behind a dash
	if isFirst && pair[0] != 0 {
		return nil, false
	}
	lines = append(lines, p.own[own.start:mine[0].start]...)
	next := 0 // of mine
	for at, entry := range theirs {
		if pair[at] < 0 {
			lines = append(lines, p.moved(entry, col, strings.Repeat(" ", col))...)
			continue
		}
		for ; next < pair[at]; next++ { // what goes leaves the comments after it
			lines = append(lines, p.behind(mine, next, own.end)...)
		}
		lines = append(lines, p.value(mine[next], entry)...)
		lines = append(lines, p.behind(mine, next, own.end)...)
		next++
	}
	for ; next < len(mine); next++ {
		lines = append(lines, p.behind(mine, next, own.end)...)
	}
	return lines, true
}

// behind returns the lines between an entry and the next.
func (p patching) behind(mine []item, i, end int) []string {
	if i+1 < len(mine) {
		end = mine[i+1].start
	}
	return p.own[mine[i].end:max(end, mine[i].end)]
}

// pairsOf returns the index in mine for each entry of theirs, in order, -1 for a new entry. Keys pair by
// name; items of lists by content, and the rest by place.
func pairsOf(mine, theirs []item) []int {
	pair := make([]int, len(theirs))
	next := 0
	for at := range theirs {
		pair[at] = -1
		for i := next; i < len(mine); i++ {
			if mine[i].key == theirs[at].key && (mine[i].key != "" || saysSame(mine[i].node, theirs[at].node)) {
				pair[at], next = i, i+1
				break
			}
		}
	}
	next = 0
	for at := range theirs {
		limit := len(mine)
		for _, later := range pair[at:] {
			if later >= 0 {
				limit = later
				break
			}
		}
		if pair[at] < 0 && theirs[at].key == "" && next < limit {
			pair[at] = next
		}
		next = max(next, pair[at]+1)
	}
	return pair
}

// moved returns fresh lines with another indentation, the first one behind head.
func (p patching) moved(fresh item, col int, head string) []string {
	lines := slices.Clone(p.fresh[fresh.start:fresh.end])
	for i, line := range lines {
		switch {
		case i == 0:
			lines[i] = head + line[fresh.col:]
		case line != "" && indentOf(line) >= fresh.col:
			lines[i] = strings.Repeat(" ", col) + line[fresh.col:]
		}
	}
	return lines
}
