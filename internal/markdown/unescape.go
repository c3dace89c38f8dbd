package markdown

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// Each replaces in one pass: what comes out of an escape or entity is never read as the
// beginning of another.
var (
	entities  = regexp.MustCompile(markdownEntity)
	escapes   = regexp.MustCompile("\\\\[!-/:-@\\[-`{-~]|" + markdownEntity)
	inAnyForm = regexp.MustCompile(`&(?:#[xX][0-9a-fA-F]+;?|#[0-9]+;?|[A-Za-z0-9]+[;=]?)`)
)

// markdownEntity is an entity in Markdown, which needs its semicolon and few digits.
const markdownEntity = `&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z0-9]+);`

// unescape reads Markdown text or a Markdown destination: backslash escapes and entities.
func unescape(s string) string {
	return escapes.ReplaceAllStringFunc(s, func(escape string) string {
		if escape[0] == '\\' {
			return escape[1:]
		}
		return entity(escape)
	})
}

// decodeEntities reads entities as Markdown knows them.
func decodeEntities(s string) string { return entities.ReplaceAllStringFunc(s, entity) }

// decodeAttribute reads entities as HTML knows them in attributes, where numbers and old names
// count without the semicolon as well, unless that would spoil an address: "?a=1&copy=2" holds no ©.
func decodeAttribute(s string) string {
	return inAnyForm.ReplaceAllStringFunc(s, func(written string) string {
		if written[1] == '#' || strings.HasSuffix(written, ";") {
			return entity(written)
		}
		text := html.UnescapeString(written)
		if strings.HasSuffix(written, "=") || text != html.UnescapeString(written+";") {
			return written
		}
		return text
	})
}

// entity returns what &name; or &#number; stands for; a name not known for itself.
func entity(written string) string {
	name := strings.TrimSuffix(written[1:], ";")
	if digits, ok := strings.CutPrefix(name, "#"); ok {
		return number(digits)
	}
	if known, ok := util.LookUpHTML5EntityByName(name); ok {
		return string(known.Characters)
	}
	return written
}

// number returns the character that the number of an entity, "96" or "x60", stands for.
func number(digits string) string {
	base := 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	value, err := strconv.ParseUint(digits, base, 32)
	if err != nil || value == 0 || !utf8.ValidRune(rune(value)) {
		return string(utf8.RuneError)
	}
	return string(rune(value))
}
