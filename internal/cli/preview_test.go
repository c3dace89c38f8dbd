package cli_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"whopsync/internal/cli"
	"whopsync/internal/whop/emulator"
)

// A preview shows a file as soon as it is saved, then what that would change, keeps what cannot be read as it was, leaves the local Whop to
// an apply, and ends with 0 when it is interrupted.
func TestAPreviewFollowsItsAuthor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("whopsync.yaml", "version: 1\n")
	write("courses/pottery/course.yaml", "title: Pottery\n")
	const lesson = "courses/pottery/01-clay/01-wedging.md"
	write(lesson, "# Wedging\n\nPress the air out.\n")

	run := func(ctx context.Context, out io.Writer, args ...string) int {
		return cli.Main(ctx, args, cli.Process{Dir: dir, Streams: cli.Streams{In: strings.NewReader(""), Out: out, Err: out}})
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	said, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, out, "preview", "--listen", "127.0.0.1:0")
		out.Close()
	}()
	lines := bufio.NewScanner(said)
	if !lines.Scan() {
		t.Fatal("it says nothing")
	}
	address := strings.TrimPrefix(lines.Text(), "Showing the courses at ")
	go func() { _, _ = io.Copy(io.Discard, said) }()

	// shows waits until a page has a text.
	shows := func(page, text string) {
		t.Helper()
		last := ""
		for range int(patience / (20 * time.Millisecond)) {
			answer, err := http.Get(address + page)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			if last = string(body); strings.Contains(last, text) {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatalf("%s does not show %q:\n%s", page, text, last)
	}
	shows("pottery/clay/wedging.html", "Press the air out.")
	shows("pottery/clay/wedging.html", `class="badge new"`)
	write(lesson, "# Wedging\n\nPress it out, and turn it.\n")
	shows("pottery/clay/wedging.html", "and turn it.")
	write(lesson, "---\ntitle: [\n---\nPress.\n")
	shows("pottery/clay/wedging.html", "This is how it was before")
	shows("pottery/clay/wedging.html", "and turn it.")
	write(lesson, "# Wedging\n\nPress it out, and turn it.\n")
	shows("plan.html", "New: 1 course")
	if code := run(t.Context(), io.Discard, "apply", "--yes"); code != 0 {
		t.Fatalf("apply ended with %d", code)
	}
	shows("plan.html", "Nothing: Whop has what the files say.")
	write(lesson, "# Wedging\n\nPress it out, and turn it twice.\n")
	shows("pottery/clay/wedging.html", `class="badge changed"`)
	shows("plan.html", "<ins> twice</ins>")
	write("courses/pottery/02-fire/01-firing.md", "# Firing\n")
	shows("pottery/fire/firing.html", "Firing</h1>")
	interrupt()
	if code := <-ended; code != 0 {
		t.Errorf("it ended with %d", code)
	}
	if _, err := http.Get(address); err == nil {
		t.Error("it still answers")
	}
}

// To look at the course of a stranger, with a key, is no wish to reach the hosts that its files name.
func TestAPreviewAsksNothingThatTheRepositoryAloneNames(t *testing.T) {
	for _, variable := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		t.Setenv(variable, "of the one who looks")
	}
	for name, settings := range map[string]string{
		"a state on a server":          "state: LISTENER/state",
		"a state in a bucket":          "state: 's3://bucket/key?region=eu-west-1&endpoint=LISTENER'",
		"an API":                       "base_url: LISTENER/api/v1",
		"an API, and a state in files": "base_url: LISTENER/api/v1, state: file",
	} {
		t.Run(name, func(t *testing.T) {
			var heard atomic.Int32
			listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				heard.Add(1)
				w.WriteHeader(http.StatusForbidden)
			}))
			defer listener.Close()
			s := &shop{TB: t, dir: t.TempDir(), key: emulator.LocalKey}
			settings = strings.ReplaceAll(settings, "LISTENER", listener.URL)
			s.write("whopsync.yaml", "version: 1\ndefault_environment: p\nenvironments:\n  p: {experience: exp_LocalCourses01, "+settings+"}\n")
			s.write("courses/pottery/course.yaml", "title: Pottery\n")
			s.write("courses/pottery/01-clay/01-wedging.md", "# Wedging\n\nPress the air out.\n")
			r := openReader(t, s)
			page := ""
			for begin := time.Now(); !strings.Contains(page, "What would change is not known") && time.Since(begin) < patience; time.Sleep(20 * time.Millisecond) {
				page = r.page("/plan.html")
			}
			if !strings.Contains(page, "which is asked with --env p alone") {
				t.Errorf("the page of changes does not say why:\n%s", page)
			}
			if n := heard.Load(); n > 0 {
				t.Errorf("%d requests were sent without --env", n)
			}
			s.exits(0, "preview", "--build", "out", "--env", "p")
			if heard.Load() == 0 {
				t.Error("nothing was asked with --env either")
			}
		})
	}
}
