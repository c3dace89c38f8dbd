package emulator

// errand is a request whose effect is still to come: somewhere behind a gateway that has
// long given up waiting.
type errand struct {
	in    *request
	fault Fault
	due   uint64 // in requests served
}

// postpone lets the request have its effect later. Until then its Idempotency-Key counts
// as running.
func (e *Emulator) postpone(in *request, fault Fault) {
	e.late = append(e.late, &errand{in: in, fault: fault, due: e.served + uint64(fault.After)})
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
		if task.due >= e.served {
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
		task.due = 0
	}
	e.served++
	e.runErrands()
}
