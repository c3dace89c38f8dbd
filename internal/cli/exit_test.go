package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/apply"
	"whopsync/internal/state"
)

func TestHowACommandEnds(t *testing.T) {
	unlock := errors.New("free the lock: no answer")
	for name, c := range map[string]struct {
		err  error
		code int
		says string
	}{
		"everything is said":                   {exit(exitPartial), exitPartial, ""},
		"all but that the lock stays":          {errors.Join(exit(exitPartial), unlock), exitPartial, "Error: free the lock: no answer\n"},
		"there is drift, and closing fails":    {errors.Join(errors.Join(exit(exitChanges), nil), unlock), exitChanges, "Error: free the lock: no answer\n"},
		"refused, and the lock stays":          {errors.Join(&outcome{exitRefused, errors.New("stale")}, unlock), exitRefused, "Error: stale\nfree the lock: no answer\n"},
		"interrupted":                          {fmt.Errorf("read: %w", context.Canceled), exitInterrupted, "Error: interrupted\n"},
		"interrupted, and the lock stays":      {errors.Join(fmt.Errorf("read: %w", context.Canceled), unlock), exitInterrupted, "Error: interrupted\nError: free the lock: no answer\n"},
		"refused by what the error is made of": {fmt.Errorf("read state: %w: %w", state.ErrDamaged, errors.New("EOF")), exitRefused, "Error: read state: the state is damaged: EOF\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var said strings.Builder
			if code := fail(&said, c.err); code != c.code {
				t.Errorf("exit code %d, not %d", code, c.code)
			}
			if diff := cmp.Diff(c.says, said.String()); diff != "" {
				t.Errorf("said (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatWasBegunIsNotCountedAsNotAttempted(t *testing.T) {
	end := summary{report: &apply.Report{Added: 1, Objects: []apply.Object{
		{Status: apply.NotAttempted, Begun: true}, {Status: apply.NotAttempted}, {Status: apply.Done},
	}}, interrupted: true}
	const want = "Apply was interrupted: 1 done, 0 failed, 1 not finished, 1 not attempted. Resources: 1 added, 0 changed, 0 destroyed."
	if got := end.line(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// An interrupt ends a question that no one has answered.
func TestAnInterruptEndsAQuestion(t *testing.T) {
	in, nobody := io.Pipe()
	defer nobody.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := isYes(ctx, &environment{Streams: Streams{In: in, Out: io.Discard}}, "Do you?")
	if code := fail(io.Discard, err); code != exitInterrupted {
		t.Errorf("it ends with %d: %v", code, err)
	}
}
