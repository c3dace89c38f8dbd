package apply

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// journal records each request before it is sent, and its answer. From that it knows the
// object of each address, and the last values sent.
type journal struct {
	writer *state.Writer

	mu       sync.Mutex
	bindings map[course.Address]*state.Binding
	files    state.Files                      // uploaded
	bodies   map[course.Address]course.Digest // as they were last sent in this run
	nextOp   int64                            // numbers the next write
	// announced are the intents that are durable, and not yet used.
	announced map[course.Address][]state.Entry
}

func newJournal(writer *state.Writer, p *plan.Work, nextOp int64) *journal {
	return &journal{
		writer: writer, nextOp: nextOp, bindings: maps.Clone(p.Bindings), files: maps.Clone(p.Files),
		bodies: map[course.Address]course.Digest{}, announced: map[course.Address][]state.Entry{},
	}
}

// check makes sure that no one has freed the lock.
func (j *journal) check(ctx context.Context) error {
	if err := j.writer.Check(ctx); err != nil {
		return &JournalError{err}
	}
	return nil
}

// record writes even when ctx has ended: an answer that has arrived must not be forgotten.
func (j *journal) record(ctx context.Context, entries ...state.Entry) error {
	if err := j.writer.Record(context.WithoutCancel(ctx), entries...); err != nil {
		return &JournalError{err}
	}
	return nil
}

// learn writes like record what a later run can find out again, in its own time.
func (j *journal) learn(ctx context.Context, entries ...state.Entry) error {
	if err := j.writer.Learn(context.WithoutCancel(ctx), entries...); err != nil {
		return &JournalError{err}
	}
	return nil
}

// newOp returns the number of a new write.
func (j *journal) newOp() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.nextOp++
	return j.nextOp - 1
}

// bound records the end of a write and the binding that came of it. No binding means that
// the address stands for nothing any more.
func (j *journal) bound(ctx context.Context, op int64, address course.Address, binding *state.Binding) error {
	j.mu.Lock()
	if binding == nil {
		delete(j.bindings, address)
	} else {
		j.bindings[address] = binding
	}
	j.mu.Unlock()
	return j.learn(ctx, state.Entry{Event: state.EventDone, Op: op, Address: address, Binding: binding})
}

// drop takes back the intent of a write that is known not to have happened.
func (j *journal) drop(ctx context.Context, intent state.Entry) error {
	return j.learn(ctx, state.Entry{Event: state.EventDropped, Op: intent.Op})
}

// uploaded records a file that is on Whop now.
func (j *journal) uploaded(ctx context.Context, key string, file state.File) error {
	j.mu.Lock()
	j.files[key] = file
	j.mu.Unlock()
	return j.learn(ctx, state.Entry{Event: state.EventFile, SHA256: key, File: &file})
}

// file returns the upload of a file.
func (j *journal) file(file course.File, public bool) (known state.File, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.files.Of(file, public)
}

// keepBody remembers the body sent for a lesson.
func (j *journal) keepBody(address course.Address, body course.Digest) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.bodies[address] = body
}

// body returns the body that was last sent in this run, "" if none was.
func (j *journal) body(address course.Address) course.Digest {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bodies[address]
}

// binding returns a copy of the binding as it is now.
func (j *journal) binding(address course.Address) *state.Binding {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bindings[address].Clone()
}

// idOf returns the live id of an address, "" while it does not exist.
func (j *journal) idOf(address course.Address) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return idOf(j.bindings, address)
}

func idOf(bindings map[course.Address]*state.Binding, address course.Address) string {
	if binding := bindings[address]; binding != nil {
		return binding.ID
	}
	return ""
}

// isInNewCourse reports whether the address is that of a chapter where a seed may stand beside it.
func (j *journal) isInNewCourse(address course.Address) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return isInNewCourse(j.bindings, address)
}

func isInNewCourse(bindings map[course.Address]*state.Binding, address course.Address) bool {
	binding := bindings[address.Parent()]
	return address.Kind() == course.KindChapter && binding != nil && binding.New
}

// addresses returns which address each live id is bound to.
func (j *journal) addresses() map[string]course.Address {
	j.mu.Lock()
	defer j.mu.Unlock()
	return addressesOf(j.bindings)
}

func addressesOf(bindings map[course.Address]*state.Binding) map[string]course.Address {
	addresses := make(map[string]course.Address, len(bindings))
	for address, binding := range bindings {
		addresses[binding.ID] = address
	}
	return addresses
}

// JournalError says that the journal cannot be written. Nothing may be sent after it.
type JournalError struct{ Err error }

func (e *JournalError) Error() string { return fmt.Sprintf("write the journal: %v", e.Err) }
func (e *JournalError) Unwrap() error { return e.Err }
