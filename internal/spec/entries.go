package spec

import (
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/yamlfile"
)

// listEdit changes a list of texts in a file, such as lessons: in chapter.yaml.
type listEdit struct {
	file string
	text string // of the file
	list yamlfile.Value
}

// with returns the edits that bring a list to the given entries. Every other line stays.
func (l listEdit) with(entries []string) ([]edit, error) {
	was := make([]string, len(l.list.List))
	for i, v := range l.list.List {
		was[i] = v.Text
	}
	if slices.Equal(was, entries) {
		return nil, nil
	}
	if len(was) == len(entries) {
		if i := onlyOther(was, entries); i >= 0 {
			if e, ok := rescalar(l.text, l.list.List[i], entries[i]); ok {
				return []edit{e}, nil
			}
		}
	}
	start := offsetOf(l.text, l.list.At)
	if strings.HasPrefix(l.text[start:], "[") {
		return l.inFlow(start, entries)
	}
	first := lineOf(l.text, l.list.List[0].At.Line)
	dash := strings.Index(first, "-")
	if dash < 0 || strings.TrimSpace(first[:dash]) != "" {
		return nil, l.odd()
	}
	lines := make([]string, 0, len(entries))
	for _, entry := range entries {
		line := first[:dash] + "- " + yamlfile.Scalar(entry)
		if i := slices.Index(was, entry); i >= 0 {
			line = lineOf(l.text, l.list.List[i].At.Line) // with its comment
		}
		lines = append(lines, line)
	}
	from := offsetOf(l.text, yamlfile.Span{Line: l.list.List[0].At.Line, Col: 1})
	to := offsetOf(l.text, yamlfile.Span{Line: l.list.List[len(was)-1].At.Line, Col: 1})
	to += len(lineOf(l.text, l.list.List[len(was)-1].At.Line))
	if strings.Count(l.text[from:to], "\n") != len(was)-1 {
		return nil, l.odd()
	}
	if len(lines) == 0 { // the key says nothing then
		from, to = offsetOf(l.text, yamlfile.Span{Line: l.list.Key.Line, Col: 1}), min(to+1, len(l.text))
	}
	return []edit{{from, to, strings.Join(lines, "\n")}}, nil
}

// onlyOther returns the one place where two lists of one length differ, -1 for several.
func onlyOther(a, b []string) int {
	at := slices.IndexFunc(a, func(s string) bool { return !slices.Contains(b, s) })
	if at >= 0 && slices.Equal(a[:at], b[:at]) && slices.Equal(a[at+1:], b[at+1:]) {
		return at
	}
	return -1
}

// inFlow rewrites a list between brackets.
func (l listEdit) inFlow(start int, entries []string) ([]edit, error) {
	rest := l.text[start:]
	end := strings.IndexByte(rest, ']')
	if end < 0 || strings.ContainsAny(rest[:end], "\"'#\n") {
		return nil, l.odd()
	}
	words := make([]string, len(entries))
	for i, entry := range entries {
		words[i] = inFlow(entry)
	}
	return []edit{{start, start + end + 1, "[" + strings.Join(words, ", ") + "]"}}, nil
}

func (l listEdit) odd() error {
	return fmt.Errorf("%s:%d: the list is written in a way that whopsync does not change: put each entry on a line of its own, and nothing between them", l.file, l.list.Key.Line)
}

// lineOf returns a line of a text without its end, counted from 1.
func lineOf(text string, number int) string {
	line, _, _ := strings.Cut(fromLine(text, number), "\n")
	return line
}
