package identity

import (
	"cmp"
	"slices"

	"whopsync/internal/course"
)

// matchWhole binds each lesson that stands whole, title and content, under another name: in its
// course once on each side.
func matchWhole(m *matcher) {
	olds := slices.DeleteFunc(m.free(course.KindLesson), func(from course.Address) bool { return m.sentSign(from) == sign{} })
	whole := wholeIn(m, olds)
	for _, to := range m.open(course.KindLesson) {
		if from, ok := whole[to]; ok && m.mayBe(to, from) && !isKept(m, to, from) {
			m.bind(to, from, ByContent)
		}
	}
}

// isKept reports whether another file that is open stands in the place of an object, and is it by its
// title and enough of its text, or comes near to a whole one: then there are two, and one is a copy.
func isKept(m *matcher, to, from course.Address) bool {
	chapter, ok := m.owner[from.Parent()]
	other := chapter.Child(from.Name())
	if !ok || other == to || !m.isOpen(other) {
		return false
	}
	l := compare(m, []course.Address{other}, []course.Address{from}, m.mayBe)
	return len(l) == 1 && (l[0].title || l[0].weight() > 1+titleWeight-margin)
}

// matchAlike binds lessons by all evidence together, and chapters along with them: each
// recognised lesson may decide another. It binds those that isOf reports; all are rivals.
func matchAlike(m *matcher, likes []*likeness, isOf func(*likeness) bool) {
	for matched, least := -1, half; matched != len(m.bound) || least > 0; {
		if matched == len(m.bound) {
			least = 0
		}
		matched = len(m.bound)
		matchChapters(m, least)
		matchUnchanged(m)
		open := stillOpen(m, likes)
		rivals := rivalsOf(open)
		for _, l := range open {
			if isOf(l) && !l.isAbroad && l.isSure() && !rivals.areShifted(l) && (rivals.leaveKept(m, l) && !rivals.areWhole(l) || rivals.areBeatenBy(l) && !rivals.areAnchored(l)) {
				tryBind(m, l)
			}
		}
	}
}

func isAny(*likeness) bool      { return true }
func isTitled(l *likeness) bool { return l.sameTitle }

// rivals are the likenesses that are undecided, by both of their sides.
type rivals struct {
	to, from map[course.Address][]*likeness
}

func rivalsOf(open []*likeness) rivals {
	r := rivals{map[course.Address][]*likeness{}, map[course.Address][]*likeness{}}
	for _, l := range open {
		r.to[l.to] = append(r.to[l.to], l)
		if !l.isAbroad {
			r.from[l.from] = append(r.from[l.from], l)
		}
	}
	return r
}

// leaveKept reports whether a file is unchanged. Without a state, the place is no better evidence
// than the title: then the text has to match, and no other text as well.
func (r rivals) leaveKept(m *matcher, l *likeness) bool {
	comesNear := func(o *likeness) bool { return o.place && o.text > l.text-margin }
	return l.isKept() && (m.unmanaged[l.from] == nil || l.text >= kept && !r.any(l, comesNear))
}

// areBeatenBy reports whether nothing comes near l, on either side.
func (r rivals) areBeatenBy(l *likeness) bool {
	return !r.any(l, func(o *likeness) bool { return o.weight() > l.weight()-margin })
}

// areWhole reports whether a rival has title and text of the object as a whole.
func (r rivals) areWhole(l *likeness) bool {
	return slices.ContainsFunc(r.from[l.from], func(o *likeness) bool { return o != l && o.title && o.text == 1 })
}

// areShifted reports whether a rival of the same series has clearly more of the text: then the titles
// are no more than places.
func (r rivals) areShifted(l *likeness) bool {
	return l.series != "" && r.any(l, func(o *likeness) bool { return o.series == l.series && o.text > l.text+margin })
}

// areAnchored reports whether l would take an object from the file in its place, or a file from
// the object in its place, although name and title speak for the two.
func (r rivals) areAnchored(l *likeness) bool {
	return r.any(l, func(o *likeness) bool { return o.place && o.title })
}

func (r rivals) any(l *likeness, is func(*likeness) bool) bool {
	isRival := func(o *likeness) bool { return o != l && is(o) }
	return slices.ContainsFunc(r.to[l.to], isRival) || slices.ContainsFunc(r.from[l.from], isRival)
}

func tryBind(m *matcher, l *likeness) {
	if !m.isOpen(l.to) || !m.isFree(l.from) {
		return
	}
	because := BySimilarity
	switch {
	case l.place && l.text < alike:
		because = ByName
	case l.text == 1:
		because = ByContent
	}
	m.bind(l.to, l.from, because)
}

// stillOpen returns the likenesses undecided on both sides, places as they are now.
func stillOpen(m *matcher, likes []*likeness) []*likeness {
	var open []*likeness
	for _, l := range likes {
		if m.isOpen(l.to) && m.isInTurn(l.from) {
			l.place = m.isPlace(l.to, l.from, l.sameTitle)
			open = append(open, l)
		}
	}
	return open
}

// askAboutLessons asks about the lessons still open: a new file that could be a lesson without its
// file, and a file whose whole content has changed. A lesson that may stay in its place stays
// there.
func askAboutLessons(m *matcher, out *Matching, likes []*likeness) {
	open := rivalsOf(stillOpen(m, likes)).to
	asked, shifted := map[course.Address]bool{}, shiftedChapters(m)
	for _, to := range m.open(course.KindLesson) {
		mine := slices.DeleteFunc(slices.Clone(open[to]), func(l *likeness) bool { return !isDoubtful(m, l, shifted) })
		isClear := len(mine) == 0 || len(mine) == 1 && mine[0].place && mine[0].isSure()
		if isClear || slices.ContainsFunc(mine, out.asksAbove) {
			continue
		}
		q := questionAbout(m, to, mine)
		if joined := out.askedAlready(&q); joined != nil {
			joined.Others = append(joined.Others, to)
		} else {
			out.Questions = append(out.Questions, q)
		}
		asked[to] = true
	}
	bindInPlace(m, course.KindLesson, func(to, from course.Address) bool {
		return m.isInTurn(from) && (asked[to] || !isReplaced(open[to], from))
	})
}

// isDoubtful reports whether a likeness is worth a question. A lesson whose file went long ago
// has to be more like it; one that removed: gives up is none; and in a chapter that is new, as the
// author says, names tell nothing.
func isDoubtful(m *matcher, l *likeness, shifted map[course.Address]bool) bool {
	switch {
	case l.isAbroad:
		return false
	case l.place && !l.isSure(), l.isBlank && shifted[l.to.Parent()]:
		return true
	case m.fresh[l.to.Parent()] && l.text < doubt, m.known[l.from].Retired && l.text < alike:
		return false
	case m.files[l.from] == nil && slices.ContainsFunc(m.hints.Removed, func(r course.Address) bool { return r.Contains(l.from) }):
		return false
	}
	return l.isDoubtful()
}

// shiftedChapters returns the chapters of which lessons have gone from one place of a series to another.
func shiftedChapters(m *matcher) map[course.Address]bool {
	shifted := map[course.Address]bool{}
	for to, from := range m.bound {
		if to.Kind() == course.KindLesson && to.Name() != from.Name() && !isTelling(FoldTitle(m.files[to].Title())) {
			shifted[to.Parent()] = true
		}
	}
	return shifted
}

func isReplaced(open []*likeness, from course.Address) bool {
	return slices.ContainsFunc(open, func(l *likeness) bool { return l.from == from && !l.isSure() })
}

// askedAlready returns the question about other files that could be the same objects.
func (m *Matching) askedAlready(q *Question) *Question {
	for i := max(0, len(m.Questions)-nearest); i < len(m.Questions); i++ {
		other := &m.Questions[i]
		isSame := other.Reason == q.Reason && q.Reason != Replaced && slices.Equal(other.Candidates, q.Candidates)
		if isSame && len(other.Others)+1 < mostCandidates {
			return other
		}
	}
	return nil
}

func questionAbout(m *matcher, to course.Address, mine []*likeness) Question {
	slices.SortStableFunc(mine, func(a, b *likeness) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), a.from.Compare(b.from))
	})
	q := Question{To: to, Reason: Resembles}
	for _, l := range mine {
		if !l.place && (l.weight() < mine[0].weight()-2*margin || len(q.Candidates) == mostCandidates) {
			continue
		}
		q.Candidates = append(q.Candidates, l.from)
		if m.files[l.from] != nil {
			q.Reason = TookOver
		}
	}
	if from, ok := m.placeOf(to); ok && slices.Equal(q.Candidates, []course.Address{from}) {
		q.Reason = Replaced
	}
	return q
}

// matchDeleted recognises what was deleted on Whop under the name of today, by all that needs no
// look at it: to create it again is a decision, whatever its file is called.
func matchDeleted(m *matcher) {
	m.deleted = true
	if len(m.free(course.KindLesson)) > 0 {
		matchWhole(m)
		matchChapters(m, 0)
	}
	bindInPlace(m, course.KindLesson, func(_, from course.Address) bool { return m.isInTurn(from) })
	m.deleted = false
}

// noteLeft notes which new lessons were lessons of another course: whole, or most of their text.
func noteLeft(m *matcher, out *Matching, likes []*likeness) {
	likes = slices.DeleteFunc(stillOpen(m, likes), func(l *likeness) bool { return !l.isAbroad })
	slices.SortStableFunc(likes, func(a, b *likeness) int { return cmp.Compare(b.weight(), a.weight()) })
	taken := map[course.Address]bool{}
	for _, l := range likes {
		if _, ok := out.Left[l.to]; !ok && !taken[l.from] && l.text >= alike && l.own >= doubt && !out.asksAbove(l) && !out.asksAbout(l.to) {
			out.Left[l.to], taken[l.from] = l.from, true
		}
	}
}
