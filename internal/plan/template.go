package plan

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"whopsync/internal/course"
)

// template is a body as it could be on Whop: with gaps where a destination was filled in
// that nobody remembers. It is compared by its letters and digits, as course.Resembles does,
// since a server may have tidied the rest.
type template struct {
	text  string     // with a space for every gap
	parts []string   // the letters around the gaps, one part more than there are gaps
	gaps  [][]string // for each destination in a gap the name of its file, "" for a lesson
}

// templateOf leaves a gap for every destination that r does not know. A link to a lesson is
// plain text on Whop unless lessons have addresses.
func templateOf(content course.Value, r course.Resolver) template {
	const gap = "\x00"
	body, ok := content.(course.Body)
	if !ok {
		body.Text = course.Fields{course.Content: content}.Text(course.Content)
	}
	var names []string
	text := body.Fill(func(ref course.Ref) (string, bool) {
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
	t := template{text: strings.Join(parts, " "), parts: []string{letteringOf(parts[0]).letters}}
	if len(parts)-1 != len(names) {
		return template{text: t.text} // an author's own gap: it fits nothing
	}
	var side []string // destinations with nothing but punctuation between them
	for i, part := range parts[1:] {
		side = append(side, names[i])
		letters := letteringOf(part).letters
		if letters != "" || i == len(names)-1 {
			t.parts, t.gaps, side = append(t.parts, letters), append(t.gaps, side), nil
		}
	}
	return t
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
		if course.IsLettering(r) {
			letters.WriteRune(r)
			for range utf8.RuneLen(r) {
				at = append(at, i)
			}
		}
	}
	return lettering{text, letters.String(), append(at, len(text))}
}

// fits reports whether a live text is the body, whatever its destinations lead to. Of a
// file whose address shows a name, that name has to be the file's.
func (t template) fits(live lettering) bool {
	if len(t.parts) == 0 || !strings.HasSuffix(live.letters, t.parts[len(t.parts)-1]) { // most do not end like it
		return false
	}
	rest, ok := strings.CutPrefix(live.letters, t.parts[0])
	for i, part := range t.parts[1:] {
		end := strings.Index(rest, part)
		if i == len(t.gaps)-1 {
			end = len(rest) - len(part)
		}
		start := len(live.letters) - len(rest)
		if !ok || end <= 0 || !lead(live.between(start, start+end), t.gaps[i]) {
			return false
		}
		rest, ok = strings.CutPrefix(rest[end:], part)
	}
	return ok && rest == ""
}

// between returns what stands in the text from one letter up to another.
func (l lettering) between(start, end int) string { return l.text[l.at[start]:l.at[end]] }

// lead reports whether a gap holds as many addresses as there are names, each of which
// could be that of its file. What could end a destination is never part of one.
func lead(gap string, names []string) bool {
	found := strings.FieldsFunc(gap, func(r rune) bool { return r <= ' ' || strings.ContainsRune(`<>()"'\`, r) })
	found = slices.DeleteFunc(found, func(s string) bool { return !strings.ContainsFunc(s, course.IsLettering) })
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
	address, _, _ = strings.Cut(address, "?")
	shown := path.Base(address)
	if unescaped, err := url.PathUnescape(shown); err == nil {
		shown = unescaped
	}
	return name == "" || path.Ext(shown) == "" || shown == name
}
