// Package filename makes names of files and folders out of titles and of names that other
// programs gave.
package filename

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestName bounds a file's name without number and extension: in characters for readers,
// in bytes for file systems with names of at most 255.
const (
	longestName  = 60
	longestBytes = 180
)

// Of makes a file name of a title: letters and digits of any script, in lower case, with
// a hyphen for whatever stands between them. A title of nothing else gives otherwise, which
// also stands after a name that Windows keeps for a device.
func Of(title, otherwise string) string {
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

// OfCourse makes a name of the title of a course for its folder. A number before it is not a part of the address, so
// a name of nothing else gets a word before it.
func OfCourse(title string) string {
	name := Of(title, "course")
	if strings.Trim(name, "0123456789-") == "" {
		return "course-" + name
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

// Set holds the names taken in one folder, each as Alike returns it.
type Set map[string]bool

// Take returns name, or name with the first number that makes it unique.
func (n Set) Take(name, extension string) string {
	return n.TakeBy(name, extension, func(s string) string { return s })
}

// TakeBy takes the first name whose counting part is new. That part contains the number, so
// there is always one.
func (n Set) TakeBy(name, extension string, part func(string) string) string {
	for i := 1; ; i++ {
		candidate := name + extension
		if i > 1 {
			candidate = fmt.Sprintf("%s-%d%s", name, i, extension)
		}
		if sign := Alike(part(candidate)); !n[sign] {
			n[sign] = true
			return candidate
		}
	}
}

// Alike returns a form of a name that is equal for names that some file system or reader takes for the same.
func Alike(name string) string {
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

// Numbered puts the place among count siblings before a name.
func Numbered(place, count int, name string) string {
	return fmt.Sprintf("%0*d-%s", max(2, len(strconv.Itoa(count))), place, name)
}

// Stem makes a harmless file name from a server's name, without the extension.
func Stem(name, otherwise string) string {
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
