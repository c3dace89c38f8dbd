package whop

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestEveryRequestSaysWhoAsksAndInWhichVersion(t *testing.T) {
	c, stage := perform(t, script{"PATCH /course_chapters/chap_1": `{"id":"chap_1","title":"Clay"}`})
	c.sender.userAgent = "whopsync/1.2"
	if _, err := c.Update(t.Context(), course.KindChapter, "chap_1", course.Fields{course.Title: course.Text("Clay")}); err != nil {
		t.Fatal(err)
	}
	want := http.Header{
		"Accept":           {"application/json"},
		"Api-Version-Date": {"2026-09-25"},
		"Authorization":    {"Bearer " + testKey},
		"Content-Type":     {"application/json"},
		"User-Agent":       {"whopsync/1.2"},
	}
	if diff := cmp.Diff(want, stage.only().header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

// createChapter is the write that most tests below send.
func createChapter(c *Client, ctx context.Context) error {
	_, err := c.Create(ctx, course.KindChapter, "key-1", "cors_1", course.Fields{course.Title: course.Text("Clay")})
	return err
}

func TestEveryAnswerToACreateHasOneOutcome(t *testing.T) {
	const created = `{"id":"chap_1","title":"Clay"}`
	answer := func(status int, body string) handler {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); io.WriteString(w, body) }
	}
	for name, test := range map[string]struct {
		answer any
		want   course.Outcome
	}{
		"created":                        {created, course.OutcomeDone},
		"201 is created as well":         {answer(201, created), course.OutcomeDone},
		"refused":                        {400, course.OutcomeRefused},
		"forbidden":                      {403, course.OutcomeRefused},
		"no such parent":                 {404, course.OutcomeRefused},
		"refused with null for a reason": {answer(422, `{"error":null}`), course.OutcomeRefused},
		"refused with a detail":          {answer(422, `{"detail":"no"}`), course.OutcomeRefused},
		"the key is in flight":           {409, course.OutcomeUnknown},
		"timed out":                      {408, course.OutcomeUnknown},
		"broke down":                     {500, course.OutcomeUnknown},
		"a gateway broke down":           {answer(502, "<html>Bad gateway</html>"), course.OutcomeUnknown},
		"a proxy's refusal":              {answer(403, "<html>Blocked</html>"), course.OutcomeUnknown},
		"a refusal of nobody's":          {answer(403, `{"blocked":true}`), course.OutcomeUnknown},
		"a redirect":                     {answer(307, ""), course.OutcomeUnknown},
		"connection reset":               {broken{errors.New("connection reset by peer")}, course.OutcomeUnknown},
		"write broken off":               {broken{&net.OpError{Op: "write", Err: errors.New("broken pipe")}}, course.OutcomeUnknown},
		"a page of HTML":                 {"<!doctype html>", course.OutcomeUnread},
		"cut JSON":                       {created[:12], course.OutcomeUnread},
		"nothing":                        {"", course.OutcomeUnread},
		"an empty object":                {"{}", course.OutcomeUnread},
		"null":                           {"null", course.OutcomeUnread},
		"an array":                       {"[]", course.OutcomeUnread},
		"an id of another kind":          {`{"id":"lesn_1","title":"Clay"}`, course.OutcomeUnread},
		"an id that is a path":           {`{"id":"chap_1/../../x","title":"Clay"}`, course.OutcomeUnread},
		"a title that is a number":       {`{"id":"chap_1","title":7}`, course.OutcomeUnread},
		"a body that breaks off":         {roundTrip(200, cut(created)), course.OutcomeUnread},
		"a body that never ends":         {roundTrip(200, endless(created)), course.OutcomeUnread},
		"a refusal that never ends":      {roundTrip(500, endless(`{"error":`)), course.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			c, stage := perform(t, script{"POST /course_chapters": inTurn{test.answer}})
			err := createChapter(c, t.Context())
			if got := course.OutcomeOf(err); got != test.want {
				t.Errorf("outcome %q, want %q (%v)", got, test.want, err)
			}
			if _, isError := errors.AsType[*Error](err); err != nil && !isError {
				t.Errorf("not an *Error: %#v", err)
			}
			if len(stage.requests) != 1 {
				t.Errorf("sent %d times", len(stage.requests))
			}
		})
	}
}

// roundTrip answers with a body read from r.
func roundTrip(status int, r io.ReadCloser) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: r, Request: req}, nil
	}
}

// cut gives half of text and then fails.
func cut(text string) io.ReadCloser {
	return io.NopCloser(io.MultiReader(strings.NewReader(text[:len(text)/2]), failing{}))
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestNothingIsSentThatIsWrongBefore(t *testing.T) {
	ctx := t.Context()
	title := course.Fields{course.Title: course.Text("Clay")}
	for name, send := range map[string]func(*Client) error{
		"a create without a key": func(c *Client) error { _, err := c.Create(ctx, course.KindChapter, "", "cors_1", title); return err },
		"a key over 255 bytes": func(c *Client) error {
			_, err := c.Create(ctx, course.KindChapter, strings.Repeat("k", 256), "cors_1", title)
			return err
		},
		"a parent of another kind": func(c *Client) error { _, err := c.Create(ctx, course.KindChapter, "k", "chap_1", title); return err },
		"an id that is a path":     func(c *Client) error { return c.Delete(ctx, course.KindLesson, "lesn_1/../lesn_2") },
		"an id of another kind":    func(c *Client) error { return c.Delete(ctx, course.KindLesson, "chap_1") },
		"a course to delete":       func(c *Client) error { return c.Delete(ctx, course.KindCourse, "cors_1") },
		"an empty id":              func(c *Client) error { return c.Delete(ctx, course.KindChapter, "") },
		"a field that create ignores": func(c *Client) error {
			_, err := c.Create(ctx, course.KindCourse, "k", "exp_1", course.Fields{course.Description: course.Text("x")})
			return err
		},
		"a field of another kind": func(c *Client) error {
			_, err := c.Update(ctx, course.KindChapter, "chap_1", course.Fields{course.Content: course.Text("x")})
			return err
		},
		"no field": func(c *Client) error { _, err := c.Update(ctx, course.KindLesson, "lesn_1", nil); return err },
		"a file that is not uploaded": func(c *Client) error {
			_, err := c.Update(ctx, course.KindLesson, "lesn_1", course.Fields{course.MainPDF: course.File{Path: "a.pdf"}})
			return err
		},
		"a text with open places": func(c *Client) error {
			body := course.Body{Text: "[x](y.md)", Refs: []course.Ref{{Span: course.Span{Start: 4, End: 8}}}}
			_, err := c.Update(ctx, course.KindLesson, "lesn_1", course.Fields{course.Content: body})
			return err
		},
		"a tree with an unknown title": func(c *Client) error {
			_, err := c.Arrange(ctx, "cors_1", []*course.Chapter{{Resource: course.Resource{ID: "chap_1"}}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, stage := perform(t, nil)
			err := send(c)
			if course.OutcomeOf(err) != course.OutcomeNotSent || len(stage.requests) > 0 {
				t.Errorf("outcome %q, requests %v (%v)", course.OutcomeOf(err), stage.lines(), err)
			}
		})
	}
}

func TestReadOnlyClientSendsNothingButGet(t *testing.T) {
	stage := &stage{t: t, script: script{"GET /course_chapters/chap_1": `{"id":"chap_1","title":"Clay"}`}}
	c := open(t, Config{Transport: stage, ReadOnly: true})
	if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); err != nil {
		t.Errorf("read: %v", err)
	}
	place, _ := checkStorage("https://storage.example/put", false)
	for _, err := range []error{
		createChapter(c, t.Context()),
		c.Delete(t.Context(), course.KindLesson, "lesn_1"),
		sendUpload(t.Context(), c.sender, upload{file: remoteFile{id: "file_1", status: filePending}, size: 3, open: pdf, address: place}),
	} {
		if course.OutcomeOf(err) != course.OutcomeNotSent {
			t.Errorf("outcome %q: %v", course.OutcomeOf(err), err)
		}
	}
	if diff := cmp.Diff([]string{"GET /course_chapters/chap_1"}, stage.lines()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestInterruptCutsAReadButNotAWrite(t *testing.T) {
	for method, wantInterrupted := range map[string]bool{"read": true, "create": false} {
		synctest.Test(t, func(t *testing.T) {
			ctx, interrupt := context.WithCancel(t.Context())
			c := open(t, Config{Transport: slow(time.Second, `{"id":"chap_1","title":"Clay"}`)})
			time.AfterFunc(100*time.Millisecond, interrupt)
			var err error
			if method == "read" {
				_, err = c.Read(ctx, course.KindChapter, "chap_1")
			} else {
				err = createChapter(c, ctx)
			}
			if errors.Is(err, context.Canceled) != wantInterrupted {
				t.Errorf("%s: %v", method, err)
			}
		})
	}
}

func TestAnInterruptWaitsNoLongerThanAMomentForAWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		c := open(t, Config{Transport: slow(time.Minute, `{}`)})
		time.AfterFunc(time.Second, interrupt)
		start := time.Now()
		err := createChapter(c, ctx)
		if course.OutcomeOf(err) != course.OutcomeUnknown || !errors.Is(err, errCut) || time.Since(start) != time.Second+lastMoment {
			t.Errorf("after %s, outcome %q: %v", time.Since(start), course.OutcomeOf(err), err)
		}
	})
}

// slow answers after a while, unless the request ends before.
func slow(after time.Duration, body string) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		select {
		case <-time.After(after):
			return respond(says(body), req), nil
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
}

func TestAnInterruptedClientSendsNothingMore(t *testing.T) {
	c, stage := perform(t, nil)
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	err := createChapter(c, ctx)
	if course.OutcomeOf(err) != course.OutcomeNotSent || !errors.Is(err, context.Canceled) || len(stage.requests) > 0 {
		t.Errorf("outcome %q, requests %v (%v)", course.OutcomeOf(err), stage.lines(), err)
	}
}

func TestAnAnswerThatTricklesIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Config{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			body := io.NopCloser(trickle{req.Context()})
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body, Request: req}, nil
		})})
		start := time.Now()
		err := createChapter(c, t.Context())
		if course.OutcomeOf(err) != course.OutcomeUnread || time.Since(start) != exchangeTimeout {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
		if !errors.Is(err, errSlow) {
			t.Errorf("error does not say why: %v", err)
		}
	})
}

// trickle gives one byte a second.
type trickle struct{ ctx context.Context }

func (r trickle) Read(p []byte) (int, error) {
	select {
	case <-time.After(time.Second):
		p[0] = ' '
		return 1, nil
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}

func TestNoMoreRequestsAtOnceThanAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Config{Parallel: 3, Transport: slow(time.Second, `{"id":"chap_1","title":"Clay"}`)})
		start := time.Now()
		err := parallelEach(t.Context(), c.sender.parallel, 10, func(ctx context.Context, _ int) error {
			_, err := c.Read(ctx, course.KindChapter, "chap_1")
			return err
		})
		if err != nil || time.Since(start) != 4*time.Second {
			t.Errorf("10 requests of 1 s, 3 at once, took %s (%v)", time.Since(start), err)
		}
	})
}

func TestObserverSeesEveryExchangeAndNoSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []Exchange
		stage := &stage{t: t, script: script{"GET /course_chapters/chap_1": inTurn{
			broken{errors.New("connection reset")},
			handler(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Request-Id", "req-7 "+testKey)
				w.Header().Set("Deprecation", "true")
				w.Header().Set("Sunset", "Sat, 01 May 2027 00:00:00 GMT")
				io.WriteString(w, `{"id":"chap_1","title":"Clay"}`)
			}),
		}}}
		c := open(t, Config{Transport: stage, Observe: func(e Exchange) { e.Duration = 0; seen = append(seen, e) }})
		if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); err != nil {
			t.Fatal(err)
		}
		want := []Exchange{
			{Method: "GET", Path: "/course_chapters/chap_1"},
			{Method: "GET", Path: "/course_chapters/chap_1", Status: 200, RequestID: "req-7 [secret]", Retry: 1,
				Warning: "deprecated (true) works until Sat, 01 May 2027 00:00:00 GMT"},
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("exchanges (-want +got):\n%s", diff)
		}
	})
}
