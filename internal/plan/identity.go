package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// identity answers which live object an address of the files stands for.
//
// An address that the state knows keeps its object, whatever else changed. What is left
// are new addresses without an object and bound objects without an address. They are
// matched by one kind of evidence after the other, the surest first, and every kind
// only where it points from one object to one address. A match that could be another
// one is no match: it stops the run with the lines that settle it.
type identity struct {
	in       *Input
	bindings map[course.Address]*state.Binding // what the state remembers
	desired  map[course.Address]*course.Resource
	live     map[string]*course.Resource // by id, all that was read
	unlisted map[string]bool             // live lessons that their course's tree does not show

	bound    map[course.Address]course.Address // desired address → address in the state
	taken    map[course.Address]bool           // addresses of the state that are used
	evidence map[course.Address]Evidence       // how a moved address was recognised
	doubts   []pair                            // too similar to destroy one for the other
	refusals []Refusal
}

func newIdentity(in *Input) *identity {
	id := &identity{
		in:       in,
		bindings: map[course.Address]*state.Binding{},
		desired:  map[course.Address]*course.Resource{},
		live:     map[string]*course.Resource{},
		unlisted: map[string]bool{},
		bound:    map[course.Address]course.Address{},
		taken:    map[course.Address]bool{},
		evidence: map[course.Address]Evidence{},
	}
	if in.State != nil {
		id.bindings = in.State.Bindings
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

// resolve matches everything that can be matched. Courses come first and lessons before
// chapters, since a chapter is recognised by its lessons.
func (id *identity) resolve() {
	for _, address := range slices.SortedFunc(maps.Keys(id.desired), course.Address.Compare) {
		if id.bindings[address] != nil && !id.movedAway(address) {
			id.bind(address, address, "")
		}
	}
	id.matchMoved()
	id.matchCourses()
	id.matchPinned()
	id.matchUnique(ByContent, id.titledContentOf, id.sentTitledContent)
	id.matchUnique(ByContent, id.contentOf, id.sentContent)
	id.matchGit()
	id.matchChapters()
	id.matchSameName()
	id.matchSimilar()
}

// bind takes the object that the state knows as from for the desired address to.
func (id *identity) bind(to, from course.Address, because Evidence) {
	id.bound[to] = from
	id.taken[from] = true
	if to != from {
		id.evidence[to] = because
	}
}

// movedAway reports whether moved: says that the object of address is now elsewhere.
func (id *identity) movedAway(address course.Address) bool {
	return slices.ContainsFunc(id.in.Options.Moved, func(m Moved) bool {
		return m.From == address && m.To != address && id.desired[m.To] != nil && id.bindings[m.To] == nil
	})
}

// lost returns the desired addresses of a kind without an object, and orphans the bound
// ones without an address. Both are sorted. Orphans that are gone on Whop are left out:
// there is nothing to keep.
func (id *identity) lost(kind course.Kind) (lost, orphans []course.Address) {
	for address := range id.desired {
		if _, ok := id.bound[address]; !ok && address.Kind() == kind {
			lost = append(lost, address)
		}
	}
	for address, binding := range id.bindings {
		if address.Kind() == kind && !id.taken[address] && id.live[binding.ID] != nil {
			orphans = append(orphans, address)
		}
	}
	slices.SortFunc(lost, course.Address.Compare)
	slices.SortFunc(orphans, course.Address.Compare)
	return lost, orphans
}

// sameCourse reports whether the bound address from lies in the live course that the
// desired address to belongs to: an object cannot leave its course.
func (id *identity) sameCourse(to, from course.Address) bool {
	return id.bound[course.Address{Course: to.Course}] == course.Address{Course: from.Course}
}

// matchMoved follows moved:, for whole subtrees too.
func (id *identity) matchMoved() {
	for _, m := range id.in.Options.Moved {
		if m.From.Kind() != m.To.Kind() {
			continue
		}
		for _, from := range slices.SortedFunc(maps.Keys(id.bindings), course.Address.Compare) {
			if to := rebase(from, m.From, m.To); !to.IsZero() {
				id.tryBind(to, from, ByMoved)
			}
		}
	}
}

// rebase returns what address is called when from has become to, or the zero Address
// when it lies elsewhere.
func rebase(address, from, to course.Address) course.Address {
	if !from.Contains(address) {
		return course.Address{}
	}
	switch from.Kind() {
	case course.KindCourse:
		address.Course = to.Course
		return address
	case course.KindChapter:
		address.Course, address.Chapter = to.Course, to.Chapter
		return address
	}
	return to
}

func (id *identity) tryBind(to, from course.Address, because Evidence) {
	_, bound := id.bound[to]
	if !bound && !id.taken[from] && id.desired[to] != nil && id.bindings[from] != nil && id.live[id.bindings[from].ID] != nil {
		id.bind(to, from, because)
	}
}

// matchPinned matches what key: names, wherever in its course it went.
func (id *identity) matchPinned() {
	for _, kind := range []course.Kind{course.KindChapter, course.KindLesson} {
		id.matchUniqueOf(kind, ByKey,
			func(address course.Address) string {
				if !id.desired[address].Pinned {
					return ""
				}
				return address.Name()
			},
			course.Address.Name)
	}
}

// matchUnique matches lessons whose sign is the same on both sides and occurs on each
// side once. An empty sign is no evidence.
func (id *identity) matchUnique(because Evidence, newSign, oldSign func(course.Address) string) {
	id.matchUniqueOf(course.KindLesson, because, newSign, oldSign)
}

func (id *identity) matchUniqueOf(kind course.Kind, because Evidence, newSign, oldSign func(course.Address) string) {
	lost, orphans := id.lost(kind)
	news, olds := bySign(lost, newSign), bySign(orphans, oldSign)
	for _, to := range lost {
		sign := newSign(to)
		if sign == "" || len(news[sign]) != 1 {
			continue
		}
		from := slices.DeleteFunc(slices.Clone(olds[sign]), func(from course.Address) bool { return !id.sameCourse(to, from) })
		if len(from) == 1 {
			id.bind(to, from[0], because)
		}
	}
}

func bySign(addresses []course.Address, sign func(course.Address) string) map[string][]course.Address {
	groups := make(map[string][]course.Address, len(addresses))
	for _, address := range addresses {
		if s := sign(address); s != "" {
			groups[s] = append(groups[s], address)
		}
	}
	return groups
}

// substance are the fields by which a lesson is recognised: what it teaches, not what it
// is called or whether it shows.
var substance = []course.Field{course.Content, course.EmbedID, course.MuxAsset, course.MainPDF, course.Questions}

// contentOf returns a sign of what a desired lesson teaches, "" when it teaches nothing yet.
func (id *identity) contentOf(address course.Address) string {
	fields := id.desired[address].Fields
	return contentSign(func(f course.Field) course.Digest {
		if v, ok := fields[f]; ok {
			return course.DigestOf(v)
		}
		return ""
	})
}

// titledContentOf is contentOf together with the title, for lessons that share a text.
func (id *identity) titledContentOf(address course.Address) string {
	return withTitle(id.contentOf(address), course.DigestOf(id.desired[address].Fields[course.Title]))
}

func (id *identity) sentTitledContent(address course.Address) string {
	return withTitle(id.sentContent(address), id.bindings[address].Fields[course.Title].Sent)
}

func withTitle(sign string, title course.Digest) string {
	if sign == "" {
		return ""
	}
	return sign + string(title)
}

// sentContent returns the same sign for what was last sent for a bound lesson.
func (id *identity) sentContent(address course.Address) string {
	sent := id.bindings[address].Fields
	return contentSign(func(f course.Field) course.Digest { return sent[f].Sent })
}

func contentSign(digest func(course.Field) course.Digest) string {
	empty := course.DigestOf(course.Null{})
	var sign strings.Builder
	for _, field := range substance {
		if d := digest(field); d != "" && d != empty {
			fmt.Fprintf(&sign, "%s=%s ", field, d)
		}
	}
	return sign.String()
}

// matchGit follows the renames that git sees between the last applied commit and now.
func (id *identity) matchGit() {
	byPath := map[string]course.Address{}
	for address, binding := range id.bindings {
		if binding.Path != "" {
			byPath[binding.Path] = address
		}
	}
	for _, kind := range []course.Kind{course.KindChapter, course.KindLesson} {
		lost, _ := id.lost(kind)
		for _, to := range lost {
			from, ok := byPath[id.in.Renames[id.desired[to].Source.Path]]
			if ok && from.Kind() == kind && id.sameCourse(to, from) {
				id.tryBind(to, from, ByGit)
			}
		}
	}
}

// matchSameName matches lessons that kept their file name while their chapter was renamed.
func (id *identity) matchSameName() {
	now := map[course.Address]course.Address{} // chapter in the state → chapter of the files
	for to, from := range id.bound {
		if to.Kind() == course.KindChapter {
			now[from] = to
		}
	}
	inChapter := course.Address.String
	oldInChapter := func(address course.Address) string {
		if chapter, ok := now[address.Parent()]; ok {
			return chapter.Child(address.Name()).String()
		}
		return ""
	}
	id.matchUnique(ByName, inChapter, oldInChapter)
}

// ambiguous refuses to guess between several candidates and shows the lines that settle it.
func (id *identity) ambiguous(to course.Address, candidates []course.Address) {
	slices.SortFunc(candidates, course.Address.Compare)
	var lines strings.Builder
	for _, from := range candidates {
		fmt.Fprintf(&lines, "\n  - {from: %s, to: %s}", from, to)
	}
	id.refusals = append(id.refusals, Refusal{
		Guard:   GuardAmbiguous,
		Address: to,
		Message: fmt.Sprintf("%s is new, and could be any of %d %ss whose files are gone", to, len(candidates), to.Kind()),
		Hint:    "say which one it is, so that students keep their progress; put one of these lines under moved: in whopsync.yaml:" + lines.String() + "\nor, if it is none of them, name those that are really gone under removed:",
	})
}

// sortRefusals puts refusals in the order in which they are shown.
func sortRefusals(refusals []Refusal) {
	slices.SortStableFunc(refusals, func(a, b Refusal) int {
		return cmp.Or(a.Address.Compare(b.Address), cmp.Compare(a.Guard, b.Guard), cmp.Compare(a.Message, b.Message))
	})
}
