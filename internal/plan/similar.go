package plan

import (
	"slices"

	"whopsync/internal/course"
)

// Two lessons are taken for one when enough of their text is common. A title or file name
// that is the same, and that no other lesson has, makes half of it enough.
const (
	alike = 0.5
	doubt = 0.25
	// nameWeight is what a title or file name adds where several texts are alike.
	nameWeight = 0.2
	// margin is how much better the best candidate has to be than the next.
	margin = 0.15
	// sameMedia is what the same video, document or questions count for.
	sameMedia = 0.75
	// nearest is how many candidates are looked at for one lesson.
	nearest = 12
)

// likeness is what speaks for a new lesson being an old one.
type likeness struct {
	pair
	text  float64 // how much of the text is common
	title bool    // the same title, which none that stays has
	name  bool    // the same file name, which none that stays has
	// called says that title or file name are the same, though others may have them too.
	called bool
	git    bool // git takes the two for one file
	// stays is how much of the text a lesson that stays has as well.
	stays float64
}

func (l *likeness) weight() float64 {
	return l.text + nameWeight*float64(count(l.title)+count(l.name))
}

// isSure reports whether the two are one, if nothing else is as like. What stays must not
// be as like either: a form that is filled in for every week makes no week another.
func (l *likeness) isSure() bool {
	if l.title || l.name {
		return l.text >= doubt
	}
	return l.text >= alike && l.text > l.stays+margin
}

// isDoubtful reports whether the two could be one.
func (l *likeness) isDoubtful() bool { return l.text >= doubt || l.called || l.git }

// matchLike matches lessons by their text: file name, title and some lines may have
// changed in one commit, and it is still the lesson that students were reading.
func (id *identity) matchLike(all []likeness) {
	open := id.open(all)
	forNew := standings(open, func(l *likeness) course.Address { return l.to })
	forOld := standings(open, func(l *likeness) course.Address { return l.from })
	for _, l := range open {
		if l.isSure() && forNew[l.to].isWonBy(l) && forOld[l.from].isWonBy(l) {
			id.tryBind(l.to, l.from, BySimilarity)
		}
	}
}

// open returns the likenesses that are still undecided on both sides.
func (id *identity) open(all []likeness) []*likeness {
	var open []*likeness
	for i := range all {
		if id.isLost(all[i].to) && id.isOrphan(all[i].from) {
			open = append(open, &all[i])
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

func standings(likenesses []*likeness, of func(*likeness) course.Address) map[course.Address]standing {
	standings := map[course.Address]standing{}
	for _, l := range likenesses {
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

// askAboutLessons asks where a new lesson could be an old one, and it is not sure.
func (id *identity) askAboutLessons(all []likeness) {
	open := slices.DeleteFunc(id.open(all), func(l *likeness) bool {
		return !l.isDoubtful() || l.text < alike && id.bindings[l.from].Retired || id.in.isRemoved(l.from) || id.isAskedAbove(l)
	})
	best := standings(open, func(l *likeness) course.Address { return l.to })
	candidates := map[course.Address][]course.Address{}
	var lost []course.Address
	for _, l := range open {
		if l.weight() < best[l.to].best.weight()-2*margin {
			continue
		}
		if candidates[l.to] == nil {
			lost = append(lost, l.to)
		}
		candidates[l.to] = append(candidates[l.to], l.from)
	}
	for _, to := range lost {
		id.ask(to, candidates[to], resembles)
	}
}

// isAskedAbove reports whether the answer about a chapter will settle its lesson.
func (id *identity) isAskedAbove(l *likeness) bool {
	return l.to.Name() == l.from.Name() && slices.ContainsFunc(id.asks, func(a ask) bool {
		return a.to == l.to.Parent() && slices.Contains(a.candidates, l.from.Parent())
	})
}
