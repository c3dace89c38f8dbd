package plan

import (
	"slices"

	"whopsync/internal/course"
)

// comparison is what the lost lessons and the orphans look like.
type comparison struct {
	*identity
	orphans  []profile
	sketcher *sketcher
	index    *sketchIndex
	byTitle  map[string][]int // into orphans
	byName   map[string][]int
	byMedia  map[string][]int
	renames  map[course.Address]course.Address // by git

	stay staying
}

// profile is a lesson as far as it is compared.
type profile struct {
	address course.Address
	text    sketch
	title   string
	media   string // a sign of the video, document or questions it shows
}

// How much of a text is looked at: all of nearly every lesson, or, when very many are lost
// at once, enough to be sure within a few hundredths.
const (
	exact   = 2048
	sampled = 160
	many    = 200 // lessons
)

// isBare reports whether there is nothing but a title to know the lesson by.
func (p *profile) isBare() bool { return p.text.isEmpty() && p.media == "" }

// compareTexts returns what speaks for a lost lesson being an orphan, for all pairs that
// have something in common, sorted by address.
func (id *identity) compareTexts() []likeness {
	lost, orphans := id.lost(course.KindLesson)
	if len(lost) == 0 || len(orphans) == 0 {
		return nil
	}
	sketcher := &sketcher{limit: exact}
	if len(lost)+len(orphans) > many {
		sketcher.limit = sampled
	}
	c := comparison{
		identity: id, sketcher: sketcher, stay: id.staying(sketcher), renames: id.gitRenames(course.KindLesson),
		byTitle: map[string][]int{}, byName: map[string][]int{}, byMedia: map[string][]int{},
	}
	sketches := make([]sketch, len(orphans))
	for i, from := range orphans {
		old := c.oldProfile(from)
		c.orphans = append(c.orphans, old)
		sketches[i] = old.text
		c.byTitle[old.title] = append(c.byTitle[old.title], i)
		c.byName[from.Name()] = append(c.byName[from.Name()], i)
		c.byMedia[old.media] = append(c.byMedia[old.media], i)
	}
	delete(c.byTitle, "")
	delete(c.byMedia, "")
	c.index = newSketchIndex(sketches)
	var all []likeness
	for _, to := range lost {
		all = append(all, c.likenesses(to)...)
	}
	return all
}

func (c *comparison) likenesses(to course.Address) []likeness {
	mine := c.newProfile(to)
	found := c.index.nearest(mine.text, nearest)
	for _, others := range [][]int{c.byTitle[mine.title], c.byName[to.Name()], c.byMedia[mine.media]} {
		found = append(found, others[:min(nearest, len(others))]...)
	}
	if from, ok := c.renames[to]; ok {
		at, _ := slices.BinarySearchFunc(c.orphans, from, func(p profile, a course.Address) int { return p.address.Compare(a) })
		found = append(found, at)
	}
	slices.Sort(found)
	var all []likeness
	for _, i := range slices.Compact(found) {
		from := &c.orphans[i]
		if l := c.compare(&mine, from); l.isDoubtful() && c.sameCourse(to, from.address) {
			all = append(all, l)
		}
	}
	best := bestOf(all)
	for i := range all {
		if l := &all[i]; (i == best || l.git) && !l.title && !l.name {
			l.stays = max(l.stays, c.stay.like(&mine, l.from))
		}
	}
	return all
}

// bestOf returns the index of the first that nothing outweighs, -1 when there is none.
func bestOf(all []likeness) int {
	best := -1
	for i := range all {
		if best < 0 || all[i].weight() > all[best].weight() {
			best = i
		}
	}
	return best
}

func (c *comparison) compare(mine, old *profile) likeness {
	l := likeness{pair: pair{mine.address, old.address}, text: mine.text.similarity(old.text)}
	sameTitle := mine.title != "" && mine.title == old.title
	sameName := mine.address.Name() == old.address.Name()
	l.called, l.git = sameTitle || sameName, c.renames[mine.address] == old.address
	l.title = sameTitle && !c.stay.hasTitle(mine, c.sameChapter(mine.address, old.address))
	l.name = sameName && !c.stay.hasName(mine.address)
	switch {
	case mine.media != "" && mine.media == old.media:
		l.text = max(l.text, sameMedia)
	case mine.isBare() && old.isBare() && sameTitle:
		l.text, l.stays = 1, float64(count(!l.title))
	}
	return l
}

func (c *comparison) newProfile(address course.Address) profile {
	fields := c.desired[address].Fields
	return profile{
		address: address, text: c.sketcher.sketch(fields.Text(course.Content)), title: foldTitle(fields.Text(course.Title)),
		media: contentSign(media, func(f course.Field) course.Digest { return digestIn(fields, f) }),
	}
}

func (c *comparison) oldProfile(address course.Address) profile {
	binding := c.bindings[address]
	live := c.live[binding.ID]
	return profile{
		address: address, text: c.sketcher.sketch(live.Fields.Text(course.Content)), title: foldTitle(live.Title()),
		media: contentSign(media, func(f course.Field) course.Digest { return binding.Fields[f].Sent }),
	}
}
