//go:build unix

package cli_test

import (
	"fmt"
	"os/exec"
	"testing"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// Wherever an apply of what was reviewed stops, the same run again goes on: after a request that Whop refuses,
// after one whose answer is lost, and after a kill.
func TestAReviewedApplyIsResumedWhereverItStops(t *testing.T) {
	testscale.Unwatched(t)
	t.Parallel()
	team := openTeam(t)
	team.reviewAll()
	team.whop.ClearLog()
	team.applies(0)
	requests := len(team.whop.Log())
	for nth := 1; nth <= requests; nth += testscale.Stride(1, 1) {
		for _, stop := range []string{"refused", "lost", "killed before", "killed after"} {
			t.Run(fmt.Sprintf("%s at request %d of %d", stop, nth, requests), func(tt *testing.T) {
				team := openTeam(tt)
				team.reviewAll()
				team.stopAt(nth, stop)
				team.applies(0)
				team.stands("wedging colours glazing selling firing heat ash drying Kneading Pressing")
			})
		}
	}
}

// reviewAll merges a pull request of everything that one does.
func (t *team) reviewAll() {
	t.merge(t.proposed(func() {
		t.rewrite("wedging")()
		for i, name := range []string{"colours", "glazing", "selling"} { // before what was second
			t.add(1, fmt.Sprint("x", i))()
			t.write(teamLesson(1, fmt.Sprint("x", i)), teamText(name))
		}
		t.write("courses/pottery/course.yaml", "title: The Pottery\ndescription: For all.\n")
		t.write("courses/pottery/02-kiln/01-heat.md", teamText("heat"))
		t.write("courses/pottery/02-kiln/02-ash.md", "---\nvisibility: hidden\n---\n"+teamText("ash"))
		t.rename(teamLesson(2, "drying"), "courses/pottery/02-kiln/03-drying.md")
		t.write("courses/clay/course.yaml", "title: Clay\n")
		t.write("courses/clay/01-by-hand/01-kneading.md", "# Kneading\n\nAs for [pressing](02-pressing.md).\n")
		t.write("courses/clay/01-by-hand/02-pressing.md", "# Pressing\n\nWith both hands.\n")
	}))
}

// stopAt runs an apply that stops at a request, or at none.
func (t *team) stopAt(nth int, how string) {
	t.Helper()
	var cmd *exec.Cmd
	started, dead := make(chan struct{}), make(chan struct{})
	t.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		switch {
		case r.Seq != nth:
			return emulator.Fault{}
		case how == "refused":
			return emulator.Refuse(422)
		case how == "lost":
			return emulator.Drop(emulator.Now, emulator.Reset)
		}
		<-started
		_ = cmd.Process.Kill()
		<-dead
		if how == "killed after" {
			return emulator.Drop(emulator.Now, emulator.Reset)
		}
		return emulator.Drop(emulator.Never, emulator.Reset)
	})
	defer t.whop.SetFault(nil)
	if how == "refused" || how == "lost" {
		t.apply()
		return
	}
	cmd = exec.Command("whopsync", "-C", t.dir, "apply", "--yes", "--expect", "reviewed")
	cmd.Env = t.workflow()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	_ = cmd.Wait()
	close(dead)
}
