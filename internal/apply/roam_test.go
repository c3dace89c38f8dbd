package apply_test

import (
	"flag"
	"slices"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/testscale"
)

var roamsFlag = flag.Int("roams", 1000, "how many random histories of wandering names to live through with -full")

// TestHistoriesOfWanderingNames lives through lives in which courses and chapters are called
// otherwise, files come back that were gone, and runs are narrowed and rolled back.
func TestHistoriesOfWanderingNames(t *testing.T) {
	liveThrough(t, testscale.Rounds(*roamsFlag, 50), func(h *history) { h.roams = true })
}

// roam is what the author of such a history does now and then.
func (h *history) roam() {
	k := h.courses[0]
	switch h.IntN(4) {
	case 0:
		h.readdressAll(k.Address, course.Address{Course: h.newName("course")})
	case 1:
		chapter := pick(h, k.Chapters)
		h.readdressAll(chapter.Address, k.Address.Child(h.newName("chapter")))
	default:
		h.bringBack()
	}
}

// readdressAll gives a course or chapter another name, and the links into it.
func (h *history) readdressAll(from, to course.Address) {
	h.note("author renames %s to %s", from, to)
	h.moved = append(h.moved, plan.Moved{From: from, To: to})
	k := h.courses[0]
	for _, lesson := range h.lessons() {
		if body, ok := lesson.Fields[course.Content].(course.Body); ok {
			lesson.Fields[course.Content] = follow(body, from, to)
		}
	}
	for r := range k.Resources() {
		if from.Contains(r.Address) {
			r.Address = r.Address.Rebase(from, to)
			r.Source.Path = r.Address.String() + ".md"
		}
	}
	for _, lesson := range h.gone {
		if from.Contains(lesson.Address) {
			lesson.Address = lesson.Address.Rebase(from, to)
		}
	}
}

// bringBack puts a file in its place again that was removed, as it was or with another text.
func (h *history) bringBack() {
	if len(h.gone) == 0 {
		return
	}
	lesson := pick(h, h.gone)
	chapter := h.courses[0].Chapters[slices.IndexFunc(h.courses[0].Chapters, func(c *course.Chapter) bool { return c.Address == lesson.Address.Parent() })]
	h.gone = slices.DeleteFunc(h.gone, func(l *course.Lesson) bool { return l == lesson })
	h.note("author brings back %s", lesson.Address)
	if body, ok := lesson.Fields[course.Content].(course.Body); !ok || len(body.Refs) > 0 || h.maybe(0.5) {
		lesson.Fields[course.Content] = h.body(h.words()) // what it linked to may be gone
	}
	chapter.Lessons = append(chapter.Lessons, lesson)
	h.tellMoves() // it may have got another name before it went
}

// narrow lets the next run look at a part of the course alone, now and then.
func (h *history) narrow() {
	h.options.Targets = nil
	if !h.roams || !h.maybe(0.15) {
		return
	}
	var addresses []course.Address
	for r := range h.courses[0].Resources() {
		addresses = append(addresses, r.Address)
	}
	h.options.Targets = []course.Address{pick(h, addresses)}
	h.note("narrowed to %s", h.options.Targets[0])
}

// tellMoves says by moved: what the author knows of lessons that have other names in the state.
func (h *history) tellMoves() {
	remembered := h.state()
	if remembered == nil {
		return
	}
	byID := remembered.ByID()
	for r := range h.courses[0].Resources() {
		if from, known := byID[h.ids[r]]; known && from != r.Address {
			h.moved = append(h.moved, plan.Moved{From: from, To: r.Address})
		}
	}
}

// answer says under identity: what the author knows. Of a lesson that no complete run has shown
// yet, it takes the first answer that is offered.
func (h *history) answer(refusals []plan.Refusal) {
	remembered := h.state()
	for _, r := range refusals {
		if len(r.Answers) == 0 || remembered == nil {
			continue
		}
		chosen, known := r.Answers[0], h.idOf(r.Answers[0].To)
		if known != "" {
			chosen = r.Answers[len(r.Answers)-1] // new, unless one is it
		}
		for _, answer := range r.Answers {
			if binding := remembered.Bindings[answer.Is]; binding != nil && binding.ID == known {
				chosen = answer
			}
		}
		h.note("author answers that %s is %s", chosen.To, chosen.Is)
		h.answers = slices.DeleteFunc(h.answers, func(a plan.Answer) bool { return a.To == chosen.To })
		h.answers = append(h.answers, chosen)
	}
}

// idOf returns the object that a declared address has had in a complete run.
func (h *history) idOf(address course.Address) string {
	for r := range h.courses[0].Resources() {
		if r.Address == address {
			return h.ids[r]
		}
	}
	return ""
}
