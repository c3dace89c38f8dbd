package convert

import (
	"errors"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"whopsync/internal/markdown"
)

// includer puts files into texts. What is included may include more, up to a depth, and as much as a lesson holds.
type includer struct {
	src   *Source
	notes *Notes
	used  map[string]bool                                     // gets the files that were included
	find  func(in, written string) string                     // the file that is meant in another, "" if there is none
	parse func(line string) (in include, ok bool)             // what a line includes
	cut   func(file string, t Text, part string) (Text, bool) // the part of a file that is wanted
}

// include is a line that stands for a part of a file.
type include struct {
	before, after string // of the line, around what stands for the file
	indent        string // in front of every included line
	file, part    string
	language      string // of the code that the file is, "" where it is text
	written       string // as notes have it
}

const maxIncludeDepth = 8

// expanded returns the text with the files in it. What cannot be resolved is named, and stays.
func (r includer) expanded(t Text, file string) Text {
	left := markdown.MaxSize - t.size()
	return r.expand(t, []string{file}, &left)
}

func (r includer) expand(t Text, stack []string, left *int) Text {
	var out Text
	for _, line := range t {
		done, rest := "", line.Text // a line may hold several
		for {
			in, ok := r.parse(rest)
			if !ok {
				out = append(out, Line{done + rest, line.At})
				break
			}
			lines, err := r.read(in, line.At, stack, left)
			if err == nil && in.language != "" {
				lines = slices.Concat(Text{{"```" + in.language, line.At}}, lines, Text{{"```", line.At}})
			}
			isWhole := done == "" && in.before == "" && in.after == ""
			switch {
			case err != nil:
				r.notes.add(Unresolved, line.At, in.written+": "+err.Error())
				done += in.indent + in.before + in.written
			case isWhole:
				out = append(out, indented(lines, in.indent)...)
			default:
				done += in.indent + in.before + words(lines)
			}
			if err == nil && isWhole {
				break
			}
			rest = in.after
		}
	}
	return out
}

// indented returns lines as they stand in a text of an indentation.
func indented(t Text, indent string) Text {
	out := slices.Clone(t)
	for i := range out {
		if out[i].Text != "" {
			out[i].Text = indent + out[i].Text
		}
	}
	return out
}

// words returns lines as a part of another.
func words(t Text) string {
	var all []string
	for _, line := range t.trimmed() {
		all = append(all, line.Text)
	}
	return strings.Join(all, " ")
}

func (r includer) read(in include, at Place, stack []string, left *int) (Text, error) {
	file := r.find(stack[len(stack)-1], in.file)
	if file == "" {
		file = r.find(stack[0], in.file)
	}
	switch {
	case file == "":
		return nil, errors.New("there is no such file in the source")
	case slices.Contains(stack, file):
		return nil, errors.New("the file includes itself")
	case len(stack) > maxIncludeDepth:
		return nil, errors.New("too many files include each other")
	}
	text, err := r.src.Text(file)
	if err != nil {
		return nil, err
	}
	lines, ok := r.cut(file, linesOf(file, text, 1), in.part)
	if !ok {
		return nil, errors.New("the file has no part " + in.part)
	}
	r.used[file] = true
	if in.language == "" && in.part == "" && isPageName(file) {
		r.notes.add(Pasted, at, file)
	}
	if *left -= lines.size(); *left < 0 {
		return nil, errors.New("the text would be too large")
	}
	return r.expand(lines, append(slices.Clone(stack), file), left), nil
}

// beside finds a file relative to the one that names it.
func (s *Source) beside(in, written string) string {
	return s.First(path.Join(path.Dir(in), strings.TrimSpace(written)))
}

var partMark = regexp.MustCompile(`(?:ANCHOR|ANCHOR_END|--8<-- *\[(?:start|end)) *:`)

// cutPart returns lines of a file: "2:5", "2:", ":5", "2", or the name of a part between marks, which go.
func cutPart(begin, end string) func(string, Text, string) (Text, bool) {
	return func(_ string, t Text, part string) (Text, bool) {
		from, to, isRange := strings.Cut(part, ":")
		first, firstErr := strconv.Atoi(from)
		last, lastErr := strconv.Atoi(to)
		switch {
		case part == "" || part == ":":
			return withoutMarks(t), true
		case from != "" && firstErr != nil:
			return namedPart(t, part, begin, end)
		case !isRange:
			last, lastErr = first, nil
		}
		if from == "" {
			first = 1
		}
		if to == "" && isRange || lastErr != nil || last > len(t) {
			last = len(t)
		}
		if first < 1 || first > last {
			return nil, false
		}
		return withoutMarks(t[first-1 : last]), true
	}
}

// namedPart returns what stands between two marks with a name.
func namedPart(t Text, name, begin, end string) (Text, bool) {
	word := `\s*` + regexp.QuoteMeta(name) + `(?:[\s\]]|$)`
	opens, closes := regexp.MustCompile(begin+word), regexp.MustCompile(end+word)
	start := slices.IndexFunc(t, func(l Line) bool { return opens.MatchString(l.Text) })
	if start < 0 {
		return nil, false
	}
	length := slices.IndexFunc(t[start+1:], func(l Line) bool { return closes.MatchString(l.Text) })
	if length < 0 {
		return withoutMarks(t[start+1:]), true
	}
	return withoutMarks(t[start+1 : start+1+length]), true
}

func withoutMarks(t Text) Text {
	return slices.DeleteFunc(slices.Clone(t), func(l Line) bool { return partMark.MatchString(l.Text) })
}
