package cli_test

import (
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// Whop may answer 200 and keep nothing of it. That is neither done nor a stop, and running
// apply again is no way out.
func TestWhatWhopDidNotTakeIsNotCountedAsChanged(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.exits(0, "apply", "--yes")
	s.edit(studio+"01-work/01-text.md", "Read *this*.", "Read that.")
	s.whop.SetQuirks(emulator.Quirks{IgnoreFields: []string{"content"}})
	said := s.exits(4, "apply", "--yes")
	for _, want := range []string{
		"studio/work/text: sent, and not all of it was taken\n",
		"Warning: studio/work/text: content was not taken",
		"Apply finished, but Whop did not take 1 field of 1 object. Resources: 0 added, 0 changed, 0 destroyed.\n",
		"The next plan shows it again.",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	for _, untrue := range []string{": updated", "part-way", "To go on from here"} {
		if strings.Contains(said, untrue) {
			t.Errorf("%q is said:\n%s", untrue, said)
		}
	}
	said = s.exits(4, "apply", "--yes", "--json")
	for _, want := range []string{`"@level":"error","@message":"studio/work/text: Not all of it was taken",`, `"type":"apply_errored"`, `"changes":{"add":0,"change":0,"remove":0,"operation":"apply"}`} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
}

// A report counts what authors know, objects, and names those that nothing was done about.
func TestAnApplyThatStoppedNamesWhatWasNotAttempted(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.exits(0, "apply", "--yes")
	s.write(studio+"03-kiln/chapter.yaml", "title: Kiln\n")
	s.write(studio+"03-kiln/01-firing.md", "# Firing\n\nText.\n")
	s.write(studio+"03-kiln/02-glazing.md", "# Glazing\n\nText.\n")
	s.edit(studio+"01-work/01-text.md", "Read *this*.", "Read that.")
	s.whop.SetFault(emulator.OnNth("POST", 1, emulator.Refuse(422)))
	said := s.exits(4, "apply", "--yes")
	for _, want := range []string{
		"Not attempted: studio/kiln/firing: studio/kiln was not created\n",
		"Not attempted: studio/kiln/glazing: studio/kiln was not created\n",
		"Apply stopped part-way: 1 done, 1 failed, 2 not attempted. Resources: 0 added, 1 changed, 0 destroyed.\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	s.whop.SetFault(nil)
	said = s.exits(0, "apply", "--yes", "--json")
	if !strings.Contains(said, ": Nothing to do") || strings.Contains(said, "not attempted") {
		t.Errorf("what is skipped is not told apart:\n%s", said)
	}
}

// What was edited on Whop in the middle of an apply is for a person to look at, and the next
// apply may refuse it.
func TestAnApplyThatMetAnEditAdvisesToPlanAgain(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.exits(0, "apply", "--yes")
	s.edit(studio+"01-work/01-text.md", "Read *this*.", "Read that.")
	theirs := "Theirs."
	s.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		for _, c := range s.whop.Snapshot().Courses {
			for _, lesson := range c.Chapters[0].Lessons {
				if strings.HasSuffix(r.Path, lesson.ID) && s.whop.Count("GET", "/course_lessons/"+lesson.ID) > 0 {
					if err := s.whop.Dashboard.EditLesson(lesson.ID, func(l *emulator.Lesson) { l.Content = &theirs }); err != nil {
						t.Error(err)
					}
				}
			}
		}
		return emulator.Fault{}
	})
	s.whop.ClearLog()
	said := s.exits(4, "apply", "--yes")
	if !strings.Contains(said, "Nothing is lost. To see what has changed on Whop before you apply it: whopsync -C ") || strings.Contains(said, "To go on from here") {
		t.Errorf("said:\n%s", said)
	}
}

func TestAKeyThatMayNotWriteOnTheWayLeavesWhatIsDone(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.whop.SetFault(emulator.OnNth("POST", 4, emulator.Refuse(403)))
	said := s.exits(4, "apply", "--yes")
	if !strings.Contains(said, "Apply stopped part-way: ") || !strings.Contains(said, "add the permission courses:update") {
		t.Errorf("said:\n%s", said)
	}
	s.whop.SetFault(nil)
	s.exits(0, "apply", "--yes")
}
