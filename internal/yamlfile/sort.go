package yamlfile

import (
	"slices"
	"strings"
)

// A block is a mapping or list as its author laid it out: the lines of the file, sorted
// by the key or entry that they belong to. yaml.v3 can write a tree too, but it drops
// blank lines, wraps text again and gets some strings wrong. So nothing is encoded
// here; lines move as they are.
type block struct {
	entries []entry
	foot    []string // comments after the last entry
}

// entry is a key of a mapping, or an entry of a list.
type entry struct {
	gap  int      // blank lines above all of it
	head []string // comments right above, and blank lines between them
	key  string   // "" in a list
	text string   // what stands after the colon or dash: a value, a comment, both or neither
	rest []string // the further lines of a value that is not a block
	from int      // the indentation for which rest is written
	in   *block   // the value, if it is a block
	gone bool     // it is left out
}

// sort puts the entries in the order of the table. Blank lines stay between entries that
// stay neighbours. Where new neighbours meet, one that had a blank line there keeps it,
// and one of several lines has it on the other side too.
func (b *block) sort(keys []Key) {
	rank := func(e entry) int {
		if i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == e.key }); i >= 0 {
			return i
		}
		return len(keys) // of another tool
	}
	below := make(map[string]int, len(b.entries)) // blank lines, by the key above them
	above := make(map[string]string, len(b.entries))
	for i := 1; i < len(b.entries); i++ {
		below[b.entries[i-1].key] = b.entries[i].gap
		above[b.entries[i].key] = b.entries[i-1].key
	}
	slices.SortStableFunc(b.entries, func(a, b entry) int { return rank(a) - rank(b) })
	gaps := make([]int, len(b.entries))
	for i := 1; i < len(b.entries); i++ {
		before, e := b.entries[i-1], b.entries[i]
		gaps[i] = e.gap
		if above[e.key] == before.key {
			continue
		}
		gaps[i] = max(e.gap, below[before.key])
		if before.isLong() {
			gaps[i] = max(gaps[i], before.gap)
		}
		if e.isLong() {
			gaps[i] = max(gaps[i], below[e.key])
		}
	}
	for i := range gaps {
		b.entries[i].gap = gaps[i]
	}
}

// isLong reports entries of more than one line.
func (e *entry) isLong() bool { return len(e.head) > 0 || len(e.rest) > 0 || e.in != nil }

const indentation = 2

// appendLines appends the lines of the block, its keys or dashes after that many spaces.
func (b *block) appendLines(out []string, indent int) []string {
	for i, e := range b.entries {
		if i > 0 {
			out = append(out, make([]string, e.gap)...)
		}
		out = appendIndented(out, e.head, indent)
		out = e.appendLines(out, indent)
	}
	return appendIndented(out, b.foot, indent)
}

func (e *entry) appendLines(out []string, indent int) []string {
	mark := "-"
	if e.key != "" {
		mark = e.key + ":"
	}
	if e.in != nil && e.key == "" && e.text == "" && len(e.in.entries[0].head) == 0 {
		at := len(out)
		out = e.in.appendLines(out, indent+indentation)
		out[at] = spaces(indent) + mark + " " + out[at][indent+indentation:]
		return out
	}
	line := spaces(indent) + mark
	if e.text != "" {
		line += " " + e.quoted()
	}
	out = append(out, line)
	if e.in != nil {
		return e.in.appendLines(out, indent+indentation)
	}
	for _, line := range e.rest {
		out = append(out, shift(line, indent-e.from))
	}
	return out
}

// quoted returns the text after a key or dash, in double quotes where it is in single
// ones and nothing in it would have to be escaped.
func (e *entry) quoted() string {
	const quote = "'"
	inner, ok := strings.CutPrefix(e.text, quote)
	if !ok || len(e.rest) > 0 || strings.ContainsAny(inner, `"\`) {
		return e.text
	}
	inner = strings.ReplaceAll(inner, quote+quote, "\x00")
	value, behind, _ := strings.Cut(inner, quote)
	if strings.Contains(behind, "\x00") {
		return e.text // in a comment
	}
	return `"` + strings.ReplaceAll(value, "\x00", quote) + `"` + behind
}

// shift moves a line of a value along with the key before it. What a line has in spaces
// beyond the value's own indentation is part of the value, and stays.
func shift(line string, by int) string {
	switch {
	case line == "":
		return ""
	case by >= 0:
		return spaces(by) + line
	}
	return line[min(-by, indentOf(line)):]
}

func appendIndented(out, lines []string, indent int) []string {
	for _, line := range lines {
		if line != "" {
			line = spaces(indent) + line
		}
		out = append(out, line)
	}
	return out
}

func spaces(n int) string { return strings.Repeat(" ", n) }
