package plan

import (
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// likeStrays compares the lessons of a course's files that have no object with the lessons on
// Whop that have no file, just as identity compares what the state knows: a lesson that no
// state tells of is recognised by the same signs. The old address of each is made of ids.
func likeStrays(desired, live *course.Course, idOf func(course.Address) string, isStray func(id string) bool) []likeness {
	id := newIdentity(&Input{Desired: []*course.Course{desired}, Live: []*course.Course{live}})
	at := map[string]course.Address{live.ID: {Course: live.ID}}
	for _, chapter := range live.Chapters {
		at[chapter.ID] = at[live.ID].Child(chapter.ID)
		for _, lesson := range chapter.Lessons {
			address := at[chapter.ID].Child(lesson.ID)
			if at[lesson.ID] = address; isStray(lesson.ID) {
				id.bindings[address] = &state.Binding{ID: lesson.ID, Fields: asSent(lesson.Fields)}
			}
		}
	}
	for to := range id.desired {
		if from, ok := at[idOf(to)]; ok {
			id.bind(to, from, "")
		}
	}
	all := id.compareTexts()
	id.lookForForms(all)
	return all
}

// match is what a likeness to a stray speaks for.
func (l *likeness) match() match { return match{l.to, l.from.Lesson} }

// asSent takes what a list shows for what was sent.
func asSent(live course.Fields) map[course.Field]state.Synced {
	fields := map[course.Field]state.Synced{}
	for field, value := range live {
		fields[field] = state.Synced{Sent: course.DigestOf(value)}
	}
	return fields
}

// lookForForms looks for the text in all lessons that stay, and not only where a lesson could
// come from: a stray can be there for ever, and the form that it is filled in from as well.
func (id *identity) lookForForms(all []likeness) {
	if !slices.ContainsFunc(all, func(l likeness) bool { return l.isSure() }) {
		return
	}
	k := &sketcher{limit: exact}
	sketchOf := func(a course.Address) sketch { return k.sketch(id.desired[a].Fields.Text(course.Content)) }
	var stay []sketch
	for _, to := range slices.SortedFunc(maps.Keys(id.bound), course.Address.Compare) {
		if to.Kind() == course.KindLesson {
			stay = append(stay, sketchOf(to))
		}
	}
	index := newSketchIndex(stay)
	for i := range all {
		l := &all[i]
		if !l.isSure() {
			continue
		}
		mine := sketchOf(l.to)
		for _, j := range index.nearest(mine, nearest) {
			l.stays = max(l.stays, mine.similarity(stay[j]))
		}
	}
}
