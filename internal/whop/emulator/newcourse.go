package emulator

import (
	"cmp"
	"fmt"
)

// makeCourse makes a course with what Whop puts into it, or will.
func makeCourse(c *call, record Course) *course {
	k := c.world.addCourse(record)
	switch {
	case c.quirks.Seed.None, k.home.App.ID != CoursesApp: // another app puts nothing into it (seen once)
	case c.quirks.Seed.After > 0:
		record = k.Course
		record.SeedAfter = c.quirks.Seed.After
		c.world.putCourse(record)
	default:
		addSeed(c, k)
	}
	return k
}

// addSeed has no number of its own: the ids of everything else are the same with and without it.
func addSeed(c *call, k *course) {
	quirk := c.quirks.Seed
	number := cmp.Or(quirk.Number, 1)
	made := Chapter{ID: c.world.seed.id("chap_", k.Born), Born: k.Born, Course: k.ID, Title: cmp.Or(quirk.Title, fmt.Sprint("Chapter ", number))}
	c.world.putChapter(made)
	record := k.Course
	record.Seed, record.SeedAfter = made.ID, 0
	c.world.putCourse(record)
	if !quirk.Empty {
		lesson := Lesson{
			ID: c.world.seed.id("lesn_", k.Born), Born: k.Born, Chapter: made.ID, Title: fmt.Sprint("Lesson ", number),
			Type: cmp.Or(quirk.Type, "text"), Visibility: c.firstVisibility(), CreatedAt: c.now,
		}
		if quirk.Hidden {
			lesson.Visibility = "hidden"
		}
		c.world.putLesson(lesson)
	}
	if quirk.Last {
		putSeedLast(c, k)
	} else if len(k.chapters) > 1 {
		c.world.numberChapters(inOrder(k.chapters, []string{made.ID}, func(h *chapter) string { return h.ID }))
	}
}

// putSeedLast is the quirk that keeps the seed after the chapters that come later.
func putSeedLast(c *call, k *course) {
	seed := c.world.chapters[k.Seed]
	if !c.quirks.Seed.Last || seed == nil || k.chapters[len(k.chapters)-1] == seed {
		return
	}
	record := seed.Chapter
	record.Order = k.chapters.nextOrder()
	c.world.putChapter(record)
}

// reading is an operation that shows what a course holds.
func reading(do func(*call) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		shown, err := do(c)
		if k := c.world.courses[cmp.Or(c.id, c.in.Query.Get("course_id"))]; k != nil && k.SeedAfter > 0 {
			record := k.Course
			record.SeedAfter--
			c.world.putCourse(record)
			if record.SeedAfter == 0 {
				addSeed(c, k)
			}
		}
		return shown, err
	}
}
