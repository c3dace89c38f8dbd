package markdown

import "strings"

// tag is an HTML tag in a text: <name …> or </name>.
type tag struct {
	name    string // in lower case
	closing bool
	Span        // with its angle brackets
	inside  int // where its attributes begin
}

// nextTag returns the first tag in s at or behind from. Comments, declarations and
// processing instructions are stepped over; an unfinished one ends the search, as
// it swallows the rest.
func nextTag(s string, from int) (tag, bool) {
	for {
		open := strings.IndexByte(s[from:], '<')
		if open < 0 {
			return tag{}, false
		}
		open += from
		if opener, closer := markup(s[open:]); opener != "" {
			end := strings.Index(s[open+len(opener):], closer)
			if end < 0 {
				return tag{}, false
			}
			from = open + len(opener) + end + len(closer)
			continue
		}
		if t := tagAt(s, open); t.name != "" {
			return t, t.End > 0
		}
		from = open + 1
	}
}

// markup returns the delimiters of what s begins with, if it is none of the reader's
// business: a comment, a declaration, a processing instruction.
func markup(s string) (opener, closer string) {
	for _, m := range [...][2]string{
		{"<!-->", ""}, {"<!--->", ""}, {"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<!", ">"}, {"<?", "?>"},
	} {
		if strings.HasPrefix(s, m[0]) {
			return m[0], m[1]
		}
	}
	return "", ""
}

// tagAt returns the tag that begins at open. It has no name if there is none, and no End
// if it is unfinished.
func tagAt(s string, open int) tag {
	t := tag{Span: Span{Start: open}}
	at := open + 1
	if at < len(s) && s[at] == '/' {
		t.closing = true
		at++
	}
	if at == len(s) || !isLetter(s[at]) {
		return t
	}
	t.inside = skip(s, at, func(c byte) bool { return !isHTMLSpace(c) && c != '/' && c != '>' })
	t.name = strings.ToLower(s[at:t.inside])
	for a := (attribute{next: t.inside}); ; {
		a = nextAttribute(s, a.next)
		if a.next == len(s) {
			return t // no bracket closes it
		}
		if a.name == "" {
			t.End = a.next + 1
			return t
		}
	}
}

// attribute returns the first attribute of t called name; HTML ignores later ones.
func (t tag) attribute(s, name string) (attribute, bool) {
	for a := (attribute{next: t.inside}); ; {
		a = nextAttribute(s[:t.End-1], a.next)
		if a.name == "" {
			return attribute{}, false
		}
		if strings.EqualFold(a.name, name) {
			return a, true
		}
	}
}

// attribute is name="value", or a name alone, in a tag.
type attribute struct {
	name     string
	value    Span
	hasValue bool // there is an equals sign
	fence    fence
	next     int // where to go on
}

// nextAttribute returns the attribute at or behind from, by the rules of HTML's
// tokenizer. One without name means that the tag or the text ends at next.
func nextAttribute(s string, from int) attribute {
	at := skip(s, from, func(c byte) bool { return isHTMLSpace(c) || c == '/' })
	if at == len(s) || s[at] == '>' {
		return attribute{next: at}
	}
	// An equals sign at the beginning belongs to the name.
	end := skip(s, at+1, func(c byte) bool { return !isHTMLSpace(c) && c != '/' && c != '>' && c != '=' })
	a := attribute{name: s[at:end], value: Span{end, end}, next: end}
	equals := skip(s, end, isHTMLSpace)
	if equals == len(s) || s[equals] != '=' {
		return a
	}
	return a.withValue(s, skip(s, equals+1, isHTMLSpace))
}

func (a attribute) withValue(s string, at int) attribute {
	if at < len(s) && (s[at] == '"' || s[at] == '\'') {
		end := strings.IndexByte(s[at+1:], s[at])
		if end < 0 {
			a.next = len(s)
			return a
		}
		a.fence, a.value, a.hasValue = fence(s[at]), Span{at + 1, at + 1 + end}, true
		a.next = a.value.End + 1
		return a
	}
	end := skip(s, at, func(c byte) bool { return !isHTMLSpace(c) && c != '>' })
	a.value, a.hasValue, a.next = Span{at, end}, true, end
	return a
}

// skip returns the first index at or behind from whose byte is not wanted.
func skip(s string, from int, wanted func(byte) bool) int {
	for from < len(s) && wanted(s[from]) {
		from++
	}
	return from
}

func isHTMLSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
