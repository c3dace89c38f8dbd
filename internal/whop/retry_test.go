package whop

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

const oneChapter = `{"id":"chap_1","title":"Clay"}`

func TestWritesWaitWhenToldToAndGoOutAgainUnchanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{"POST /course_chapters": inTurn{limited("", ""), limited("", ""), oneChapter}})
		if err := createChapter(c, t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(stage.requests[0], stage.requests[2], cmp.AllowUnexported(request{})); diff != "" || len(stage.requests) != 3 {
			t.Errorf("%d requests; first and last differ (-first +last):\n%s", len(stage.requests), diff)
		}
		if key := stage.requests[2].header.Get("Idempotency-Key"); key != "key-1" {
			t.Errorf("idempotency key %q", key)
		}
	})
}

// limited refuses with 429, as Whop does, or with a header.
func limited(header, value string) handler {
	return func(w http.ResponseWriter, _ *http.Request) {
		if header != "" {
			w.Header().Set(header, value)
		}
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, `{"error":null}`)
	}
}

func TestWaitIsTheOneThatTheServerAsksFor(t *testing.T) {
	for name, test := range map[string]struct {
		answer   handler
		min, max time.Duration
	}{
		"seconds":                   {limited("Retry-After", "7"), 7 * time.Second, 7 * time.Second},
		"a date":                    {limited("Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT"), 30 * time.Second, 30 * time.Second},
		"milliseconds":              {limited("Retry-After-Ms", "1500"), 1500 * time.Millisecond, 1500 * time.Millisecond},
		"the message":               {refuse(429, "Rate limit exceeded. Try again in 12 seconds."), 12 * time.Second, 12 * time.Second},
		"one second in the message": {refuse(429, "Try again in 1 second."), time.Second, time.Second},
		"never over a minute":       {limited("Retry-After", "3600"), time.Minute, time.Minute},
		"an absurd number":          {limited("Retry-After", "1000000000"), time.Minute, time.Minute},
		"a number beyond all":       {limited("Retry-After", "1e300"), time.Minute, time.Minute},
		"a negative number":         {limited("Retry-After", "-5"), 0, time.Second},
		"a date long ago":           {limited("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"), 0, time.Second},
		"not a number":              {limited("Retry-After", "NaN"), 0, time.Second},
		"nonsense":                  {limited("Retry-After", "soon"), 0, time.Second},
		"nothing":                   {limited("", ""), 0, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the clock begins at the start of 2000
				c, _ := perform(t, script{"GET /course_chapters/chap_1": inTurn{test.answer, oneChapter}})
				start := time.Now()
				if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); err != nil {
					t.Fatal(err)
				}
				if waited := time.Since(start); waited < test.min || waited > test.max {
					t.Errorf("waited %s, want %s to %s", waited, test.min, test.max)
				}
			})
		})
	}
}

func TestReadsAreRepeatedUntilTheySucceed(t *testing.T) {
	for name, failure := range map[string]any{
		"connection reset": broken{errors.New("reset")},
		"408":              408, "500": 500, "503": 503,
		"a cut answer": roundTrip(200, cut(oneChapter)),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := perform(t, script{"GET /course_chapters/chap_1": inTurn{failure, failure, oneChapter}})
				if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestReadsAreNotRepeatedWhenTheAnswerWouldBeTheSame(t *testing.T) {
	for name, failure := range map[string]any{
		"400": 400, "401": 401, "403": 403, "404": 404, "409": 409, "422": 422,
		"HTML": "<html>", "wrong id": `{"id":"chap_2","title":"Clay"}`,
		"a redirect": handler(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
		}),
	} {
		t.Run(name, func(t *testing.T) {
			c, stage := perform(t, script{"GET /course_chapters/chap_1": failure})
			if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); err == nil || len(stage.requests) != 1 {
				t.Errorf("%d requests, error %v", len(stage.requests), err)
			}
		})
	}
}

// What became of such a write is for the caller to find out, by looking.
func TestUnclearWritesAreNotRepeated(t *testing.T) {
	writes := map[string]func(*Client) error{
		"POST /course_chapters": func(c *Client) error { return createChapter(c, context.Background()) },
		"PATCH /course_chapters/chap_1": func(c *Client) error {
			_, err := c.Update(context.Background(), course.KindChapter, "chap_1", course.Fields{course.Title: course.Text("Clay")})
			return err
		},
		"DELETE /course_lessons/lesn_1": func(c *Client) error { return c.Delete(context.Background(), course.KindLesson, "lesn_1") },
	}
	for line, write := range writes {
		for _, failure := range []any{broken{errors.New("reset")}, broken{io.EOF}, 408, 409, 500, 502, 503, 504} {
			c, stage := perform(t, script{line: failure})
			err := write(c)
			if course.OutcomeOf(err) != course.OutcomeUnknown || len(stage.requests) != 1 {
				t.Errorf("%s after %v: outcome %q, sent %d times", line, failure, course.OutcomeOf(err), len(stage.requests))
			}
		}
	}
}

func TestWritesThatNeverLeftAreRepeated(t *testing.T) {
	refused := broken{&net.OpError{Op: "dial", Err: errors.New("connection refused")}}
	unknown := broken{&net.DNSError{Name: "api.whop.com"}}
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{"POST /course_chapters": inTurn{refused, unknown, refused, oneChapter}})
		if err := createChapter(c, t.Context()); err != nil || len(stage.requests) != 4 {
			t.Errorf("%d requests, error %v", len(stage.requests), err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{"POST /course_chapters": refused})
		if err := createChapter(c, t.Context()); course.OutcomeOf(err) != course.OutcomeNotSent || len(stage.requests) != maxTries {
			t.Errorf("%d requests, outcome %q", len(stage.requests), course.OutcomeOf(err))
		}
	})
}

func TestEndlessRefusalIsGivenUpWithinTheBudget(t *testing.T) {
	for _, answer := range []any{refuse(429, "Try again in 50 seconds."), limited("", ""), 503} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := perform(t, script{"GET /course_chapters/chap_1": answer})
			start := time.Now()
			_, err := c.Read(t.Context(), course.KindChapter, "chap_1")
			var failure *Error
			if !errors.As(err, &failure) || failure.Status < 400 {
				t.Errorf("want the last refusal, got %v", err)
			}
			if time.Since(start) > budget {
				t.Errorf("took %s", time.Since(start))
			}
		})
	}
}

func TestEverySecondCallRefusedIsOnlySlower(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := inTurn{}
		for range 20 {
			turns = append(turns, limited("Retry-After", "2"), oneChapter)
		}
		c, _ := perform(t, script{"GET /course_chapters/chap_1": turns})
		for range 20 {
			if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestInterruptEndsAWaitAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{"POST /course_chapters": limited("Retry-After", "50")})
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, interrupt)
		start := time.Now()
		err := createChapter(c, ctx)
		if !errors.Is(err, context.Canceled) || course.OutcomeOf(err) != course.OutcomeNotSent {
			t.Errorf("outcome %q: %v", course.OutcomeOf(err), err)
		}
		if time.Since(start) != time.Second || len(stage.requests) != 1 {
			t.Errorf("ended after %s with %d requests", time.Since(start), len(stage.requests))
		}
	})
}

func TestAWaitBeyondTheDeadlineIsNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := perform(t, script{"GET /course_chapters/chap_1": limited("Retry-After", "50")})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Read(ctx, course.KindChapter, "chap_1")
		var failure *Error
		if !errors.As(err, &failure) || failure.Status != 429 || time.Since(start) != 0 {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}

func TestWorkersRefusedTogetherDoNotReturnTogether(t *testing.T) {
	least, most := maxWait, time.Duration(0)
	for range 200 {
		wait := newBackOff().NextBackOff()
		least, most = min(least, wait), max(most, wait)
	}
	if least > firstWait/2 || most < firstWait {
		t.Errorf("first waits lie between %s and %s", least, most)
	}
}

// A proxy that turns a create away says nothing of what the API has done with it.
func TestALimitThatIsNotWhopsOwnLeavesACreateUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{"POST /course_chapters": handler(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTooManyRequests)
			io.WriteString(w, "<html>slow down</html>")
		})})
		if err := createChapter(c, t.Context()); course.OutcomeOf(err) != course.OutcomeUnknown || len(stage.requests) != 1 {
			t.Errorf("outcome %q after %d requests", course.OutcomeOf(err), len(stage.requests))
		}
	})
}

func TestAWriteIsNotSentOnceTheRightToItIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stage := perform(t, script{"POST /course_chapters": limited("Retry-After", "5")})
		lost := errors.New("the lock is lost")
		for held := range 3 {
			stage.requests = nil
			asked := 0
			c := c.Asking(func(context.Context) error {
				if asked++; asked > held {
					return lost
				}
				return nil
			})
			if err := createChapter(c, t.Context()); !errors.Is(err, lost) || course.OutcomeOf(err) != course.OutcomeNotSent || len(stage.requests) != held || asked != held+1 {
				t.Errorf("outcome %q after %d requests and %d questions: %v", course.OutcomeOf(err), len(stage.requests), asked, err)
			}
		}
	})
}
