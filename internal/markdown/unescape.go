package markdown

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// unescape reads Markdown text or a Markdown destination: backslash escapes and entities.
func unescape(s string) string { return decode(s, true, entity) }

// decodeEntities reads entities as Markdown knows them, which is only with a semicolon.
func decodeEntities(s string) string { return decode(s, false, entity) }

// decodeAttribute reads entities as HTML knows them in attributes.
func decodeAttribute(s string) string { return decode(s, false, attributeEntity) }

// decode replaces entities, and backslash escapes where they count, in one pass:
// what comes out of one is never read as the beginning of another.
func decode(s string, backslashes bool, entity func(string) (text string, length int)) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '&':
			if text, length := entity(s[i:]); length > 0 {
				out.WriteString(text)
				i += length - 1
				continue
			}
		case s[i] == '\\' && backslashes && i+1 < len(s) && isPunct(s[i+1]):
			i++
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// entity reads the entity that s begins with, &name; or &#number;, and returns what
// it stands for and how long it is; 0 if s begins with none.
func entity(s string) (text string, length int) {
	name := entityName(s)
	length = len("&") + len(name) + len(";")
	if name == "" || len(s) < length || s[length-1] != ';' {
		return "", 0
	}
	if name[0] == '#' {
		return number(name), length
	}
	known, ok := util.LookUpHTML5EntityByName(name)
	if !ok {
		return "", 0
	}
	return string(known.Characters), length
}

// attributeEntity is entity for HTML attributes, where old names count without the
// semicolon as well, unless that would spoil an address: "?a=1&copy=2" holds no ©.
func attributeEntity(s string) (text string, length int) {
	if text, length := entity(s); length > 0 {
		return text, length
	}
	name := entityName(s)
	if name == "" {
		return "", 0
	}
	length = len("&") + len(name)
	if name[0] == '#' {
		return number(name), length
	}
	if length < len(s) && s[length] == '=' {
		return "", 0
	}
	text = html.UnescapeString("&" + name)
	if len(name) > longestEntity || text != html.UnescapeString("&"+name+";") {
		return "", 0
	}
	return text, length
}

// longestEntity is the length of the longest entity name in HTML.
const longestEntity = len("CounterClockwiseContourIntegral")

// entityName returns the name in the entity that s may begin with, "" if it has none.
// Of numbers it takes no more digits than Markdown allows.
func entityName(s string) string {
	end, isPart, limit := 1, util.IsAlphaNumeric, longestEntity
	switch {
	case strings.HasPrefix(s, "&#x"), strings.HasPrefix(s, "&#X"):
		end, isPart, limit = 3, util.IsHexDecimal, 6
	case strings.HasPrefix(s, "&#"):
		end, isPart, limit = 2, util.IsNumeric, 7
	}
	first := end
	for end < len(s) && isPart(s[end]) && end-first <= limit {
		end++
	}
	if end == first || end-first > limit {
		return ""
	}
	return s[1:end]
}

// number returns the character that a numeric entity, "#96" or "#x60", stands for.
func number(name string) string {
	base, value := rune(10), rune(0)
	digits := name[1:]
	if digits[0] == 'x' || digits[0] == 'X' {
		base, digits = 16, digits[1:]
	}
	for _, digit := range strings.ToLower(digits) {
		if digit >= 'a' {
			digit += 10 - 'a' + '0'
		}
		value = value*base + digit - '0'
	}
	if value == 0 || !utf8.ValidRune(value) {
		value = utf8.RuneError
	}
	return string(value)
}

func isPunct(c byte) bool { return util.IsPunct(c) }
