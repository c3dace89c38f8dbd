package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"whopsync/internal/whop/emulator"
)

// makePNG writes a small picture.
func makePNG(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: png FILE SHADE")
	}
	shade, err := strconv.Atoi(args[1])
	ts.Check(err)
	file := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o777))
	ts.Check(os.WriteFile(file, []byte(picture(shade)), 0o666))
}

// What is imported with its files can be built again somewhere else. The hosted video
// stays, since no one but the dashboard can upload one, and so does what Whop never shows.
func TestImportedCourseCanBeBuiltOnAnEmptyAccount(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]emulator.Quirks{"as assumed": {}, "opaque ids": {OpaqueIDs: true}} {
		t.Run(name, func(t *testing.T) {
			made := openStudio(t, quirks)
			hosted, _, _ := strings.Cut(made.read(studio+"01-work/04-hosted.md"), " # ") // the rest names a video
			made.write(studio+"01-work/04-hosted.md", hosted+"\n")
			made.exits(0, "apply", "--yes")
			want := essence(made.whop)

			imported := made.as(t, t.TempDir())
			imported.write("whopsync.yaml", made.read("whopsync.yaml"))
			made.whop.ClearLog()
			said := imported.exits(0, "import", "--all", "--assets")
			if n := made.whop.Writes(); n != 0 {
				t.Errorf("the import wrote %d times", n)
			}
			if got := strings.Count(said, "  - "); got != 2 || !strings.Contains(said, "its video was uploaded to Whop") || !strings.Contains(said, "neither max_attempts nor completion_requirement") {
				t.Errorf("only the hosted video and what Whop never shows are worth a note:\n%s", said)
			}
			imported.settled()
			imported.holdsNoSecrets()

			other := openShop(t, emulator.Options{Seed: 9, Quirks: quirks})
			other.dir = imported.dir
			if err := os.RemoveAll(filepath.Join(other.dir, ".whopsync")); err != nil {
				t.Fatal(err)
			}
			other.exits(0, "apply", "--yes")
			other.settled()
			if diff := cmp.Diff(want, essence(other.whop)); diff != "" {
				t.Errorf("the course (-there +here):\n%s", diff)
			}
		})
	}
}

// A course imported once is not imported again, so anyone who imports with a key that does
// not see everything has to be told, and to have a way back.
func TestWhatAWeakKeyDidNotSeeHasAWayIn(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	add := func(id string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	chapter := add(s.whop.Dashboard.AddChapter(add(s.whop.Dashboard.AddCourse(emulator.LocalExperience, "Pottery")), "Clay"))
	add(s.whop.Dashboard.AddLesson(chapter, emulator.Lesson{Title: "Seen"}))
	add(s.whop.Dashboard.AddLesson(chapter, emulator.Lesson{Title: "Hidden", Visibility: "hidden"}))
	s.whop.AddKey(emulator.WeakKey("apik_weak"))

	s.key = "apik_weak"
	if said := s.exits(0, "import", "--all"); !strings.Contains(said, "Import with a key that has courses:update") {
		t.Errorf("nobody says what this key does not see:\n%s", said)
	}
	s.key = emulator.LocalKey
	s.settled()
	want := "is imported already, as pottery. To import it again, move its folder out of the repository, and: " + "whopsync -C " + s.dir + " state rm pottery"
	if said := s.exits(0, "import", "--all"); !strings.Contains(said, want) {
		t.Errorf("there is no way in for the hidden lesson:\n%s", said)
	}
	s.exits(0, "state", "rm", "pottery", "--yes")
	if err := os.Rename(filepath.Join(s.dir, "courses/pottery"), filepath.Join(t.TempDir(), "pottery")); err != nil {
		t.Fatal(err)
	}
	s.exits(0, "import", "--all")
	s.settled()
	if file := s.read("courses/pottery/01-clay/02-hidden.md"); !strings.Contains(file, "visibility: hidden") {
		t.Errorf("the hidden lesson is %q", file)
	}
}

// essence is what is taught: without ids and times, and with the bytes of files.
func essence(whop *emulator.Emulator) []emulator.Course {
	world := whop.Snapshot()
	bytesOf := func(id string) string {
		data, _ := whop.Bytes(id) // none for ""
		return string(data)
	}
	for i := range world.Courses {
		c := &world.Courses[i]
		c.ID, c.Born, c.Seed, c.CreatedAt, c.UpdatedAt, c.Thumbnail = "", 0, "", time.Time{}, time.Time{}, bytesOf(c.Thumbnail)
		for j := range c.Chapters {
			chapter := &c.Chapters[j]
			chapter.ID, chapter.Born, chapter.Course = "", 0, ""
			for k := range chapter.Lessons {
				l := &chapter.Lessons[k]
				l.ID, l.Born, l.Chapter, l.CreatedAt, l.Video, l.Requirement, l.MaxAttempts = "", 0, "", time.Time{}, "", nil, nil
				l.Thumbnail, l.MainPDF = bytesOf(l.Thumbnail), bytesOf(l.MainPDF)
				for a := range l.Attachments {
					l.Attachments[a] = bytesOf(l.Attachments[a])
				}
				for q := range l.Questions {
					question := &l.Questions[q]
					question.ID, question.CreatedAt, question.Image = "", time.Time{}, bytesOf(question.Image)
					for o := range question.Options {
						question.Options[o].ID = ""
					}
				}
				if l.Content != nil {
					content := cdnAddress.ReplaceAllStringFunc(*l.Content, func(address string) string {
						return bytesOf(cdnAddress.FindStringSubmatch(address)[1])
					})
					l.Content = &content
				}
			}
		}
	}
	return world.Courses
}

var cdnAddress = regexp.MustCompile(`http://[^/]*/cdn/(file_[A-Za-z0-9]+)/[^)]*`)

// holdsNoSecrets demands that no file of the courses names an object of Whop or holds a
// signed address.
func (s *shop) holdsNoSecrets() {
	s.Helper()
	err := fs.WalkDir(os.DirFS(filepath.Join(s.dir, "courses")), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text := s.read(filepath.Join("courses", name))
		for _, secret := range []string{"cors_", "chap_", "lesn_", "crsaq_", "crsaqo_", "file_", "mux_", "signature=", emulator.LocalKey} {
			if strings.Contains(text, secret) {
				s.Errorf("%s holds %s:\n%s", name, secret, text)
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}
