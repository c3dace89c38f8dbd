package spec

import (
	"slices"
	"strings"
	"unicode/utf8"

	"whopsync/internal/yamlfile"
)

// edit puts text in the place of the bytes from start to end of a file's text, as decodeText
// returns it.
type edit struct {
	start, end int
	text       string
}

// edited returns a file with edits that do not overlap. Its byte order mark, line ends and all other
// bytes stay.
func edited(data []byte, edits []edit) []byte {
	mark := len(byteOrderMark(data))
	raw, end := string(data[mark:]), lineEnd(string(data[mark:]))
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	var out strings.Builder
	out.Write(data[:mark])
	at, offset := 0, 0 // in raw, and in the text
	copyTo := func(target int, out *strings.Builder) {
		from := at
		for ; offset < target; offset++ {
			if strings.HasPrefix(raw[at:], "\r\n") {
				at++
			}
			at++
		}
		if out != nil {
			out.WriteString(raw[from:at])
		}
	}
	for _, e := range edits {
		copyTo(e.start, &out)
		out.WriteString(strings.ReplaceAll(e.text, "\n", end))
		copyTo(e.end, nil)
	}
	out.WriteString(raw[at:])
	return []byte(out.String())
}

// offsetOf returns where a line and column, as YAML counts them, stand in a text.
func offsetOf(text string, at yamlfile.Span) int {
	offset := len(text) - len(fromLine(text, at.Line))
	for range at.Col - 1 {
		_, size := utf8.DecodeRuneInString(text[offset:])
		offset += size
	}
	return offset
}

// rescalar returns the edit that replaces a text in YAML, false if the old text is written in an
// unexpected way.
func rescalar(text string, v yamlfile.Value, to string) (edit, bool) {
	start := offsetOf(text, v.At)
	for _, form := range []struct{ was, is string }{
		{yamlfile.Quoted(v.Text), yamlfile.Quoted(to)},
		{"'" + strings.ReplaceAll(v.Text, "'", "''") + "'", yamlfile.Quoted(to)},
		{v.Text, inFlow(to)},
	} {
		if strings.HasPrefix(text[start:], form.was) {
			return edit{start, start + len(form.was), form.is}, true
		}
	}
	return edit{}, false
}
