package whop

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// listServer answers a list of lessons, and takes a second for each page.
type listServer struct {
	lessons  int
	longest  int                                     // items that a page has at most
	answer   func(w http.ResponseWriter, p *listAsk) // what it does with a question for the end; nil: what it is asked for
	requests atomic.Int64
}

// listAsk is a question for a page: the range of lessons that it is about. A cursor is the number of a lesson.
type listAsk struct {
	from, to  int
	isFromEnd bool
	list      *listServer
	size      int
}

func (l *listServer) RoundTrip(req *http.Request) (*http.Response, error) {
	time.Sleep(time.Second)
	l.requests.Add(1)
	query := req.URL.Query()
	number := func(name string, or int) int {
		if n, err := strconv.Atoi(query.Get(name)); err == nil {
			return n
		}
		return or
	}
	p := &listAsk{from: number("after", -1) + 1, to: number("before", l.lessons), isFromEnd: query.Has("last"), list: l}
	p.size = min(l.longest, number("first", number("last", l.longest)))
	return respond(handler(func(w http.ResponseWriter, _ *http.Request) {
		switch {
		case p.isFromEnd && l.answer != nil:
			l.answer(w, p)
		case p.isFromEnd:
			p.show(w, max(p.from, p.to-p.size), p.to)
		default:
			p.show(w, p.from, min(p.to, p.from+p.size))
		}
	}), req), nil
}

func (p *listAsk) show(w http.ResponseWriter, from, to int) {
	items := []json.RawMessage{}
	for i := from; i < to; i++ {
		items = append(items, json.RawMessage(lessonItem(fmt.Sprintf("lesn_%d", i))))
	}
	json.NewEncoder(w).Encode(map[string]any{"data": items, "page_info": map[string]any{
		"start_cursor": strconv.Itoa(from), "end_cursor": strconv.Itoa(to - 1),
		"has_previous_page": from > 0, "has_next_page": to < p.list.lessons,
	}})
}

// read reads the list as one that is expected to have so many lessons.
func (l *listServer) read(t *testing.T, expected int) (got []*course.Resource, seconds int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c, start := open(t, Config{Transport: l}), time.Now()
		var err error
		got, err = listFromBothEnds(t.Context(), c.sender, listCall(course.KindLesson, "course_id", courseID, "cors_1"), expected, decoder(course.KindLesson))
		if err != nil {
			t.Error(err)
		}
		seconds = int(time.Since(start) / time.Second)
	})
	return got, seconds
}

func TestALongListIsReadFromBothEnds(t *testing.T) {
	for _, test := range []struct{ lessons, requests, seconds int }{
		{0, 1, 1}, {100, 1, 1}, {101, 2, 1}, {199, 2, 1}, {200, 2, 2}, {250, 3, 2}, {300, 4, 2}, {950, 10, 5}, {1000, 11, 6},
	} {
		list := &listServer{lessons: test.lessons, longest: 100}
		got, seconds := list.read(t, test.lessons)
		if n := int(list.requests.Load()); len(got) != test.lessons || n != test.requests || seconds != test.seconds {
			t.Errorf("%d lessons: got %d in %d requests and %d s, want %d and %d", test.lessons, len(got), n, seconds, test.requests, test.seconds)
		}
	}
}

// What is documented of reading backwards is the names of its parameters. Whatever a server makes of them, and however
// wrong the expectation is, the list comes whole and in its order.
func TestAListIsWholeWhateverItsEndAnswers(t *testing.T) {
	answers := map[string]func(http.ResponseWriter, *listAsk){
		"what is asked for":     nil,
		"refuses the question":  func(w http.ResponseWriter, _ *listAsk) { refuse(400, "no such parameter")(w, nil) },
		"no JSON":               func(w http.ResponseWriter, _ *listAsk) { fmt.Fprint(w, "<html>") },
		"no page information":   func(w http.ResponseWriter, _ *listAsk) { fmt.Fprint(w, `{"data":[]}`) },
		"an item without an id": func(w http.ResponseWriter, _ *listAsk) { fmt.Fprint(w, page("", `{"title":"x"}`)) },
		"items that cannot be read": func(w http.ResponseWriter, p *listAsk) {
			answer := httptest.NewRecorder()
			p.show(answer, max(p.from, p.to-p.size), p.to)
			fmt.Fprint(w, strings.ReplaceAll(answer.Body.String(), `"title":`, `"title":7,"was":`))
		},
		"nothing":        func(w http.ResponseWriter, p *listAsk) { p.show(w, p.to, p.to) },
		"ignores last":   func(w http.ResponseWriter, p *listAsk) { p.show(w, 0, min(p.to, p.size)) },
		"ignores before": func(w http.ResponseWriter, p *listAsk) { p.show(w, max(0, p.list.lessons-p.size), p.list.lessons) },
		"the begin, as if an end": func(w http.ResponseWriter, p *listAsk) {
			fmt.Fprint(w, page("", slices.Repeat([]string{lessonItem("lesn_0")}, min(1, p.list.lessons))...))
		},
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			for _, lessons := range []int{0, 1, 99, 100, 101, 250, 300, 1000} {
				for _, expected := range []int{0, 101, 199, 300, lessons, 2500} {
					list := &listServer{lessons: lessons, longest: 100, answer: answer}
					if expected == 300 {
						list.longest = 30
					}
					got, _ := list.read(t, expected)
					var want []string
					for i := range lessons {
						want = append(want, fmt.Sprintf("lesn_%d", i))
					}
					if diff := cmp.Diff(want, ids(got)); diff != "" {
						t.Fatalf("%d lessons, %d expected (-want +got):\n%s", lessons, expected, diff)
					}
				}
			}
		})
	}
}
