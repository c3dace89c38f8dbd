package identity

import (
	"slices"

	"whopsync/internal/course"
)

// followAnswers binds the objects that the author has named, for the kinds that isOf
// reports: courses first, since nothing leaves its course.
func followAnswers(m *matcher, out *Matching, isOf func(course.Kind) bool) {
	for _, answer := range m.hints.Answers {
		to, from := answer.To, answer.Is
		follow := func() { m.settled[to], out.Followed[to] = true, answer }
		switch {
		case !isOf(to.Kind()) || m.files[to] == nil:
		case isDone(m, answer):
			out.Followed[to] = answer
		case from.IsZero() && m.isOpen(to):
			m.fresh[to] = true
			follow()
		case from.IsZero():
		case !m.isOpen(to) || m.known[from] == nil || m.owner[from] != (course.Address{}) || from != to && isUnchanged(m, from):
		case m.mayBe(to, from) && (to == from || !isUnchanged(m, to)):
			m.bind(to, from, ByAnswer)
			follow()
		default:
			out.Refused = append(out.Refused, answer)
		}
	}
}

// isDone reports whether an answer was followed by an earlier apply.
func isDone(m *matcher, answer Answer) bool {
	return slices.Contains(m.hints.Followed[answer.To], answer.Text())
}

// isUnchanged reports whether a lesson's file says what was sent for its address: a line that was
// followed long ago takes nothing from such a file.
func isUnchanged(m *matcher, address course.Address) bool {
	return address.Kind() == course.KindLesson && m.files[address] != nil && m.known[address] != nil &&
		m.sentSign(address).content != "" && m.fileSign(address) == m.sentSign(address)
}

// matchKeys binds what carries a key that the state knows, against all other evidence. A key
// that the state does not know is either learned in its place or belongs to something new. A lesson
// that has been in several courses has left an object with its key in each.
func matchKeys(m *matcher, isOf func(course.Kind) bool) {
	byKey := grouped(m.objects, func(from course.Address) string { return m.known[from].Key })
	for _, to := range m.declared {
		key := m.files[to].Key
		if key == "" || !isOf(to.Kind()) {
			continue
		}
		for _, from := range byKey[key] {
			if m.isOpen(to) && m.isFree(from) && m.mayBe(to, from) {
				m.bind(to, from, ByKey)
			}
		}
	}
}

func isCourse(kind course.Kind) bool { return kind == course.KindCourse }
func isInside(kind course.Kind) bool { return kind != course.KindCourse }
