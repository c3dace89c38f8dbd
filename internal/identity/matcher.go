package identity

import (
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// matcher is a matching on its way: both sides, and who is bound to whom so far.
type matcher struct {
	declared []course.Address // in the order of the files
	files    map[course.Address]*course.Resource
	known    map[course.Address]*state.Binding
	objects  []course.Address            // the addresses of known, sorted
	live     map[string]*course.Resource // by id, all that was read
	hints    Hints
	contents course.Contents
	// unmanaged are those of known that no state knows: their addresses are made of ids.
	unmanaged map[course.Address]*state.Binding

	bound   map[course.Address]course.Address // declared → known
	owner   map[course.Address]course.Address // known → declared
	because map[course.Address]Evidence
	fresh   map[course.Address]bool // declared and new: an answer or a key says so
	settled map[course.Address]bool // declared and named by an answer, as what is in it is
	// deleted says that it is the turn of the objects that were deleted on Whop, which wait
	// until those that live are bound.
	deleted bool

	signs map[course.Address]sign // of the files
	sent  map[course.Address]sign // of the objects: what was last sent
}

func newMatcher(declared []*course.Course, known map[course.Address]*state.Binding, live []*course.Course, hints Hints, contents course.Contents) *matcher {
	m := &matcher{
		files: map[course.Address]*course.Resource{}, live: map[string]*course.Resource{}, hints: hints,
		contents: contents, known: known, objects: slices.SortedFunc(maps.Keys(known), course.Address.Compare),
		bound: map[course.Address]course.Address{}, owner: map[course.Address]course.Address{}, because: map[course.Address]Evidence{},
		fresh: map[course.Address]bool{}, settled: map[course.Address]bool{},
		signs: map[course.Address]sign{}, sent: map[course.Address]sign{},
	}
	for r := range course.All(declared) {
		m.declared, m.files[r.Address] = append(m.declared, r.Address), r
	}
	for _, c := range live {
		for r := range c.Resources() {
			m.live[r.ID] = r
		}
		for _, lesson := range c.Unlisted {
			m.live[lesson.ID] = &lesson.Resource
		}
	}
	return m
}

// clone returns a matcher that goes on alone. What it looks up stays common.
func (m *matcher) clone() *matcher {
	copied := *m
	copied.bound, copied.owner, copied.because = maps.Clone(m.bound), maps.Clone(m.owner), maps.Clone(m.because)
	copied.fresh, copied.settled = maps.Clone(m.fresh), maps.Clone(m.settled)
	return &copied
}

func (m *matcher) bind(to, from course.Address, because Evidence) {
	m.bound[to], m.owner[from] = from, to
	if to != from {
		m.because[to] = because
	}
}

// isOpen reports whether a declared address still has no object.
func (m *matcher) isOpen(to course.Address) bool {
	_, bound := m.bound[to]
	return !bound && !m.fresh[to] && m.files[to] != nil
}

// isFree reports whether an object waits for a declared address. One that removed: names is
// given up, unless its file is there.
func (m *matcher) isFree(from course.Address) bool {
	binding := m.known[from]
	_, owned := m.owner[from]
	return binding != nil && !owned && (m.files[from] != nil || !slices.Contains(m.hints.Removed, from))
}

// isInTurn reports whether an object is free and it is the turn of its like.
func (m *matcher) isInTurn(from course.Address) bool {
	return m.isFree(from) && m.deleted == (m.liveOf(from) == nil)
}

// mayBe reports whether nothing excludes that the two are one: objects cannot leave their
// course, and two keys are two objects, unless the key is all that a file has changed.
func (m *matcher) mayBe(to, from course.Address) bool {
	if to.Kind() != from.Kind() || to.Kind() != course.KindCourse && !m.isSameCourse(to, from) {
		return false
	}
	mine, theirs := m.files[to].Key, m.known[from].Key
	return mine == "" || theirs == "" || mine == theirs || m.isCorrected(to, from)
}

// isCorrected reports whether a file says under another key what was sent for the object in its place.
func (m *matcher) isCorrected(to, from course.Address) bool {
	place, ok := m.placeOf(to)
	return ok && place == from && m.unmanaged[from] == nil && m.fileSign(to) == m.sentSign(from)
}

func (m *matcher) isSameCourse(to, from course.Address) bool {
	was, ok := m.bound[courseOf(to)]
	return ok && was.Course == from.Course
}

func (m *matcher) liveOf(from course.Address) *course.Resource { return m.live[m.known[from].ID] }

// placeOf returns the object that had a file's name in what is around it, whatever that is
// called today.
func (m *matcher) placeOf(to course.Address) (from course.Address, ok bool) {
	if to.Kind() == course.KindCourse {
		return to, m.known[to] != nil
	}
	parent, ok := m.bound[to.Parent()]
	if from = parent.Child(to.Name()); !ok || m.known[from] == nil {
		return course.Address{}, false
	}
	return from, true
}

// freePlaceOf returns the object in a file's place that is free, and may be it.
func (m *matcher) freePlaceOf(to course.Address) (from course.Address, ok bool) {
	from, ok = m.placeOf(to)
	return from, ok && m.isFree(from) && m.mayBe(to, from)
}

// isPlace reports whether a file stands where an object was: under its name in its chapter or,
// for what no state knows, under its title.
func (m *matcher) isPlace(to, from course.Address, sameTitle bool) bool {
	if m.unmanaged[from] != nil {
		parent, ok := m.bound[to.Parent()]
		return ok && sameTitle && parent == from.Parent()
	}
	place, ok := m.placeOf(to)
	return ok && place == from
}

// open returns the declared addresses of a kind that are open, in the order of the files.
func (m *matcher) open(kind course.Kind) (open []course.Address) {
	for _, to := range m.declared {
		if to.Kind() == kind && m.isOpen(to) {
			open = append(open, to)
		}
	}
	return open
}

// free returns the objects of a kind whose turn it is, sorted.
func (m *matcher) free(kind course.Kind) (free []course.Address) {
	for _, from := range m.objects {
		if from.Kind() == kind && m.isInTurn(from) {
			free = append(free, from)
		}
	}
	return free
}

// fileSign is computed once, as sentSign is.
func (m *matcher) fileSign(to course.Address) sign {
	known, ok := m.signs[to]
	if !ok {
		known = signOf(digestsIn(m.files[to], m.contents))
		m.signs[to] = known
	}
	return known
}

func (m *matcher) sentSign(from course.Address) sign {
	known, ok := m.sent[from]
	if !ok {
		known = signOf(sentFor(m.known[from]))
		m.sent[from] = known
	}
	return known
}
