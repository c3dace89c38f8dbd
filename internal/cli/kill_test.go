//go:build unix

package cli_test

import (
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

// TestARunThatIsKilledIsFinishedByTheNext kills the real program with SIGKILL at every
// request of two applies: one that creates a course, and one that creates, edits, moves,
// hides and destroys. Each request is killed once before it has its effect and once after.
// CI systems cancel jobs like that.
func TestARunThatIsKilledIsFinishedByTheNext(t *testing.T) {
	kills := 0
	for _, k := range []killing{{first: true, workers: "1"}, {first: true, workers: "8"}, {workers: "1"}, {workers: "8"}} {
		for killed := true; killed; {
			killed = false
			k.request++
			for _, k.effect = range []emulator.Effect{emulator.Never, emulator.Now} {
				if k.play(t) {
					killed = true
					kills++
				}
			}
		}
	}
	t.Logf("%d kills, and every object once after each", kills)
	if kills < 100 {
		t.Errorf("only %d kills: the reference applies have become too small", kills)
	}
}

// killing says which request a run dies at.
type killing struct {
	first   bool // of the first apply, and not of the second
	workers string
	request int
	effect  emulator.Effect
}

// play plays the history with that kill in it. It reports whether there was such a request.
func (k killing) play(t *testing.T) (killed bool) {
	s := openShop(t, emulator.Options{})
	s.writeKiln()
	if k.first {
		killed = s.applyKilled(k)
	}
	s.run("apply", "--yes")
	s.editKiln()
	if !k.first {
		killed = s.applyKilled(k)
	}
	s.run("apply", "--yes", "--allow-delete")
	s.run("plan", "--detailed-exitcode")
	if diff := cmp.Diff(kilnInTheEnd, outline(s.whop)); diff != "" {
		t.Fatalf("%+v (-want +got):\n%s", k, diff)
	}
	return killed
}

// applyKilled applies in a process of its own, which dies at a request.
func (s *shop) applyKilled(k killing) bool {
	cmd := exec.Command("whopsync", "-C", s.dir, "apply", "--yes", "--allow-delete", "--parallelism", k.workers)
	var killed atomic.Bool
	started, dead := make(chan struct{}), make(chan struct{})
	s.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		if r.Seq != k.request {
			return emulator.Fault{}
		}
		killed.Store(true)
		<-started
		cmd.Process.Kill()
		<-dead // before its request goes on
		return emulator.Drop(k.effect, emulator.Reset)
	})
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	close(started)
	cmd.Wait() // what is on Whop tells how it went
	close(dead)
	s.whop.SetFault(nil)
	return killed.Load()
}

const kilnInTheEnd = `Kiln
  Firing
    Slow cooling: visible
    Cleaning: hidden
    Loading, and again: visible
    Glazing: visible
  Safety
    Gloves: visible
`

func (s *shop) writeKiln() {
	s.write("whopsync.yaml", "version: 1\ndefault_environment: test\non_remove: hide\nlimits: {max_delete_percent: 60}\nenvironments:\n  test:\n    experience: "+emulator.LocalExperience+"\n")
	s.write("courses/kiln/course.yaml", "title: Kiln\n")
	for path, text := range map[string]string{
		"01-firing/01-loading.md":  "# Loading\n\nLeave room between the pots.\n",
		"01-firing/02-cooling.md":  "# Slow cooling\n\nA day at least, and never open the door.\n",
		"01-firing/03-cleaning.md": "# Cleaning\n\nScrape the shelves.\n",
		"01-firing/04-selling.md":  "# Selling\n\nAt the market, on Saturdays.\n",
	} {
		s.write("courses/kiln/"+path, text)
	}
}

// editKiln does a bit of everything.
func (s *shop) editKiln() {
	s.write("courses/kiln/01-firing/01-loading.md", "# Loading, and again\n\nLeave room between the pots.\n\nThen count them.\n")
	s.rename("courses/kiln/01-firing/02-cooling.md", "courses/kiln/01-firing/00-cooling.md")
	s.rename("courses/kiln/01-firing/03-cleaning.md", "cleaning.txt")
	s.rename("courses/kiln/01-firing/04-selling.md", "selling.txt")
	s.write("courses/kiln/01-firing/02-glazing.md", "---\nvisibility: visible\n---\n# Glazing\n\nThin, twice.\n")
	s.write("courses/kiln/02-safety/01-gloves.md", "# Gloves\n\nAlways.\n")
	s.write("whopsync.yaml", "version: 1\ndefault_environment: test\non_remove: hide\nlimits: {max_delete_percent: 60}\n"+
		"removed:\n  - {address: kiln/firing/selling, action: delete}\nenvironments:\n  test:\n    experience: "+emulator.LocalExperience+"\n")
}

// outline prints what Whop holds.
func outline(whop *emulator.Emulator) string {
	var out strings.Builder
	for _, c := range whop.Snapshot().Courses {
		out.WriteString(*c.Title + "\n")
		for _, chapter := range c.Chapters {
			out.WriteString("  " + chapter.Title + "\n")
			for _, lesson := range chapter.Lessons {
				out.WriteString("    " + lesson.Title + ": " + lesson.Visibility + "\n")
			}
		}
	}
	return out.String()
}
