package emulator

import (
	"context"
	"net/http"
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

// exchange is the life of one request: it arrives, travels, has its effect, and is
// answered, each as its fault allows. It fails only when ctx ends; the effect stays.
func (e *Emulator) exchange(ctx context.Context, in *request) (Answer, error) {
	fault := e.gate.admit(in)
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
	e.mu.Lock()
	defer e.mu.Unlock()
	e.served++
	e.runErrands()
	entry := e.note(in, fault)

	var truth Answer
	switch {
	case fault.Effect == Never:
	case fault.Effect == Late:
		e.postpone(in, fault)
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
		answer.Loss = HangUp // nobody has anything to say
	}
	entry.Status = answer.Status
	return answer, e.hold(in, fault)
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
	if err := e.commit(); err != nil {
		r := &refusal{Status: 500, Type: "internal_server_error", Message: err.Error()}
		return jsonAnswer(r.Status, r.body(false))
	}
	return answer
}

func (e *Emulator) dispatch(in *request, fault Fault) Answer {
	c := &call{request: in, Emulator: e, w: e.world, now: e.now(), status: http.StatusOK, forget: fault.Forget}
	switch {
	case in.IsAPI:
		return c.serveAPI()
	case isUpload(in):
		return c.receiveUpload()
	case isDownload(in):
		return c.sendFile()
	}
	return jsonAnswer(404, notFound().body(false))
}
