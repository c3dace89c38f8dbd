package yamlfile

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

// yaml.v3 says in its own words where it gave up. What an author did is told by the line
// on which that was, and by the one above it.

var (
	yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	// gluedKey is a word of ours with its value right behind the colon, which is no key.
	gluedKey = regexp.MustCompile(`^\s*(?:- +)?[a-z_]+:[^\s/]`)
	// otherComment is the beginning of a line that is a comment elsewhere.
	otherComment = regexp.MustCompile(`^\s*(<!--|%%|\{/\*|/\*|//)`)
	// keyLine is a line of a mapping: what is in front of its key, and its value.
	keyLine = regexp.MustCompile(`^(\s*(?:- +)*)[\w-]+:(?:\s+(.*))?$`)
)

// openers are the characters with which a value begins that is no plain text.
const openers = "\"'[]{}*&!|>@%`-?,"

// reportSyntax says where src stops being YAML, in words that an author can act on.
func reportSyntax(src string, err error, r *Report) {
	message, number := locate(src, err)
	says := func(text string) bool { return strings.Contains(message, text) }
	line, above := lineOf(src, number), lineAbove(src, number)
	over := lineOf(src, above)
	indent := indentOf(line)
	at := func(offset int) Span { return SpanAt(line, offset, 1, number) }
	begin, value := Span{Line: number, Col: 1 + indent}, valueSpan(line, number)
	misquoted, finished := requote(line)
	if reportsComment(src, above, r) || reportsComment(src, number, r) {
		return
	}
	switch tab := strings.Index(line[:indentAny(line)], "\t"); {
	case tab >= 0:
		r.Error(at(tab), "yaml-syntax", "a tab cannot indent YAML", "indent with spaces")
	case gluedKey.MatchString(over):
		reportGlued(over, above, r)
	case says("mapping values are not allowed") && secondColon(line) >= 0:
		r.Error(at(secondColon(line)), "yaml-syntax", "a value with a colon and a space after it needs quotes", requoteHint(finished, "put the value in quotes"))
	case says("mapping values are not allowed") && indent > keyColumn(over):
		hint := "let it begin below the key above"
		if keyColumn(over) == 0 {
			hint = "remove the spaces before it"
		}
		r.Error(begin, "yaml-syntax", "this line is indented more than the one above", hint)
	case says("unknown anchor"):
		r.Error(value, "alias", "YAML aliases are not read", "write the value itself; text that begins with * goes in quotes")
	case says("unexpected end of stream"):
		r.Error(value, "yaml-syntax", "what begins here does not end", "close the quote or bracket")
	case says("control characters are not allowed"):
		if i := strings.IndexFunc(line, isYAMLControl); i >= 0 {
			begin = at(i)
		}
		r.Error(begin, "yaml-syntax", "control characters are not allowed", "remove the invisible character")
	case gluedKey.MatchString(line):
		reportGlued(line, number, r)
	case value != begin && !isYAML(line) && !says("',' or"):
		r.Error(value, "yaml-syntax", cmp.Or(misquoted, "text cannot begin like this"), requoteHint(finished, "put the whole value in quotes"))
	case says("',' or") && finished != "":
		r.Error(value, "yaml-syntax", "an entry of this list has quotes inside its quotes, or needs quotes", requoteHint(finished, ""))
	case keyLine.MatchString(line) && isYAML(line) && indent < keyColumn(over):
		r.Error(begin, "yaml-syntax", "this line begins in another column than those above", "indent it like the line that it belongs to")
	case says("mapping values are not allowed"):
		r.Error(begin, "yaml-syntax", "a value with a colon and a space after it needs quotes", requoteHint(finished, "put the value in quotes"))
	default:
		r.Error(begin, "yaml-syntax", "not valid YAML: "+Shorten(message), "check quotes, indentation and the space after each colon")
	}
}

// locate returns what yaml.v3 says, and the number of the line to repair.
func locate(src string, err error) (message string, number int) {
	message, said := err.Error(), 1
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		message = message[len(m[0]):]
		if n, err := strconv.Atoi(m[1]); err == nil {
			said = n
		}
	}
	if strings.Contains(message, "unexpected end of stream") && staysOpen(src) {
		return message, 1 // of which yaml.v3 says nothing
	}
	return message, brokenLine(src, said)
}

// reportsComment reports a line that is meant as a comment, if it is one.
func reportsComment(src string, number int, r *Report) bool {
	line := lineOf(src, number)
	m := otherComment.FindStringSubmatchIndex(line)
	if m != nil {
		r.Error(SpanAt(line, m[2], m[3]-m[2], number), "yaml-syntax", "a comment in YAML begins with #", "write # before each of its lines, and take its other marks out")
	}
	return m != nil
}

func reportGlued(line string, number int, r *Report) {
	colon := strings.Index(line, ":")
	r.Error(SpanAt(line, colon, 1, number), "yaml-syntax", "a key needs a space after its colon", "put a space after the colon")
}

// staysOpen reports a text on whose first line a quote begins that none of the next ends.
func staysOpen(src string) bool {
	const enough = 16
	part := ""
	for line := range strings.Lines(src) {
		part += line
		if isYAML(part) {
			return false
		}
		if strings.Count(part, "\n") == enough {
			break
		}
	}
	return true
}

// lineAbove returns the number of the line above one that is neither empty nor a comment;
// 0 when there is none.
func lineAbove(src string, number int) int {
	for above := number - 1; above > 0; above-- {
		if line := lineOf(src, above); !isEmpty(line) && !isComment(line) {
			return above
		}
	}
	return 0
}

// keyColumn returns how far a line's key is from the margin, behind any dashes.
func keyColumn(line string) int {
	if m := keyLine.FindStringSubmatch(line); m != nil {
		return len(m[1])
	}
	return indentOf(line)
}

// valueSpan returns where a value stands that begins with more than a letter; else where
// the line begins.
func valueSpan(line string, number int) Span {
	m := keyLine.FindStringSubmatchIndex(line)
	if m == nil || m[4] < 0 || m[4] == m[5] || !strings.ContainsRune(openers, rune(line[m[4]])) {
		return Span{Line: number, Col: 1 + indentAny(line)}
	}
	return SpanAt(line, m[4], len(strings.TrimRight(line[m[4]:m[5]], " \t")), number)
}

// indentOf counts the spaces in front of a line.
func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// isComment reports lines of nothing but a comment.
func isComment(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") }

// isEmpty reports lines of nothing at all.
func isEmpty(line string) bool { return strings.TrimRight(line, " \t") == "" }

// indentAny counts the spaces and tabs in front of a line.
func indentAny(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

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

// lineOf returns a line of src by its number, from 1; above the first there is none.
func lineOf(src string, number int) string {
	if number < 1 {
		return ""
	}
	for range number - 1 {
		_, src, _ = strings.Cut(src, "\n")
	}
	line, _, _ := strings.Cut(src, "\n")
	return line
}
