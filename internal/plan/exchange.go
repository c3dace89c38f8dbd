package plan

import (
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Files can be renamed onto each other's names: two of them change places, or all of a
// chapter move up by one. Every address is still there then, and says, word for word, what
// another said. Nobody can see whether files were renamed or texts were copied, so it is
// asked: the progress of a lesson's students hangs on it.

// matchExchanged follows moved: from one known address to another. The line stays in the
// file when it was followed, so it counts only as long as the text says so too.
func (id *identity) matchExchanged() {
	for from := range id.bindings {
		line, ok := id.in.movedLine(from)
		if to := from.Rebase(line.From, line.To); ok && id.bindings[to] != nil && id.tookOver(to, from) {
			id.bind(to, from, ByMoved)
		}
	}
}

// tookOver reports whether a lesson teaches now what another of its course taught, and not
// what it taught itself.
func (id *identity) tookOver(to, from course.Address) bool {
	if to == from || to.Kind() != course.KindLesson || to.Course != from.Course || id.desired[to] == nil || id.bindings[to] == nil {
		return false
	}
	teaches := id.contentOf(to)
	return teaches != "" && teaches == id.sentContent(from) && teaches != id.sentContent(to)
}

// guardExchanges asks about lessons of which the text went to another address. That a lesson
// still teaches it, or that several do, speaks for a copy.
func (d *differ) guardExchanges() {
	suspects := d.changedTexts()
	if len(suspects) == 0 || d.in.Back != nil { // a record knows who is who
		return
	}
	id := d.identity
	taught := bySign(lessonAddresses(id.bindings), func(a course.Address) (string, string) { return a.Course, id.sentContent(a) })
	teach := bySign(lessonAddresses(id.desired), func(a course.Address) (string, string) { return a.Course, id.contentOf(a) })
	for _, to := range suspects {
		sign := [2]string{to.Course, id.contentOf(to)}
		if from := taught[sign]; len(from) == 1 && len(teach[sign]) == 1 && id.tookOver(to, from[0]) && id.mayHaveMoved(from[0]) {
			d.askAboutExchange(to, from[0])
		}
	}
}

// changedTexts returns the lessons that keep their address and teach something else.
func (d *differ) changedTexts() (changed []course.Address) {
	for i := range d.plan.Changes {
		c := &d.plan.Changes[i]
		if c.Action == Update && c.Kind == course.KindLesson && c.teachesAnew() && d.identity.bound[c.Address] == c.Address && !d.identity.desired[c.Address].Pinned {
			changed = append(changed, c.Address)
		}
	}
	return changed
}

// mayHaveMoved reports whether the object of an address lives, and is bound to that address
// or to none.
func (id *identity) mayHaveMoved(from course.Address) bool {
	return id.live[id.bindings[from].ID] != nil && (!id.taken[from] || id.bound[from] == from) && !id.in.isNamedRemoved(from)
}

func (d *differ) askAboutExchange(to, from course.Address) {
	hint := "if its file was renamed, put this line under moved: in whopsync.yaml, and students keep their progress:" +
		lines([]string{fmt.Sprintf("- {from: %s, to: %s}", quote(from), quote(to))})
	if d.identity.taken[from] {
		hint += "\nif the texts were exchanged and not the files, apply the edit of one of the two first"
	} else {
		hint += "\nif it has only taken over the text, say under removed: what becomes of the other:" +
			lines([]string{fmt.Sprintf("- {address: %s, action: hide}", quote(from))})
	}
	d.refuse(GuardAmbiguous, to, fmt.Sprintf("it says now, word for word, what %s said, which says it no longer", from), hint)
}

func lessonAddresses[V *course.Resource | *state.Binding](m map[course.Address]V) (lessons []course.Address) {
	for address := range m {
		if address.Kind() == course.KindLesson {
			lessons = append(lessons, address)
		}
	}
	return lessons
}
