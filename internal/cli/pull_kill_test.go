//go:build unix

package cli_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// The real program is killed with SIGKILL at any instant of a pull that writes texts, makes, renames and removes
// files: the next pull ends as one that was not killed.
func TestAPullThatIsKilledAtAnyInstantEndsTheSame(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	whole := killedPull(t, -1)
	took := whole.took
	random := rand.New(rand.NewPCG(1, 2))
	kills := 0
	for round := range testscale.Rounds(140, 1) {
		after := took/2 + time.Duration(random.Int64N(int64(took)/2))
		killed := killedPull(t, after)
		if killed.died {
			kills++
		}
		if diff := cmp.Diff(whole.files, killed.files); diff != "" {
			t.Fatalf("round %d, killed after %v (-whole +killed):\n%s", round, after, diff)
		}
	}
	t.Logf("%d kills; a pull takes %v", kills, took)
}

type pullEnd struct {
	files map[string]string
	took  time.Duration
	died  bool
}

// killedPull pulls in a process that dies after a while, and then pulls once more.
func killedPull(t *testing.T, after time.Duration) (end pullEnd) {
	t.Helper()
	s := openShop(t, emulator.Options{})
	s.write("courses/c/course.yaml", "title: C\n")
	for chapter := range 3 {
		for lesson := range 5 {
			s.write(fmt.Sprintf("courses/c/%02d-part-%d/%02d-lesson-%d.md", chapter+1, chapter, lesson+1, lesson),
				fmt.Sprintf("# Lesson %d %d\n\nWords of %d%d.\n\nSee [another](../01-part-0/03-lesson-2.md).\n", chapter, lesson, chapter, lesson))
		}
	}
	s.exits(0, "apply", "--yes")
	c := s.whop.Snapshot().Courses[0]
	dashboard := s.whop.Dashboard
	_, err := dashboard.AddLesson(c.Chapters[0].ID, emulator.Lesson{Title: "Made", Content: new("Made.")})
	for _, failed := range []error{
		err,
		dashboard.EditLesson(c.Chapters[1].Lessons[1].ID, func(l *emulator.Lesson) { l.Content = new("Edited.") }),
		dashboard.EditLesson(c.Chapters[2].Lessons[1].ID, func(l *emulator.Lesson) { l.Title = "Renamed" }),
		dashboard.MoveLesson(c.Chapters[2].Lessons[0].ID, c.Chapters[0].ID),
		dashboard.Reorder(c.Chapters[0].ID, c.Chapters[0].Lessons[4].ID, c.Chapters[0].Lessons[2].ID),
		dashboard.Delete(c.Chapters[1].Lessons[3].ID),
	} {
		if failed != nil {
			t.Fatal(failed)
		}
	}
	cmd := s.process("pull", "--accept-deletes")
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if after >= 0 {
		time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	}
	end.died = cmd.Wait() != nil
	end.took = time.Since(begin)
	s.exits(0, "pull", "--accept-deletes")
	s.exits(0, "plan", "--detailed-exitcode")
	s.exits(0, "drift", "--detailed-exitcode")
	end.files = s.files()
	return end
}
