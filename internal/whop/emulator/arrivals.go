package emulator

import (
	"sync"
	"time"
)

// arrivals puts requests in an order and chooses what goes wrong with each. It is not
// locked while a request has its effect, so a fault function may use the dashboard.
type arrivals struct {
	mu     sync.Mutex
	choose func(RequestInfo) Fault
	seen   int
	of     map[string]int // seen, by method
}

func (a *arrivals) set(choose func(RequestInfo) Fault) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.choose, a.seen, a.of = choose, 0, map[string]int{}
}

// admit returns the fault of a request that has arrived.
func (a *arrivals) admit(in *request) Fault {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.choose == nil {
		return Fault{}
	}
	a.seen++
	a.of[in.Method]++
	return a.choose(RequestInfo{Seq: a.seen, Nth: a.of[in.Method], Method: in.Method, Path: in.Path, Body: in.Body})
}

// pending is a request whose effect is still to come: somewhere at a gateway that has
// long given up waiting.
type pending struct {
	in    *request
	fault Fault
	due   uint64    // in requests served
	at    time.Time // not before
}

func (p pending) isDue(served uint64, now time.Time) bool { return p.due < served && !now.Before(p.at) }
