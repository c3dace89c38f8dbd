package plan

import (
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
)

// Files can be renamed onto each other's names: two of them change places, all of a chapter
// move up by one, or one moves on and something new comes under its name. The addresses are
// all known then, and say what others said. Nobody can see whether files were renamed or
// texts were copied, so it is asked: the progress of a lesson's students hangs on it.

// matchExchanged follows moved: from one known address to another. The line stays in the
// file when it was followed, so it counts only as long as the text says so too.
func (id *identity) matchExchanged() {
	if len(id.in.Options.Moved) == 0 {
		return
	}
	t := id.texts()
	for _, from := range slices.SortedFunc(maps.Keys(id.bindings), outsideFirst) {
		line, ok := id.in.movedLine(from)
		to := from.Rebase(line.From, line.To)
		if !ok || id.bindings[to] == nil || !id.isLost(to) || id.isKeyed(to) || id.taken[from] { // of two lines, the first
			continue
		}
		switch {
		case from.Kind() == course.KindCourse && t.courseTookOver(to, from):
			id.bind(to, from, ByMoved)
			id.bindInside(to, from)
		case from.Kind() == course.KindLesson && t.tookOver(to, from) > 0:
			id.bind(to, from, ByMoved)
		}
	}
}

// takeovers compares what addresses teach with what others taught.
type takeovers struct {
	*identity
	sketcher *sketcher
	old, now map[course.Address]sketch
}

func (id *identity) texts() *takeovers {
	return &takeovers{identity: id, sketcher: &sketcher{limit: exact}, old: map[course.Address]sketch{}, now: map[course.Address]sketch{}}
}

// like is how much of what an object taught is in what an address teaches now.
func (t *takeovers) like(to, from course.Address) float64 {
	return t.teaches(to).similarity(t.taught(from))
}

func (t *takeovers) teaches(to course.Address) sketch {
	now, ok := t.now[to]
	if r := t.desired[to]; !ok && r != nil {
		now = t.sketcher.sketch(r.Fields.Text(course.Content))
		t.now[to] = now
	}
	return now
}

func (t *takeovers) taught(from course.Address) sketch {
	old, ok := t.old[from]
	if binding := t.bindings[from]; !ok && binding != nil && t.live[binding.ID] != nil {
		old = t.sketcher.sketch(t.live[binding.ID].Fields.Text(course.Content))
		t.old[from] = old
	}
	return old
}

// tookOver is how surely a lesson teaches now what another of its course taught, which does
// so no longer, and not what it taught itself: 0 for not at all, 1 for word for word.
func (t *takeovers) tookOver(to, from course.Address) float64 {
	if to == from || to.Kind() != course.KindLesson || from.Kind() != course.KindLesson || to.Course != from.Course ||
		t.desired[to] == nil || t.bindings[from] == nil {
		return 0
	}
	teaches := t.contentOf(to)
	if teaches == "" || t.bindings[to] != nil && teaches == t.sentContent(to) || t.keeps(from) {
		return 0
	}
	if teaches == t.sentContent(from) {
		return 1
	}
	like := t.like(to, from)
	if like < alike || like+t.sameTitle(to, from) < max(t.like(to, to), t.like(from, from))+margin {
		return 0
	}
	return like
}

// sameTitle is what it adds that an address has the title now that another object had.
func (t *takeovers) sameTitle(to, from course.Address) float64 {
	title, live := foldTitle(t.desired[to].Title()), t.live[t.bindings[from].ID]
	if title == "" || live == nil || foldTitle(live.Title()) != title {
		return 0
	}
	return nameWeight
}

// keeps reports whether the file of an address says what was sent for it.
func (id *identity) keeps(address course.Address) bool {
	return id.desired[address] != nil && id.bindings[address] != nil && id.contentOf(address) == id.sentContent(address)
}

// courseTookOver reports whether most lessons of a course say, word for word, what those of
// another said, and not what its own did.
func (t *takeovers) courseTookOver(to, from course.Address) bool {
	if to == from || t.desired[to] == nil || t.bindings[to] == nil {
		return false
	}
	its, own := map[string]bool{}, map[string]bool{}
	for address := range t.bindings {
		if address.Kind() == course.KindLesson {
			sign := t.sentContent(address)
			its[sign] = its[sign] || from.Contains(address)
			own[sign] = own[sign] || to.Contains(address)
		}
	}
	lessons, taken := 0, 0
	for address := range t.desired {
		if address.Kind() == course.KindLesson && to.Contains(address) {
			sign := t.contentOf(address)
			lessons++
			taken += count(sign != "" && its[sign] && !own[sign])
		}
	}
	return 2*taken > lessons
}

// exchanges asks about what took over another's text or lessons, and returns the addresses
// for which that is asked, with whose it may be.
func (d *differ) exchanges() map[course.Address]course.Address {
	asked := map[course.Address]course.Address{}
	suspects := d.suspects()
	if len(suspects) == 0 || d.in.Back != nil { // a record knows who is who
		return asked
	}
	t := d.identity.texts()
	if len(suspects) > many {
		t.sketcher.limit = sampled
	}
	d.exchangedCourses(t, suspects, asked)
	sources := d.sources(suspects)
	teach := bySign(d.identity.lessons(), func(a course.Address) (string, string) { return a.Course, t.contentOf(a) })
	bySent := bySign(sources, func(a course.Address) (string, string) { return a.Course, t.sentContent(a) })
	sketches := make([]sketch, len(sources))
	for i, from := range sources {
		sketches[i] = t.taught(from)
	}
	index := newSketchIndex(sketches)
	for _, to := range suspects {
		if _, isAskedAbove := asked[course.Address{Course: to.Course}]; isAskedAbove {
			continue
		}
		sign := [2]string{to.Course, t.contentOf(to)}
		if sign[1] == "" || len(teach[sign]) > 1 {
			continue // several say it: a copy
		}
		candidates := bySent[sign]
		if len(candidates) == 0 {
			for _, i := range index.nearest(t.teaches(to), nearest) {
				candidates = append(candidates, sources[i])
			}
		}
		if from, ok := t.likest(to, candidates); ok && (d.identity.bound[to] == to || d.identity.taken[from]) {
			d.askAboutExchange(to, from)
			asked[to] = from
		}
	}
	return asked
}

// likest returns of which candidate a lesson has taken over the text.
func (t *takeovers) likest(to course.Address, candidates []course.Address) (best course.Address, ok bool) {
	most := 0.0
	for _, from := range candidates {
		if sure := t.tookOver(to, from); sure > most {
			best, most = from, sure
		}
	}
	return best, most > 0
}

// suspects are the lessons that teach something new: under an address that keeps its object,
// or under one that has none.
func (d *differ) suspects() (suspects []course.Address) {
	if len(d.identity.bindings) == 0 {
		return nil
	}
	for i := range d.plan.Changes {
		c := &d.plan.Changes[i]
		if c.Kind != course.KindLesson || c.Hide || d.identity.desired[c.Address] == nil || d.identity.isKeyed(c.Address) {
			continue
		}
		isChanged := c.Action == Update && c.teachesAnew() && d.identity.bound[c.Address] == c.Address
		if isChanged || c.Action == Create && !c.Recreate {
			suspects = append(suspects, c.Address)
		}
	}
	return suspects
}

// sources are the lessons that live and whose text may be elsewhere now: their file is gone,
// or says something new.
func (d *differ) sources(suspects []course.Address) []course.Address {
	id := d.identity
	var sources []course.Address
	for _, address := range suspects {
		if id.bound[address] == address {
			sources = append(sources, address)
		}
	}
	for address := range id.bindings {
		if address.Kind() == course.KindLesson && !id.taken[address] && !id.in.isNamedRemoved(address) {
			sources = append(sources, address)
		}
	}
	sources = slices.DeleteFunc(sources, func(a course.Address) bool { return id.live[id.bindings[a].ID] == nil })
	slices.SortFunc(sources, course.Address.Compare)
	return sources
}

// exchangedCourses asks about courses whose folders took each other's names.
func (d *differ) exchangedCourses(t *takeovers, suspects []course.Address, asked map[course.Address]course.Address) {
	changed, all := map[string]int{}, map[string]int{}
	for _, address := range suspects {
		changed[address.Course]++
	}
	for _, address := range d.identity.lessons() {
		all[address.Course]++
	}
	for _, to := range slices.SortedFunc(maps.Keys(d.identity.bindings), outsideFirst) {
		if to.Kind() != course.KindCourse {
			break
		}
		if 2*changed[to.Course] <= all[to.Course] || d.identity.bound[to] != to {
			continue
		}
		for _, from := range slices.SortedFunc(maps.Keys(d.identity.bindings), outsideFirst) {
			if from.Kind() == course.KindCourse && t.courseTookOver(to, from) {
				d.askAboutExchange(to, from)
				asked[to] = from
				break
			}
		}
	}
}

func (d *differ) askAboutExchange(to, from course.Address) {
	what, others := "it says now what "+from.String()+" said", "which says it no longer"
	if to.Kind() == course.KindCourse {
		what = "its lessons say now what those of " + from.String() + " said"
		others = "which say it no longer"
	}
	hint := "if its file was renamed, put this line under moved: in whopsync.yaml, and students keep their progress:" +
		lines([]string{fmt.Sprintf("- {from: %s, to: %s}", quote(from), quote(to))})
	if d.identity.taken[from] {
		hint += fmt.Sprintf("\nif the text was moved and not the file, apply the edit of %s alone first, and the rest then", from)
	} else {
		hint += "\nif it has only taken over the text, say under removed: what becomes of the other:" +
			lines([]string{fmt.Sprintf("- {address: %s, action: hide}", quote(from))})
	}
	d.refuse(GuardAmbiguous, to, what+", "+others, hint)
}

// lessons are the addresses of the lessons that the files declare.
func (id *identity) lessons() (lessons []course.Address) {
	for address := range id.desired {
		if address.Kind() == course.KindLesson {
			lessons = append(lessons, address)
		}
	}
	return lessons
}
