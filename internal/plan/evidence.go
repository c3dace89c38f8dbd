package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// matchKeys binds what carries a key that the state knows, wherever in its course it went.
func (id *identity) matchKeys(isOf func(course.Kind) bool) {
	for _, kind := range []course.Kind{course.KindCourse, course.KindChapter, course.KindLesson} {
		for to := range id.desired {
			from, known := id.keyed[id.desired[to].Key]
			if known && isOf(kind) && to.Kind() == kind && from.Kind() == kind && id.isLost(to) && !id.taken[from] && (isCourse(kind) || id.sameCourse(to, from)) {
				id.bind(to, from, ByKey)
			}
		}
	}
}

// isKeyed reports whether a key says which object an address stands for.
func (id *identity) isKeyed(to course.Address) bool {
	_, known := id.keyed[id.desired[to].Key]
	return known
}

// byKey returns the address in the state of every key that it knows.
func byKey(bindings map[course.Address]*state.Binding) map[string]course.Address {
	keyed := map[string]course.Address{}
	for address, binding := range bindings {
		if binding.Key != "" {
			keyed[binding.Key] = address
		}
	}
	return keyed
}

// matchContent matches lessons that teach the same, word for word: first those that are
// also called the same. Under another title, what a lesson that stays has as well, such
// as the one sentence of all the homework, tells none from another.
func (id *identity) matchContent() {
	id.matchUnique(course.KindLesson, ByContent, nil, id.titledContentOf, id.sentTitledContent)
	stay := slices.Collect(maps.Values(id.bound))
	id.matchUnique(course.KindLesson, ByContent, stay, id.contentOf, id.sentContent)
}

// matchUnique matches objects whose sign is the same on both sides, occurs on each side
// of a course once, and on none that stays. An empty sign is no evidence.
func (id *identity) matchUnique(kind course.Kind, because Evidence, stay []course.Address, newSign, oldSign func(course.Address) string) {
	lost, orphans := id.lost(kind)
	if len(lost) == 0 || len(orphans) == 0 {
		return
	}
	now := map[string]string{} // course in the state → course of the files
	for to, from := range id.bound {
		if to.Kind() == course.KindCourse {
			now[from.Course] = to.Course
		}
	}
	news := bySign(lost, func(a course.Address) (string, string) { return a.Course, newSign(a) })
	old := func(a course.Address) (string, string) { return now[a.Course], oldSign(a) }
	olds := bySign(orphans, old)
	common := map[[2]string]bool{}
	for _, address := range stay {
		if in, sign := old(address); address.Kind() == kind {
			common[[2]string{in, sign}] = true
		}
	}
	for sign, to := range news {
		if from := olds[sign]; len(to) == 1 && len(from) == 1 && !common[sign] {
			id.bind(to[0], from[0], because)
		}
	}
}

// bySign groups addresses by course and sign.
func bySign(addresses []course.Address, sign func(course.Address) (inCourse, sign string)) map[[2]string][]course.Address {
	groups := make(map[[2]string][]course.Address, len(addresses))
	for _, address := range addresses {
		if in, s := sign(address); in != "" && s != "" {
			groups[[2]string{in, s}] = append(groups[[2]string{in, s}], address)
		}
	}
	return groups
}

// substance are the fields by which a lesson is recognised: what it teaches, not what it
// is called or whether it shows.
var (
	substance = append([]course.Field{course.Content}, media...)
	media     = []course.Field{course.EmbedID, course.MuxAsset, course.MainPDF, course.Questions}
)

// contentOf returns a sign of what a desired lesson teaches, "" when it teaches nothing yet.
func (id *identity) contentOf(address course.Address) string {
	fields := id.desired[address].Fields
	return contentSign(substance, func(f course.Field) course.Digest { return digestIn(fields, f) })
}

// titledContentOf is contentOf together with the title.
func (id *identity) titledContentOf(address course.Address) string {
	return id.contentOf(address) + " " + string(digestIn(id.desired[address].Fields, course.Title))
}

func digestIn(fields course.Fields, field course.Field) course.Digest {
	if value, ok := fields[field]; ok {
		return course.DigestOf(value)
	}
	return ""
}

func (id *identity) sentTitledContent(address course.Address) string {
	return id.sentContent(address) + " " + string(id.bindings[address].Fields[course.Title].Sent)
}

// sentContent returns the same sign for what was last sent for a bound lesson.
func (id *identity) sentContent(address course.Address) string {
	sent := id.bindings[address].Fields
	return contentSign(substance, func(f course.Field) course.Digest { return sent[f].Sent })
}

func contentSign(fields []course.Field, digest func(course.Field) course.Digest) string {
	empty := course.DigestOf(course.Null{})
	var sign strings.Builder
	for _, field := range fields {
		if d := digest(field); d != "" && d != empty {
			fmt.Fprintf(&sign, "%s=%s ", field, d)
		}
	}
	return sign.String()
}

// matchSameName matches lessons that kept their file name while their chapter was
// renamed: where half of the old chapter was recognised in the new one by other evidence,
// a name in it means what it meant.
func (id *identity) matchSameName() {
	lost, _ := id.lost(course.KindLesson)
	if len(lost) == 0 {
		return
	}
	known, all := map[course.Address]int{}, map[course.Address]int{} // by chapter in the state
	for address := range id.bindings {
		if address.Kind() == course.KindLesson {
			all[address.Parent()]++
		}
	}
	for to, from := range id.bound {
		if to.Kind() == course.KindLesson && id.sameChapter(to, from) && id.evidence[to] != ByName {
			known[from.Parent()]++
		}
	}
	for _, to := range lost {
		chapter, ok := id.bound[to.Parent()]
		if from := chapter.Child(to.Name()); ok && 2*known[chapter] >= all[chapter] && !id.in.isNamedRemoved(from) {
			id.tryBind(to, from, ByName)
		}
	}
}
