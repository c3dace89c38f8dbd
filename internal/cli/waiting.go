package cli

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// silence is how long a command says nothing about what it waits for.
const silence = time.Second

const reading = "Reading the courses from Whop..."

// waiting says on a terminal what the command waits for, if that takes a while. What it returns ends that,
// and wipes the line.
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
