package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// Courses made in another app than the Courses app can never be moved into it.
func TestNothingIsWrittenIntoAnotherApp(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	s.writeCourse(1, 2)
	s.write("whopsync.yaml", "version: 1\ndefault_environment: test\nenvironments:\n  test:\n    experience: "+emulator.LocalChat+"\n")
	course, err := s.whop.Dashboard.AddCourse(emulator.LocalChat, "A large course")
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{
		{"plan"},
		{"apply", "--yes"},
		{"apply", "--yes", "--target", "large"},
		{"import", "--all"},
		{"import", course},
		{"state", "rebuild", "--yes"},
		{"state", "bind", "large", course, "--yes"},
	} {
		if code, said := s.command(command...); code != 3 || !strings.Contains(said, "https://whop.com/apps/"+emulator.CoursesApp+"/install/") {
			t.Errorf("%s exited with %d: %s", strings.Join(command, " "), code, said)
		}
	}
	if code, said := s.command("doctor"); code != 1 || !strings.Contains(said, `belongs to the app "Chat"`) {
		t.Errorf("doctor exited with %d: %s", code, said)
	}
	if writes := s.whop.Writes(); writes != 0 {
		t.Errorf("%d writes", writes)
	}
	if _, err := os.Stat(filepath.Join(s.dir, ".whopsync", "test.state.json")); err == nil {
		t.Error("there is a state")
	}
}

// Whatever becomes of a request, init --experience again ends with one app, which is attached and named.
func TestInitMakesOneCoursesAppHoweverItEnds(t *testing.T) {
	t.Parallel()
	init := []string{"init", "--experience", "Evening school", "--env", "test", "--product", emulator.LocalProduct, "--yes"}
	step := testscale.Stride(1, 4)
	faults := emulator.Faults()
	for i := 0; i < 2*len(faults); i += step {
		fault, post := faults[i%len(faults)], 1+i/len(faults)
		if fault.Effect == emulator.Late && fault.After > 0 {
			continue // what arrives after the second run has looked is found by no one
		}
		t.Run(fmt.Sprintf("%s at write %d", fault.Name, post), func(t *testing.T) {
			s := openShop(t, emulator.Options{})
			s.write("whopsync.yaml", "version: 1\n")
			s.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
				if r.IsWrite() && r.Nth == post {
					return fault
				}
				return emulator.Fault{}
			})
			s.command(init...)
			s.whop.SetFault(nil)
			if !strings.Contains(s.text("whopsync.yaml"), "experience: exp_") {
				s.run(init...)
			}
			var made []emulator.Experience
			for _, x := range s.whop.Snapshot().Experiences {
				if x.Name == "Evening school" {
					made = append(made, x)
				}
			}
			if len(made) != 1 || len(made[0].Products) != 1 || !strings.Contains(s.text("whopsync.yaml"), "\n    experience: "+made[0].ID+"\n") {
				t.Errorf("%+v, and in whopsync.yaml:\n%s", made, s.text("whopsync.yaml"))
			}
		})
	}
}

func (s *shop) text(path string) string {
	s.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, path))
	if err != nil {
		s.Fatal(err)
	}
	return string(data)
}
