package convert

import (
	"fmt"
	"regexp"
	"strings"

	"whopsync/internal/yamlfile"
)

// JavaScript that is a setting is a program, and none is run. Most of it is nothing but a value, which can be read: an
// object with lists and texts in it.

var literalStart = regexp.MustCompile(`(?m)(?:^|[\s;])(?:module\.exports\s*=|export\s+default|(?:const|let|var)\s+\w+\s*(?::[^={]*)?=)\s*\{`)

// readScript returns the value that a program consists of. The error says what in it is no value, and on which line.
func readScript(text string) (yamlfile.Foreign, int, error) {
	start := 0
	if trimmed := strings.TrimSpace(text); !strings.HasPrefix(trimmed, "{") {
		at := literalStart.FindStringIndex(text)
		if at == nil {
			return yamlfile.Foreign{}, 1, fmt.Errorf("it has no object that is a plain value")
		}
		start = at[1] - 1
	}
	r := &literalReader{src: text, pos: start}
	value, err := r.value(0)
	return value, r.line(), err
}

// literalReader reads a value of JavaScript: texts, numbers, lists and objects.
type literalReader struct {
	src string
	pos int
}

func (r *literalReader) line() int { return 1 + strings.Count(r.src[:min(r.pos, len(r.src))], "\n") }

var (
	literalSpace = regexp.MustCompile(`^(?:\s+|//[^\n]*|/\*(?s:.*?)\*/)+`)
	literalWord  = regexp.MustCompile(`^[A-Za-z_$][\w$-]*`)
	literalValue = regexp.MustCompile(`^-?[\w.]+`)
)

// skip goes past spaces and comments, and returns the next character, 0 at the end.
func (r *literalReader) skip() byte {
	r.pos += len(literalSpace.FindString(r.src[r.pos:]))
	if r.pos >= len(r.src) {
		return 0
	}
	return r.src[r.pos]
}

const maxLiteralDepth = 64

func (r *literalReader) value(depth int) (yamlfile.Foreign, error) {
	next := r.skip()
	f := yamlfile.Foreign{Line: r.line(), Kind: yamlfile.ForeignText}
	switch {
	case depth > maxLiteralDepth:
		return f, fmt.Errorf("it is too deep")
	case next == '{':
		return r.object(f, depth)
	case next == '[':
		return r.list(f, depth)
	case next == '\'' || next == '"' || next == '`':
		text, err := r.text(next)
		f.Text = text
		return f, err
	}
	word := literalValue.FindString(r.src[r.pos:])
	if isNumber := word != "" && strings.Trim(word, "-.0123456789") == ""; word != "true" && word != "false" && word != "null" && word != "undefined" && !isNumber {
		return f, fmt.Errorf("%q is no plain value", firstWords(r.src[r.pos:]))
	}
	r.pos += len(word)
	if f.Text = word; word == "null" || word == "undefined" {
		f = yamlfile.Foreign{Line: f.Line}
	}
	return f, nil
}

func firstWords(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return shortened(line)
}

func (r *literalReader) object(f yamlfile.Foreign, depth int) (yamlfile.Foreign, error) {
	f.Kind = yamlfile.ForeignKeys
	for r.pos++; ; {
		next := r.skip()
		name := literalWord.FindString(r.src[r.pos:])
		switch {
		case next == '}':
			r.pos++
			return f, nil
		case next == '\'' || next == '"':
			text, err := r.text(next)
			if err != nil {
				return f, err
			}
			name = text
		case name == "":
			return f, fmt.Errorf("%q is no plain key", firstWords(r.src[r.pos:]))
		default:
			r.pos += len(name)
		}
		if r.skip() != ':' {
			return f, fmt.Errorf("%q is no plain value", name)
		}
		r.pos++
		value, err := r.value(depth + 1)
		if err != nil {
			return f, err
		}
		f.Keys = append(f.Keys, yamlfile.ForeignEntry{Name: name, Value: value})
		if err := r.comma('}'); err != nil {
			return f, err
		}
	}
}

func (r *literalReader) list(f yamlfile.Foreign, depth int) (yamlfile.Foreign, error) {
	f.Kind = yamlfile.ForeignList
	for r.pos++; ; {
		if r.skip() == ']' {
			r.pos++
			return f, nil
		}
		value, err := r.value(depth + 1)
		if err != nil {
			return f, err
		}
		f.List = append(f.List, value)
		if err := r.comma(']'); err != nil {
			return f, err
		}
	}
}

// comma goes past a comma, which the last value may do without.
func (r *literalReader) comma(end byte) error {
	switch next := r.skip(); next {
	case ',':
		r.pos++
	case end:
	default:
		return fmt.Errorf("%q is no plain value", firstWords(r.src[r.pos:]))
	}
	return nil
}

func (r *literalReader) text(quote byte) (string, error) {
	var out strings.Builder
	for r.pos++; r.pos < len(r.src); r.pos++ {
		switch c := r.src[r.pos]; {
		case c == quote:
			r.pos++
			return out.String(), nil
		case c == '$' && quote == '`' && strings.HasPrefix(r.src[r.pos:], "${"):
			return "", fmt.Errorf("a text is put together by the program")
		case c == '\\' && r.pos+1 < len(r.src):
			r.pos++
			switch e := r.src[r.pos]; e {
			case 'n', 'r', 't':
				out.WriteByte(' ')
			case '\n':
			default:
				out.WriteByte(e)
			}
		default:
			out.WriteByte(c)
		}
	}
	return "", fmt.Errorf("a text does not end")
}
