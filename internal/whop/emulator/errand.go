package emulator

import "time"

// errand is a request whose effect is still to come: somewhere behind a gateway that has
// long given up waiting.
type errand struct {
	in    *request
	fault Fault
	due   uint64    // in requests served
	at    time.Time // not before
}

func (e *Emulator) isDue(task *errand) bool { return task.due < e.served && !e.now().Before(task.at) }

// postpone lets the request have its effect later. Until then its Idempotency-Key counts
// as running.
func (e *Emulator) postpone(in *request, fault Fault) {
	e.late = append(e.late, &errand{in: in, fault: fault, due: e.served + uint64(fault.After), at: e.now().Add(fault.Lag)})
	name := nameResult(in)
	if in.Header.Get("Idempotency-Key") != "" && e.memory[name] == nil {
		e.memory[name] = &result{Name: name, At: e.now(), running: true}
	}
}

// runErrands carries out what has become due.
func (e *Emulator) runErrands() {
	waiting := e.late
	e.late = nil
	for _, task := range waiting {
		if !e.isDue(task) {
			e.late = append(e.late, task)
			continue
		}
		if past := e.memory[nameResult(task.in)]; past != nil && past.running {
			delete(e.memory, past.Name)
		}
		e.perform(task.in, task.fault)
	}
}

// Settle carries out every late effect now, so that a test can look at a quiet world.
func (e *Emulator) Settle() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, task := range e.late {
		task.due, task.at = 0, time.Time{}
	}
	e.served++
	e.runErrands()
}
