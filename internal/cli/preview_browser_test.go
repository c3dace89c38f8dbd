package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"whopsync/internal/whop/emulator"
)

var browserTests = flag.String("pages", "", "of the tests in testdata/browser, run those whose name matches this")

// The pages of preview, in a real browser: whether they load, lead on, follow edits, grade, hold off what hostile authors write, and can be
// used by everybody. What is looked at stands in testdata/browser, as tests of Node's own kind; here are the courses.
func TestPreviewInABrowser(t *testing.T) {
	t.Parallel()
	dir, browser := installBrowserTests(t)
	type plan struct {
		Folder    string              `json:"folder"`
		Environ   map[string]string   `json:"environ"`
		Badges    map[string][]string `json:"badges"`
		InSidebar map[string][]string `json:"inSidebar"`
	}
	setup := struct {
		Chromium string            `json:"chromium"`
		Folders  map[string]string `json:"folders"`
		Built    map[string]string `json:"built"`
		Plan     plan              `json:"plan"`
	}{browser, map[string]string{}, map[string]string{}, plan{}}
	for name, s := range map[string]*shop{"example": exampleToLookAt(t), "lessons": courseToLookAt(t, "lessons.txtar"), "hostile": courseToLookAt(t, "hostile.txtar"), "styles": otherTreesToLookAt(t)} {
		setup.Folders[name], setup.Built[name] = s.dir, filepath.Join(t.TempDir(), "site")
		s.exits(0, "preview", "--build", setup.Built[name], "--drafts")
	}
	s := changesToLookAt(t)
	setup.Plan = plan{
		s.dir, map[string]string{"WHOP_BASE_URL": s.url, "WHOP_API_KEY": s.key},
		map[string][]string{
			"New": {"new"}, "Changed": {"changed"}, "Moved": {"moved"}, "Hidden": {"hidden"}, "Destroyed": {"destroyed"}, "Drift": {"drift"}, "Conflict": {"conflict"},
		},
		map[string][]string{"goods/new": {"new"}, "goods/changed": {"changed"}, "rest/moved": {"moved"}, "goods/drift": {"drift"}, "goods/conflict": {"conflict"}, "goods/live-on-monday": {"asked", "new"}},
	}
	said, err := json.Marshal(setup)
	if err != nil {
		t.Fatal(err)
	}
	run := node(t, dir, 10*time.Minute, "node", "--test-name-pattern", *browserTests, "all.mjs")
	run.Env = append(run.Env, "WHOPSYNC_BROWSER="+string(said), "HOME="+t.TempDir(), "WHOP_API_KEY=", "WHOP_BASE_URL=")
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// courseToLookAt is a repository that an archive in testdata/browser holds. The file of a picture says its shade.
func courseToLookAt(t *testing.T, archive string) *shop {
	t.Helper()
	s := &shop{TB: t, dir: t.TempDir()}
	files, err := txtar.ParseFile(filepath.Join("testdata", "browser", archive))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files.Files {
		text := string(file.Data)
		if strings.HasSuffix(file.Name, ".png") {
			shade, err := strconv.Atoi(strings.TrimSpace(text))
			if err != nil {
				t.Fatal(err)
			}
			text = picture(shade)
		}
		s.write(file.Name, text)
	}
	return s
}

func exampleToLookAt(t *testing.T) *shop {
	t.Helper()
	s := &shop{TB: t, dir: filepath.Join(t.TempDir(), "example-course")}
	if err := os.CopyFS(s.dir, os.DirFS("../../example-course")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(s.dir, ".whopsync")); err != nil {
		t.Fatal(err)
	}
	return s
}

// otherTreesToLookAt has a course for every tool whose folders became courses.
func otherTreesToLookAt(t *testing.T) *shop {
	t.Helper()
	s := &shop{TB: t, dir: t.TempDir()}
	s.write("whopsync.yaml", "version: 1\n")
	for name, other := range otherTrees() {
		in := s.as(t, filepath.Join(s.dir, "courses", strings.ToLower(name)))
		for path, text := range other.tree {
			in.write(path, text)
		}
		in.write("course.yaml", "title: "+name+"\n")
	}
	return s
}

// changesToLookAt is a repository, and a Whop, between which there is a change of every kind, and a question.
func changesToLookAt(t *testing.T) *shop {
	t.Helper()
	s := openShop(t, emulator.Options{})
	s.write("courses/shop/course.yaml", "title: Shop\n")
	s.write("courses/shop/01-goods/chapter.yaml", "title: Goods\n")
	texts := map[string]string{
		"Unchanged": "This stays as it is.", "Changed": "Fire it slowly.", "Moved": "Cups stand in the window.", "Hidden": "Plates are sold out.",
		"Destroyed": "Vases were never good.", "Drift": "Bowls hold soup.", "Conflict": "Jugs hold water.",
		"Live": "Every Monday in the evening we meet on the screen and talk about glazes, kilns and clay.",
	}
	path := func(title string) string { return "courses/shop/01-goods/" + strings.ToLower(title) + ".md" }
	for title, text := range texts {
		s.write(path(title), "# "+title+"\n\n"+text+"\n")
	}
	s.write("courses/shop/02-rest/rest.md", "# Rest\n\nThe rest.\n")
	s.exits(0, "apply", "--yes")

	s.dashboard("Drift", func(l *emulator.Lesson) { *l.Content = "Bowls hold soup, and salad." })
	s.dashboard("Conflict", func(l *emulator.Lesson) { *l.Content = "Jugs hold water, or wine." })
	course := s.whop.Snapshot().Courses[0]
	student, err := s.whop.Dashboard.AddStudent(course.ID, "Ada")
	if err := errors.Join(err, s.whop.Dashboard.Start(student, s.lesson("Destroyed").ID)); err != nil {
		t.Fatal(err)
	}

	s.edit(path("Changed"), "slowly", "very slowly")
	s.edit(path("Conflict"), "water", "tea")
	s.rename(path("Moved"), "courses/shop/02-rest/moved.md")
	s.remove(path("Hidden"))
	s.remove(path("Destroyed"))
	s.write(path("New"), "# New\n\nA teapot.\n")
	s.write("courses/shop/01-goods/live-on-monday.md", s.read(path("Live")))
	s.rename(path("Live"), "courses/shop/01-goods/live-on-tuesday.md")
	s.edit("whopsync.yaml", "version: 1\n", "version: 1\non_remove: hide\nlimits: {max_delete_percent: 60}\nremoved:\n  - {address: shop/goods/destroyed, action: delete}\n")
	return s
}

// installBrowserTests installs the exact versions of the lock file into a folder of its own, and returns the folder and the browser.
func installBrowserTests(t *testing.T) (dir, browser string) {
	t.Helper()
	if testing.Short() {
		skipBrowser(t, "-short leaves out what has to be downloaded")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil && browser == "" {
			browser = found
		}
	}
	if browser == "" {
		skipBrowser(t, "neither Chromium nor Chrome is installed")
	}
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			skipBrowser(t, program+" is not installed")
		}
	}
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "browser"))); err != nil {
		t.Fatal(err)
	}
	install := node(t, dir, 2*time.Minute, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0")
	if out, err := install.CombinedOutput(); err != nil {
		skipBrowser(t, "npm cannot install what the tests need: "+err.Error()+"\n"+string(out))
	}
	return dir, browser
}

// skipBrowser leaves the test out, and says so. Where WHOPSYNC_MUST has the word browser, it may not be left out.
func skipBrowser(t *testing.T, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("WHOPSYNC_MUST"), ","), "browser") {
		t.Fatal("a browser has to look at the pages of preview, and cannot: " + why)
	}
	t.Skip("SKIPPED, so no browser has looked at the pages of preview: " + why)
}

// node prepares a program of Node's in dir that a deadline ends.
func node(t *testing.T, dir string, limit time.Duration, program string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = dir, os.Environ()
	return cmd
}
