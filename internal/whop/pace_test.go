package whop

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"whopsync/internal/course"
)

func TestNoMinuteHasMoreRequestsThanAllowed(t *testing.T) {
	for _, perMinute := range []int{1, 7, 60, 600} {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var sent []time.Time
			c := open(t, Config{MaxRate: perMinute, Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
				mu.Lock()
				defer mu.Unlock()
				sent = append(sent, time.Now())
				return respond(refuse(404, "gone"), req), nil
			})})
			n := 2*perMinute + 1
			_ = parallelEach(t.Context(), c.sender.parallel, n, func(ctx context.Context, _ int) error {
				_, _ = c.Read(ctx, course.KindChapter, "chap_1") // every worker asks for the same operation
				return nil
			})
			if most := busiest(sent); most > perMinute || len(sent) != n {
				t.Errorf("%d a minute allowed: %d sent, at most %d in a minute", perMinute, len(sent), most)
			}
			if elapsed := sent[n-1].Sub(sent[0]); elapsed > 2*time.Minute+10*time.Second {
				t.Errorf("%d requests at %d a minute took %s", n, perMinute, elapsed)
			}
		})
	}
}

// busiest returns the largest number of moments within any minute.
func busiest(moments []time.Time) int {
	most := 0
	for i, from := range moments {
		n := 0
		for _, moment := range moments[i:] {
			if moment.Sub(from) < time.Minute {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func TestOperationsArePacedApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Config{MaxRate: 1, Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			return respond(refuse(404, "gone"), req), nil
		})})
		start := time.Now()
		_, _ = c.Read(t.Context(), course.KindChapter, "chap_1")
		_, _ = c.Read(t.Context(), course.KindLesson, "lesn_1")
		_ = c.Delete(t.Context(), course.KindLesson, "lesn_1")
		if time.Since(start) != 0 {
			t.Errorf("three operations waited %s for each other", time.Since(start))
		}
		_, _ = c.Read(t.Context(), course.KindLesson, "lesn_2")
		if time.Since(start).Round(time.Second) != time.Minute {
			t.Errorf("the second read of a lesson was sent after %s", time.Since(start))
		}
	})
}

func TestInterruptEndsAPauseAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := perform(t, script{"GET /course_chapters/chap_1": oneChapter})
		c.sender.pace = newPace(1)
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, interrupt)
		start := time.Now()
		_, _ = c.Read(ctx, course.KindChapter, "chap_1")
		_, err := c.Read(ctx, course.KindChapter, "chap_1")
		if !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}
