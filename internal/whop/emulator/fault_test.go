package emulator_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

// create sends one POST and returns what its caller gets to see, in a few words, and
// whether there is a course now.
func create(t *testing.T, e *emulator.Emulator, client *http.Client, base string) (seen string, effect bool) {
	t.Helper()
	r, err := http.NewRequest("POST", base+"/courses", strings.NewReader(newCourse))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+emulator.LocalKey)
	return outcome(client, r), len(e.Snapshot().Courses) == 1
}

func outcome(client *http.Client, r *http.Request) string {
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(r)
	if err != nil {
		return "no answer"
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 10_000_000))
	switch {
	case err != nil:
		return fmt.Sprintf("%d, broken off", answer.StatusCode)
	case len(body) == 10_000_000:
		return fmt.Sprintf("%d, endless", answer.StatusCode)
	}
	return fmt.Sprintf("%d, %d bytes of %s", answer.StatusCode, len(body), answer.Header.Get("Content-Type"))
}

func TestEveryFaultLooksTheSameThroughASocketAndInProcess(t *testing.T) {
	for _, fault := range emulator.Faults() {
		t.Run(fault.Name, func(t *testing.T) {
			inside := newEmulator(t, emulator.Options{})
			inside.SetFault(emulator.On(1, fault))
			seenInside, effectInside := create(t, inside, &http.Client{Transport: inside.Transport()}, emulator.LocalBaseURL)

			outside := newEmulator(t, emulator.Options{})
			outside.SetFault(emulator.On(1, fault))
			server := httptest.NewServer(outside)
			defer server.Close()
			seenOutside, effectOutside := create(t, outside, server.Client(), server.URL+"/api/v1")

			if diff := cmp.Diff(seenOutside, seenInside); diff != "" {
				t.Errorf("(-socket +in process):\n%s", diff)
			}
			if effectInside != effectOutside || effectInside != (fault.Effect == emulator.Now) {
				t.Errorf("effect is %v in process and %v through a socket, the fault says %s", effectInside, effectOutside, fault.Effect)
			}
		})
	}
}

func TestFaultsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, fault := range emulator.Faults() {
		if fault.Name == "" || seen[fault.Name] {
			t.Errorf("the name %q is empty or was there before", fault.Name)
		}
		seen[fault.Name] = true
	}
}

func TestALostConnectionIsTheErrorOfARealOne(t *testing.T) {
	for loss, want := range map[emulator.Loss]error{emulator.Unreachable: syscall.ECONNREFUSED, emulator.Reset: syscall.ECONNRESET, emulator.HangUp: io.EOF} {
		e := newEmulator(t, emulator.Options{})
		e.SetFault(emulator.On(1, emulator.Drop(emulator.Never, loss)))
		if _, err := call(t, e).try("GET", "/accounts/me", ""); !errors.Is(err, want) {
			t.Errorf("%s is %v, want %v", loss, err, want)
		}
	}
	e := newEmulator(t, emulator.Options{})
	e.SetFault(emulator.On(1, emulator.CutAnswer()))
	got, err := call(t, e).try("GET", "/accounts/me", "")
	if !errors.Is(err, io.ErrUnexpectedEOF) || got.body == "" {
		t.Errorf("a cut answer is %q and %v", got.body, err)
	}
}

func TestAFaultIsChosenByTheNumberOfTheRequest(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	c.get("/accounts/me")
	e.SetFault(emulator.OnNth("POST", 2, emulator.Refuse(503)))
	c.get("/accounts/me")
	c.want(200, "POST", "/courses", newCourse)
	c.want(503, "POST", "/courses", newCourse)
	c.want(200, "POST", "/courses", newCourse)
	if got := e.Log()[3].Fault; got != "refuse with 503" {
		t.Errorf("the log names the fault %q", got)
	}

	var seen []string
	e.SetFault(func(i emulator.RequestInfo) emulator.Fault {
		seen = append(seen, fmt.Sprintf("%d %d %s %s %v %d", i.Seq, i.Nth, i.Method, i.Path, i.IsWrite(), len(i.Body)))
		return emulator.Fault{}
	})
	c.get("/accounts/me")
	c.want(200, "POST", "/courses", newCourse)
	c.get("/accounts/me")
	if diff := cmp.Diff([]string{"1 1 GET /accounts/me false 0", fmt.Sprintf("2 1 POST /courses true %d", len(newCourse)), "3 2 GET /accounts/me false 0"}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheDashboardUserMayActBetweenTwoRequests(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	_, chapters, lessons := c.course(1)
	e.SetFault(func(i emulator.RequestInfo) emulator.Fault {
		if i.Nth == 1 && i.IsWrite() {
			if err := e.Dashboard.Delete(lessons[0][0]); err != nil {
				t.Error(err)
			}
		}
		return emulator.Fault{}
	})
	c.want(404, "PATCH", "/course_lessons/"+lessons[0][0], `{"title":"x"}`)
	c.get("/course_chapters/" + chapters[0])
}

func TestAWaitIsSaidInTheMessageOrInTheHeader(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	e.SetFault(emulator.On(1, emulator.TooMany(7)))
	got := c.want(429, "GET", "/accounts/me", "")
	if got.header.Get("Retry-After") != "" || !strings.Contains(got.body, "Try again in 7 seconds.") {
		t.Errorf("got %v %s", got.header, got.body)
	}
	e.SetFault(emulator.On(1, emulator.TooManyWithHeader("1000000000")))
	if got := c.want(429, "GET", "/accounts/me", "").header.Get("Retry-After"); got != "1000000000" {
		t.Errorf("Retry-After is %q", got)
	}
}

func TestAStaleAnswerShowsWhatWasThereBefore(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	_, _, lessons := c.course(1)
	before := c.get("/course_lessons/" + lessons[0][0]).body
	e.SetFault(emulator.On(1, emulator.Stale()))
	sameJSON(t, before, c.want(200, "PATCH", "/course_lessons/"+lessons[0][0], `{"content":"new"}`).body)
	if l, _ := e.Snapshot().Lesson(lessons[0][0]); *l.Content != "new" {
		t.Errorf("the content is %q", *l.Content)
	}
}

func TestALateEffectComesAfterAsManyRequestsAsWereSaid(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	_, _, lessons := c.course(1)
	e.SetFault(emulator.On(1, emulator.DropLate(1)))
	c.try("PATCH", "/course_lessons/"+lessons[0][0], `{"content":"late"}`)
	for _, want := range []string{"Clay", "late", "late"} {
		var got struct{ Content string }
		c.get("/course_lessons/"+lessons[0][0]).into(t, &got)
		if got.Content != want {
			t.Errorf("the content is %q, want %q", got.Content, want)
		}
	}
	e.SetFault(emulator.On(1, emulator.DropLate(99)))
	c.try("DELETE", "/course_lessons/"+lessons[0][0], "")
	c.get("/course_lessons/" + lessons[0][0])
	e.Settle()
	c.want(404, "GET", "/course_lessons/"+lessons[0][0], "")
}

func TestAnEffectThatLagsComesWhenItsTimeHasPassed(t *testing.T) {
	now := time.Now()
	e := newEmulator(t, emulator.Options{Clock: func() time.Time { return now }})
	c := call(t, e)
	_, _, lessons := c.course(1)
	e.SetFault(emulator.On(1, emulator.Lagging(time.Second, emulator.Refuse(500))))
	c.want(500, "PATCH", "/course_lessons/"+lessons[0][0], `{"content":"late"}`)
	for _, want := range []string{"Clay", "late"} {
		now = now.Add(999 * time.Millisecond)
		var got struct{ Content string }
		c.get("/course_lessons/"+lessons[0][0]).into(t, &got)
		if got.Content != want {
			t.Errorf("the content is %q, want %q", got.Content, want)
		}
	}
}

func TestWaitsEndWhenTheCallerGivesUp(t *testing.T) {
	for name, options := range map[string]struct {
		latency time.Duration
		fault   emulator.Fault
		effect  bool
	}{
		"on the way there": {latency: time.Hour},
		"on the way back":  {fault: emulator.Slow(time.Hour), effect: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := newEmulator(t, emulator.Options{Latency: options.latency})
				e.SetFault(emulator.On(1, options.fault))
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				r, err := http.NewRequestWithContext(ctx, "POST", emulator.LocalBaseURL+"/courses", strings.NewReader(newCourse))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Authorization", "Bearer "+emulator.LocalKey)
				if _, err := e.Transport().RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
				if effect := len(e.Snapshot().Courses) == 1; effect != options.effect {
					t.Errorf("effect is %v", effect)
				}
			})
		})
	}
}

func TestTheBodyOfAnAnswerEndsWithItsContext(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	e.SetFault(emulator.On(1, emulator.EndlessAnswer()))
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", emulator.LocalBaseURL+"/accounts/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := e.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, answer.Body, 1_000_000); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.Copy(io.Discard, answer.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("reading on gives %v", err)
	}
	answer.Body.Close()
	if _, err := answer.Body.Read(make([]byte, 1)); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("reading a closed body gives %v", err)
	}
}

// watched notes whether a request body was read to its end and closed.
type watched struct {
	io.Reader
	closed bool
}

func (w *watched) Close() error {
	w.closed = true
	return nil
}

func TestTheBodyOfARequestIsReadAndClosed(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	body := &watched{Reader: strings.NewReader(newCourse)}
	r, err := http.NewRequest("POST", emulator.LocalBaseURL+"/courses", body)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := e.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if rest, _ := io.ReadAll(body); !body.closed || len(rest) != 0 {
		t.Errorf("closed %v, %d bytes left", body.closed, len(rest))
	}
}
