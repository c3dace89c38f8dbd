package identity

import (
	"cmp"
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Recovery says which objects on Whop that no binding names the new addresses of a matching
// are: after the state was lost, or before something is created that exists already.
type Recovery struct {
	Bound map[course.Address]Found
	// Candidates are the objects that an address could be, where it is not clear.
	Candidates map[course.Address][]Found
}

// Found is an object on Whop, and what it was recognised by.
type Found struct {
	ID      string
	Because Evidence
	Text    float64 // of a lesson: how much of it is common, from 0 to 1
	// IsBare says of a lesson that title and type are common, and that nothing else tells the two apart:
	// lists show no more of the object, or it is empty as a run has left it.
	IsBare bool
}

// IsLike reports whether so much of a lesson is common that it would be a duplicate beside the
// object. A title alone makes none, unless nothing else can be compared.
func (f Found) IsLike() bool { return f.ID != "" && (f.Text >= doubt || f.IsBare) }

// The evidence by which an object is recognised that no state knows.
const (
	SameTitleAndText    Evidence = "same title and text"
	SameText            Evidence = "same text, another title"
	SameTitleInChapter  Evidence = "same title in the same chapter"
	SameTitle           Evidence = "same title"
	SameTitleAndMuch    Evidence = "same title and much of the text"
	MuchOfTheText       Evidence = "much of the text, another title"
	SameLessons         Evidence = "same lessons, another title"
	SameTitleAndLessons Evidence = "same title and lessons"
)

// Recover weighs the unbound live objects as Match weighs the known ones. first is the result of
// Match; its questions stay open. isIgnored reports ids under unmanaged:.
func Recover(first *Matching, declared []*course.Course, known map[course.Address]*state.Binding, live []*course.Course,
	isIgnored func(id string) bool) *Recovery {
	unmanaged := unmanagedOf(known, live, isIgnored)
	all := maps.Clone(unmanaged)
	maps.Copy(all, known)
	m := newMatcher(declared, all, live, Hints{}, nil)
	m.unmanaged = unmanaged
	for to, from := range first.Bound {
		if m.liveOf(from) != nil { // in the place of what was deleted there may be another now
			m.bind(to, from, "")
		}
	}
	for from := range known {
		if _, bound := m.owner[from]; !bound {
			m.owner[from] = from // it waits for its own file
		}
	}
	for i := range first.Questions {
		m.fresh[first.Questions[i].To] = true
	}
	r := &Recovery{Bound: map[course.Address]Found{}, Candidates: map[course.Address][]Found{}}
	recoverCourses(m, r)
	recoverInside(m, r)
	return r
}

// unmanagedOf gives every unbound live object an address, made of its id and its parents.
func unmanagedOf(known map[course.Address]*state.Binding, live []*course.Course,
	isIgnored func(id string) bool) map[course.Address]*state.Binding {
	addressOf := make(map[string]course.Address, len(known))
	for address, binding := range known {
		addressOf[binding.ID] = address
	}
	unmanaged := map[course.Address]*state.Binding{}
	place := func(r *course.Resource, parent course.Address) course.Address {
		if address, ok := addressOf[r.ID]; ok {
			return address
		}
		address := course.Address{Course: r.ID}
		if !parent.IsZero() {
			address = parent.Child(r.ID)
		}
		if !isIgnored(r.ID) {
			unmanaged[address] = asSent(r)
		}
		return address
	}
	for _, c := range live {
		in := place(&c.Resource, course.Address{})
		for _, chapter := range c.Chapters {
			at := place(&chapter.Resource, in)
			for _, lesson := range chapter.Lessons {
				place(&lesson.Resource, at)
			}
		}
	}
	return unmanaged
}

// asSent takes what Whop shows for what was sent.
func asSent(live *course.Resource) *state.Binding {
	binding := &state.Binding{ID: live.ID, Fields: map[course.Field]state.Synced{}}
	for field, value := range live.Fields {
		binding.Fields[field] = state.Synced{Sent: course.DigestOf(value)}
	}
	return binding
}

// recoverCourses takes a course on Whop for one of the files when titles or lessons say so, and
// when no other comes near it.
func recoverCourses(m *matcher, r *Recovery) {
	type fit struct {
		pair
		weight  int
		because Evidence
	}
	titles, texts := lessonsInCommon(m)
	sizes, declared := countLessons(m.objects, courseOf), countLessons(m.declared, courseOf)
	var fits []fit
	for _, to := range m.open(course.KindCourse) {
		for _, from := range m.free(course.KindCourse) {
			p := pair{to, from}
			if weight, because := weighCourses(haveSameTitle(m, p), titles[p], texts[p], declared[to], sizes[from]); weight > 0 {
				fits = append(fits, fit{p, weight, because})
			}
		}
	}
	for _, f := range fits {
		found := Found{ID: m.known[f.from].ID, Because: f.because}
		if slices.ContainsFunc(fits, func(o fit) bool {
			return o.pair != f.pair && o.overlaps(f.pair) && 2*o.weight >= f.weight
		}) {
			r.Candidates[f.to] = append(r.Candidates[f.to], found)
			continue
		}
		m.bind(f.to, f.from, f.because)
		r.Bound[f.to] = found
	}
}

// weighCourses returns how much speaks for two courses being one, by the lessons that have a title
// or much of the text in common; 0 means that they are not. Any two courses may have one welcome.
func weighCourses(sameTitle bool, titles, texts, mine, theirs int) (weight int, because Evidence) {
	smaller, larger := min(mine, theirs), max(mine, theirs)
	switch {
	case sameTitle && smaller == 0:
		return 1, SameTitle
	case sameTitle && texts+titles > 0:
		return 1 + 4*texts + titles, SameTitleAndLessons
	case texts > 1 && 2*texts >= smaller, texts == 1 && larger <= 2:
		return 4*texts + titles, SameLessons
	}
	return 0, ""
}

func haveSameTitle(m *matcher, p pair) bool {
	title := FoldTitle(m.files[p.to].Title())
	live := m.liveOf(p.from)
	return title != "" && live != nil && title == FoldTitle(live.Title())
}

// lessonsInCommon counts, for open courses and free ones, the lessons with a common title, and
// the lessons with a common text. A lesson that resembles many, such as a homework page of
// every chapter, counts once.
func lessonsInCommon(m *matcher) (titles, texts map[pair]int) {
	isElsewhere := func(isWaiting func(course.Address) bool) func(course.Address) bool {
		return func(a course.Address) bool { return !isWaiting(courseOf(a)) }
	}
	news := slices.DeleteFunc(m.open(course.KindLesson), isElsewhere(m.isOpen))
	olds := slices.DeleteFunc(m.free(course.KindLesson), isElsewhere(m.isInTurn))
	likes := compare(m, news, olds, func(course.Address, course.Address) bool { return true })
	titles = countPairs(likes, func(l *likeness) bool { return l.title })
	texts = countPairs(likes, func(l *likeness) bool { return l.text >= alike || l.title && l.text >= doubt })
	return titles, texts
}

// countPairs counts, by their courses, the lessons that are in common. Each counts once.
func countPairs(likes []*likeness, isCommon func(*likeness) bool) map[pair]int {
	type lesson struct {
		courses pair
		address course.Address
	}
	counts, seen := map[pair]int{}, map[lesson]bool{}
	for _, l := range likes {
		in := pair{courseOf(l.to), courseOf(l.from)}
		to, from := lesson{in, l.to}, lesson{in, l.from}
		if isCommon(l) && !seen[to] && !seen[from] {
			seen[to], seen[from] = true, true
			counts[in]++
		}
	}
	return counts
}

// recoverInside matches the chapters and lessons of the courses that are bound, by the same
// weights as Match: of what Whop alone knows, a title in its chapter is the place.
func recoverInside(m *matcher, r *Recovery) {
	matchWhole(m)
	matchTitledChapters(m)
	titled := compareOpen(m)
	matchAlike(m, titled, isTitled)
	matchTitledChapters(m)
	likes := compareOpen(m) // with what is bound now
	matchAlike(m, likes, isAny)
	for to, from := range m.bound {
		switch {
		case m.unmanaged[from] == nil || to.Kind() == course.KindCourse:
		case to.Kind() == course.KindLesson:
			r.Bound[to] = Found{ID: m.known[from].ID, Because: SameTitleAndText, Text: 1}
		case haveSameTitle(m, pair{to, from}):
			r.Bound[to] = Found{ID: m.known[from].ID, Because: SameTitle}
		default:
			r.Bound[to] = Found{ID: m.known[from].ID, Because: SameLessons}
		}
	}
	for _, l := range slices.Concat(titled, likes) {
		if m.bound[l.to] == l.from {
			r.Bound[l.to] = l.found(m)
		}
	}
	noteCandidates(m, r, likes)
}

// noteCandidates remembers what could be meant where nothing was bound, the likeliest first.
func noteCandidates(m *matcher, r *Recovery, likes []*likeness) {
	slices.SortStableFunc(likes, func(a, b *likeness) int { return cmp.Compare(b.weight(), a.weight()) })
	for _, l := range likes {
		if m.isOpen(l.to) && m.isInTurn(l.from) && (l.isSure() || l.place || l.title && l.text > 0 || l.text == 1 && l.own == 1 || isBare(m, l)) {
			r.Candidates[l.to] = append(r.Candidates[l.to], l.found(m))
		}
	}
}

// compareOpen compares with the lessons of other courses too, where files may have left one.
func compareOpen(m *matcher) []*likeness {
	return compare(m, m.open(course.KindLesson), m.free(course.KindLesson), func(to, from course.Address) bool {
		hasLeft := m.unmanaged[from] == nil && !m.isSameCourse(to, from) && !m.known[from].Retired
		return m.mayBe(to, from) || hasLeft
	})
}

// matchTitledChapters binds chapters with a title unique on both sides of their course, unless
// known lessons contradict, which count more.
func matchTitledChapters(m *matcher) {
	votes := votes(m)
	open, free := m.open(course.KindChapter), m.free(course.KindChapter)
	for _, to := range open {
		isAlike := func(to, from course.Address) bool { return m.mayBe(to, from) && haveSameTitle(m, pair{to, from}) }
		found := slices.DeleteFunc(slices.Clone(free), func(from course.Address) bool { return !isAlike(to, from) })
		if len(found) != 1 || !m.isOpen(to) || !m.isFree(found[0]) {
			continue
		}
		isRival := func(other course.Address) bool { return other != to && isAlike(other, found[0]) }
		if !slices.ContainsFunc(open, isRival) && (votes[pair{to, found[0]}] > 0 || !isClaimed(m, votes, to, found[0])) {
			m.bind(to, found[0], SameTitle)
		}
	}
}

func (l *likeness) found(m *matcher) Found {
	return Found{ID: m.known[l.from].ID, Because: l.evidence(), Text: l.text, IsBare: isBare(m, l)}
}

// isBare: see Found. What the file has and Whop shows to be empty tells the two apart, unless the file
// is hidden: such a lesson is created empty.
func isBare(m *matcher, l *likeness) bool {
	file, live := m.files[l.to], m.liveOf(l.from)
	if live == nil || !l.sameTitle || file.Fields.Text(course.LessonType) != live.Fields.Text(course.LessonType) {
		return false
	}
	isUnseen, isMissing := false, false
	for _, field := range substance {
		theirs := live.Fields[field]
		if !course.IsEmpty(theirs) {
			return false
		}
		isMine := !course.IsEmpty(file.Fields[field])
		isUnseen, isMissing = isUnseen || isMine && theirs == nil, isMissing || isMine && theirs != nil
	}
	return file.IsHidden() || isUnseen && !isMissing
}

// evidence says in words why a lesson is taken for one that no state knows.
func (l *likeness) evidence() Evidence {
	switch {
	case l.sameTitle && l.text == 1:
		return SameTitleAndText
	case l.text == 1:
		return SameText
	case l.sameTitle && l.text >= doubt:
		return SameTitleAndMuch
	case l.place:
		return SameTitleInChapter
	case l.sameTitle:
		return SameTitle
	}
	return MuchOfTheText
}
