package apply_test

import (
	"whopsync/internal/whop/emulator"
)

// dashboard is what a person does on whop.com, between the runs or during one.
func (h *history) dashboard(between bool) {
	world := h.whop.Snapshot()
	if len(world.Courses) == 0 || len(world.Courses[0].Chapters) == 0 {
		return
	}
	k := world.Courses[0]
	chapter := pick(h, k.Chapters)
	made := func(id string, err error) {
		if err != nil {
			h.fail("dashboard: %v", err)
		}
		h.theirs[id] = true
	}
	check := func(err error) {
		if err != nil {
			h.fail("dashboard: %v", err)
		}
	}
	action := h.IntN(8)
	if !between {
		action = h.IntN(2)
	}
	if action != 1 && action != 2 && chapter.ID == k.Seed {
		h.touched[chapter.ID] = true
	}
	switch {
	case action == 0:
		h.note("dashboard adds a lesson to %q", chapter.Title)
		title := "Theirs " + h.newName("lesson")
		if lessons := h.lessons(); h.maybe(0.2) && len(lessons) > 0 {
			title = pick(h, lessons).Title()
		}
		made(h.whop.Dashboard.AddLesson(chapter.ID, emulator.Lesson{Title: title, Content: new("Theirs. " + h.words())}))
	case action == 1:
		h.note("dashboard adds a chapter")
		made(h.whop.Dashboard.AddChapter(k.ID, "Theirs "+h.newName("chapter")))
	case action == 2:
		ids := []string{}
		for _, other := range k.Chapters {
			ids = append(ids, other.ID)
		}
		h.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		h.note("dashboard shuffles the chapters")
		check(h.whop.Dashboard.Reorder(k.ID, ids...))
	case len(chapter.Lessons) == 0:
	case action <= 4:
		lesson := pick(h, chapter.Lessons)
		h.note("dashboard edits %q", lesson.Title)
		text := "Edited in the dashboard: " + h.newName("no")
		check(h.whop.Dashboard.EditLesson(lesson.ID, func(l *emulator.Lesson) { l.Content = &text }))
		if now, ok := h.whop.Snapshot().Lesson(lesson.ID); ok && !h.theirs[lesson.ID] {
			h.edited[lesson.ID] = now
		}
	case action == 5:
		lesson := pick(h, chapter.Lessons)
		h.note("dashboard hides %q", lesson.Title)
		check(h.whop.Dashboard.HideLesson(lesson.ID))
	case action == 6:
		lesson := pick(h, chapter.Lessons)
		h.note("dashboard deletes %q", lesson.Title)
		check(h.whop.Dashboard.Delete(lesson.ID))
	case action == 7:
		lesson, to := pick(h, chapter.Lessons), pick(h, k.Chapters)
		h.note("dashboard moves %q to %q", lesson.Title, to.Title)
		h.touched[to.ID] = true
		check(h.whop.Dashboard.MoveLesson(lesson.ID, to.ID))
	}
}
