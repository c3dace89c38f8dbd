package course

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Fits reports whether a text on Whop is the body, whatever those of its destinations lead to
// that r does not know. Of a file whose address shows a name, that name has to be the file's.
func (b Body) Fits(live string, r Resolver) bool { return patternOf(b, r).fits(letteringOf(live)) }

// bodyPattern is a body as it could be on Whop: with gaps where a destination was filled in
// that no one remembers. It is compared by its letters and digits, as Resembles does, since a
// server may have tidied the rest.
type bodyPattern struct {
	parts []string   // the letters around the gaps, one part more than there are gaps; none if it fits nothing
	gaps  [][]string // for each destination in a gap the name of its file, "" for a lesson
}

// patternOf leaves a gap for every destination that r does not know. A link to a lesson is
// plain text on Whop unless lessons have addresses.
func patternOf(body Body, r Resolver) bodyPattern {
	const gap = "\x00"
	var names []string
	text := body.Fill(func(ref Ref) (string, bool) {
		address, known := r.Address(ref)
		switch {
		case known:
			return address, true
		case ref.File != nil:
			names = append(names, ref.File.Name)
		case r.LessonURL != "":
			names = append(names, "")
		default:
			return "", false
		}
		return gap, true
	})
	parts := strings.Split(text, gap)
	if len(parts)-1 != len(names) {
		return bodyPattern{} // the author has such a sign in the text
	}
	p := bodyPattern{parts: []string{letteringOf(parts[0]).letters}}
	var side []string // destinations with nothing but punctuation between them
	for i, part := range parts[1:] {
		side = append(side, names[i])
		letters := letteringOf(part).letters
		if letters != "" || i == len(names)-1 {
			p.parts, p.gaps, side = append(p.parts, letters), append(p.gaps, side), nil
		}
	}
	return p
}

// lettering is a text of Whop's, and where in it each of its letters stands.
type lettering struct {
	text, letters string
	at            []int // by byte of letters, and the end of text
}

func letteringOf(text string) lettering {
	var letters strings.Builder
	at := make([]int, 0, len(text)+1)
	for i, r := range text {
		if isLettering(r) {
			letters.WriteRune(r)
			for range utf8.RuneLen(r) {
				at = append(at, i)
			}
		}
	}
	return lettering{text, letters.String(), append(at, len(text))}
}

func (p bodyPattern) fits(live lettering) bool {
	if len(p.parts) == 0 || !strings.HasSuffix(live.letters, p.parts[len(p.parts)-1]) { // most do not end like it
		return false
	}
	rest, ok := strings.CutPrefix(live.letters, p.parts[0])
	for i, part := range p.parts[1:] {
		end := strings.Index(rest, part)
		if i == len(p.gaps)-1 {
			end = len(rest) - len(part)
		}
		start := len(live.letters) - len(rest)
		if !ok || end <= 0 || !lead(live.between(start, start+end), p.gaps[i]) {
			return false
		}
		rest, ok = strings.CutPrefix(rest[end:], part)
	}
	return ok && rest == ""
}

// between returns what stands in the text from one letter up to another.
func (l lettering) between(start, end int) string { return l.text[l.at[start]:l.at[end]] }

// lead reports whether a gap holds one address for each name, each of which could be the
// file's. Characters that end a destination are never part of one.
func lead(gap string, names []string) bool {
	found := strings.FieldsFunc(gap, func(r rune) bool { return r <= ' ' || strings.ContainsRune(`<>()"'\`, r) })
	found = slices.DeleteFunc(found, func(s string) bool { return !strings.ContainsFunc(s, isLettering) })
	if len(found) != len(names) {
		return false
	}
	for i, address := range found {
		if !leadsTo(address, names[i]) {
			return false
		}
	}
	return true
}

// leadsTo reports whether an address could be that of a file.
func leadsTo(address, name string) bool {
	shown := NameIn(address)
	return name == "" || shown == "" || shown == name
}

// NameIn returns the file name where an address ends, "" if it shows none.
func NameIn(address string) string {
	address, _, _ = strings.Cut(address, "?")
	shown := path.Base(address)
	if unescaped, err := url.PathUnescape(shown); err == nil {
		shown = unescaped
	}
	if path.Ext(shown) == "" {
		return ""
	}
	return shown
}
