package plan

import (
	"slices"

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
	text   lettering
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
		text := lesson.Fields.Text(course.Content)
		theirs[i] = wordingOf(k, text)
		theirs[i].text = letteringOf(text)
	}
	var pairs []lessonPair
	for _, lesson := range desired {
		body := templateOf(lesson.Fields[course.Content], unknown)
		ours := wordingOf(k, body.text)
		first := len(pairs)
		for i, at := range live {
			p := lessonPair{
				match:     match{lesson.Address, at.ID},
				sameTitle: haveSameTitle(&lesson.Resource, &at.Resource),
				isTelling: theirs[i].words >= telling,
			}
			if len(body.gaps) > 0 {
				p.sameText = body.fits(theirs[i].text)
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
