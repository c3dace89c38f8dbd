package apply_test

import (
	"context"
	"fmt"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
	"whopsync/internal/whop"
	"whopsync/internal/whop/emulator"
)

// connect opens a client as a new process would, with the bug planted into it.
func (s *stage) connect() apply.API { return s.planted(s.client()) }

func (s *stage) planted(client api) apply.API {
	if s.plant.api != nil {
		return s.plant.api(client)
	}
	return client
}

func (s *stage) client() api {
	client, err := whop.New(whop.Config{
		BaseURL: emulator.LocalBaseURL, Key: emulator.LocalKey, MaxRate: -1, Parallel: 4,
		Transport: &wire{next: s.whop.Transport(), life: s.life, seen: map[string]int{}, prompt: s.prompt, written: s.written},
	})
	if err != nil {
		s.Fatal(err)
	}
	return api{client}
}

func (s *stage) lock() state.Lease {
	held := lease{s.memory, s.life}
	if s.plant.lease != nil {
		return s.plant.lease(held)
	}
	return held
}

func (s *stage) newKey() string {
	s.keys++
	return fmt.Sprintf("key-%d", s.keys)
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// api is the client in the form that apply asks for.
type api struct{ *whop.Client }

func (a api) asking(maySend func(context.Context) error) api {
	return api{a.Client.Asking(maySend)}
}

func (a api) Target(context.Context) (state.Target, error) {
	return state.Target{BaseURL: emulator.LocalBaseURL, Account: emulator.LocalAccount, Experience: emulator.LocalExperience}, nil
}

func (a api) ReadCourse(ctx context.Context, id string, known []string, detail func(string) bool) (*course.Course, error) {
	return a.Client.ReadCourse(ctx, id, whop.Want{Known: known, Detail: detail})
}

func (a api) Impact(ctx context.Context, lessonID string) (plan.Impact, error) {
	progress, err := a.LessonInteractions(ctx, lessonID)
	if err != nil {
		return plan.Impact{}, err
	}
	return plan.Impact{Known: true, Students: progress[lessonID].Students, Completed: progress[lessonID].Completed}, nil
}
