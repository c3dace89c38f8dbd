package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"whopsync/internal/cli"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// Requests are the cost that users feel: Whop allows some 600 a minute. These tests count
// them for a course of 1,000 text lessons in 20 chapters.

func TestRequestsOfALargeCourse(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	s := openShop(t, emulator.Options{})
	s.writeCourse(20, 50)

	s.run("apply", "--yes")
	s.atMost("the first apply", len(s.whop.Log()), 1035)

	s.whop.ClearLog()
	s.run("plan", "--detailed-exitcode")
	s.atMost("a plan without changes", len(s.whop.Log()), 13)
	s.atMost("writes of a plan", s.whop.Writes(), 0)

	s.whop.ClearLog()
	s.run("apply", "--yes")
	s.atMost("an apply without changes", len(s.whop.Log()), 13)
	s.atMost("writes of an apply without changes", s.whop.Writes(), 0)

	for lesson := range 10 {
		s.write(lessonPath(lesson, lesson), lessonText(lesson, lesson)+"\nOne more line.\n")
	}
	s.whop.ClearLog()
	s.run("apply", "--yes")
	s.exactly("ten edits", "PATCH /course_lessons/*", 10)
	s.atMost("writes of ten edits", s.whop.Writes(), 10)

	for chapter := range 10 {
		s.rename(lessonPath(chapter, 49), fmt.Sprintf("courses/large/%02d-part-%02d/00-lesson-49.md", chapter, chapter))
	}
	s.whop.ClearLog()
	s.run("apply", "--yes")
	s.exactly("ten reorders", "PATCH /courses/*", 1)
	s.atMost("writes of ten reorders", s.whop.Writes(), 1)
	s.run("plan", "--detailed-exitcode")
}

// In the bubble, time passes only while requests are under way: one that waits for no other adds nothing.
func TestAPlanOfALargeCourseWaitsSixTimes(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	s := openShop(t, emulator.Options{})
	s.writeCourse(20, 50)
	s.inMemory()
	s.run("apply", "--yes")
	const latency = 50 * time.Millisecond
	s.whop.SetFault(func(emulator.RequestInfo) emulator.Fault { return emulator.Fault{Delay: latency} })
	s.whop.ClearLog()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s.as(t, s.dir).run("plan", "--detailed-exitcode")
		if waits := time.Since(start) / latency; waits != 6 {
			t.Errorf("%d requests went one after the other, want 6", waits)
		}
	})
	s.atMost("a plan without changes", len(s.whop.Log()), 13)
}

// shop is a course repository and the Whop that it is applied to.
type shop struct {
	testing.TB
	dir      string
	whop     *emulator.Emulator
	url, key string
	kept     *kept // where its state is; nil: where it is when nothing is said about it

	patient   bool                                                    // waits take their time
	transport http.RoundTripper                                       // nil: the network
	prepared  map[string]func(ctx context.Context, p cli.Process) int // by command lines; nil: each is parsed when it is run
	now       func() time.Time                                        // nil: the machine's clock
}

func openShop(t testing.TB, options emulator.Options) *shop {
	t.Helper()
	whop, err := emulator.New(options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(whop)
	t.Cleanup(server.Close)
	s := &shop{TB: t, dir: t.TempDir(), whop: whop, url: server.URL + "/api/v1", key: emulator.LocalKey}
	s.write("whopsync.yaml", "version: 1\ndefault_environment: test\nenvironments:\n  test:\n    experience: "+emulator.LocalExperience+"\n")
	return s
}

// as is the same shop for another test, or in another folder.
func (s *shop) as(t testing.TB, dir string) *shop {
	other := *s
	other.TB, other.dir = t, dir
	return &other
}

func (s *shop) write(path, text string) {
	s.Helper()
	path = filepath.Join(s.dir, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		s.Fatal(err)
	}
}

func (s *shop) rename(from, to string) {
	s.Helper()
	if err := os.Rename(filepath.Join(s.dir, from), filepath.Join(s.dir, to)); err != nil {
		s.Fatal(err)
	}
}

func (s *shop) writeCourse(chapters, lessons int) {
	s.write("courses/large/course.yaml", "title: A large course\n")
	for chapter := range chapters {
		for lesson := range lessons {
			s.write(lessonPath(chapter, lesson), lessonText(chapter, lesson))
		}
	}
}

func lessonPath(chapter, lesson int) string {
	return fmt.Sprintf("courses/large/%02d-part-%02d/%02d-lesson-%02d.md", chapter, chapter, lesson+1, lesson)
}

func lessonText(chapter, lesson int) string {
	return fmt.Sprintf("# Lesson %d of chapter %d\n\n%s\n", lesson, chapter, strings.Repeat(fmt.Sprintf("Paragraph %d of lesson %d says something.\n", chapter, lesson), 20))
}

// run runs a command that has to succeed.
func (s *shop) run(args ...string) {
	s.Helper()
	if code, said := s.command(args...); code != 0 {
		s.Fatalf("whopsync %s exited with %d:\n%s", strings.Join(args, " "), code, said[max(0, len(said)-2000):])
	}
}

// command runs a command, and returns its exit code and everything it printed.
func (s *shop) command(args ...string) (code int, said string) {
	var out bytes.Buffer
	return s.main(&out, &out, args), out.String()
}

// main runs a command in this process.
func (s *shop) main(out, errs io.Writer, args []string) (code int) {
	wait := atOnce
	if s.patient {
		wait = nil
	}
	process := cli.Process{Environ: s.environ(), Streams: cli.Streams{In: strings.NewReader(""), Out: out, Err: errs}, Transport: s.transport, Wait: wait}
	args = append([]string{"-C", s.dir}, args...)
	process.Now = s.now
	if s.prepared == nil {
		return cli.Main(context.Background(), args, process)
	}
	line := strings.Join(args, "\x00")
	if s.prepared[line] == nil {
		s.prepared[line] = cli.Prepare(args)
	}
	return s.prepared[line](context.Background(), process)
}

// inMemory has commands run as cheaply as in this process alone: their files lie in memory where the machine offers
// that, requests reach Whop without a network, and each command line is parsed once.
func (s *shop) inMemory() {
	s.Helper()
	if dir, err := os.MkdirTemp("/dev/shm", "whopsync-test-"); err == nil {
		s.Cleanup(func() { os.RemoveAll(dir) })
		if err := os.CopyFS(dir, os.DirFS(s.dir)); err != nil {
			s.Fatal(err)
		}
		s.dir = dir
	}
	s.url, s.transport = emulator.LocalBaseURL, s.whop.Transport()
	s.prepared = map[string]func(context.Context, cli.Process) int{}
}

// atOnce lets no time pass: what comes late at the emulator does so after a number of requests.
func atOnce(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// process is a command in a process of its own, not yet started.
func (s *shop) process(args ...string) *exec.Cmd {
	cmd := exec.Command("whopsync", append([]string{"-C", s.dir}, args...)...)
	cmd.Env = s.environ()
	return cmd
}

// environ is what the commands of s find in their environment. Tests run side by side, so the one
// of this process stays unchanged.
func (s *shop) environ() []string {
	environ := append(os.Environ(), "WHOP_BASE_URL="+s.url, "WHOP_API_KEY="+s.key)
	if s.kept != nil {
		environ = append(environ, s.kept.environ...)
	}
	return environ
}

func (s *shop) atMost(what string, got, want int) {
	s.Helper()
	s.Logf("%s: %d requests", what, got)
	if got > want {
		s.Errorf("%s: %d requests, at most %d allowed", what, got, want)
	}
}

func (s *shop) exactly(what, request string, want int) {
	s.Helper()
	method, pattern, _ := strings.Cut(request, " ")
	if got := s.whop.Count(method, pattern); got != want {
		s.Errorf("%s: %d times %s, want %d", what, got, request, want)
	}
}
