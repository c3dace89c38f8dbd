package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// identity answers which live object an address of the files stands for.
//
// An address that the state knows keeps its object, whatever else changed. What is left
// are lost addresses, new ones without an object, and orphans, bound objects without an
// address. They are matched by one kind of evidence after the other, the surest first,
// and every kind only where it points from one object to one address. Where two could be
// meant, or where it cannot be told whether a lesson is the old one or a new one that
// resembles it, the author is asked: a wrong guess gives students' progress to another
// lesson.
type identity struct {
	in       *Input
	bindings map[course.Address]*state.Binding // what the state remembers
	keyed    map[string]course.Address         // the addresses in the state by their keys
	desired  map[course.Address]*course.Resource
	live     map[string]*course.Resource // by id, all that was read
	unlisted map[string]bool             // live lessons that their course's tree does not show

	bound    map[course.Address]course.Address // desired address → address in the state
	taken    map[course.Address]bool           // addresses of the state that are used
	evidence map[course.Address]Evidence       // how a moved address was recognised
	asks     []ask                             // what only the author can decide
	gone     bool                              // match what was deleted on Whop, and not what lives
}

func newIdentity(in *Input) *identity {
	size := 0
	if in.State != nil {
		size = len(in.State.Bindings)
	}
	id := &identity{
		in:       in,
		bindings: map[course.Address]*state.Binding{},
		desired:  make(map[course.Address]*course.Resource, size),
		live:     make(map[string]*course.Resource, size),
		unlisted: map[string]bool{},
		bound:    make(map[course.Address]course.Address, size),
		taken:    make(map[course.Address]bool, size),
		evidence: map[course.Address]Evidence{},
	}
	if in.State != nil {
		id.bindings, id.keyed = in.State.Bindings, byKey(in.State.Bindings)
	}
	for _, c := range in.Desired {
		for r := range c.Resources() {
			id.desired[r.Address] = r
		}
	}
	for _, c := range in.Live {
		id.addLive(c)
	}
	return id
}

func (id *identity) addLive(c *course.Course) {
	for r := range c.Resources() {
		id.live[r.ID] = r
	}
	for _, lesson := range c.Unlisted {
		id.live[lesson.ID] = &lesson.Resource
		id.unlisted[lesson.ID] = true
	}
}

// resolve matches everything that can be matched. A course comes before what is in it,
// since nothing leaves its course, and a chapter after some of its lessons, since it is
// recognised by them. After that, every match may decide another one: a renamed chapter
// tells what its lessons were called, and a lesson that is taken leaves one candidate less.
func (id *identity) resolve() {
	id.matchKeys(isCourse)
	id.matchExchanged()
	id.matchAddresses(isCourse)
	id.matchKeys(isInside)
	id.matchAddresses(isInside)
	id.matchNamed()
	if id.isOpen() {
		id.matchAndAsk()
	}
	id.matchGone()
}

// matchAddresses binds what kept its address, which inside of a course is one only if that
// kept its own.
func (id *identity) matchAddresses(isOf func(course.Kind) bool) {
	for address := range id.desired {
		if isOf(address.Kind()) && id.bindings[address] != nil && id.isLost(address) && !id.taken[address] && !id.movedAway(address) &&
			(isCourse(address.Kind()) || id.sameCourse(address, address)) {
			id.bind(address, address, "")
		}
	}
}

// matchAndAsk matches what has to be recognised, and asks about the rest.
func (id *identity) matchAndAsk() {
	id.matchContent()
	id.matchGitChapters()
	likenesses := id.compareTexts()
	id.matchGit(likenesses)
	for matched := -1; matched != len(id.bound); {
		matched = len(id.bound)
		id.matchChapters()
		id.matchSameName()
		id.matchLike(likenesses)
	}
	id.askAboutChapters()
	id.askAboutLessons(likenesses)
	id.askAboutForeigners()
}

// matchNamed matches what the author has named, and courses.
func (id *identity) matchNamed() {
	id.matchMoved(isCourse)
	id.matchCourses()
	id.matchMoved(isInside)
}

// matchGone recognises what was deleted on Whop under its new name, by all that needs no
// look at it. To create it again is a decision, whatever its file is called by now.
func (id *identity) matchGone() {
	id.gone = true
	defer func() { id.gone = false }()
	if lost, orphans := id.lost(course.KindLesson); len(lost) == 0 || len(orphans) == 0 {
		return
	}
	id.matchNamed()
	id.matchContent()
	for _, kind := range []course.Kind{course.KindChapter, course.KindLesson} {
		for to, from := range id.gitRenames(kind) {
			id.tryBind(to, from, ByGit)
		}
	}
	id.matchChapters()
	id.matchSameName()
}

// isOpen reports whether anything is left that could be matched.
func (id *identity) isOpen() bool {
	for _, kind := range []course.Kind{course.KindChapter, course.KindLesson} {
		if lost, orphans := id.lost(kind); len(lost) > 0 && len(orphans) > 0 {
			return true
		}
	}
	return false
}

// bind takes the object that the state knows as from for the desired address to.
func (id *identity) bind(to, from course.Address, because Evidence) {
	id.bound[to] = from
	id.taken[from] = true
	if to != from {
		id.evidence[to] = because
	}
}

// tryBind binds what can be bound: a declared address without an object and an object
// without an address.
func (id *identity) tryBind(to, from course.Address, because Evidence) {
	if id.isLost(to) && id.isOrphan(from) {
		id.bind(to, from, because)
	}
}

func (id *identity) isLost(to course.Address) bool {
	_, bound := id.bound[to]
	return !bound && id.desired[to] != nil
}

// isOrphan reports whether an object waits for an address. Those that are gone on Whop wait
// until all that live have theirs.
func (id *identity) isOrphan(from course.Address) bool {
	binding := id.bindings[from]
	return binding != nil && !id.taken[from] && id.gone == (id.live[binding.ID] == nil)
}

// lost returns the lost addresses and the orphans of a kind, both sorted. An orphan that
// the author has named under removed: is none: that is an answer. What is said of a chapter
// speaks of what is left in it, and not of a lesson that the files have elsewhere.
func (id *identity) lost(kind course.Kind) (lost, orphans []course.Address) {
	for address := range id.desired {
		if address.Kind() == kind && id.isLost(address) {
			lost = append(lost, address)
		}
	}
	for address := range id.bindings {
		if address.Kind() == kind && id.isOrphan(address) && !id.in.isNamedRemoved(address) {
			orphans = append(orphans, address)
		}
	}
	slices.SortFunc(lost, course.Address.Compare)
	slices.SortFunc(orphans, course.Address.Compare)
	return lost, orphans
}

// isNamedRemoved reports whether the author says of this very address that it is gone.
func (in *Input) isNamedRemoved(address course.Address) bool {
	return slices.ContainsFunc(in.Options.Removed, func(r Removal) bool { return r.Address == address })
}

// isRemoved reports whether the author says of an address, or of what is around it, that it
// is gone.
func (in *Input) isRemoved(address course.Address) bool {
	_, said := in.saidOf(address)
	return said
}

// sameCourse reports whether the object from lies in the live course that the desired
// address to belongs to: an object cannot leave its course.
func (id *identity) sameCourse(to, from course.Address) bool {
	was, ok := id.bound[course.Address{Course: to.Course}]
	return ok && was == course.Address{Course: from.Course}
}

// sameChapter reports whether a lesson stays in its chapter, whatever that is called now.
func (id *identity) sameChapter(to, from course.Address) bool {
	was, ok := id.bound[to.Parent()]
	return ok && was == from.Parent()
}
