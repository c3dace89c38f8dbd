package markdown

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Escape returns value as it must be written between Start and End of d, so that a
// parser reads value there again. Where brackets or quotes become necessary they are
// part of the result. What no destination can hold becomes percent escapes: control
// characters and bytes that are no UTF-8.
func (d Destination) Escape(value string) string {
	value = percent(percentInvalid(value), isControl)
	switch d.Form {
	case Autolink:
		return percent(value, func(c byte) bool { return c == ' ' || c == '<' || c == '>' })
	case Attribute:
		return d.escapeAttribute(value)
	}
	return d.escapeMarkdown(value)
}

// escapeMarkdown escapes for [text](dest) and [label]: dest.
func (d Destination) escapeMarkdown(value string) string {
	escaped := escapeBackslashes(escapeAmpersands(value, decodeEntities))
	// Code spans, comments and tags that an earlier character opens do not know
	// about links nor backslashes: only entities keep these from closing one.
	escaped = strings.NewReplacer("`", "&#96;", "<", "&lt;", ">", "&gt;").Replace(escaped)
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
	escaped := escapeAmpersands(value, decodeAttribute)
	escaped = strings.NewReplacer("`", "&#96;", "<", "&lt;", ">", "&gt;").Replace(escaped)
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

// escapeBackslashes doubles the backslashes that would escape what follows them.
func escapeBackslashes(value string) string {
	if !strings.Contains(value, `\`) {
		return value
	}
	var out strings.Builder
	for i := range len(value) {
		out.WriteByte(value[i])
		if value[i] == '\\' && (i+1 == len(value) || isPunct(value[i+1])) {
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

func percent(value string, unsafe func(byte) bool) string {
	var out strings.Builder
	done := 0
	for i := range len(value) {
		if unsafe(value[i]) {
			fmt.Fprintf(&out, "%s%%%02X", value[done:i], value[i])
			done = i + 1
		}
	}
	if done == 0 {
		return value
	}
	out.WriteString(value[done:])
	return out.String()
}

func percentInvalid(value string) string {
	if utf8.ValidString(value) {
		return value
	}
	var out strings.Builder
	for i, r := range value {
		if _, size := utf8.DecodeRuneInString(value[i:]); r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&out, "%%%02X", value[i])
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

func isControl(c byte) bool { return c < ' ' || c == 0x7F }
