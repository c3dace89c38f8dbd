package cli_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// Whatever is made, moved, renamed, edited and deleted on Whop: after a pull the files are in the same order with the
// same lessons, all links lead somewhere, and nothing is left to do.
func TestWhateverIsMovedOnWhopMovesInTheFiles(t *testing.T) {
	t.Parallel()
	for seed := range testscale.Rounds(70, 4) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			s := openShop(t, emulator.Options{})
			e := editor{s, rand.New(rand.NewPCG(uint64(seed), 11))}
			s.write("courses/c/course.yaml", "title: C\n")
			for chapter := range 3 {
				for lesson := range 4 {
					text := fmt.Sprintf("# Lesson %d %d\n\nWords %d of lesson %d%d.\n\nSee [another](../%02d-part-%d/%02d-lesson-%d.md).\n", chapter, lesson, e.random.Uint32(), chapter, lesson, 1, 0, 1, 0)
					s.write(fmt.Sprintf("courses/c/%02d-part-%d/%02d-lesson-%d.md", chapter+1, chapter, lesson+1, lesson), text)
				}
			}
			if seed%3 == 0 {
				s.exits(0, "key")
			}
			s.exits(0, "apply", "--yes")
			applied := s.files()
			var done []string
			for range 4 {
				done = append(done, e.moveAnything()...)
				s.whop.ClearLog()
				said := s.exits(0, "pull", "--accept-deletes")
				what := strings.Join(done, "; ") + "\n" + said
				if n := s.whop.Writes(); n != 0 {
					t.Fatalf("%d writes after %s", n, what)
				}
				if code, plan := s.command("plan", "--detailed-exitcode"); code != 0 {
					t.Fatalf("plan exited with %d after %s:\n%s", code, what, plan)
				}
				if s.leavesAlone(s.files(), applied); t.Failed() {
					t.Fatal(what)
				}
				if strings.Contains(said, "the files keep their order") || strings.Contains(said, "its file stays") {
					return // named, and what it leads to is not followed
				}
				if code, drift := s.command("drift", "--detailed-exitcode"); code != 0 || strings.Contains(drift, "not managed") {
					t.Fatalf("drift exited with %d after %s:\n%s", code, what, drift)
				}
				before := s.files()
				s.exits(0, "pull", "--accept-deletes")
				for name, data := range s.files() {
					if before[name] != data {
						t.Fatalf("another pull wrote %s after %s", name, what)
					}
				}
				if e.random.IntN(2) == 0 {
					s.exits(0, "apply", "--yes")
					applied = s.files()
				}
			}
		})
	}
}

// moveAnything changes the tree of a course, and says how.
func (e editor) moveAnything() (done []string) {
	for range 1 + e.random.IntN(4) {
		c := e.whop.Snapshot().Courses[0]
		chapter := c.Chapters[e.random.IntN(len(c.Chapters))]
		other := c.Chapters[e.random.IntN(len(c.Chapters))]
		var err error
		what := e.random.IntN(8)
		switch {
		case what == 0:
			_, err = e.whop.Dashboard.AddLesson(chapter.ID, emulator.Lesson{Title: e.title(), Content: new(e.title())})
			done = append(done, "a lesson in "+chapter.Title)
		case what == 1:
			_, err = e.whop.Dashboard.AddChapter(c.ID, e.title())
			done = append(done, "a chapter")
		case what == 2:
			var ids []string
			for _, one := range c.Chapters {
				ids = append(ids, one.ID)
			}
			e.random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
			err = e.whop.Dashboard.Reorder(c.ID, ids...)
			done = append(done, "chapters in another order")
		case len(chapter.Lessons) == 0:
			continue
		case what == 3:
			lesson := chapter.Lessons[e.random.IntN(len(chapter.Lessons))]
			err = e.whop.Dashboard.MoveLesson(lesson.ID, other.ID)
			done = append(done, lesson.Title+" into "+other.Title)
		case what == 4:
			var ids []string
			for _, one := range chapter.Lessons {
				ids = append(ids, one.ID)
			}
			at := e.random.IntN(len(ids))
			ids = append(slices.Delete(slices.Clone(ids), at, at+1), ids[at])
			err = e.whop.Dashboard.Reorder(chapter.ID, ids...)
			done = append(done, chapter.Lessons[at].Title+" to the end")
		case what == 5 && e.random.IntN(2) == 0:
			lesson := chapter.Lessons[e.random.IntN(len(chapter.Lessons))]
			err = e.whop.Dashboard.Delete(lesson.ID)
			done = append(done, lesson.Title+" deleted")
		default:
			lesson := chapter.Lessons[e.random.IntN(len(chapter.Lessons))]
			err = e.whop.Dashboard.EditLesson(lesson.ID, func(l *emulator.Lesson) { l.Title = e.title() + fmt.Sprint(e.random.IntN(90)) })
			done = append(done, lesson.Title+" renamed")
		}
		if err != nil {
			e.Fatal(err)
		}
	}
	return done
}
