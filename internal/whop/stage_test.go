package whop

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// stage plays Whop in the process: it answers by a script and remembers what was asked.
// A request that is not in the script fails the test.
type stage struct {
	t      *testing.T
	script script

	mu       sync.Mutex
	requests []request
}

// script maps "METHOD /path?query" (without the page size) to an answer: a body for 200,
// a status for an error of that status, a handler, or several of them to give in turn.
type script map[string]any

type (
	inTurn  []any
	handler = http.HandlerFunc
	broken  struct{ error } // the connection fails instead of giving an answer
)

type request struct {
	line   string
	body   string
	header http.Header
}

func (s *stage) RoundTrip(req *http.Request) (*http.Response, error) {
	answer := s.take(req)
	switch answer := answer.(type) {
	case string:
		return respond(says(answer), req), nil
	case int:
		return respond(refuse(answer, "scripted"), req), nil
	case handler:
		return respond(answer, req), nil
	case func(*http.Request) (*http.Response, error):
		return answer(req)
	case broken:
		return nil, answer.error
	}
	s.t.Errorf("unexpected request: %s", lineOf(req))
	return respond(refuse(404, "unexpected"), req), nil
}

// take notes the request and takes its answer off the script.
func (s *stage) take(req *http.Request) any {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		req.Body.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	line := lineOf(req)
	s.requests = append(s.requests, request{line, string(body), req.Header.Clone()})
	answer := s.script[line]
	if turns, ok := answer.(inTurn); ok {
		if len(turns) == 0 {
			return nil
		}
		s.script[line] = turns[1:]
		return turns[0]
	}
	return answer
}

func lineOf(req *http.Request) string {
	query := req.URL.Query()
	query.Del("first")
	line := req.Method + " " + strings.TrimPrefix(req.URL.Path, "/api/v1")
	if len(query) > 0 {
		line += "?" + query.Encode()
	}
	return line
}

func respond(h http.Handler, req *http.Request) *http.Response {
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, req)
	return recorder.Result()
}

func says(body string) handler {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

// refuse answers with an error in Whop's form.
func refuse(status int, message string) handler {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"error":{"type":%q,"message":%q}}`, typeOf(status), message)
	}
}

func typeOf(status int) string {
	switch status {
	case 404:
		return "not_found"
	case 429:
		return "rate_limit_exceeded"
	case 500:
		return "internal_server_error"
	}
	return "invalid_request_error"
}

// lines returns what was asked, sorted, because readers ask in parallel.
func (s *stage) lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for _, r := range s.requests {
		lines = append(lines, r.line)
	}
	slices.Sort(lines)
	return lines
}

// only returns the single request that was made.
func (s *stage) only() request {
	s.t.Helper()
	if len(s.requests) != 1 {
		s.t.Fatalf("want one request, got %v", s.lines())
	}
	return s.requests[0]
}

const testKey = "apik_testkey1234567890"

// perform returns a client for a stage with this script, on loopback.
func perform(t *testing.T, script script) (*Client, *stage) {
	t.Helper()
	s := &stage{t: t, script: script}
	return open(t, Config{Transport: s}), s
}

func open(t *testing.T, config Config) *Client {
	t.Helper()
	if config.BaseURL == "" {
		config.BaseURL = "http://127.0.0.1:7777/api/v1"
	}
	if config.Key == "" {
		config.Key = testKey
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// page is a list answer; more pages follow when cursor is given.
func page(cursor string, items ...string) string {
	return fmt.Sprintf(`{"data":[%s],"page_info":{"end_cursor":%q,"start_cursor":null,"has_next_page":%t,"has_previous_page":false}}`,
		strings.Join(items, ","), cursor, cursor != "")
}

func lessonItem(id string) string {
	return fmt.Sprintf(`{"id":%q,"title":"Lesson %s","content":"Body of %s"}`, id, id, id)
}

func chapterItem(id string, lessons ...string) string {
	nested := make([]string, len(lessons))
	for i, lesson := range lessons {
		nested[i] = fmt.Sprintf(`{"id":%q,"title":"Lesson %s","order":%d}`, lesson, lesson, i)
	}
	return fmt.Sprintf(`{"id":%q,"title":"Chapter %s","lessons":[%s]}`, id, id, strings.Join(nested, ","))
}

func courseItem(id string, chapters ...string) string {
	return fmt.Sprintf(`{"id":%q,"title":"Course %s","chapters":[%s]}`, id, id, strings.Join(chapters, ","))
}

// endless is a body that never ends; only its beginning is real.
func endless(start string) io.ReadCloser {
	return io.NopCloser(io.MultiReader(strings.NewReader(start), repeating("x")))
}

type repeating string

func (r repeating) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte(r), len(p)/len(r)+1)), nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
