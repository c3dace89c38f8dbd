package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"whopsync/internal/cli"
	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
	"whopsync/internal/state/statetest"
	"whopsync/internal/whop/emulator"
)

// place is where a user stands, and what is typed there with every command.
type place struct {
	name   string
	folder string // from the folder around the repository
	flags  []string
	env    string // that the commands are for
}

const academy = "my academy" // a folder whose name has to be quoted

var places = []place{
	{"in the repository", academy, nil, "test"},
	{"for another environment", academy, []string{"--env", "other"}, "other"},
	{"around the repository", "", []string{"-C", academy, "--env=other"}, "other"},
	{"in a folder of the repository", academy + "/courses", nil, "test"}, // the last: see atTop
}

// stand is a user in a place, who pastes what is printed.
type stand struct {
	*shop
	place
	root string
	ran  []string // forms of what was pasted
}

func openStand(t *testing.T, at place) *stand {
	s := &stand{shop: openShop(t, emulator.Options{}), place: at, root: t.TempDir()}
	s.dir = filepath.Join(s.root, academy)
	s.configure("")
	s.write("courses/pottery/course.yaml", "title: Pottery\n")
	for i, name := range []string{"wedging", "drying", "firing", "glazing", "kneading"} {
		s.write(fmt.Sprintf("courses/pottery/01-clay/%02d-%s.md", i+1, name), fmt.Sprintf("How %s is done, and what to look at.\n", name))
	}
	return s
}

// configure writes whopsync.yaml with more lines, and lines for each environment.
func (s *stand) configure(more string, each ...string) {
	text := "version: 1\ndefault_environment: test\n" + more + "environments:\n"
	for _, env := range []string{"test", "other"} {
		text += "  " + env + ":\n    experience: " + emulator.LocalExperience + "\n" + strings.Join(each, "")
	}
	s.write("whopsync.yaml", text)
}

// at returns what is typed where the user stands.
func (s *stand) typed(args ...string) []string { return append(args, s.flags...) }

// says runs a command where the user stands, and returns what it prints.
func (s *stand) says(args ...string) string {
	s.Helper()
	return s.saysIn(filepath.Join(s.root, s.folder), s.typed(args...)...)
}

func (s *stand) saysIn(dir string, args ...string) string {
	s.Helper()
	var out bytes.Buffer
	cli.Main(context.Background(), args, cli.Process{Dir: dir, Environ: s.environ(), Streams: cli.Streams{In: strings.NewReader(""), Out: &out, Err: &out}, Wait: atOnce})
	return out.String()
}

// paste runs a printed line in a shell where the user stands.
func (s *stand) paste(line string) string { return s.pasteIn(filepath.Join(s.root, s.folder), line) }

func (s *stand) pasteIn(dir, line string) string {
	s.Helper()
	form, err := cli.Understand(wordsOf(line)[1:])
	if err != nil {
		s.Fatalf("%q is no command: %v", line, err)
	}
	s.ran = append(s.ran, form)
	said := s.saysIn(dir, s.shellWords(line)...)
	if strings.Contains(said, "To see what there is: ") {
		s.Fatalf("%q is not understood:\n%s", line, said)
	}
	if _, yes, asks := strings.Cut(said, "To go on without asking: "); asks {
		yes, _, _ = strings.Cut(yes, "\n")
		return said + s.pasteIn(dir, yes)
	}
	return said
}

// shellWords returns the arguments of a command line as a shell passes them on.
func (s *stand) shellWords(line string) []string {
	s.Helper()
	out, err := exec.Command("sh", "-c", `whopsync() { printf '%s\0' "$@"; }`+"\n"+line).Output()
	if err != nil {
		s.Fatalf("%q: %v", line, err)
	}
	words := strings.Split(string(out), "\x00")
	return words[:len(words)-1]
}

// follow pastes the first command of a form that stands in what was said. Words that have to be filled in
// are replaced.
func (s *stand) follow(form, said string, fill ...string) string {
	s.Helper()
	return s.paste(s.offered(form, said, fill...))
}

func (s *stand) offered(form, said string, fill ...string) string {
	s.Helper()
	commands, _ := commandsIn(said)
	for _, command := range commands {
		if is, err := cli.Understand(wordsOf(command)[1:]); err == nil && is == form {
			return strings.NewReplacer(fill...).Replace(command)
		}
	}
	s.Fatalf("no %q is offered:\n%s", form, said)
	return ""
}

// wants demands that a text was said.
func (s *stand) wants(said, text string) {
	s.Helper()
	if !strings.Contains(said, text) {
		s.Fatalf("%q is not said:\n%s", text, said)
	}
}

func (s *stand) apply(more ...string) {
	s.Helper()
	s.wants(s.says(append([]string{"apply", "--yes"}, more...)...), "Apply complete!")
}

const wedgingFile = "courses/pottery/01-clay/01-wedging.md"

// onWhop returns the text of a lesson on Whop, "" when there is none.
func (s *stand) onWhop(title string) (text string) {
	for _, c := range s.whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				if lesson.Title == title && lesson.Content != nil {
					text = *lesson.Content
				}
			}
		}
	}
	return text
}

func (s *stand) mustBe(title, text string) {
	s.Helper()
	if got := s.onWhop(title); !strings.Contains(got, text) || text == "" && got != "" {
		s.Errorf("%s is %q on Whop, want %q", title, got, text)
	}
}

func (s *stand) moveAway(path string) {
	s.Helper()
	if err := os.Rename(filepath.Join(s.dir, path), filepath.Join(s.TempDir(), "away")); err != nil {
		s.Fatal(err)
	}
}

// advice is a way to bring whopsync to print commands, and what comes of them.
type advice struct {
	name  string
	forms []string
	do    func(*stand)
}

// atTop names the advice that is not for a folder of the repository: there, init makes another one, and GitHub
// finds no workflows.
var atTop = []string{"of a Courses app", "of workflows"}

// places returns where the n-th advice is tried.
func (a advice) places(n int) []place {
	all := places
	if slices.Contains(atTop, a.name) {
		all = places[:len(places)-1]
	}
	if testing.Short() {
		return all[n%len(all):][:1]
	}
	return all
}

var advised = []advice{
	{"of a key that may not write", []string{"apply", "apply --yes", "doctor"}, func(s *stand) {
		weak := emulator.ReadOnlyKey("apik_reads")
		s.whop.AddKey(weak)
		full := s.key
		s.key = weak.Token
		said := s.says("apply", "--yes")
		s.key = full
		s.wants(s.follow("doctor", said), "environment  "+s.env)
		s.wants(s.follow("apply", said), "Environment "+s.env)
		s.mustBe("Wedging", "wedging")
	}},
	{"of drift", []string{"apply --on-drift", "apply --allow-recreate", "apply --allow-recreate --on-drift"}, func(s *stand) {
		s.apply()
		edited := "Theirs."
		s.dashboard("Wedging", func(l *emulator.Lesson) { l.Content = &edited })
		s.follow("apply --on-drift", s.says("drift"))
		s.mustBe("Wedging", "How wedging")
		s.dashboard("Wedging", func(l *emulator.Lesson) { l.Content = &edited })
		s.follow("apply --on-drift", s.says("plan"))
		s.mustBe("Wedging", "How wedging")
		for _, again := range []struct {
			form string
			args []string
		}{{"apply --allow-recreate", []string{"drift"}}, {"apply --allow-recreate --on-drift", []string{"plan", "--on-drift=overwrite"}}} {
			if err := s.whop.Dashboard.Delete(s.lesson("Wedging").ID); err != nil {
				s.Fatal(err)
			}
			s.follow(again.form, s.says(again.args...))
			s.mustBe("Wedging", "How wedging")
		}
	}},
	{"of what would be destroyed", []string{"apply --allow-delete", "plan --allow-delete --out", "apply --accept-progress-loss --allow-delete"}, func(s *stand) {
		s.configure("on_remove: delete\n")
		s.apply()
		s.moveAway(wedgingFile)
		s.follow("apply --allow-delete", s.says("plan"))
		s.mustBe("Wedging", "")
		s.moveAway("courses/pottery/01-clay/02-drying.md")
		s.says("plan", "--out", "a plan")
		said := s.says("apply", "a plan", "--allow-delete")
		s.follow("plan --allow-delete --out", said)
		s.follow("apply", said)
		s.mustBe("Drying", "")
		user, err := s.whop.Dashboard.AddStudent(s.whop.Snapshot().Courses[0].ID, "Ada")
		if err == nil {
			err = s.whop.Dashboard.Start(user, s.lesson("Firing").ID)
		}
		if err != nil {
			s.Fatal(err)
		}
		s.configure("on_remove: delete\nlimits: {max_delete_percent: 100}\n")
		s.moveAway("courses/pottery/01-clay/03-firing.md")
		s.follow("apply --accept-progress-loss --allow-delete", s.says("plan"))
		s.mustBe("Firing", "")
	}},
	{"of what would be hidden", []string{"apply --allow-hide"}, func(s *stand) {
		s.configure("limits: {max_hide: 1}\n")
		s.apply()
		s.moveAway(wedgingFile)
		s.moveAway("courses/pottery/01-clay/02-drying.md")
		s.follow("apply --allow-hide", s.says("plan"))
		if got := s.lesson("Drying").Visibility; got != "hidden" {
			s.Errorf("the lesson is %s", got)
		}
	}},
	{"of a fingerprint", []string{"apply --expect"}, func(s *stand) {
		s.follow("apply --expect", s.says("apply", "--yes", "--expect", "abcdefghijklmnop"))
		s.mustBe("Wedging", "How wedging")
	}},
	{"of a fingerprint and its flags", []string{"apply --allow-delete --expect"}, func(s *stand) {
		s.configure("on_remove: delete\nlimits: {max_delete_percent: 100}\n")
		s.apply()
		s.moveAway(wedgingFile)
		s.follow("apply --allow-delete --expect", s.says("apply", "--yes", "--allow-delete", "--expect", "abcdefghijklmnop"))
		s.mustBe("Wedging", "")
	}},
	{"of questions that JSON cannot ask", []string{"apply --json --yes"}, func(s *stand) {
		s.follow("apply --json --yes", s.says("apply", "--json"))
		s.mustBe("Wedging", "How wedging")
	}},
	{"of a saved plan", []string{"apply", "show", "plan --out", "plan --on-drift --out", "plan --exclude --out"}, func(s *stand) {
		s.follow("apply", s.says("plan", "--out", "it's a plan"))
		s.mustBe("Wedging", "How wedging")
		s.wants(s.follow("show", s.says("plan", "--offline", "--out", "old")), "Environment "+s.env)
		for _, flags := range [][]string{nil, {"--on-drift=overwrite"}} {
			s.edit(wedgingFile, "done", "done well")
			s.says(append([]string{"plan", "--out", "stale"}, flags...)...)
			s.edit(wedgingFile, "well", "very well")
			said := s.says("apply", "stale")
			form := "plan --out"
			if flags != nil {
				form = "plan --on-drift --out"
			}
			s.follow(form, said)
			s.follow("apply", said)
			s.mustBe("Wedging", "very well")
			s.edit(wedgingFile, "very well", "")
		}
		s.says("plan", "--out", "wide")
		said := s.says("apply", "wide", "--exclude", "pottery/clay/drying")
		s.follow("plan --exclude --out", said)
		s.follow("apply", said)
	}},
	{"of what can be taken back", []string{"rollback", "rollback --force", "rollback --accept-deletes"}, func(s *stand) {
		s.apply()
		s.edit(wedgingFile, "How", "Why")
		s.apply()
		s.follow("rollback", s.says("rollback"))
		s.apply()
		s.mustBe("Wedging", "How wedging")
		s.edit(wedgingFile, "How", "Where")
		s.write("courses/pottery/01-clay/09-glazing.md", "# Glazing\n")
		s.apply()
		repository := exec.Command("git", "init", "-q")
		repository.Dir = s.dir
		if out, err := repository.CombinedOutput(); err != nil {
			s.Fatalf("%v: %s", err, out)
		}
		s.follow("rollback --force", s.says("rollback", "last"))
		if err := os.RemoveAll(filepath.Join(s.dir, ".git")); err != nil {
			s.Fatal(err)
		}
		s.wants(s.follow("rollback --accept-deletes", s.says("rollback", "last")), "is taken out")
		s.apply()
		s.mustBe("Wedging", "How wedging")
	}},
	{"of a lock", []string{"state unlock", "state unlock --yes"}, func(s *stand) {
		holder := state.Holder{ID: "L-1", Command: "whopsync apply", Who: "ada@runner-7", Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
		lease, err := file.New(file.OS{}, filepath.Join(s.dir, ".whopsync"), s.env).Lock(context.Background(), holder)
		if err != nil {
			s.Fatal(err)
		}
		s.Cleanup(func() { _ = lease.Release(context.Background()) }) // it is freed before
		s.wants(s.follow("state unlock", s.says("apply", "--yes")), "The lock is free.")
	}},
	{"of addresses", []string{"state list", "state rm", "state rm --yes", "state mv", "state bind", "state bind --yes"}, func(s *stand) {
		s.apply()
		s.wants(s.follow("state list", s.says("state", "show", "pottery/clay/nothing")), "pottery/clay/wedging")
		said := s.says("state", "bind", "pottery/clay/drying", s.lesson("Wedging").ID)
		s.wants(s.follow("state rm", said), "Forgot pottery/clay/drying")
		s.wants(s.follow("state mv", said), "has moved to pottery/clay/drying")
		s.says("state", "rm", "--yes", "pottery/clay/firing")
		text := s.onWhop("Firing")
		if _, err := s.whop.Dashboard.AddLesson(s.whop.Snapshot().Courses[0].Chapters[0].ID, emulator.Lesson{Title: "Firing", Content: &text}); err != nil {
			s.Fatal(err)
		}
		s.wants(s.follow("state bind", s.says("plan")), "Saved.")
	}},
	{"of a state that is lost", []string{"state rebuild", "state rebuild --yes", "import"}, func(s *stand) {
		s.apply()
		s.moveAway(".whopsync/" + s.env + ".state.json")
		said := s.says("plan")
		s.wants(s.follow("state rebuild", said), "Saved.")
		s.moveAway(".whopsync/" + s.env + ".state.json")
		s.moveAway("courses/pottery")
		s.wants(s.follow("import", said), "Import complete!")
	}},
	{"of a state of another place", []string{"state rebuild --force", "state rebuild --force --yes"}, func(s *stand) {
		s.apply()
		if _, err := s.whop.Dashboard.AddExperience(emulator.Experience{Account: emulator.LocalAccount, Products: []string{emulator.LocalProduct}, ID: "exp_Another1", Name: "Another",
			App: emulator.App{ID: emulator.CoursesApp, Name: "Courses"}}); err != nil {
			s.Fatal(err)
		}
		s.replace("whopsync.yaml", emulator.LocalExperience, "exp_Another1")
		s.wants(s.follow("state rebuild --force", s.says("state", "rebuild")), "Saved.")
	}},
	{"of an import", []string{"plan", "import --skip-empty-chapter", "state rm --yes", "import --assets"}, func(s *stand) {
		id, err := s.whop.Dashboard.AddCourse(emulator.LocalExperience, "Baking")
		for _, chapter := range []string{"Chapter 1", "Dough"} {
			if err == nil {
				var made string
				made, err = s.whop.Dashboard.AddChapter(id, chapter)
				if err == nil {
					_, err = s.whop.Dashboard.AddLesson(made, emulator.Lesson{Title: map[string]string{"Chapter 1": "Lesson 1", "Dough": "Flour"}[chapter]})
				}
			}
		}
		if err != nil {
			s.Fatal(err)
		}
		said := s.says("import", id)
		s.wants(s.follow("plan", said), "Environment "+s.env)
		s.moveAway("courses/baking")
		s.wants(s.follow("state rm --yes", said), "Forgot baking")
		s.wants(s.follow("import --skip-empty-chapter", said), "1 chapter")
		s.write("courses/pottery/01-clay/06-wheel.md", "![The wheel](../images/wheel.png)\n")
		s.write("courses/pottery/images/wheel.png", picture(1))
		s.apply()
		s.says("state", "rm", "--yes", "pottery")
		s.moveAway("courses/pottery")
		said = s.says("import", "--all")
		s.moveAway("courses/pottery")
		s.follow("state rm --yes", said)
		s.wants(s.follow("import --assets", said), "1 file")
	}},
	{"of a state that cannot be kept", []string{"import --all"}, func(s *stand) {
		var isDown atomic.Bool
		keeper := &statetest.Terraform{}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "POST" && isDown.Load() {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			keeper.ServeHTTP(w, r)
		}))
		s.Cleanup(server.Close)
		s.configure("", "    state: "+server.URL+keeper.Path()+"\n")
		s.moveAway("courses/pottery")
		id, err := s.whop.Dashboard.AddCourse(emulator.LocalExperience, "Baking")
		if err == nil {
			_, err = s.whop.Dashboard.AddChapter(id, "Dough")
		}
		if err != nil {
			s.Fatal(err)
		}
		isDown.Store(true)
		said := s.says("import", "--all")
		isDown.Store(false)
		s.wants(s.follow("import --all", said), "Import complete!")
	}},
	{"of a folder without a repository", []string{"init", "apply"}, func(s *stand) {
		empty := s.TempDir()
		args, in := []string{"plan"}, empty
		if s.folder == "" {
			args, in = []string{"plan", "-C", empty}, s.root
		}
		made := s.pasteIn(in, s.offered("init", s.saysIn(in, args...)))
		s.wants(s.pasteIn(in, s.offered("apply", made)), "Environment local")
	}},
	{"of what another tool keeps", []string{"convert", "convert --out", "convert --out --title"}, func(s *stand) {
		in := s.TempDir()
		for _, name := range []string{"my book/a.md", "my book.zip"} {
			at := filepath.Join(in, name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o777), os.WriteFile(at, []byte("A page.\n"), 0o666)); err != nil {
				s.Fatal(err)
			}
		}
		s.wants(s.pasteIn(in, s.offered("convert", s.saysIn(in, "convert", "my book.zip"))), "Written to my book-course")
		if err := os.RemoveAll(filepath.Join(in, "my book-course")); err != nil {
			s.Fatal(err)
		}
		s.wants(s.pasteIn(in, s.offered("convert --out", s.saysIn(in, "convert", "my book", "--out", "my book/course"))), "Written to my book-course")
		s.wants(s.pasteIn(in, s.offered("convert --out", s.saysIn(in, "convert", "my book"))), "Written to my book-course-2")
		s.wants(s.pasteIn(in, s.offered("convert --out --title", s.saysIn(in, "convert", "my book", "--out=my book-course", "--title", "A book"))), "Written to my book-course-3")
	}},
	{"of a Courses app", []string{"init --experience", "init --experience --yes"}, func(s *stand) {
		args := s.typed("init", "--experience", "Evening school")
		if s.flags == nil {
			args = append(args, "--env", s.env)
		}
		said := s.saysIn(filepath.Join(s.root, s.folder), args...)
		s.wants(s.follow("init --experience", said, "NAME", "evening"), "environment evening is for exp_")
	}},
	{"of workflows", []string{"init --github --source", "init --github", "doctor --github"}, func(s *stand) {
		said := s.says("init", "--github")
		s.wants(s.follow("doctor --github", said), "gh secret set WHOP_READ_KEY")
		s.wants(s.follow("init --github --source", said, "OWNER/REPO@COMMIT", "ada/whopsync@0123456789abcdef0123456789abcdef01234567"), "wrote ")
		staging := []string{"init", "--github", "--env", "staging"}
		if s.folder == "" {
			staging = append(staging, "-C", academy)
		}
		s.wants(s.follow("init --github", s.saysIn(filepath.Join(s.root, s.folder), staging...)), "wrote ")
	}},
	{"of files", []string{"validate", "key --copy"}, func(s *stand) {
		s.replace(wedgingFile, "How", "---\nkey: wedging\n---\nHow")
		s.write("courses/pottery/01-clay/06-a copy.md", s.read(wedgingFile))
		s.wants(s.follow("validate", s.says("doctor")), "key \"wedging\" is also that of")
		s.wants(s.follow("key --copy", s.says("validate")), "06-a copy.md")
	}},
	{"of a lesson without its chapter or kind", []string{"new --title --type", "new --type"}, func(s *stand) {
		s.follow("new --title --type", s.says("new", "lesson", "glazes", "--title", "It's glazed", "--type", "quiz"))
		s.follow("new --title --type", s.says("new", "quiz", "pottery/clay/glaze", "--title", "It's glazed"))
		said := s.follow("new --type", s.says("new", "video", "pottery/clay/glazed"))
		s.wants(said, "Write it")
	}},
	{"of what is made", []string{"new", "plan --target", "plan", "tree"}, func(s *stand) {
		said := s.follow("new", s.follow("new", s.says("new", "course", "bread & butter")))
		s.wants(s.follow("plan --target", said), "Environment "+s.env)
		s.wants(s.follow("tree", s.says("mv", "pottery/clay/nothing", "pottery/clay/x")), "Wedging")
		s.wants(s.follow("plan", s.says("mv", "pottery/clay/wedging", "pottery/clay/throwing")), "Environment "+s.env)
	}},
	{"of a probe", []string{"doctor --probe", "doctor --probe --yes", "doctor --format --probe --yes"}, func(s *stand) {
		id, err := s.whop.Dashboard.AddCourse(emulator.LocalExperience, "whopsync probe 0a1b2c3d")
		if err == nil {
			err = s.whop.Dashboard.EditCourse(id, func(c *emulator.Course) { c.Visibility = "hidden" })
		}
		if err != nil {
			s.Fatal(err)
		}
		s.follow("doctor --probe", s.says("doctor"))
		if n := len(s.whop.Snapshot().Courses); n != 0 {
			s.Errorf("%d courses are left", n)
		}
		s.wants(s.follow("doctor --format --probe --yes", s.says("doctor", "--probe", "--format", "json")), "{")
	}},
	{"of edits on Whop", []string{"pull", "pull --accept-deletes", "pull --assets", "pull --force"}, func(s *stand) {
		s.apply()
		s.dashboard("Wedging", func(l *emulator.Lesson) { l.Content = new("![On Whop](http://files.example/file_1234/a.png)") })
		s.wants(s.follow("pull --assets", s.says("pull", "--check")), "its address stays in the text")
		if err := s.whop.Dashboard.Delete(s.lesson("Drying").ID); err != nil {
			s.Fatal(err)
		}
		s.follow("pull --accept-deletes", s.says("pull"))
		if _, there := s.files()["courses/pottery/01-clay/02-drying.md"]; there {
			s.Error("the file of what was deleted is there still")
		}
		for _, step := range []struct {
			args       []string
			form, text string
		}{{[]string{"pull", "--check"}, "pull", "Theirs."}, {[]string{"pull"}, "pull --force", "Theirs, later."}} {
			s.dashboard("Wedging", func(l *emulator.Lesson) { l.Content = &step.text })
			s.follow(step.form, s.says(step.args...))
			s.wants(s.read(wedgingFile), step.text)
			if err := exec.Command("git", "-C", s.dir, "init", "--quiet").Run(); err != nil { // nothing is committed
				s.Fatal(err)
			}
		}
	}},
	{"of what is left out", []string{"plan --full", "show --full", "drift --full"}, func(s *stand) {
		lines := strings.Repeat("A line.\n\n", 20)
		s.write(wedgingFile, lines)
		s.apply()
		s.write(wedgingFile, strings.ReplaceAll(lines, "A line", "Another one"))
		s.wants(s.follow("plan --full", s.says("plan")), "will perform the following actions")
		s.says("plan", "--out", "a plan")
		s.wants(s.follow("show --full", s.says("show", "a plan")), "will perform the following actions")
		edited := strings.ReplaceAll(lines, "A line", "Theirs")
		s.dashboard("Wedging", func(l *emulator.Lesson) { l.Content = &edited })
		s.wants(s.follow("drift --full", s.says("drift")), "@@")
	}},
	{"of what is on Whop", []string{"open"}, func(s *stand) {
		s.write("courses/baking/course.yaml", "title: Baking\n")
		s.write("courses/baking/01-dough/01-flour.md", "Flour.\n")
		s.apply()
		s.wants(s.follow("open", s.says("open")), "https://whop.com/")
	}},
	{"of what is nowhere else", []string{"preview"}, func(s *stand) {
		apply := []string{"apply", "--yes", "--env", "local"}
		if s.folder == "" {
			apply = append(apply, "-C", academy)
		}
		said := s.saysIn(filepath.Join(s.root, s.folder), apply...)
		s.wants(s.follow("preview", said, "preview", "preview --build _site"), "Built ")
		s.ran = append(s.ran, "preview") // which would go on until it is interrupted
		if err := os.RemoveAll(filepath.Join(s.dir, ".whopsync")); err != nil {
			s.Fatal(err)
		}
	}},
	{"of the command line", []string{"--help"}, func(s *stand) {
		s.wants(s.paste(s.offered("--help", s.says("state", "rn"))), "Usage: whopsync state")
	}},
}

// printedForms are the forms of all commands that are pasted.
func printedForms() (all []string) {
	for _, a := range advised {
		all = append(all, a.forms...)
	}
	return all
}

// TestPrintedCommandsWorkAsPasted runs every command that is printed where the user stands who reads it. None is
// a usage error, each does what it was printed for, and none works in another environment. With -short, each
// command has one of the places.
func TestPrintedCommandsWorkAsPasted(t *testing.T) {
	for n, a := range advised {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			for _, at := range a.places(n) {
				t.Run(at.name, func(t *testing.T) {
					s := openStand(t, at)
					a.do(s)
					for _, form := range a.forms {
						if !slices.Contains(s.ran, form) {
							t.Errorf("%q was not run", form)
						}
					}
					checkOneEnvironment(t, s)
				})
			}
		})
	}
}

// checkOneEnvironment finds what another environment has left beside the courses.
func checkOneEnvironment(t *testing.T, s *stand) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(s.dir, ".whopsync"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	ofOthers := regexp.MustCompile(`^(test|other|local|production)\b`)
	for _, entry := range entries {
		if m := ofOthers.FindString(entry.Name()); m != "" && m != s.env {
			t.Errorf("the environment %s was used as well: .whopsync/%s", m, entry.Name())
		}
	}
}
