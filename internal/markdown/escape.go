package markdown

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// Escape returns value as it must be written between Start and End of d, so a parser
// reads value there again. Where brackets or quotes become necessary they are part of
// the result. What no destination can hold becomes percent escapes: control characters
// and bytes that are no UTF-8.
func (d Destination) Escape(value string) string {
	switch value = percent(value, isControl); d.Form {
	case Autolink:
		return percent(value, func(r rune) bool { return strings.ContainsRune(" <>", r) })
	case Attribute:
		return d.escapeAttribute(value)
	}
	return d.escapeMarkdown(value)
}

// delimiters escapes what could close a code span, comment or tag that an earlier character
// opens: these know nothing of links nor backslashes, but leave entities alone.
var delimiters = strings.NewReplacer("`", "&#96;", "<", "&lt;", ">", "&gt;")

// escapeMarkdown escapes for [text](dest) and [label]: dest.
func (d Destination) escapeMarkdown(value string) string {
	escaped := escapeBackslashes(escapeAmpersands(value, decodeEntities))
	escaped = delimiters.Replace(escaped)
	if d.cell {
		escaped = strings.ReplaceAll(escaped, "|", `\|`)
	}
	if d.fence == angle {
		return escaped
	}
	if value == "" || strings.Contains(value, " ") {
		return "<" + escaped + ">"
	}
	if !balanced(escaped) {
		escaped = strings.NewReplacer("(", `\(`, ")", `\)`).Replace(escaped)
	}
	return escaped
}

// escapeAttribute escapes for the value of an HTML attribute.
func (d Destination) escapeAttribute(value string) string {
	escaped := delimiters.Replace(escapeAmpersands(value, decodeAttribute))
	if d.cell {
		escaped = strings.ReplaceAll(escaped, "|", "&#124;")
	}
	switch d.fence {
	case doubleQuotes:
		return strings.ReplaceAll(escaped, `"`, "&quot;")
	case singleQuotes:
		return strings.ReplaceAll(escaped, "'", "&#39;")
	}
	if value == "" || strings.ContainsAny(value, " \"'=") {
		return `"` + strings.ReplaceAll(escaped, `"`, "&quot;") + `"`
	}
	return escaped
}

// escapeAmpersands escapes nothing in most addresses: "?a=1&b=2" holds no entity.
func escapeAmpersands(value string, decode func(string) string) string {
	if decode(value) == value {
		return value
	}
	return strings.ReplaceAll(value, "&", "&amp;")
}

// escapeBackslashes doubles backslashes that would escape the next character.
func escapeBackslashes(value string) string {
	if !strings.Contains(value, `\`) {
		return value
	}
	var out strings.Builder
	for i := range len(value) {
		out.WriteByte(value[i])
		if value[i] == '\\' && (i+1 == len(value) || util.IsPunct(value[i+1])) {
			out.WriteByte('\\')
		}
	}
	return out.String()
}

// balanced reports whether every parenthesis of an escaped destination has its partner.
func balanced(escaped string) bool {
	open := 0
	for i := 0; i < len(escaped); i++ {
		switch escaped[i] {
		case '\\':
			i++ // by now every backslash before a punctuation mark is an escape
		case '(':
			open++
		case ')':
			if open--; open < 0 {
				return false
			}
		}
	}
	return open == 0
}

// percent writes percent escapes for unsafe characters, and for bytes that are no UTF-8.
func percent(value string, unsafe func(rune) bool) string {
	var out strings.Builder
	for len(value) > 0 {
		r, size := utf8.DecodeRuneInString(value)
		if r == utf8.RuneError && size == 1 || unsafe(r) {
			for _, c := range []byte(value[:size]) {
				fmt.Fprintf(&out, "%%%02X", c)
			}
		} else {
			out.WriteString(value[:size])
		}
		value = value[size:]
	}
	return out.String()
}

func isControl(r rune) bool { return r < ' ' || r == 0x7F }
