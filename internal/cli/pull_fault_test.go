package cli_test

import (
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// editSeveral edits three lessons on Whop, one of which the files have changed as well.
func (s *shop) editSeveral() {
	s.Helper()
	s.dashboard("Lesson 0 of chapter 0", func(l *emulator.Lesson) { l.Content = new("Other words.\n\n" + strings.Repeat("More. ", 2000)) })
	s.dashboard("Lesson 1 of chapter 0", func(l *emulator.Lesson) { l.Title = "Another title" })
	s.edit(lessonPath(0, 2), "# Lesson 2 of chapter 0\n", "# Lesson 2 of chapter 0\n\nMine.\n")
	s.dashboard("Lesson 2 of chapter 0", func(l *emulator.Lesson) { l.Content = new(*l.Content + "\nTheirs.\n") })
}

func lessonAddress(lesson int) string {
	return fmt.Sprintf("large/part-00/lesson-%02d", lesson)
}

// A pull that dies between two writes is finished by the next: the same files, and the same plan.
func TestAPullThatIsKilledEndsTheSame(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	s.writeCourse(1, 4)
	s.exits(0, "apply", "--yes")
	s.editSeveral()
	before := s.files()
	state := s.read(".whopsync/test.state.json")
	s.exits(0, "pull")
	after := s.files()
	written := slices.Collect(maps.Keys(after))
	written = slices.DeleteFunc(written, func(name string) bool { return before[name] == after[name] })
	slices.Sort(written)
	if len(written) != 3 {
		t.Fatalf("%v were written", written)
	}
	for n := range len(written) + 1 {
		for name, data := range before {
			s.write(name, data)
		}
		s.write(".whopsync/test.state.json", state)
		for _, name := range written[:n] { // the state is written last
			s.write(name, after[name])
		}
		if n < len(written) {
			left := filepath.Join(filepath.Dir(written[n]), "."+filepath.Base(written[n])+".whopsync")
			s.write(left, after[written[n]][:20]) // half a file, beside its place
		}
		s.exits(0, "pull")
		if diff := cmp.Diff(after, s.files()); diff != "" {
			t.Errorf("killed before write %d (-whole +killed):\n%s", n, diff)
		}
		if said := s.exits(0, "plan"); strings.Contains(said, "onflict") || strings.Contains(said, "drift") {
			t.Errorf("killed before write %d: %s", n, said)
		}
	}
}

// On a full disk a file is as it was, what was written before stays, and the next pull finishes.
func TestAPullOnAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	s := openShop(t, emulator.Options{})
	s.writeCourse(1, 4)
	s.exits(0, "apply", "--yes")
	s.editSeveral()
	before := s.files()
	failed := 0
	for _, blocks := range []int{1, 8, 20, 30, 40, 50, 60, 80} {
		cmd := exec.Command("sh", "-c", fmt.Sprintf("ulimit -f %d; exec whopsync -C %s pull", blocks, s.dir))
		cmd.Env = s.environ()
		out, err := cmd.CombinedOutput()
		if err == nil {
			break
		}
		failed++
		if !strings.Contains(string(out), "too large") {
			t.Errorf("%d blocks: %s", blocks, out)
		}
		for name, data := range s.files() {
			if data != before[name] && (len(data) < len(before[name]) || strings.HasSuffix(name, ".whopsync")) {
				t.Errorf("%d blocks left %s:\n%s", blocks, name, data)
			}
		}
	}
	if failed == 0 {
		t.Error("every disk was large enough")
	}
	s.exits(0, "pull")
	s.exits(0, "pull", "--check")
	s.exits(0, "apply", "--yes")
	s.exits(0, "plan", "--detailed-exitcode")
}

// A file that its author saves while a pull runs keeps what was saved.
func TestAFileThatChangesWhileAPullRunsIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	s.writeCourse(1, 4)
	s.exits(0, "apply", "--yes")
	s.editSeveral()
	read := s.read(lessonPath(0, 1))
	s.whop.SetFault(func(emulator.RequestInfo) emulator.Fault {
		s.write(lessonPath(0, 1), read+"\nSaved meanwhile.\n")
		return emulator.Fault{}
	})
	said := s.exits(1, "pull")
	s.whop.SetFault(nil)
	if !strings.Contains(said, "was changed at this moment") {
		t.Error(said)
	}
	if got := s.read(lessonPath(0, 1)); got != read+"\nSaved meanwhile.\n" {
		t.Error(got)
	}
	s.exits(0, "pull")
	if got := s.read(lessonPath(0, 1)); got != strings.Replace(read, "Lesson 1 of chapter 0", "Another title", 1)+"\nSaved meanwhile.\n" {
		t.Error(got)
	}
}

// What an author saves in the instant in which a pull writes stays, in each kind of write, and the next pull finishes.
func TestASaveInTheInstantOfAPullsWriteIsKept(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	for name, save := range map[string]func(s *shop, file string){
		"other lines":    func(s *shop, file string) { s.write(file, s.read(file)+"\nSaved meanwhile.\n") },
		"the same lines": func(s *shop, file string) { s.write(file, "# Mine\n\nSaved meanwhile.\n") },
		"gone":           func(s *shop, file string) { s.remove(file) },
		"moved":          func(s *shop, file string) { s.rename(file, "courses/large/00-part-00/09-saved.md") },
	} {
		t.Run(name, func(t *testing.T) {
			s := openShop(t, emulator.Options{})
			s.writeCourse(1, 5)
			s.exits(0, "key")
			s.exits(0, "apply", "--yes")
			s.dashboard("Lesson 1 of chapter 0", func(l *emulator.Lesson) { l.Title = "Another title" })
			chapter := s.whop.Snapshot().Courses[0].Chapters[0]
			if err := s.whop.Dashboard.Reorder(chapter.ID, chapter.Lessons[4].ID); err != nil {
				t.Fatal(err)
			}
			file := lessonPath(0, 1)
			before := s.read(file)
			blocked := filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".whopsync", "in the way")
			s.write(blocked, "")
			said := s.exits(1, "pull")
			if !strings.Contains(said, "To go on: whopsync pull") && !strings.Contains(said, "To go on: whopsync -C") {
				t.Error(said)
			}
			s.remove(blocked)
			save(s, file)
			s.command("pull") // which says no where marks of conflicts stand in a file
			everything := ""
			for name, text := range s.files() {
				if strings.HasSuffix(name, ".md") {
					everything += name + "\n" + text
				}
			}
			if (name == "other lines" || name == "the same lines") && !strings.Contains(everything, "Saved meanwhile.") {
				t.Errorf("what was saved is lost:\n%s", everything)
			}
			if strings.Contains(everything, "<<<<<<<") {
				if name != "the same lines" || !strings.Contains(everything, "# Another title\n\n"+strings.TrimSpace(strings.SplitAfterN(before, "chapter 0\n", 2)[1])) {
					t.Errorf("marks of conflicts:\n%s", everything)
				}
				return
			}
			if name != "gone" && !strings.Contains(everything, "# Another title") {
				t.Errorf("what was pulled is not there:\n%s", everything)
			}
			if name == "gone" && strings.Contains(everything, "Another title") {
				t.Errorf("a file that was removed is there again:\n%s", everything)
			}
			s.exits(0, "pull", "--check")
			if said := s.exits(0, "plan"); strings.Contains(said, "cut off") || strings.Contains(said, "onflict") && name != "moved" { // to another place than on Whop
				t.Error(said)
			}
		})
	}
}

// A pull that was cut off before the state changed is finished in the files alone: nothing is there twice.
func TestAPullThatWasCutOffBeforeTheStateChangedIsFinished(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	s := openShop(t, emulator.Options{})
	s.writeCourse(1, 5)
	s.exits(0, "apply", "--yes")
	chapter := s.whop.Snapshot().Courses[0].Chapters[0]
	s.dashboard("Lesson 1 of chapter 0", func(l *emulator.Lesson) { l.Title = "Another title" })
	_, err := s.whop.Dashboard.AddLesson(chapter.ID, emulator.Lesson{Title: "Made", Content: new("Made.")})
	if err = errors.Join(err, s.whop.Dashboard.Reorder(chapter.ID, chapter.Lessons[4].ID)); err != nil {
		t.Fatal(err)
	}
	blocked := filepath.Join(filepath.Dir(lessonPath(0, 1)), "."+filepath.Base(lessonPath(0, 1))+".whopsync", "in the way")
	s.write(blocked, "")
	s.exits(1, "pull")
	s.remove(blocked)
	const note = ".whopsync/runs/pull-test.journal"
	s.write(note, regexp.MustCompile(`"serial":\d+`).ReplaceAllString(s.read(note), `"serial":7`))
	if said := s.exits(0, "pull"); !strings.Contains(said, "the state has changed since") {
		t.Error(said)
	}
	if code, said := s.command("plan", "--detailed-exitcode"); code != 0 || strings.Contains(said, "cut off") {
		t.Error(said)
	}
	s.exits(0, "drift", "--detailed-exitcode")
	s.exits(0, "pull", "--check")
	made := 0
	for name := range s.files() {
		if strings.Contains(name, "-made") {
			made++
		}
	}
	if made != 1 {
		t.Errorf("%d files of one lesson", made)
	}
}

// A pull asks for as much as a plan does.
func TestRequestsOfAPull(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	lessons := 50
	if testing.Short() {
		lessons = 8
	}
	s := openShop(t, emulator.Options{})
	s.writeCourse(20, lessons)
	s.run("apply", "--yes")
	for _, chapter := range s.whop.Snapshot().Courses[0].Chapters[:10] {
		if err := s.whop.Dashboard.EditLesson(chapter.Lessons[3].ID, func(l *emulator.Lesson) { l.Content = new(*l.Content + "\nOne more line.\n") }); err != nil {
			t.Fatal(err)
		}
	}
	s.whop.ClearLog()
	s.run("plan")
	plan := len(s.whop.Log())
	s.whop.ClearLog()
	s.run("pull")
	s.atMost("a pull of ten edits", len(s.whop.Log()), plan)
	s.run("plan", "--detailed-exitcode")
	if got := s.read(lessonPath(1, 3)); !strings.HasPrefix(got, lessonText(1, 3)) || !strings.Contains(got, "\nOne more line.\n") {
		t.Error(got)
	}
}

// A clone that has not got the pulled files yet is not told to write over what was edited on Whop; once it has
// them, taking them back is an edit like any other.
func TestAPullIsNotUndoneByWhoHasNotGotIt(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	s.writeCourse(1, 4)
	s.exits(0, "apply", "--yes")
	s.editSeveral()
	before := s.files()
	s.exits(0, "pull")
	after := s.files()
	for name, data := range before { // as in another clone of the repository
		s.write(name, data)
	}
	s.whop.ClearLog()
	if said := s.exits(3, "apply", "--yes"); !strings.Contains(said, lessonAddress(2)) { // it is a conflict, as it was
		t.Error(said)
	}
	s.exits(0, "apply", "--yes", "--exclude", lessonAddress(2))
	if n := s.whop.Writes(); n != 0 {
		t.Errorf("%d writes:\n%s", n, requests(s.whop))
	}
	s.exits(0, "pull")
	if diff := cmp.Diff(after, s.files()); diff != "" {
		t.Errorf("another pull (-first +second):\n%s", diff)
	}
	s.exits(0, "apply", "--yes")
	s.write(lessonPath(0, 1), before[lessonPath(0, 1)])
	s.whop.ClearLog()
	s.exits(0, "apply", "--yes")
	s.exactly("taken back", "PATCH /course_lessons/*", 1)
}
