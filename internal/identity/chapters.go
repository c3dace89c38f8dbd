package identity

import (
	"slices"
	"sync"

	"whopsync/internal/course"
)

// matchChapters binds chapters by their lessons: no student's progress hangs on a chapter,
// so none is asked about for its own sake. A chapter keeps its folder's object as long as it
// has its title or one of its own lessons; where folders exchange their names, each follows its
// lessons.
//
// A renamed chapter is first recognised by half of its lessons, and by fewer when all else is
// known. Of two that have equally much, the first is it.
func matchChapters(m *matcher, least float64) {
	if len(m.open(course.KindChapter)) == 0 {
		return
	}
	// Where chapters keep their titles, nobody asks for the votes, which look at every lesson. Those
	// of what is open stay the same while others are bound.
	counted := sync.OnceValue(func() map[pair]int { return votes(m) })
	bindInPlace(m, course.KindChapter, func(to, from course.Address) bool {
		return keepsTitle(m, to, from) || counted()[pair{to, from}] > 0 || !isClaimed(m, counted(), to, from)
	})
	open := m.open(course.KindChapter)
	if len(open) == 0 {
		return
	}
	votes, sizes := counted(), sizes(m)
	for _, to := range open {
		best := strongest(m.free(course.KindChapter), func(from course.Address) int {
			p := pair{to, from}
			if !m.mayBe(to, from) || float64(votes[p]) < least*float64(sizes[from]) {
				return 0
			}
			return votes[p]
		})
		if len(best) == 0 || least > 0 && len(best) > 1 {
			continue
		}
		rivals := strongest(m.open(course.KindChapter), func(other course.Address) int { return votes[pair{other, best[0]}] })
		if rivals[0] == to && (least == 0 || len(rivals) == 1) {
			m.bind(to, best[0], ByLessons)
		}
	}
	bindInPlace(m, course.KindChapter, func(course.Address, course.Address) bool { return true })
}

// sizes counts the lessons of the declared chapters, and the known lessons of all others.
func sizes(m *matcher) map[course.Address]int {
	sizes := countLessons(m.declared, course.Address.Parent)
	for _, from := range m.objects {
		sizes[from.Parent()] += count(from.Kind() == course.KindLesson && m.files[from.Parent()] == nil)
	}
	return sizes
}

// isClaimed reports whether a chapter without its own lessons has lessons of another
// chapter.
func isClaimed(m *matcher, votes map[pair]int, to, from course.Address) bool {
	for p, n := range votes {
		if n > 0 && (p.to == to && p.from != from && m.isFree(p.from) || p.from == from && p.to != to && m.isOpen(p.to)) {
			return true
		}
	}
	return false
}

// votes counts the lessons common to open chapters and free objects: bound lessons, and lessons
// whose title and content are unique in the course.
func votes(m *matcher) map[pair]int {
	olds := slices.DeleteFunc(slices.Clone(m.objects), func(from course.Address) bool {
		return from.Kind() != course.KindLesson || !m.isFree(from) || m.sentSign(from).content == ""
	})
	whole, votes := wholeIn(m, olds), map[pair]int{}
	for _, to := range m.declared {
		if to.Kind() != course.KindLesson || !m.isOpen(to.Parent()) {
			continue
		}
		from, ok := m.bound[to]
		if !ok {
			from, ok = whole[to]
		}
		if ok && m.isFree(from.Parent()) {
			votes[pair{to.Parent(), from.Parent()}]++
		}
	}
	return votes
}

// strongest returns the addresses with the highest score above zero.
func strongest(addresses []course.Address, score func(course.Address) int) []course.Address {
	var best []course.Address
	top := 0
	for _, address := range addresses {
		switch s := score(address); {
		case s > top:
			best, top = []course.Address{address}, s
		case s == top && s > 0:
			best = append(best, address)
		}
	}
	return best
}

// askAboutChapters asks about a new chapter that shares only file names with a known one:
// the chapter may have been rewritten. The answer settles its lessons too.
func askAboutChapters(m *matcher, out *Matching) {
	sizes, names := sizes(m), map[pair]int{}
	for _, to := range m.declared {
		if to.Kind() != course.KindLesson || !m.isOpen(to.Parent()) {
			continue
		}
		for _, from := range m.free(course.KindChapter) {
			names[pair{to.Parent(), from}] += count(m.isOpen(to) && m.known[from.Child(to.Name())] != nil && m.isInTurn(from.Child(to.Name())))
		}
	}
	for _, to := range m.open(course.KindChapter) {
		best := strongest(m.free(course.KindChapter), func(from course.Address) int {
			if p := (pair{to, from}); m.mayBe(to, from) && names[p] >= 2 && 2*names[p] >= max(sizes[to], sizes[from]) {
				return names[p]
			}
			return 0
		})
		if len(best) > 0 {
			out.Questions = append(out.Questions, Question{To: to, Candidates: best, Reason: HasLessons})
		}
	}
}
