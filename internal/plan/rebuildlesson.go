package plan

import (
	"slices"
	"sync"

	"whopsync/internal/course"
)

// lessonPair is a lesson of the files and one of Whop that have a title or a text in common.
type lessonPair struct {
	match
	sameTitle bool
	sameText  bool
	isTelling bool // the text is long enough to tell one lesson from another
	isOwn     bool // neither course has the text in a second lesson
	isRelated bool // the texts are not those of two lessons: much is common, or both have none
}

// isNamedByText reports whether the text alone says that the two are one.
func (p *lessonPair) isNamedByText() bool { return p.sameText && (p.isTelling || p.isOwn) }

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

// written is a lesson of the files as it is compared with those on Whop.
type written struct {
	address course.Address
	title   string // folded
	video   string
	body    template
	wording
}

// writtenIn returns the lessons of a course of the files. Nobody knows yet what their links
// and pictures lead to.
func writtenIn(c *course.Course, k *sketcher, lessonURL string) []written {
	unknown := resolverOf(lessonURL, nil)
	var all []written
	for _, lesson := range lessonsOf(c) {
		body := templateOf(lesson.Fields[course.Content], unknown)
		all = append(all, written{lesson.Address, foldTitle(lesson.Title()), lesson.Fields.Text(course.EmbedID), body, wordingOf(k, body.text)})
	}
	return all
}

// shelf holds the lessons of a live course, by what one of the files can have in common with
// them: a course can have thousands, and comparing all with all takes minutes.
type shelf struct {
	ids     []string
	titles  []string // folded
	videos  []string
	texts   []wording
	letters func() []lettering // few courses need them: they are large
	byTitle map[string][]int   // folded; what has no title has none in common
	bySign  map[uint64][]int   // of texts that have words
}

func shelfOf(c *course.Course, k *sketcher) *shelf {
	lessons := lessonsOf(c)
	s := &shelf{byTitle: map[string][]int{}, bySign: map[uint64][]int{}}
	for i, lesson := range lessons {
		title, text := foldTitle(lesson.Title()), wordingOf(k, lesson.Fields.Text(course.Content))
		s.ids, s.titles, s.texts = append(s.ids, lesson.ID), append(s.titles, title), append(s.texts, text)
		s.videos = append(s.videos, lesson.Fields.Text(course.EmbedID))
		if title != "" {
			s.byTitle[title] = append(s.byTitle[title], i)
		}
		if text.words > 0 {
			s.bySign[text.sign] = append(s.bySign[text.sign], i)
		}
	}
	s.letters = sync.OnceValue(func() []lettering {
		letters := make([]lettering, len(lessons))
		for i, lesson := range lessons {
			letters[i] = letteringOf(lesson.Fields.Text(course.Content))
		}
		return letters
	})
	return s
}

// saying returns the lessons that have the text of one of the files. What its gaps leave open
// cannot be looked up: all are tried.
func (s *shelf) saying(w *written) []int {
	if len(w.body.gaps) == 0 {
		if w.words == 0 {
			return nil
		}
		return s.bySign[w.sign]
	}
	var fitting []int
	for i, letters := range s.letters() {
		if w.body.fits(letters) {
			fitting = append(fitting, i)
		}
	}
	return fitting
}

// compareLessons returns the pairs that have something in common, the best of each
// desired lesson first.
func compareLessons(desired []written, live *shelf) []lessonPair {
	var pairs []lessonPair
	for i := range desired {
		w := &desired[i]
		saying := live.saying(w)
		alike := slices.Concat(saying, live.byTitle[w.title])
		slices.Sort(alike)
		first := len(pairs)
		for _, at := range slices.Compact(alike) {
			_, sameText := slices.BinarySearch(saying, at)
			theirs := &live.texts[at]
			pairs = append(pairs, lessonPair{
				match:     match{w.address, live.ids[at]},
				sameTitle: w.title != "" && w.title == live.titles[at],
				sameText:  sameText,
				isTelling: theirs.words >= telling,
				isOwn:     sameText && len(w.body.gaps) == 0 && len(saying) == 1,
				isRelated: sameText || w.words+theirs.words == 0 && w.video == live.videos[at] || w.sketch.similarity(theirs.sketch) >= doubt,
			})
		}
		slices.SortStableFunc(pairs[first:], func(a, b lessonPair) int {
			return 2*count(b.sameText) + count(b.sameTitle) - 2*count(a.sameText) - count(a.sameTitle)
		})
	}
	shareTexts(pairs)
	return pairs
}

// shareTexts takes the texts that several lessons of the files have for nobody's own.
func shareTexts(pairs []lessonPair) {
	news := map[string]int{}
	for _, m := range matchesOf(pairs, func(p *lessonPair) bool { return p.sameText }) {
		news[m.id]++
	}
	for i := range pairs {
		pairs[i].isOwn = pairs[i].isOwn && news[pairs[i].id] == 1
	}
}
