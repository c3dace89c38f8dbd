package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// silence is how long a command says nothing about what it waits for.
const silence = time.Second

const (
	reading      = "Reading the courses from Whop..."
	readingState = "Reading the state..."
)

// tellWaits returns what says on a terminal how long Whop asks to wait: once, however many requests are told so.
func tellWaits(terminal io.Writer) func(time.Duration) {
	var mu sync.Mutex
	var until time.Time
	return func(wait time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if wait < silence || now.Before(until) {
			return
		}
		until = now.Add(wait)
		const wide = 79 // of a line that moves, which this one replaces
		fmt.Fprintf(terminal, "\r%-*s\n", wide, fmt.Sprintf("Whop asks to wait %s.", counted(int(wait.Round(time.Second)/time.Second), "second")))
	}
}

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
