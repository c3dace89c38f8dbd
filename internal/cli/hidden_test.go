package cli_test

import (
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// Where a lesson cannot be hidden that was just created, people learn that students see its title, and
// nothing else; the next apply hides it, and then puts its text in.
func TestARunTellsOfALessonThatIsNotHiddenYet(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	s.write("courses/pottery/course.yaml", "title: Pottery\n")
	s.write("courses/pottery/01-clay/01-one.md", "Wedge it.\n")
	s.exits(0, "apply", "--yes")
	s.write("courses/pottery/01-clay/02-draft.md", "---\nvisibility: hidden\n---\nNobody is to read this yet.\n")
	s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
		if i.Method == "PATCH" {
			return emulator.Refuse(422)
		}
		return emulator.Fault{}
	})
	said := s.exits(4, "apply", "--yes")
	if want := "Warning: pottery/clay/draft is not hidden yet: students may see it, empty"; !strings.Contains(said, want) {
		t.Errorf("%q is not said:\n%s", want, said)
	}
	if draft := s.lesson("Draft"); draft.Content != nil || draft.Visibility != "visible" {
		t.Errorf("students see %v", draft)
	}
	s.whop.SetFault(nil)
	s.exits(0, "apply", "--yes")
	if draft := s.lesson("Draft"); draft.Content == nil || draft.Visibility != "hidden" {
		t.Errorf("it is %v", draft)
	}
	s.settled()
}
