package plan

import (
	"slices"

	"whopsync/internal/course"
)

// overlap is how much two chapters, or courses, have in common.
type overlap map[pair]int

// pair is a desired address and one of the state.
type pair struct{ to, from course.Address }

// matchChapters recognises a renamed chapter by the lessons that are known to have moved
// along; those that only have the same file name add to the weight. A chapter that was
// split goes on in the part with most of it.
func (id *identity) matchChapters() {
	lost, orphans := id.lost(course.KindChapter)
	if len(lost) == 0 || len(orphans) == 0 {
		return
	}
	known, weight := id.commonLessons(), id.commonNames()
	for p, n := range known {
		weight[p] += n
	}
	for _, to := range lost {
		best := strongest(orphans, func(from course.Address) int { return weight[pair{to, from}] })
		if len(best) != 1 || known[pair{to, best[0]}] == 0 {
			continue
		}
		rivals := strongest(lost, func(other course.Address) int { return weight[pair{other, best[0]}] })
		if slices.Equal(rivals, []course.Address{to}) {
			id.tryBind(to, best[0], ByLessons)
		}
	}
}

// askAboutChapters asks where it cannot be told which chapter became which: a tie, or
// nothing to go by but the names of the files in it.
func (id *identity) askAboutChapters() {
	lost, orphans := id.lost(course.KindChapter)
	if len(lost) == 0 || len(orphans) == 0 {
		return
	}
	known, names := id.commonLessons(), id.commonNames()
	sizes := id.sizes()
	for _, to := range lost {
		best := strongest(orphans, func(from course.Address) int {
			p := pair{to, from}
			if known[p] == 0 && (names[p] < 2 || 2*names[p] < max(sizes[to], sizes[from])) {
				return 0
			}
			return known[p] + names[p]
		})
		best = slices.DeleteFunc(best, func(from course.Address) bool {
			rivals := strongest(lost, func(other course.Address) int { return known[pair{other, from}] + names[pair{other, from}] })
			return !slices.Contains(rivals, to)
		})
		if len(best) > 0 {
			id.ask(to, best, hasLessons)
		}
	}
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

// commonLessons counts, for new chapters and old ones, the lessons that are known to have
// moved from one to the other.
func (id *identity) commonLessons() overlap {
	common := overlap{}
	for to, from := range id.bound {
		if to.Kind() == course.KindLesson && to.Parent() != from.Parent() {
			common[pair{to.Parent(), from.Parent()}]++
		}
	}
	return common
}

// commonNames counts, for lost chapters and orphans, the unmatched lessons whose file name
// both have.
func (id *identity) commonNames() overlap {
	lost, orphans := id.lost(course.KindLesson)
	byName := map[string][]course.Address{}
	for _, from := range orphans {
		byName[from.Name()] = append(byName[from.Name()], from)
	}
	common := overlap{}
	for _, to := range lost {
		for _, from := range byName[to.Name()] {
			if id.isLost(to.Parent()) && id.isOrphan(from.Parent()) && id.sameCourse(to, from) {
				common[pair{to.Parent(), from.Parent()}]++
			}
		}
	}
	return common
}

// sizes counts the lessons of each chapter of the files and, for orphans, of the state.
func (id *identity) sizes() map[course.Address]int {
	sizes := map[course.Address]int{}
	for address := range id.desired {
		if address.Kind() == course.KindLesson {
			sizes[address.Parent()]++
		}
	}
	for address := range id.bindings {
		if address.Kind() == course.KindLesson && id.desired[address.Parent()] == nil {
			sizes[address.Parent()]++
		}
	}
	return sizes
}
