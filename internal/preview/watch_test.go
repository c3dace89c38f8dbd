package preview

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// patience bounds how long a test waits for what has to come.
const patience = 20 * time.Second

// author has a folder that is watched.
type author struct {
	testing.TB
	dir  string
	seen atomic.Value // the paths and texts of all files when Watch called last
}

// watched watches a new folder until the test ends.
func watched(t *testing.T) *author { return watchedAt(t, t.TempDir()) }

func watchedAt(t *testing.T, dir string) *author {
	a := &author{TB: t, dir: dir}
	a.seen.Store("")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Watch(ctx, a.dir, func(bool) { a.seen.Store(a.all()) }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return a
}

// all returns the paths and texts of all files, as far as they are there.
func (a *author) all() string {
	var out strings.Builder
	_ = filepath.WalkDir(a.dir+string(filepath.Separator), func(at string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			text, _ := os.ReadFile(at)
			rel, _ := filepath.Rel(a.dir, at)
			fmt.Fprintf(&out, "%s: %s\n", filepath.ToSlash(rel), text)
		}
		return nil
	})
	return out.String()
}

func (a *author) write(name, text string) {
	a.Helper()
	at := filepath.Join(a.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
		a.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
		a.Fatal(err)
	}
}

func (a *author) rename(from, to string) {
	a.Helper()
	if err := os.Rename(filepath.Join(a.dir, filepath.FromSlash(from)), filepath.Join(a.dir, filepath.FromSlash(to))); err != nil {
		a.Fatal(err)
	}
}

// shows waits until a file was seen with a text.
func (a *author) shows(name, text string) {
	a.Helper()
	for begin := time.Now(); time.Since(begin) < patience; time.Sleep(5 * time.Millisecond) {
		if strings.Contains(a.seen.Load().(string), name+": "+text+"\n") {
			return
		}
	}
	a.Fatalf("%s was not seen with %q, but\n%s", name, text, a.seen.Load())
}

func TestWhatIsSavedInARenamedFolderIsSeen(t *testing.T) {
	t.Parallel()
	a := watched(t)
	chapter := func(n int) string { return fmt.Sprintf("courses/c/%02d-a", n) }
	a.write(chapter(0)+"/01-x.md", "first")
	a.write(chapter(0)+"/files/notes.txt", "first")
	a.write("courses/c/twin/01-x.md", "twin")
	a.shows("courses/c/twin/01-x.md", "twin")
	a.shows(chapter(0)+"/files/notes.txt", "first")
	for n := range 20 {
		at, edit := chapter(n+1), fmt.Sprintf("edit %d", n)
		a.rename(chapter(n), at)
		if n%3 == 0 { // and the twin has its place for a moment, as when an author changes the order of two
			a.rename("courses/c/twin", chapter(n))
			a.rename(at, "courses/c/twin")
			a.rename(chapter(n), at)
		}
		a.shows(at+"/01-x.md", strings.TrimSpace(a.text(at+"/01-x.md")))
		for _, name := range []string{at + "/01-x.md", "courses/c/twin/01-x.md"} {
			a.write(name, edit)
			a.shows(name, edit)
		}
		for _, folder := range []string{at, "courses/c/twin"} {
			name := folder + "/files/notes.txt"
			a.write(name, edit)
			a.shows(name, edit)
		}
	}
}

func (a *author) text(name string) string {
	a.Helper()
	text, err := os.ReadFile(filepath.Join(a.dir, filepath.FromSlash(name)))
	if err != nil {
		a.Fatal(err)
	}
	return string(text)
}

// A folder that was deleted and made again under its name is watched as well.
func TestWhatIsSavedInAFolderThatIsBackIsSeen(t *testing.T) {
	t.Parallel()
	a := watched(t)
	for n := range 5 {
		edit := fmt.Sprintf("edit %d", n)
		a.write("courses/c/01-a/01-x.md", edit)
		a.shows("courses/c/01-a/01-x.md", edit)
		a.write("courses/c/01-a/01-x.md", edit+", again")
		a.shows("courses/c/01-a/01-x.md", edit+", again")
		if err := os.RemoveAll(filepath.Join(a.dir, "courses")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsSavedInAFolderThatALinkLeadsToIsSeen(t *testing.T) {
	t.Parallel()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Skip(err) // Windows lets few make one
	}
	a := watchedAt(t, link)
	for _, text := range []string{"saved", "saved again"} {
		a.write("courses/c/01-a/01-x.md", text)
		a.shows("courses/c/01-a/01-x.md", text)
	}
}

// A program that writes without a pause does not keep the pages from what was saved.
func TestAFileThatIsWrittenAllTheTimeIsSeen(t *testing.T) {
	t.Parallel()
	a := watched(t)
	a.write("saved.md", "saved")
	a.shows("saved.md", "saved")
	done := make(chan struct{})
	var writers sync.WaitGroup
	for n := range 4 { // so that a pause of this machine is no pause of all of them
		writers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					a.append(fmt.Sprintf("log%d.txt", n))
				}
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
	defer writers.Wait()
	defer close(done)
	for range 5 {
		before := a.seen.Load()
		for begin := time.Now(); a.seen.Load() == before; time.Sleep(5 * time.Millisecond) {
			if time.Since(begin) > patience {
				t.Fatal("what is written is not seen")
			}
		}
	}
}

func (a *author) append(name string) {
	out, err := os.OpenFile(filepath.Join(a.dir, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		a.Error(err)
		return
	}
	defer out.Close()
	if _, err := out.WriteString("x"); err != nil {
		a.Error(err)
	}
}
