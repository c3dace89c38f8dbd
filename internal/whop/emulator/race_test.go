package emulator_test

import (
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"

	"whopsync/internal/whop/emulator"
)

func TestManyCallersAtOnceLoseNothing(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	server := httptest.NewServer(e)
	defer server.Close()
	setup := call(t, e)
	course, chapters, _ := setup.course(0)
	e.SetFault(func(i emulator.RequestInfo) emulator.Fault {
		if i.Seq%5 == 0 {
			return emulator.Drop(emulator.Now, emulator.HangUp)
		}
		return emulator.Fault{}
	})
	var callers sync.WaitGroup
	for n := range 6 {
		callers.Go(func() {
			c := call(t, e)
			if n%2 == 1 {
				c.client, c.base = server.Client(), server.URL+"/api/v1"
			}
			for i := range 30 {
				keyed := c.with("Idempotency-Key", fmt.Sprintf("%d-%d", n, i))
				for {
					if _, err := keyed.try("POST", "/course_lessons", `{"chapter_id":"`+chapters[0]+`","lesson_type":"text"}`); err == nil {
						break
					}
				}
				e.Snapshot()
				e.Log()
			}
		})
	}
	callers.Wait()
	e.SetFault(nil)
	orders := map[int]bool{}
	for _, l := range e.Snapshot().Courses[0].Chapters[0].Lessons {
		orders[l.Order] = true
	}
	if len(orders) != 180 {
		t.Errorf("%d lessons of course %s in places of their own, want 180", len(orders), course)
	}
}
