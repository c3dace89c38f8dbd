package emulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

// noon is when everything in a test happens, unless it moves the clock.
var noon = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

// newEmulator leaves new courses empty; what Whop puts into them has tests of its own.
func newEmulator(t testing.TB, o emulator.Options) *emulator.Emulator {
	t.Helper()
	o.Quirks.Seed.None = true
	return seeding(t, o)
}

func seeding(t testing.TB, o emulator.Options) *emulator.Emulator {
	t.Helper()
	if o.Clock == nil {
		o.Clock = func() time.Time { return noon }
	}
	e, err := emulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// caller speaks JSON to an emulator in process, in the words of the API alone.
type caller struct {
	t       testing.TB
	client  *http.Client
	base    string
	headers map[string]string
}

func call(t testing.TB, e *emulator.Emulator) *caller {
	return &caller{
		t:       t,
		client:  &http.Client{Transport: e.Transport()},
		base:    emulator.LocalBaseURL,
		headers: map[string]string{"Authorization": "Bearer " + emulator.LocalKey},
	}
}

// with is the same caller with one header more.
func (c *caller) with(name, value string) *caller {
	copied := *c
	copied.headers = map[string]string{name: value}
	for key, old := range c.headers {
		if key != name {
			copied.headers[key] = old
		}
	}
	return &copied
}

// as is the same caller with another key.
func (c *caller) as(token string) *caller { return c.with("Authorization", "Bearer "+token) }

type reply struct {
	status int
	header http.Header
	body   string
}

func (c *caller) try(method, path, body string) (reply, error) {
	c.t.Helper()
	var sent io.Reader
	if body != "" {
		sent = strings.NewReader(body)
	}
	if strings.HasPrefix(path, "/") {
		path = c.base + path
	}
	r, err := http.NewRequest(method, path, sent)
	if err != nil {
		c.t.Fatal(err)
	}
	for name, value := range c.headers {
		r.Header.Set(name, value)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, string(text)}, err
}

func (c *caller) send(method, path, body string) reply {
	c.t.Helper()
	answer, err := c.try(method, path, body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer
}

// want sends and insists on the status.
func (c *caller) want(status int, method, path, body string) reply {
	c.t.Helper()
	answer := c.send(method, path, body)
	if answer.status != status {
		c.t.Fatalf("%s %s: got status %d, want %d: %s", method, path, answer.status, status, answer.body)
	}
	return answer
}

func (c *caller) get(path string) reply { c.t.Helper(); return c.want(200, "GET", path, "") }

// make sends a POST and returns the id that came back.
func (c *caller) make(path, body string) string {
	c.t.Helper()
	var made struct{ ID string }
	c.want(200, "POST", path, body).into(c.t, &made)
	return made.ID
}

func (r reply) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
}

// sameJSON compares two JSON texts as values, so a key more or less is a difference.
func sameJSON(t testing.TB, want, got string) {
	t.Helper()
	var wantValue, gotValue any
	if err := json.Unmarshal([]byte(want), &wantValue); err != nil {
		t.Fatalf("%v in %s", err, want)
	}
	if err := json.NewDecoder(bytes.NewReader([]byte(got))).Decode(&gotValue); err != nil {
		t.Fatalf("%v in %s", err, got)
	}
	if diff := cmp.Diff(wantValue, gotValue); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// course makes a course with chapters of so many lessons each.
func (c *caller) course(sizes ...int) (id string, chapters []string, lessons [][]string) {
	c.t.Helper()
	id = c.make("/courses", `{"experience_id":"`+emulator.LocalExperience+`","title":"Pottery"}`)
	for i, size := range sizes {
		chapter := c.make("/course_chapters", `{"course_id":"`+id+`","title":"Chapter `+string(rune('A'+i))+`"}`)
		var inside []string
		for range size {
			inside = append(inside, c.make("/course_lessons", `{"chapter_id":"`+chapter+`","lesson_type":"text","title":"Wedging","content":"Clay"}`))
		}
		chapters, lessons = append(chapters, chapter), append(lessons, inside)
	}
	return id, chapters, lessons
}

func toJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
