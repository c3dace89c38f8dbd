package markdown

import (
	"regexp"
	"strings"
)

// tag is an HTML tag in a text: <name …> or </name>.
type tag struct {
	name    string // in lower case
	closing bool
	Span        // with its angle brackets
	inside  int // where its attributes begin
}

// nextTag returns the first tag in s at or after from. Comments, declarations and
// processing instructions are stepped over; an unfinished one ends the search, as it
// swallows the rest.
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

var tagName = regexp.MustCompile(`^</?([A-Za-z][^\s/>]*)`)

// tagAt returns the tag that begins at open. It has no name if there is none, and no End
// if it is unfinished.
func tagAt(s string, open int) tag {
	m := tagName.FindStringSubmatchIndex(s[open:])
	if m == nil {
		return tag{}
	}
	t := tag{Span: Span{Start: open}, closing: s[open+1] == '/', inside: open + m[1]}
	t.name = strings.ToLower(s[open+m[2] : open+m[3]])
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

// attributePattern is an attribute by the rules of HTML's tokenizer. An equals sign at the
// beginning belongs to the name.
var attributePattern = regexp.MustCompile(`^([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?`)

// nextAttribute returns the attribute at or after from. One without name means that the tag
// or the text ends at next; so does the text where a quote does not end.
func nextAttribute(s string, from int) attribute {
	at := len(s) - len(strings.TrimLeft(s[from:], " \t\n\r\f/"))
	m := attributePattern.FindStringSubmatchIndex(s[at:])
	if m == nil {
		return attribute{next: at}
	}
	a := attribute{name: s[at : at+m[3]], next: at + m[1]}
	for i, quote := range []fence{doubleQuotes, singleQuotes, bare} {
		if start, end := m[4+2*i], m[5+2*i]; start >= 0 {
			a.value, a.fence, a.hasValue = Span{at + start, at + end}, quote, true
		}
	}
	if a.fence == bare && strings.IndexAny(s[a.value.Start:a.value.End], `"'`) == 0 {
		return attribute{name: a.name, next: len(s)}
	}
	return a
}
