package emulator

import (
	"net/http"
	"sync"
)

// RequestInfo is what a fault function decides by.
type RequestInfo struct {
	Seq    int // 1 for the first request since SetFault
	Nth    int // 1 for the first of this method since SetFault
	Method string
	Path   string // below /api/v1 for calls of the API, as in "/course_lessons"
	Body   []byte
}

// IsWrite reports whether the request asks for a change.
func (i RequestInfo) IsWrite() bool { return i.Method != http.MethodGet }

// SetFault lets choose decide what goes wrong with each request from now on; nil ends all
// faults. choose is called for one request at a time, in the order of their arrival, and
// may act as the dashboard user. It must not send a request itself.
func (e *Emulator) SetFault(choose func(RequestInfo) Fault) { e.gate.set(choose) }

type gate struct {
	mu     sync.Mutex
	choose func(RequestInfo) Fault
	seen   int
	of     map[string]int
}

func (g *gate) set(choose func(RequestInfo) Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.choose, g.seen, g.of = choose, 0, map[string]int{}
}

// admit returns the fault of a request that has arrived.
func (g *gate) admit(in *request) Fault {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.choose == nil {
		return Fault{}
	}
	g.seen++
	g.of[in.Method]++
	return g.choose(RequestInfo{Seq: g.seen, Nth: g.of[in.Method], Method: in.Method, Path: in.Path, Body: in.Body})
}
