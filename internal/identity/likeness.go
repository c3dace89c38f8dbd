package identity

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"whopsync/internal/course"
	"whopsync/internal/textsim"
)

// likeness is what speaks for a declared lesson being a known one.
type likeness struct {
	pair
	text      float64 // how much of the two is common: see profile.similarity
	sameTitle bool
	title     bool // and no lesson has it that is bound already
	name      bool // the same file name, likewise
	place     bool // the same file name in the same chapter
	// own is how much is common of what no lesson has that is bound already: a form filled
	// in for every week makes no week another.
	own float64
	// series is what the titles of the two have in common that differ in a number, if at all: Day 2
	// stands where Day 1 stood as soon as a day comes before it.
	series string
	// isBlank says that both are empty, and have titles of one series.
	isBlank bool
	// isRetired says that the object's file went in an earlier run: its text alone is no longer
	// evidence enough, since other lessons have grown out of it.
	isRetired bool
	// isOpen says that one side has nothing to compare: there is no evidence against.
	isOpen bool
	// isAbroad says that the object is of another course: the file cannot be it, but if it comes
	// near to what the file says, then that is where the file came from.
	isAbroad bool
}

func (l *likeness) weight() float64 {
	weight := l.text + titleWeight*float64(count(l.title))
	switch {
	case l.place:
		weight += placeWeight
	case l.name:
		weight += nameWeight
	}
	return weight
}

// isSure reports whether the two are one, if nothing else is as like.
func (l *likeness) isSure() bool {
	switch {
	case l.place:
		return l.title || l.own >= doubt || l.isOpen
	case l.title || l.name:
		return l.own >= doubt
	}
	return l.text >= alike && l.own >= doubt && !l.isRetired
}

// isKept reports whether a file is what it was, by name, title and text, whatever else is like it.
func (l *likeness) isKept() bool { return l.place && l.title && (l.text >= kept || l.isOpen) }

// isDoubtful reports whether the two could be one.
func (l *likeness) isDoubtful() bool {
	return l.place || l.sameTitle || l.to.Name() == l.from.Name() || l.text >= doubt && l.own >= doubt
}

// asksAbove reports whether the answer about a chapter or course settles a lesson too.
func (m *Matching) asksAbove(l *likeness) bool {
	isOf := func(c course.Address) bool { return c.Contains(l.from) }
	for i := range m.Questions {
		q := &m.Questions[i]
		switch q.To.Kind() {
		case course.KindCourse:
			if q.To.Contains(l.to) || slices.ContainsFunc(q.Candidates, isOf) {
				return true
			}
		case course.KindChapter:
			if q.To.Contains(l.to) && l.to.Name() == l.from.Name() && slices.ContainsFunc(q.Candidates, isOf) {
				return true
			}
		default:
			return false // those about lessons come last
		}
	}
	return false
}

// comparison compares open files with free objects.
type comparison struct {
	m       *matcher
	maker   *textsim.Maker
	olds    []course.Address
	old     []profile
	index   *textsim.Index
	byTitle map[string][]int // into olds
	byName  map[string][]int
	byMedia map[string][]int
	bound   boundLessons
}

// compare returns what speaks for each pair of an open file and a free object that has something in
// common and that mayBe allows, in the order of the files.
func compare(m *matcher, news, olds []course.Address, mayBe func(to, from course.Address) bool) []*likeness {
	if len(news) == 0 || len(olds) == 0 {
		return nil
	}
	c := newComparison(m, len(news), olds)
	var all []*likeness
	for _, to := range news {
		mine := fileProfile(c.maker, m.files[to])
		for _, i := range c.candidates(to, &mine) {
			if l := c.compare(to, &mine, i); mayBe(to, l.from) && (l.text > 0 || l.isBlank || l.isDoubtful()) {
				l.own = c.compareOwn(&mine, i, l)
				all = append(all, l)
			}
		}
	}
	return all
}

func newComparison(m *matcher, news int, olds []course.Address) *comparison {
	limit := textsim.Exact
	if news+len(olds) > many {
		limit = sampled
	}
	c := &comparison{
		m: m, maker: textsim.NewMaker(limit), olds: olds, old: make([]profile, len(olds)),
		byTitle: map[string][]int{}, byName: map[string][]int{}, byMedia: map[string][]int{},
	}
	c.bound = newBoundLessons(m, c.maker)
	sets := make([]textsim.Set, len(olds))
	for i, from := range olds {
		p := knownProfile(c.maker, m.known[from], m.liveOf(from))
		c.old[i], sets[i] = p, p.set
		c.byTitle[titleKey(&p)] = append(c.byTitle[titleKey(&p)], i)
		c.byName[from.Name()] = append(c.byName[from.Name()], i)
		c.byMedia[p.media] = append(c.byMedia[p.media], i)
	}
	delete(c.byTitle, "")
	delete(c.byMedia, "")
	c.index = textsim.NewIndex(sets)
	return c
}

func (c *comparison) candidates(to course.Address, mine *profile) []int {
	found := slices.Concat(c.index.Nearest(mine.set, nearest),
		firstOf(c.byTitle[titleKey(mine)]), firstOf(c.byName[to.Name()]), firstOf(c.byMedia[mine.media]))
	if place, ok := c.m.placeOf(to); ok {
		if at, ok := slices.BinarySearchFunc(c.olds, place, course.Address.Compare); ok {
			found = append(found, at)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func (c *comparison) compare(to course.Address, mine *profile, i int) *likeness {
	from, old := c.olds[i], &c.old[i]
	l := &likeness{pair: pair{to, from}, text: mine.similarity(old)}
	l.own, l.isRetired, l.isAbroad = l.text, c.m.known[from].Retired, !c.m.isSameCourse(to, from)
	isTitle := mine.title == old.title || keepsTitle(c.m, to, from)
	l.sameTitle = isTitle && isTelling(mine.title)
	l.place = c.m.isPlace(to, from, l.sameTitle)
	l.isOpen = l.place && (c.m.settled[to] || c.m.settled[to.Parent()]) || !old.isShown || !old.hasSubstance() || isTitle && !mine.hasSubstance()
	l.title = l.sameTitle && (l.place || !c.bound.hasTitle(to, from, mine.title))
	l.name = to.Name() == from.Name() && !c.bound.hasName(to)
	l.series = seriesOf(mine.title, old.title)
	isEmpty := !mine.hasSubstance() && old.isShown && !old.hasSubstance()
	l.isBlank = l.series != "" && !mine.hasSubstance() && !old.hasSubstance() && c.m.sentSign(from).content == ""
	if content := c.m.fileSign(to).content; content != "" && content == c.m.sentSign(from).content || isEmpty && l.sameTitle {
		l.text = 1
	}
	return l
}

// isTelling reports whether a title says more than a place. Another lesson under 5.md is titled "5" as well, and
// another on the second day "Day 2".
func isTelling(title string) bool {
	return strings.ContainsFunc(title, unicode.IsLetter) && !place.MatchString(title)
}

// place is a title of no more than a word and a number.
var place = regexp.MustCompile(`^\pL+\PL?\pN+$`)

// titleKey is by what a lesson is found that has a title like another: of one with no more than the title of
// a place, its series.
func titleKey(p *profile) string {
	if p.hasSubstance() || isTelling(p.title) {
		return p.title
	}
	return withoutNumber(p.title)
}

func withoutNumber(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsNumber(r) {
			return -1
		}
		return r
	}, title)
}

// seriesOf returns a title without its number, if another is the same without its own, and "" else.
func seriesOf(title, other string) string {
	if series := withoutNumber(title); series != title && series == withoutNumber(other) {
		return series
	}
	return ""
}

// compareOwn compares two lessons without the parts shared with a bound one. If the object has
// no other parts, name and title decide.
func (c *comparison) compareOwn(mine *profile, i int, l *likeness) float64 {
	if l.text < doubt || l.place && l.title {
		return l.own
	}
	bound, ok := c.bound.nearest(mine, l.pair)
	if !ok {
		return l.own
	}
	theirs := c.old[i].set.Without(bound)
	if theirs.IsEmpty() && (l.place || l.title || l.name) {
		return l.own
	}
	return mine.set.Without(bound).Similarity(theirs)
}
