package identity

import (
	"cmp"
	"slices"

	"whopsync/internal/course"
)

// matchUnchanged binds each lesson whose file says what was sent for the object in its place.
func (m *matcher) matchUnchanged() {
	for _, to := range m.open(course.KindLesson) {
		if from, ok := m.placeOf(to); ok && m.isFree(from) && m.mayBe(to, from) && m.fileSign(to) == m.sentSign(from) {
			because := ByName
			if teaches(m.fileSign(to)) {
				because = ByContent
			}
			m.bind(to, from, because)
		}
	}
}

// matchWhole binds each lesson that stands whole, title and content, under another name: in its
// course once on each side.
func (m *matcher) matchWhole() {
	olds, news := m.bySign(m.free(course.KindLesson), m.sentSign), map[courseSign][]course.Address{}
	if len(olds) > 0 {
		for _, to := range m.open(course.KindLesson) {
			if in, ok := m.bound[courseOf(to)]; ok {
				key := courseSign{in.Course, m.fileSign(to)}
				news[key] = append(news[key], to)
			}
		}
	}
	for _, to := range m.open(course.KindLesson) {
		key := courseSign{m.bound[courseOf(to)].Course, m.fileSign(to)}
		if len(news[key]) == 1 && len(olds[key]) == 1 && m.mayBe(to, olds[key][0]) && !m.isKept(to, olds[key][0]) {
			m.bind(to, olds[key][0], ByContent)
		}
	}
}

// courseSign is the sign of a lesson in a course, by the course's address in the state.
type courseSign struct{ course, sign string }

func (m *matcher) bySign(objects []course.Address, sign func(course.Address) string) map[courseSign][]course.Address {
	groups := map[courseSign][]course.Address{}
	for _, from := range objects {
		if s := sign(from); s != titled {
			groups[courseSign{from.Course, s}] = append(groups[courseSign{from.Course, s}], from)
		}
	}
	return groups
}

// isKept reports whether another file that is open stands in the place of an object, and has
// kept its title and enough of its text to be it: then there are two, and one is a copy.
func (m *matcher) isKept(to, from course.Address) bool {
	chapter, ok := m.owner[from.Parent()]
	other := chapter.Child(from.Name())
	if !ok || other == to || !m.isOpen(other) {
		return false
	}
	l := newComparison(m, []course.Address{other}, []course.Address{from}, m.mayBe).likenesses()
	return len(l) == 1 && l[0].isKept()
}

// matchAlike binds lessons by all evidence together, chapters along with them: each that is
// recognised may decide another. It binds those that isOf reports; all are rivals.
func (m *matcher) matchAlike(likes []likeness, isOf func(*likeness) bool) {
	for matched, least := -1, half; matched != len(m.bound) || least > 0; {
		if matched == len(m.bound) {
			least = 0
		}
		matched = len(m.bound)
		m.matchChapters(least)
		m.matchUnchanged()
		open := m.stillOpen(likes)
		forNew := standings(open, func(l *likeness) course.Address { return l.to })
		forOld := standings(open, func(l *likeness) course.Address { return l.from })
		for _, l := range open {
			if isOf(l) && l.isSure() && (m.isKeptFor(l) && !isWhole(open, l) || wins(l, forNew[l.to], forOld[l.from]) && !isAnchored(open, l)) {
				m.tryBind(l)
			}
		}
	}
}

// isKeptFor reports whether a file is what it was. Of what no state knows, the place is no more
// than the title, which others may have: there the text has to say it.
func (m *matcher) isKeptFor(l *likeness) bool {
	return l.isKept() && (m.unmanaged[l.from] == nil || l.text >= kept)
}

func isAny(*likeness) bool      { return true }
func isTitled(l *likeness) bool { return l.sameTitle }

func wins(l *likeness, forNew, forOld standing) bool { return forNew.isWonBy(l) && forOld.isWonBy(l) }

// isWhole reports whether a rival has title and text of the object as a whole.
func isWhole(open []*likeness, l *likeness) bool {
	return slices.ContainsFunc(open, func(o *likeness) bool { return o.from == l.from && o.to != l.to && o.title && o.text == 1 })
}

// isAnchored reports whether l would take an object from the file in its place, or a file from
// the object in its place, although name and title speak for the two.
func isAnchored(open []*likeness, l *likeness) bool {
	return slices.ContainsFunc(open, func(o *likeness) bool {
		return o != l && (o.to == l.to || o.from == l.from) && o.place && o.title && (o.text >= kept || !(l.title && l.text == 1))
	})
}

func (m *matcher) tryBind(l *likeness) {
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

// stillOpen returns the likenesses that are undecided on both sides, places as they are by now.
func (m *matcher) stillOpen(likes []likeness) []*likeness {
	var open []*likeness
	for i := range likes {
		l := &likes[i]
		if m.isOpen(l.to) && m.isInTurn(l.from) {
			l.place = m.isPlace(l.to, l.from, l.sameTitle)
			open = append(open, l)
		}
	}
	return open
}

// standing is how the candidates for one lesson stand.
type standing struct {
	best   *likeness
	second float64
}

func (s standing) isWonBy(l *likeness) bool { return s.best == l && l.weight() >= s.second+margin }

func standings(likes []*likeness, of func(*likeness) course.Address) map[course.Address]standing {
	standings := map[course.Address]standing{}
	for _, l := range likes {
		s := standings[of(l)]
		switch {
		case s.best == nil:
			s.best = l
		case l.weight() > s.best.weight():
			s.best, s.second = l, s.best.weight()
		default:
			s.second = max(s.second, l.weight())
		}
		standings[of(l)] = s
	}
	return standings
}

// askAboutLessons asks about what is left: a new file that could be a lesson whose file is gone or
// has changed, and a file that says nothing of what it said. What may stay in its place stays.
func (m *matcher) askAboutLessons(out *Matching, likes []likeness) {
	open := m.stillOpen(likes)
	asked := map[course.Address]bool{}
	for _, to := range m.open(course.KindLesson) {
		mine := slices.DeleteFunc(slices.Clone(open), func(l *likeness) bool { return l.to != to || !m.isDoubtful(l) })
		if len(mine) == 0 || len(mine) == 1 && mine[0].place && mine[0].isSure() || m.files[to].Key != "" || slices.ContainsFunc(mine, out.asksAbove) {
			continue
		}
		q := m.questionAbout(to, mine)
		if joined := out.askedAlready(&q); joined != nil {
			joined.Others = append(joined.Others, to)
		} else {
			out.Questions = append(out.Questions, q)
		}
		asked[to] = true
	}
	for _, to := range m.open(course.KindLesson) {
		if from, ok := m.placeOf(to); ok && m.isInTurn(from) && m.mayBe(to, from) && (asked[to] || !m.isReplaced(open, to, from)) {
			m.bind(to, from, ByName)
		}
	}
}

// isDoubtful reports whether a likeness is worth a question. A lesson whose file went long ago
// has to be more like it; one that removed: gives up is none; and in a chapter that is new, as the
// author says, names tell nothing.
func (m *matcher) isDoubtful(l *likeness) bool {
	switch {
	case l.place && !l.isSure():
		return true
	case m.fresh[l.to.Parent()] && l.text < doubt, m.known[l.from].Retired && l.text < alike:
		return false
	case m.files[l.from] == nil && slices.ContainsFunc(m.hints.Removed, func(r course.Address) bool { return r.Contains(l.from) }):
		return false
	}
	return l.isDoubtful()
}

func (m *matcher) isReplaced(open []*likeness, to, from course.Address) bool {
	return slices.ContainsFunc(open, func(l *likeness) bool { return l.to == to && l.from == from && !l.isSure() })
}

// askedAlready returns the question about other files that could be the same objects.
func (m *Matching) askedAlready(q *Question) *Question {
	for i := range m.Questions {
		if other := &m.Questions[i]; other.Reason == q.Reason && q.Reason != Replaced && slices.Equal(other.Candidates, q.Candidates) {
			return other
		}
	}
	return nil
}

func (m *matcher) questionAbout(to course.Address, mine []*likeness) Question {
	slices.SortStableFunc(mine, func(a, b *likeness) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), a.from.Compare(b.from))
	})
	q := Question{To: to, Reason: Resembles}
	for _, l := range mine {
		if l.weight() < mine[0].weight()-2*margin && !l.place {
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
func (m *matcher) matchDeleted() {
	m.deleted = true
	if len(m.free(course.KindLesson)) > 0 {
		m.matchWhole()
		m.matchChapters(0)
	}
	for _, to := range m.open(course.KindLesson) {
		if from, ok := m.placeOf(to); ok && m.isInTurn(from) && m.mayBe(to, from) {
			m.bind(to, from, ByName)
		}
	}
	m.deleted = false
}

// noteLeft notes which new lessons were lessons of another course: whole, or most of their text.
func (m *matcher) noteLeft(out *Matching) {
	news, olds := m.open(course.KindLesson), m.free(course.KindLesson)
	if len(news) == 0 || len(olds) == 0 {
		return
	}
	olds = slices.DeleteFunc(olds, func(from course.Address) bool { return m.known[from].Retired })
	likes := newComparison(m, news, olds, func(to, from course.Address) bool { return !m.isSameCourse(to, from) }).likenesses()
	slices.SortStableFunc(likes, func(a, b likeness) int { return cmp.Compare(b.weight(), a.weight()) })
	taken := map[course.Address]bool{}
	for i := range likes {
		l := &likes[i]
		if _, ok := out.Left[l.to]; !ok && !taken[l.from] && l.text >= alike && l.text > l.stays+margin && !out.asksAbove(l) && !out.asksAbout(l.to) {
			out.Left[l.to], taken[l.from] = l.from, true
		}
	}
}
