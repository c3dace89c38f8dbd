package importer

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"whopsync/internal/spec"
)

// longestName bounds a file's name without number and extension: in characters for readers,
// in bytes for file systems with names of at most 255.
const (
	longestName  = 60
	longestBytes = 180
)

// slug makes a file name of a title: letters and digits of any script, in lower case, with
// a hyphen for whatever stands between them. A title of nothing else gives otherwise, which
// also stands after a name that Windows keeps for a device.
func slug(title, otherwise string) string {
	var out strings.Builder
	gap := false
	for _, r := range norm.NFKC.String(strings.ToLower(norm.NFKC.String(title))) {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r) && out.Len() > 0 && !gap && !isVariation(r):
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteRune(r)
		case r == '\'' || r == '’' || unicode.Is(unicode.Cf, r) || isVariation(r): // "don't" is one word
		default:
			gap = true
		}
	}
	name := shorten(norm.NFC.String(out.String()))
	switch {
	case name == "":
		return otherwise
	case isReserved(name):
		return name + "-" + otherwise
	}
	return name
}

// isVariation reports the marks that only choose how an emoji looks.
func isVariation(r rune) bool { return unicode.Is(unicode.Variation_Selector, r) || r == '\u20e3' }

// shorten cuts a name at a hyphen where there is one near the end.
func shorten(name string) string {
	if utf8.RuneCountInString(name) <= longestName && len(name) <= longestBytes {
		return name
	}
	end, n := 0, 0
	for i, r := range name {
		if n++; n > longestName || i+utf8.RuneLen(r) > longestBytes {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	cut := name[:end]
	if hyphen := strings.LastIndexByte(cut, '-'); hyphen > end/2 {
		cut = cut[:hyphen]
	}
	return strings.TrimRight(cut, "-")
}

// names are the names taken in one folder, in a form in which names that some file
// system or reader takes for the same are equal.
type names map[string]bool

// take returns name, or name with the first number that makes it unique.
func (n names) take(name, extension string) string {
	return n.takeBy(name, extension, func(s string) string { return s })
}

// takeCourse is take for a course's folder. A number before it is not a part of the
// address, so a name of nothing else gets a word before it.
func (n names) takeCourse(name string) string {
	if strings.Trim(name, "0123456789-") == "" {
		name = "course-" + name
	}
	return n.takeBy(name, "", spec.NameOf)
}

// takeBy takes the first name whose counting part is new. That part contains the number, so
// there is always one.
func (n names) takeBy(name, extension string, part func(string) string) string {
	for i := 1; ; i++ {
		candidate := name + extension
		if i > 1 {
			candidate = fmt.Sprintf("%s-%d%s", name, i, extension)
		}
		if sign := alike(part(candidate)); !n[sign] {
			n[sign] = true
			return candidate
		}
	}
}

func alike(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.ToUpper(norm.NFKC.String(name))), "ß", "ss")
}

// isReserved reports names that Windows keeps for devices, with any extension.
func isReserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '0' && stem[3] <= '9'
}

// number puts the place among count siblings before a name.
func number(place, count int, name string) string {
	return fmt.Sprintf("%0*d-%s", max(2, len(strconv.Itoa(count))), place, name)
}

// fileStem makes a harmless file name from a server's name, without the extension.
func fileStem(name, otherwise string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), strings.ContainsRune(" -_.()+,", r):
			return r
		case unicode.Is(unicode.C, r):
			return -1
		}
		return '-'
	}, norm.NFC.String(name))
	safe = strings.Trim(shorten(strings.Join(strings.Fields(safe), " ")), " .-_")
	if safe == "" {
		return otherwise
	}
	if isReserved(safe) {
		return otherwise + "-" + safe
	}
	return safe
}
