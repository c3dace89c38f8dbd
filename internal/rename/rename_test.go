package rename

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestAFileThatIsOpenElsewhereIsWaitedForAWhile(t *testing.T) {
	denied := &os.LinkError{Op: "rename", Err: syscall.Errno(5)}
	shared := &os.PathError{Op: "rename", Err: syscall.Errno(32)}
	missing := &os.LinkError{Op: "rename", Err: syscall.Errno(2)}
	for _, test := range []struct {
		name    string
		system  string
		answers []error // the last one stays
		calls   int
		want    error
	}{
		{"at once", "windows", []error{nil}, 1, nil},
		{"a scanner reads it", "windows", []error{denied, shared, denied, nil}, 4, nil},
		{"it stays open", "windows", []error{shared}, tries, shared},
		{"it is gone", "windows", []error{denied, missing}, 2, missing},
		{"another system", "linux", []error{shared}, 1, shared},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin, calls := time.Now(), 0
				err := retry(test.system, func() error {
					calls++
					return test.answers[min(calls, len(test.answers))-1]
				})
				if !errors.Is(err, test.want) || calls != test.calls {
					t.Errorf("got %v after %d calls, want %v after %d", err, calls, test.want, test.calls)
				}
				if took := time.Since(begin); took > 3*time.Second {
					t.Errorf("it waited %s", took)
				}
			})
		})
	}
}

func TestAFileIsReplaced(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for name, over := range map[string]func() error{
		"by path":   func() error { return Over(filepath.Join(dir, "new"), filepath.Join(dir, "old")) },
		"in a root": func() error { return OverIn(root, "new", "old") },
	} {
		for file, text := range map[string]string{"old": "before", "new": name} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if err := over(); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "old")); string(got) != name || err != nil {
			t.Errorf("%s: %q (%v)", name, got, err)
		}
	}
}
