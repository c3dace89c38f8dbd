package identity

import (
	"cmp"
	"slices"

	"whopsync/internal/course"
)

// matchCourses binds courses by their lessons, titles and folders. Where a course seems to
// have taken another's place, and is not plainly it, the author is asked.
func matchCourses(m *matcher, out *Matching) {
	likes := courseLikenesses(m)
	for len(likes) > 0 {
		best := likes[0]
		// A rival is as like, or is in its own folder and that speaks for itself.
		isContested := slices.ContainsFunc(likes[1:], func(l courseLikeness) bool {
			return l.overlaps(best.pair) && (l.weight() == best.weight() || l.isPlace() && (l.contents > 0 || l.title))
		})
		if best.isPlace() || best.isSure() && !isContested {
			m.bind(best.to, best.from, ByLessons)
			likes = slices.DeleteFunc(likes, func(l courseLikeness) bool { return l.overlaps(best.pair) })
			continue
		}
		if best.isDoubtful() && !out.asksAbout(best.to) {
			out.Questions = append(out.Questions, questionAboutCourse(best.to, likes))
		}
		likes = likes[1:]
	}
}

// questionAboutCourse asks about one course. Nothing inside of it is asked then.
func questionAboutCourse(to course.Address, likes []courseLikeness) Question {
	q := Question{To: to, Reason: HasLessons}
	for _, l := range likes {
		if l.to == to && (l.isDoubtful() || l.isPlace()) {
			q.Candidates = append(q.Candidates, l.from)
		}
	}
	return q
}

// courseLikeness is what a declared and a known course have in common.
type courseLikeness struct {
	pair
	title    bool
	contents int // lessons of which the declared one has title and content
	names    int // lessons of which it has chapter and name
	smaller  int // lessons of the smaller of the two
}

// isPlace reports whether the course is in its own folder.
func (l courseLikeness) isPlace() bool { return l.to == l.from }

func (l courseLikeness) weight() int {
	return 4*l.contents + 2*l.names + 2*count(l.title) + count(l.isPlace())
}

// isSure wants half of the course to be there, and more to go by than the names of files.
func (l courseLikeness) isSure() bool {
	return l.smaller > 0 && 2*max(l.contents, l.names) >= l.smaller && (l.contents > 0 || l.title)
}

func (l courseLikeness) isDoubtful() bool {
	return l.title || l.smaller > 0 && 4*max(l.contents, l.names) >= l.smaller
}

// courseLikenesses compares all open courses with all that are known, the most similar
// first.
func courseLikenesses(m *matcher) []courseLikeness {
	open, free := m.open(course.KindCourse), slices.DeleteFunc(slices.Clone(m.objects), func(a course.Address) bool {
		return a.Kind() != course.KindCourse || !m.isFree(a)
	})
	if len(open) == 1 && slices.Equal(open, free) && m.mayBe(open[0], free[0]) {
		return []courseLikeness{{pair: pair{open[0], free[0]}}} // nothing else can be meant
	}
	sent := map[courseSign]bool{}
	for _, from := range m.objects {
		if from.Kind() == course.KindLesson && m.sentSign(from).content != "" {
			sent[courseSign{from.Course, m.sentSign(from)}] = true
		}
	}
	sizes, news := countLessons(m.objects, courseOf), countLessons(m.declared, courseOf)
	contents, names := map[pair]int{}, map[pair]int{}
	for _, to := range m.declared {
		if to.Kind() != course.KindLesson {
			continue
		}
		isNew, sign := m.known[courseOf(to)] == nil, m.fileSign(to)
		for _, from := range free {
			p := pair{courseOf(to), from}
			if sent[courseSign{from.Course, sign}] {
				contents[p]++
			}
			if isNew && m.known[to.Rebase(p.to, from)] != nil { // names tell only what a renamed folder was
				names[p]++
			}
		}
	}
	var all []courseLikeness
	for _, to := range open {
		for _, from := range free {
			p := pair{to, from}
			l := courseLikeness{
				pair: p, contents: contents[p], names: names[p], smaller: min(news[to], sizes[from]),
				title: keepsTitle(m, to, from),
			}
			if m.mayBe(to, from) && l.weight() > 0 {
				all = append(all, l)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b courseLikeness) int {
		return cmp.Or(b.weight()-a.weight(), count(b.isPlace())-count(a.isPlace()), a.to.Compare(b.to), a.from.Compare(b.from))
	})
	return all
}
