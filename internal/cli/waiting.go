package cli

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

const (
	reading      = "Reading the courses from Whop..."
	readingState = "Reading the state..."
)

// waiting says on a terminal what the command waits for, if the wait is long. The returned function ends
// the wait, and wipes the line.
func (e *environment) waiting(text string) (end func()) {
	if !isTerminal(e.Err) {
		return func() {}
	}
	var mu sync.Mutex
	isShown, isOver := false, false
	timer := time.AfterFunc(silence, func() {
		mu.Lock()
		defer mu.Unlock()
		if !isOver {
			isShown = true
			fmt.Fprintf(e.Err, "\r%s", text)
		}
	})
	return func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		isOver = true
		if isShown {
			fmt.Fprintf(e.Err, "\r%s\r", strings.Repeat(" ", len(text)))
		}
	}
}

// sleep lets time pass, until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
