package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Rebuilt is an identity map that was found again by looking at both sides, after the
// state was lost.
type Rebuilt struct {
	Bindings  map[course.Address]*state.Binding
	Decisions []Decision  // for every address that was not known, in the order of the files
	Unclaimed []Unmanaged // what is on Whop and stands for nothing
}

// Decision says which live object an address is taken for, and why.
type Decision struct {
	Address course.Address
	ID      string // "" when it stays unbound
	Because Reason
	// Candidates are the ids of the objects that could all be it.
	Candidates []string
	// Differs are the fields that Whop shows otherwise than the files have them.
	Differs []course.Field
	// Assumed are the fields that are taken to be as the files say, since Whop does not
	// show them, or only that there is a file of this name.
	Assumed []course.Field
}

// Reason is the evidence of a Decision.
type Reason string

const (
	SameTitleAndText    Reason = "same title and text"
	SameText            Reason = "same text, another title"
	SameTitleInChapter  Reason = "same title in the same chapter"
	SameTitle           Reason = "same title"
	SameTitleAndMuch    Reason = "same title and much of the text"
	MuchOfTheText       Reason = "much of the text, another title"
	SameLessons         Reason = "same lessons, another title"
	SameTitleAndLessons Reason = "same title and lessons"
	Named               Reason = "named by its id"
	// The reasons for which an address stays unbound.
	NothingLike Reason = "nothing on Whop is like it"
	NoParent    Reason = "what it is in is not bound"
	Unclear     Reason = "it is not clear which object it is"
)

// Rebuild binds what the files of in declare to what Whop holds, by evidence: titles and
// texts for lessons, for chapters and courses what is in them as well. What the state of in
// knows stays as it is, under whatever name the files have for it by now. Only what is unique
// on both sides is evidence; where two objects could be meant, none is taken.
func Rebuild(in Input, live []*course.Course) *Rebuilt {
	in.Live, in.State = live, in.readdressed()
	id := newIdentity(&in)
	id.resolve()
	r := newRebuilding(id, live)
	r.matchCourses()
	for _, c := range in.Desired {
		if at := r.liveCourse(r.bound[c.Address]); at != nil {
			r.matchInside(c, at)
		}
	}
	return r.result()
}

// rebuilding is a Rebuild on its way.
type rebuilding struct {
	id            *identity // what the state knows
	desired, live []*course.Course
	pairs         map[coursePair][]lessonPair
	bound         map[course.Address]string // live ids
	taken         map[string]bool
	because       map[course.Address]Reason
	candidates    map[course.Address][]string
	asked         map[course.Address][]string // known objects that an address could be
}

func newRebuilding(id *identity, live []*course.Course) *rebuilding {
	r := &rebuilding{
		id: id, desired: id.in.Desired, live: live, pairs: comparePairs(id.in, live), bound: map[course.Address]string{}, taken: map[string]bool{},
		because: map[course.Address]Reason{}, candidates: map[course.Address][]string{}, asked: map[course.Address][]string{},
	}
	for _, theirs := range id.in.Options.Unmanaged {
		r.taken[theirs] = true
	}
	for _, binding := range id.bindings {
		r.taken[binding.ID] = true
	}
	for to, from := range id.bound {
		r.bound[to] = id.bindings[from].ID
	}
	for _, a := range id.asks { // it may be one that the state knows: that is asked first
		for _, from := range a.candidates {
			r.asked[a.to] = append(r.asked[a.to], id.bindings[from].ID)
		}
	}
	return r
}

func (r *rebuilding) bind(to course.Address, id string, because Reason) {
	r.bound[to] = id
	r.taken[id] = true
	r.because[to] = because
	delete(r.candidates, to)
}

func (r *rebuilding) isOpen(p match) bool {
	return r.bound[p.to] == "" && r.asked[p.to] == nil && !r.taken[p.id]
}

// match says that something speaks for an address being an object.
type match struct {
	to course.Address
	id string
}

// bindUnique binds the matches that are the only ones on both of their sides. Of the
// others it remembers what could be meant.
func (r *rebuilding) bindUnique(matches []match, because Reason) {
	matches = slices.DeleteFunc(slices.Clone(matches), func(m match) bool { return !r.isOpen(m) })
	news, olds := map[course.Address]int{}, map[string]int{}
	for _, m := range matches {
		news[m.to]++
		olds[m.id]++
	}
	for _, m := range matches {
		if news[m.to] == 1 && olds[m.id] == 1 {
			r.bind(m.to, m.id, because)
		} else {
			r.consider(m)
		}
	}
}

// consider remembers what could be meant, for the author to decide.
func (r *rebuilding) consider(m match) {
	if r.isOpen(m) && !slices.Contains(r.candidates[m.to], m.id) {
		r.candidates[m.to] = append(r.candidates[m.to], m.id)
	}
}

func (r *rebuilding) liveCourse(id string) *course.Course {
	i := slices.IndexFunc(r.live, func(c *course.Course) bool { return c.ID == id })
	if id == "" || i < 0 {
		return nil
	}
	return r.live[i]
}

// coursePair is a course of the files and one of Whop.
type coursePair struct{ desired, live *course.Course }

// comparePairs compares the lessons of all courses of the files with those of all on Whop.
func comparePairs(in *Input, live []*course.Course) map[coursePair][]lessonPair {
	k := &sketcher{limit: exact}
	shelves := make([]*shelf, len(live))
	for i, c := range live {
		shelves[i] = shelfOf(c, k)
	}
	pairs := map[coursePair][]lessonPair{}
	for _, c := range in.Desired {
		lessons := writtenIn(c, k, in.LessonURL)
		for i, at := range live {
			pairs[coursePair{c, at}] = compareLessons(lessons, shelves[i])
		}
	}
	return pairs
}

// matchCourses takes a live course for one of the files when title or lessons say so, and
// when no other comes near it.
func (r *rebuilding) matchCourses() {
	type fit struct {
		match
		weight  int
		because Reason
	}
	var fits []fit
	for _, desired := range r.desired {
		for _, live := range r.live {
			m := match{desired.Address, live.ID}
			if weight, because := r.compareCourses(desired, live); weight > 0 && r.isOpen(m) {
				fits = append(fits, fit{m, weight, because})
			}
		}
	}
	for _, f := range fits { // all are compared with all, so that their order does not count
		rival := slices.ContainsFunc(fits, func(o fit) bool {
			return o.match != f.match && (o.to == f.to || o.id == f.id) && 2*o.weight >= f.weight
		})
		if rival {
			r.consider(f.match)
		} else {
			r.bind(f.to, f.id, f.because)
		}
	}
}

// compareCourses weighs what two courses have in common; 0 means that they are not one.
func (r *rebuilding) compareCourses(desired, live *course.Course) (weight int, because Reason) {
	pairs := r.pairs[coursePair{desired, live}]
	titles := inCommon(matchesOf(pairs, func(p *lessonPair) bool { return p.sameTitle }))
	sameTitle := haveSameTitle(desired, live)
	common := inCommon(matchesOf(pairs, func(p *lessonPair) bool { return p.isRelated && (p.sameTitle || p.isTelling || sameTitle) }))
	smaller, larger := min(desired.LessonCount(), live.LessonCount()), max(desired.LessonCount(), live.LessonCount())
	switch {
	case sameTitle && smaller == 0:
		return 1, SameTitle
	case sameTitle && common+titles > 0:
		return 1 + 4*common + titles, SameTitleAndLessons
	case common > 1 && 2*common >= smaller, common == 1 && larger <= 2: // any two courses may have one welcome
		return 4*common + titles, SameLessons
	}
	return 0, ""
}

// inCommon counts the lessons that are matched. Where one is like many, such as the homework
// of every chapter, it is one lesson all the same.
func inCommon(matches []match) int {
	news, olds := map[course.Address]bool{}, map[string]bool{}
	for _, m := range matches {
		news[m.to], olds[m.id] = true, true
	}
	return min(len(news), len(olds))
}

// matchInside matches the chapters and lessons of a course: lessons by what they say,
// chapters by title and by the lessons that are known by then, and then lessons by what is
// left of their texts and by title.
func (r *rebuilding) matchInside(desired, live *course.Course) {
	pairs := r.pairs[coursePair{desired, live}]
	r.bindUnique(matchesOf(pairs, func(p *lessonPair) bool { return p.sameTitle && p.sameText }), SameTitleAndText)
	calledOtherwise := r.touched(pairs, func(p *lessonPair) bool { return p.sameTitle && !p.sameText })
	r.bindUnique(matchesOf(pairs, func(p *lessonPair) bool { return p.isNamedByText() && !calledOtherwise(p.match) }), SameText)
	chapterOf := map[string]string{}
	for _, chapter := range live.Chapters {
		for _, lesson := range chapter.Lessons {
			chapterOf[lesson.ID] = chapter.ID
		}
	}
	r.matchChapters(desired, live, chapterOf)
	alike := r.matchAlike(desired, live, r.touched(pairs, func(p *lessonPair) bool { return p.sameTitle && !p.sameText }))
	r.matchChapters(desired, live, chapterOf)
	saysOtherwise := r.touched(pairs, (*lessonPair).isNamedByText)
	var another []match // of texts that are alike, under another title
	for _, l := range alike {
		if !l.called {
			another = append(another, l.match())
		}
	}
	resembles := r.touching(another)
	r.bindUnique(matchesOf(pairs, func(p *lessonPair) bool {
		return p.sameTitle && chapterOf[p.id] == r.bound[p.to.Parent()] && (p.sameText || !saysOtherwise(p.match) && !resembles(p.match))
	}), SameTitleInChapter)
	r.bindUnique(matchesOf(pairs, func(p *lessonPair) bool {
		return p.sameTitle && p.isRelated && (p.sameText || !saysOtherwise(p.match) && !resembles(p.match))
	}), SameTitle)
	for _, m := range matchesOf(pairs, func(p *lessonPair) bool { return p.sameTitle || p.isNamedByText() }) {
		r.consider(m)
	}
	for _, l := range alike {
		r.consider(l.match())
	}
}

// matchAlike binds lessons of which title or text were changed since, as identity does, and
// returns those that it could have bound, were it sure of them.
func (r *rebuilding) matchAlike(desired, live *course.Course, calledOtherwise func(match) bool) (alike []*likeness) {
	all := likeStrays(desired, live, func(a course.Address) string { return r.bound[a] }, func(id string) bool { return !r.taken[id] })
	var open []*likeness
	for i := range all {
		if r.isOpen(all[i].match()) {
			open = append(open, &all[i])
		}
	}
	forNew := standings(open, func(l *likeness) course.Address { return l.to })
	forOld := standings(open, func(l *likeness) course.Address { return l.from })
	for _, l := range open {
		switch m := l.match(); {
		case !l.isSure():
		case !forNew[l.to].isWonBy(l) || !forOld[l.from].isWonBy(l) || !l.called && calledOtherwise(m):
			alike = append(alike, l)
		case l.called:
			r.bind(l.to, m.id, SameTitleAndMuch)
		default:
			r.bind(l.to, m.id, MuchOfTheText)
		}
	}
	return alike
}

// touched returns whether one of the two lessons of a match is in another, still open pair
// of which something holds: evidence against it.
func (r *rebuilding) touched(pairs []lessonPair, holds func(*lessonPair) bool) func(match) bool {
	return r.touching(matchesOf(pairs, holds))
}

func (r *rebuilding) touching(matches []match) func(match) bool {
	news, olds := map[course.Address]bool{}, map[string]bool{}
	for _, m := range matches {
		if r.isOpen(m) {
			news[m.to], olds[m.id] = true, true
		}
	}
	return func(m match) bool { return news[m.to] || olds[m.id] }
}

// matchChapters goes by titles that are unique and by the lessons that are known. Where
// the two contradict each other, the lessons count, and they are the smaller change.
func (r *rebuilding) matchChapters(desired, live *course.Course, chapterOf map[string]string) {
	titled := map[string][]string{}
	for _, at := range live.Chapters {
		if title := foldTitle(at.Title()); title != "" {
			titled[title] = append(titled[title], at.ID)
		}
	}
	common := map[match]int{}
	var byTitle []match
	for _, chapter := range desired.Chapters {
		for _, lesson := range chapter.Lessons {
			if at := chapterOf[r.bound[lesson.Address]]; at != "" {
				common[match{chapter.Address, at}]++
			}
		}
		for _, at := range titled[foldTitle(chapter.Title())] {
			byTitle = append(byTitle, match{chapter.Address, at})
		}
	}
	isBest := func(m match) bool {
		for o, n := range common {
			if o != m && (o.to == m.to || o.id == m.id) && n >= common[m] && n > 0 {
				return false
			}
		}
		return true
	}
	r.bindUnique(slices.DeleteFunc(byTitle, func(m match) bool { return !isBest(m) }), SameTitle)
	var byLessons []match
	for _, chapter := range desired.Chapters {
		for _, at := range live.Chapters {
			if m := (match{chapter.Address, at.ID}); common[m] > 0 && isBest(m) {
				byLessons = append(byLessons, m)
			}
		}
	}
	r.bindUnique(byLessons, SameLessons)
}

func (r *rebuilding) result() *Rebuilt {
	out := &Rebuilt{Bindings: map[course.Address]*state.Binding{}}
	for address, binding := range r.id.bindings {
		out.Bindings[address] = binding.Clone()
	}
	for _, c := range r.desired {
		for resource := range c.Resources() {
			if _, known := r.id.bound[resource.Address]; !known {
				out.Decisions = append(out.Decisions, r.decide(resource, out.Bindings))
			}
		}
	}
	for _, c := range r.live {
		out.Unclaimed = append(out.Unclaimed, r.unclaimed(c)...)
	}
	return out
}

func (r *rebuilding) decide(resource *course.Resource, bindings map[course.Address]*state.Binding) Decision {
	d := Decision{Address: resource.Address, ID: r.bound[resource.Address], Because: r.because[resource.Address]}
	d.Candidates = slices.DeleteFunc(r.candidates[d.Address], func(id string) bool { return r.taken[id] })
	parent := d.Address.Parent()
	switch {
	case r.asked[d.Address] != nil:
		d.Because, d.Candidates = Unclear, r.asked[d.Address]
	case d.ID != "":
		d.Candidates = nil
		bindings[d.Address] = &state.Binding{ID: d.ID, Path: resource.Source.Path, Key: resource.Key, Protect: resource.Protect}
	case len(d.Candidates) > 0:
		d.Because = Unclear
	case !parent.IsZero() && r.bound[parent] == "":
		d.Because = NoParent
	default:
		d.Because = NothingLike
	}
	return d
}

// unclaimed lists what nothing stands for: a course as a whole, or what is in it. What the
// author knows to be somebody else's is no news.
func (r *rebuilding) unclaimed(c *course.Course) []Unmanaged {
	switch {
	case r.id.in.isTheirs(c.ID):
		return nil
	case !r.taken[c.ID]:
		return []Unmanaged{{Kind: course.KindCourse, ID: c.ID, Title: c.Title()}}
	}
	var left []Unmanaged
	for _, chapter := range c.Chapters {
		if !r.taken[chapter.ID] {
			left = append(left, Unmanaged{Kind: course.KindChapter, ID: chapter.ID, Title: chapter.Title()})
		}
		for _, lesson := range chapter.Lessons {
			if !r.taken[lesson.ID] {
				left = append(left, Unmanaged{Kind: course.KindLesson, ID: lesson.ID, Title: lesson.Title()})
			}
		}
	}
	return left
}
