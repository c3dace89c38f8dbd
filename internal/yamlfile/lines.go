package yamlfile

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// layOut returns the lines of a YAML text with its keys in order, without what is to go, and
// with the one indentation and spacing. Where the text has a form not expected here, it returns
// the text's own lines.
func layOut(text string, root *yaml.Node, g Grammar, gone nodes) []string {
	own := strings.Split(text, "\n")
	if !isBlock(root) || strings.ContainsAny(text, yamlBreaks) {
		return own
	}
	r := &layoutReader{lines: trimEmpty(own), gone: gone}
	out, start := r.opening(root.Content[0].Line - 1)
	top := r.mapping(root, start, len(r.lines), &Key{Form: FormObject, Keys: g.Keys})
	if r.odd {
		return own
	}
	return append(top.appendLines(out, 0), "")
}

// yamlBreaks are the characters that end a line for YAML and for no one else.
const yamlBreaks = "\u0085\u2028\u2029"

// layoutReader sorts the lines of a text into blocks. yaml.v3 says where things begin;
// where they end follows from indentation.
type layoutReader struct {
	lines []string
	gone  nodes
	odd   bool // there is something that is better left alone
}

// opening returns the lines that stay on top of a file, whatever its first key is, and
// where they end: the mark of a document's start, the line that tells editors of the
// schema, and comments with a blank line after them.
func (r *layoutReader) opening(first int) (lines []string, end int) {
	begin := 0
	for i, line := range r.lines[:first] {
		if !isEmpty(line) && !isComment(line) {
			begin = i + 1
		}
	}
	end = begin
	said := begin // where comments begin
	for i := begin; i < first; i++ {
		switch line := r.lines[i]; {
		case isEmpty(line) && said == i:
			said++
		case isEmpty(line), strings.Contains(line, modeline):
			end = i + 1
		}
	}
	if said > end {
		return slices.Clone(r.lines[:begin]), end
	}
	return slices.Concat(r.lines[:begin], trimmedLines(r.lines[said:end])), end
}

// modeline is how a comment begins that tells an editor which schema a file has.
const modeline = "yaml-language-server:"

// mapping reads a mapping from the lines lo to hi.
func (r *layoutReader) mapping(node *yaml.Node, lo, hi int, k *Key) *block {
	b, col := &block{}, node.Content[0].Column-1
	var starts []int
	for name := range pairs(node) {
		starts = append(starts, name.Line-1)
	}
	r.each(b, starts, lo, hi, col, func(e *entry, i, end int) {
		name, value := node.Content[2*i], node.Content[2*i+1]
		inner := keyNamed(k, name.Value)
		e.key, e.text = r.cutKey(name, k.Form == FormMap)
		e.gone = r.gone[name]
		if isBlock(value) {
			e.in = r.block(value, starts[i]+1, end, inner)
		} else {
			e.rest = r.lines[starts[i]+1 : end]
		}
	})
	if k.Form == FormObject {
		b.sort(k.Keys)
	}
	return b
}

// list reads a list from the lines lo to hi.
func (r *layoutReader) list(node *yaml.Node, lo, hi int, k *Key) *block {
	b, col := &block{}, node.Column-1
	starts := []int{node.Line - 1}
	for i := node.Line; i < hi; i++ {
		if line := r.lines[i]; indentOf(line) == col && isDash(line[col:]) {
			starts = append(starts, i)
		}
	}
	if len(starts) != len(node.Content) {
		r.odd = true
		return b
	}
	r.each(b, starts, lo, hi, col, func(e *entry, i, end int) {
		value, line := node.Content[i], r.lines[starts[i]]
		behind, at := strings.Trim(line[col+1:], " \t"), starts[i]+1
		e.gone = r.gone[value]
		switch {
		case isBlock(value) && value.Line-1 == starts[i]:
			e.in = r.block(value, starts[i], end, k.Item)
		case isBlock(value):
			e.text, e.in = behind, r.block(value, at, end, k.Item)
		default:
			e.text, e.rest = behind, r.lines[at:end]
		}
	})
	return b
}

func isDash(text string) bool {
	return text == "-" || strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "-\t")
}

func (r *layoutReader) block(node *yaml.Node, lo, hi int, k *Key) *block {
	if k == nil {
		k = &Key{}
	}
	if node.Kind == yaml.SequenceNode {
		return r.list(node, lo, hi, k)
	}
	return r.mapping(node, lo, hi, k)
}

// each makes the entries of a block that begin at the lines of starts. The comments and
// blank lines above an entry are its own, unless they are indented more than it is.
func (r *layoutReader) each(b *block, starts []int, lo, hi, col int, read func(e *entry, i, end int)) {
	above := lo
	var orphaned []string // comments above keys that go: they may speak of more than one key
	for i, start := range starts {
		limit := hi
		if i+1 < len(starts) {
			limit = starts[i+1]
		}
		if r.odd = r.odd || start < above || limit <= start || len(r.lines[start]) <= col || strings.Trim(r.lines[start][:col], " \t-") != ""; r.odd {
			return
		}
		end := r.valueEnd(start, limit, col)
		e := entry{from: col}
		e.gap, e.head = r.head(above, start)
		read(&e, i, end)
		above = end
		switch head := append(orphaned, e.head...); {
		case !e.gone:
			e.head, orphaned = head, nil
			b.entries = append(b.entries, e)
		case e.key != "":
			orphaned = head
		}
	}
	b.foot = append(orphaned, trimmedLines(r.lines[above:hi])...)
}

// valueEnd returns where an entry ends that begins at a line, before the comments and blank
// lines above the next.
func (r *layoutReader) valueEnd(start, limit, col int) int {
	end := limit
	for end > start+1 && (isEmpty(r.lines[end-1]) || isComment(r.lines[end-1]) && indentOf(r.lines[end-1]) <= col) {
		end--
	}
	return end
}

// head returns the lines between two entries: how many are blank, and what follows them.
func (r *layoutReader) head(from, to int) (gap int, head []string) {
	for from < to && isEmpty(r.lines[from]) {
		gap, from = gap+1, from+1
	}
	head = trimmedLines(r.lines[from:to])
	if slices.ContainsFunc(head, func(line string) bool { return line != "" && !isComment(line) }) {
		r.odd = true
	}
	return gap, head
}

// cutKey returns a key, and what stands after its colon. A word of ours needs no quotes.
func (r *layoutReader) cutKey(name *yaml.Node, keepQuotes bool) (written, behind string) {
	line := r.lines[name.Line-1]
	line = line[min(name.Column-1, len(line)):]
	written = name.Value
	if name.Style != 0 && line != "" {
		written = line[:1] + name.Value + line[:1]
	}
	rest, ok := strings.CutPrefix(line, written)
	behind, colon := strings.CutPrefix(strings.TrimLeft(rest, " \t"), ":")
	if !ok || !colon {
		r.odd = true
	}
	if !keepQuotes {
		written = name.Value
	}
	return written, strings.Trim(behind, " \t")
}

// keyNamed returns what the table says about a key inside of k; nil when nothing.
func keyNamed(k *Key, name string) *Key {
	if k.Form == FormMap {
		return new(k.named())
	}
	if i := slices.IndexFunc(k.Keys, func(k Key) bool { return k.Name == name }); i >= 0 {
		return &k.Keys[i]
	}
	return nil
}

// trimEmpty removes the empty lines at the end.
func trimEmpty(lines []string) []string {
	for len(lines) > 0 && isEmpty(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func trimmedLines(lines []string) []string {
	trimmed := make([]string, len(lines))
	for i, line := range lines {
		trimmed[i] = strings.Trim(line, " \t")
	}
	return trimmed
}
