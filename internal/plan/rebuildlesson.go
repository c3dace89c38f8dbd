package plan

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// lessonPair is a lesson of the files and one of Whop that have a title or a text in common.
type lessonPair struct {
	match
	sameTitle bool
	sameText  bool
	isTelling bool // the text is long enough to tell one lesson from another
	isRelated bool // the texts are not those of two lessons: much is common, or both have none
}

func matchesOf(pairs []lessonPair, holds func(*lessonPair) bool) []match {
	var matches []match
	for i := range pairs {
		if holds(&pairs[i]) {
			matches = append(matches, pairs[i].match)
		}
	}
	return matches
}

func lessonsOf(c *course.Course) []*course.Lesson {
	var lessons []*course.Lesson
	for _, chapter := range c.Chapters {
		lessons = append(lessons, chapter.Lessons...)
	}
	return lessons
}

// haveSameTitle knows that two things without a title have nothing in common by that.
func haveSameTitle(a, b *course.Resource) bool {
	return foldTitle(a.Title()) != "" && foldTitle(a.Title()) == foldTitle(b.Title())
}

// wording is a text as far as two of them are compared here: its words in their order.
type wording struct {
	sign   uint64 // of all words; the same for the same words
	words  int
	sketch sketch
}

// telling is how many words make a text that no two lessons share by chance.
const telling = 12

func wordingOf(k *sketcher, text string) wording {
	w := wording{sketch: k.sketch(text)}
	eachWord(text, func(word uint64) {
		w.sign = pairHash(w.sign, word)
		w.words++
	})
	return w
}

// compareLessons returns the pairs that have something in common, the best of each
// desired lesson first.
func (r *rebuilding) compareLessons(desired, live []*course.Lesson) []lessonPair {
	unknown := resolverOf(r.lessonURL, nil) // nobody knows yet what is what
	k := &sketcher{limit: exact}
	theirs := make([]wording, len(live))
	for i, lesson := range live {
		theirs[i] = wordingOf(k, lesson.Fields.Text(course.Content))
	}
	var pairs []lessonPair
	for _, lesson := range desired {
		body := templateOf(lesson.Fields[course.Content], unknown)
		ours := wordingOf(k, strings.Join(body.parts, " "))
		first := len(pairs)
		for i, at := range live {
			p := lessonPair{
				match:     match{lesson.Address, at.ID},
				sameTitle: haveSameTitle(&lesson.Resource, &at.Resource),
				isTelling: theirs[i].words >= telling,
			}
			if len(body.names) > 0 {
				p.sameText = body.fits(at.Fields.Text(course.Content))
			} else {
				p.sameText = ours.words > 0 && ours.sign == theirs[i].sign
			}
			if p.sameTitle || p.sameText {
				p.isRelated = p.sameText || ours.words+theirs[i].words == 0 || ours.sketch.similarity(theirs[i].sketch) >= doubt
				pairs = append(pairs, p)
			}
		}
		slices.SortStableFunc(pairs[first:], func(a, b lessonPair) int {
			return 2*count(b.sameText) + count(b.sameTitle) - 2*count(a.sameText) - count(a.sameTitle)
		})
	}
	return pairs
}

// template is a body as it is on Whop, with gaps where whopsync fills in destinations.
type template struct {
	parts []string // around the gaps, one more than there are gaps
	names []string // of the file that a gap leads to, "" for a lesson
}

// templateOf leaves a gap for every destination that r does not know. A link to a lesson is
// plain text on Whop unless lessons have addresses.
func templateOf(content course.Value, r course.Resolver) template {
	const gap = "\x00"
	body, ok := content.(course.Body)
	if !ok {
		return template{parts: []string{course.NormalText(course.Fields{course.Content: content}.Text(course.Content))}}
	}
	var t template
	text := body.Fill(func(ref course.Ref) (string, bool) {
		address, known := r.Address(ref)
		switch {
		case known:
			return address, true
		case ref.File != nil:
			t.names = append(t.names, ref.File.Name)
		case r.LessonURL != "":
			t.names = append(t.names, "")
		default:
			return "", false
		}
		return gap, true
	})
	t.parts = strings.Split(course.NormalText(text), gap)
	return t
}

// isEmpty reports a body without a text.
func (t template) isEmpty() bool { return len(t.parts) == 1 && t.parts[0] == "" }

// fits reports whether a live text is the body, whatever its destinations lead to. Of a
// file whose address shows a name, that name has to be the file's.
func (t template) fits(live string) bool {
	last := len(t.parts) - 1
	if last != len(t.names) {
		return false // an author's own gap
	}
	rest, ok := strings.CutPrefix(course.NormalText(live), t.parts[0])
	if !ok || last == 0 {
		return ok && rest == ""
	}
	for i, part := range t.parts[1:] {
		end := strings.Index(rest, part)
		if i+1 == last {
			end = len(rest) - len(part)
		}
		if end <= 0 || rest[end:end+len(part)] != part || !leadsTo(rest[:end], t.names[i]) {
			return false
		}
		rest = rest[end+len(part):]
	}
	return rest == ""
}

// leadsTo reports whether an address could be that of a file.
func leadsTo(address, name string) bool {
	if strings.ContainsAny(address, " \t\n") {
		return false
	}
	address, _, _ = strings.Cut(address, "?")
	shown := path.Base(address)
	if unescaped, err := url.PathUnescape(shown); err == nil {
		shown = unescaped
	}
	return name == "" || path.Ext(shown) == "" || shown == name
}
