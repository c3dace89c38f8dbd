package probe_test

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/probe"
	"whopsync/internal/whop"
	"whopsync/internal/whop/emulator"
)

// A stage is a Whop with courses that are none of the probe's business. Time is not real here: waits
// cost nothing.
type stage struct {
	testing.TB
	whop    *emulator.Emulator
	before  emulator.World
	seed    byte
	mu      sync.Mutex
	life    life
	bound   []string
	limited []string // Retry-After of each 429
}

// life is how long a process lives.
type life struct {
	passed, end int
	kill        context.CancelFunc
}

func onStage(t *testing.T, quirks emulator.Quirks, test func(s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := &stage{TB: t, whop: e}
		s.furnish()
		e.SetQuirks(quirks)
		s.before = e.Snapshot()
		test(s)
	})
}

// furnish makes courses of people, among them some that look like a scratch course in part.
func (s *stage) furnish() {
	course := s.course("Pottery basics", "visible")
	chapter := s.made(s.whop.Dashboard.AddChapter(course, "Clay"))
	lesson := s.made(s.whop.Dashboard.AddLesson(chapter, emulator.Lesson{Title: "Wedging", Content: new("Wedge it.")}))
	student := s.made(s.whop.Dashboard.AddStudent(course, "Ada"))
	s.must(s.whop.Dashboard.Complete(student, lesson))
	s.course("whopsync probe", "hidden")
	s.course("whopsync probe 0a1b2c3", "hidden")
	s.course("Whopsync probe 0a1b2c3d", "hidden")
	s.course("whopsync probe 0a1b2c3d (mine)", "hidden")
	s.course("whopsync probe 00000001", "visible")
	edited := s.course("whopsync probe 00000002", "hidden")
	chapter = s.made(s.whop.Dashboard.AddChapter(edited, "Probe first"))
	s.made(s.whop.Dashboard.AddLesson(chapter, emulator.Lesson{Title: "Probe alpha", Content: new("My own words.")}))
	added := s.course("whopsync probe 00000003", "hidden")
	s.made(s.whop.Dashboard.AddChapter(added, "Clay"))
	described := s.course("whopsync probe 00000004", "hidden")
	s.must(s.whop.Dashboard.EditCourse(described, func(c *emulator.Course) { c.Description = new("Mine.") }))
	s.bound = append(s.bound, s.course("whopsync probe 00000005", "hidden"))
}

func (s *stage) course(title, visibility string) string {
	id := s.made(s.whop.Dashboard.AddCourse(emulator.LocalExperience, title))
	s.must(s.whop.Dashboard.EditCourse(id, func(c *emulator.Course) { c.Visibility = visibility }))
	return id
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *stage) made(id string, err error) string {
	s.Helper()
	s.must(err)
	return id
}

// run asks the questions as a process of its own.
func (s *stage) run() (*probe.Report, error) {
	ctx, kill := context.WithCancel(s.Context())
	defer kill()
	s.life.kill = kill
	return s.ask(ctx, s.client(), s.random())
}

func (s *stage) client() *whop.Client {
	client, err := whop.New(whop.Config{
		BaseURL: emulator.LocalBaseURL, Key: emulator.LocalKey, MaxRate: -1, Transport: &wire{s.whop.Transport(), s},
	})
	s.must(err)
	return client
}

// random is another for each run.
func (s *stage) random() io.Reader {
	s.seed++
	return rand.NewChaCha8([32]byte{s.seed})
}

func (s *stage) ask(ctx context.Context, client *whop.Client, random io.Reader) (*probe.Report, error) {
	return probe.Run{
		Client: client, Experience: emulator.LocalExperience,
		IsBound: func(id string) bool { return slices.Contains(s.bound, id) },
		Random:  random, Wait: wait,
		Limited: func() (met, named bool) { return len(s.limited) > 0, strings.Join(s.limited, "") != "" },
	}.Ask(ctx)
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// wire ends the process before or after a request.
type wire struct {
	next http.RoundTripper
	s    *stage
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.s.passes() {
		return nil, errDead
	}
	answer, err := w.next.RoundTrip(r)
	if w.s.passes() {
		return nil, errDead
	}
	if err == nil && answer.StatusCode == http.StatusTooManyRequests {
		w.s.limited = append(w.s.limited, answer.Header.Get("Retry-After"))
	}
	return answer, err
}

var errDead = context.Canceled

// passes counts a boundary. From its end on, a process does nothing any more.
func (s *stage) passes() (isDead bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.life.passed++
	return s.life.end > 0 && s.life.passed >= s.life.end
}

// unharmed returns in what the courses and students differ from what they were before the first run, byte for byte.
func (s *stage) unharmed() string {
	return cmp.Diff(s.before.Courses, s.whop.Snapshot().Courses) + cmp.Diff(s.before.Interactions, s.whop.Snapshot().Interactions)
}

// count is how many requests a run sends where no earlier one has left a course: without those that look at what
// looks like one.
func (s *stage) count() (n int) {
	for _, entry := range s.whop.Log() {
		isJudging := false
		for _, c := range s.before.Courses {
			isJudging = isJudging || strings.Contains(entry.Path+entry.Query, c.ID)
			for _, chapter := range c.Chapters {
				for _, lesson := range chapter.Lessons {
					isJudging = isJudging || strings.Contains(entry.Path, lesson.ID)
				}
			}
		}
		if !isJudging {
			n++
		}
	}
	return n
}
