package emulator

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"
)

// ServeHTTP answers one request, over a real socket. Where a connection is to be lost it
// panics with http.ErrAbortHandler, which is how net/http wants that said.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in, err := readRequest(r)
	if err != nil {
		panic(http.ErrAbortHandler) // the caller has gone before it had said everything
	}
	answer, err := e.exchange(r.Context(), in)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	answer.write(w, r.Context())
}

// exchange is the life of a request: it arrives, travels, has its effect, and is answered,
// each with its fault. It fails only when ctx ends; the effect stays.
func (e *Emulator) exchange(ctx context.Context, in *request) (Answer, error) {
	fault := e.arrivals.admit(in)
	if err := wait(ctx, e.latency); err != nil {
		return Answer{}, err
	}
	answer, finish := e.carryOut(in, fault)
	defer finish()
	return answer, wait(ctx, fault.Delay)
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// carryOut lets the request have the effect that fault leaves it, and makes the answer.
// Until finish is called, the request counts as still running.
func (e *Emulator) carryOut(in *request, fault Fault) (answer Answer, finish func()) {
	defer e.site.lock()()
	e.served++
	e.carryOutDue()
	entry := e.log.note(in, fault)

	var truth Answer
	switch {
	case fault.Effect == Never:
	case fault.Effect == Late:
		due, at := e.served+uint64(fault.After), e.site.now().Add(fault.Lag)
		e.late = append(e.late, pending{in: in, fault: fault, due: due, at: at})
		e.api.results.postpone(in, e.site.now())
	case fault.Stale && in.Method == http.MethodPatch:
		truth = e.readOnly(in)
		e.perform(in, fault)
	default:
		truth = e.perform(in, fault)
	}
	answer = truth
	if fault.Answer != nil {
		answer = fault.Answer(truth)
	}
	if answer.Status == 0 && answer.Loss == Arrives {
		answer.Loss = HangUp // there is nothing to answer with
	}
	entry.Status = answer.Status
	return answer, e.hold(in, fault)
}

// carryOutDue carries out what has become due. Until then the Idempotency-Key of such a
// request counts as running.
func (e *Emulator) carryOutDue() {
	waiting := e.late
	e.late = nil
	for _, late := range waiting {
		if !late.isDue(e.served, e.site.now()) {
			e.late = append(e.late, late)
			continue
		}
		e.api.results.resume(late.in)
		e.perform(late.in, late.fault)
	}
}

// Settle carries out every late effect now, so a test can look at a quiet world.
func (e *Emulator) Settle() {
	defer e.site.lock()()
	for i := range e.late {
		e.late[i].due, e.late[i].at = 0, time.Time{}
	}
	e.served++
	e.carryOutDue()
}

// readOnly is what a GET of the same path answers.
func (e *Emulator) readOnly(in *request) Answer {
	get := *in
	get.Method, get.Body = http.MethodGet, nil
	return e.perform(&get, Fault{})
}

// perform carries the request out and keeps what it changed.
func (e *Emulator) perform(in *request, fault Fault) Answer {
	answer := e.dispatch(in, fault)
	if err := e.site.commit(); err != nil {
		return refuse(err, false)
	}
	return answer
}

func (e *Emulator) dispatch(in *request, fault Fault) Answer {
	c := &call{
		in: in, now: e.site.now(), world: e.site.world, store: e.site.store, quirks: e.site.quirks,
		origin: cmp.Or(e.origin, in.Origin), longestPage: e.longestPage, served: e.served,
	}
	switch {
	case in.IsAPI:
		return e.api.serve(c, fault.Forget)
	case strings.HasPrefix(in.Path, uploadPath):
		return receiveUpload(c)
	case strings.HasPrefix(in.Path, downloadPath):
		return sendFile(c)
	}
	return refuse(notEmulated(in.Method, in.Path), false)
}

// hold keeps the request in flight until the returned function is called.
func (e *Emulator) hold(in *request, fault Fault) (release func()) {
	past := e.api.results[nameResult(in)]
	if past == nil || fault.Delay <= 0 || fault.Effect != Now {
		return func() {}
	}
	past.running = true
	return func() {
		defer e.site.lock()()
		past.running = false
	}
}
