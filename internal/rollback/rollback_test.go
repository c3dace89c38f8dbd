package rollback_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/rollback"
	"whopsync/internal/spec"
)

func at(address string) course.Address {
	a, _ := course.ParseAddress(address)
	return a
}

func version(path, text string) *rollback.Version {
	return &rollback.Version{Path: path, Text: &text}
}

// files is a repository: what is in it, by path.
type files map[string]string

func (f files) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range f {
		at := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o777), os.WriteFile(at, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t *testing.T, dir string) files {
	t.Helper()
	all := files{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		all[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func open(t *testing.T, dir string) *spec.Repo {
	t.Helper()
	repo, err := spec.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = repo.Close() })
	return repo
}

// eventful is a run that has moved a chapter, exchanged two lessons' names, edited, made and removed.
var (
	eventful = []rollback.Object{
		{Address: at("c/clay"), Kind: course.KindChapter, Fate: rollback.Changed, ID: "clay", Parent: "c",
			Before: &rollback.Version{Path: "courses/c/01-clay"}, After: version("courses/c/02-clay/chapter.yaml", "title: Mud\n")},
		{Address: at("c/clay/a"), Kind: course.KindLesson, Fate: rollback.Changed, ID: "a", Parent: "clay",
			Before: version("courses/c/01-clay/01-a.md", "# A\n\nSee [b](01-b.md).\n"), After: version("courses/c/02-clay/01-b.md", "# A\n\nSee [b](01-a.md).\n")},
		{Address: at("c/clay/b"), Kind: course.KindLesson, Fate: rollback.Changed, ID: "b", Parent: "clay",
			Before: version("courses/c/01-clay/01-b.md", "# B\n"), After: version("courses/c/02-clay/01-a.md", "# B\n\nMore.\n")},
		{Address: at("c/clay/made"), Kind: course.KindLesson, Fate: rollback.Created, After: version("courses/c/02-clay/03-made.md", "# Made\n")},
		{Address: at("c/wheel"), Kind: course.KindChapter, Fate: rollback.Destroyed, ID: "wheel", Parent: "c",
			Before: version("courses/c/02-wheel/chapter.yaml", "title: Wheel\n")},
		{Address: at("c/wheel/gone"), Kind: course.KindLesson, Fate: rollback.Destroyed, ID: "gone", Parent: "wheel",
			Before: version("courses/c/02-wheel/01-gone.md", "# Gone\n")},
	}
	changed = files{
		"whopsync.yaml":                  "version: 1\n",
		"courses/c/course.yaml":          "title: C\n",
		"courses/c/02-clay/chapter.yaml": "title: Mud\n",
		"courses/c/02-clay/01-b.md":      "# A\n\nSee [b](01-a.md).\n",
		"courses/c/02-clay/01-a.md":      "# B\n\nMore.\n",
		"courses/c/02-clay/03-made.md":   "# Made\n",
	}
	before = files{
		"whopsync.yaml":                   "version: 1\n",
		"courses/c/course.yaml":           "title: C\n",
		"courses/c/01-clay/01-a.md":       "# A\n\nSee [b](01-b.md).\n",
		"courses/c/01-clay/01-b.md":       "# B\n",
		"courses/c/02-wheel/chapter.yaml": "title: Wheel\n",
		"courses/c/02-wheel/01-gone.md":   "# Gone\n",
	}
	places = map[string]string{"courses/c": "c", "courses/c/02-clay": "clay", "courses/c/02-clay/01-b.md": "a", "courses/c/02-clay/01-a.md": "b"}
)

func find(t *testing.T, dir string) *rollback.Result {
	t.Helper()
	repo := open(t, dir)
	project, _ := spec.Load(repo, "")
	result, err := rollback.Find(rollback.Input{
		Record: &rollback.Record{Objects: eventful}, Repo: repo, Project: project, AcceptDeletes: true,
		IDs:     func(place string, _ course.Kind) string { return places[place] },
		Created: func(course.Address) string { return "" },
		Merge:   func(own, _, _ []byte) ([]byte, bool, error) { return own, true, nil },
		Bytes:   func(rollback.Asset) ([]byte, bool) { return nil, false },
	})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// cuts are the beginnings of an arrangement: what of it is done when a run is killed.
func cuts(a spec.Arrangement) (some []spec.Arrangement) {
	total := len(a.Texts) + len(a.Renames) + len(a.Folders) + len(a.Made) + len(a.Gone)
	for n := range total + 1 {
		take := func(length int) int {
			taken := min(n, length)
			n -= taken
			return taken
		}
		some = append(some, spec.Arrangement{
			Texts: a.Texts[:take(len(a.Texts))], Renames: a.Renames[:take(len(a.Renames))], Folders: a.Folders[:take(len(a.Folders))],
			Made: a.Made[:take(len(a.Made))], Gone: a.Gone[:take(len(a.Gone))],
		})
	}
	return some
}

// A rollback that was killed before any of its writes is finished from its steps, and a rollback after it finds nothing.
func TestARollbackThatIsKilledBeforeAnyWriteIsFinished(t *testing.T) {
	kills := 0
	steps := find(t, changed.write(t)).Steps
	for killed, step := range steps {
		for n, cut := range cuts(step) {
			t.Run(fmt.Sprintf("in step %d after %d", killed+1, n), func(t *testing.T) {
				kills++
				dir := changed.write(t)
				for _, done := range steps[:killed] {
					if err := spec.CarryOut(open(t, dir), done); err != nil {
						t.Fatal(err)
					}
				}
				if err := spec.CarryOut(open(t, dir), cut); err != nil {
					t.Fatal(err)
				}
				for _, left := range steps[killed:] {
					if saved, err := spec.Finish(open(t, dir), left, nil); err != nil || saved != nil {
						t.Fatal(saved, err)
					}
				}
				if diff := cmp.Diff(before, read(t, dir)); diff != "" {
					t.Errorf("files (-want +got):\n%s", diff)
				}
				if again := find(t, dir); len(again.Steps) > 0 {
					t.Errorf("once more: %+v", again.Steps)
				}
			})
		}
	}
	t.Logf("%d kills in %d steps", kills, len(steps))
}

// A record can be anybody's who can write where the state is.
func TestARecordLeadsToNoOtherFilesThanThoseOfCourses(t *testing.T) {
	for name, object := range map[string]string{
		"a workflow":          `{"address":"c","type":"course","fate":"changed","before":{"path":".github/workflows/course.yaml","text":"x"}}`,
		"a folder above":      `{"address":"c/d/e","type":"lesson","fate":"hidden","before":{"path":"../01-a.md","text":"x"}}`,
		"in between":          `{"address":"c/d/e","type":"lesson","fate":"hidden","before":{"path":"a/../../b.md","text":"x"}}`,
		"absolute":            `{"address":"c/d/e","type":"lesson","fate":"hidden","before":{"path":"/etc/motd.md","text":"x"}}`,
		"of Windows":          `{"address":"c/d/e","type":"lesson","fate":"hidden","before":{"path":"C:\\a.md","text":"x"}}`,
		"a hidden folder":     `{"address":"c/d/e","type":"lesson","fate":"hidden","before":{"path":"courses/.git/a.md","text":"x"}}`,
		"the configuration":   `{"address":"c","type":"course","fate":"changed","after":{"path":"whopsync.yaml","text":"x"}}`,
		"a program":           `{"address":"c/d/e","type":"lesson","fate":"hidden","before":{"path":"courses/Makefile","text":"x"}}`,
		"a shown file":        `{"address":"c/d/e","type":"lesson","fate":"hidden","before":{"path":"c/d/e.md","files":[{"path":".git/config","sha256":"ab"}]}}`,
		"another kind":        `{"address":"c/d","type":"lesson","fate":"hidden"}`,
		"no address":          `{"type":"lesson","fate":"hidden"}`,
		"an address of sorts": `{"address":"../..","type":"chapter","fate":"hidden"}`,
	} {
		_, err := rollback.Decode([]byte(`{"format_version":"2.0","objects":[` + object + `]}`))
		if err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for text, want := range map[string]string{
		"{":                                      "this is not the record of a run",
		"[]":                                     "this is not the record of a run",
		"{}":                                     "no format_version",
		`{"format_version":"1.2"}`:               "an earlier version of whopsync",
		`{"format_version":"3.0"}`:               "another version of whopsync",
		`{"format_version":"2.0","objects":[7]}`: "this is not the record of a run",
	} {
		if _, err := rollback.Decode([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	want := &rollback.Record{Environment: "test", Serial: 7, Objects: eventful}
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := rollback.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}
