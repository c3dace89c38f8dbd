package apply

import (
	"context"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// relink writes a body again whose links led to lessons that did not exist when it was
// first sent. Where they still lead nowhere, or lesson links are plain text anyway, there
// is nothing to send.
func (w *walk) relink(ctx context.Context, s *Step) Result {
	binding := w.bindingOf(s.Address)
	field := s.Fields[0]
	synced := binding.Fields[course.Content]
	if synced.Sent == w.sentDigest(field.After) {
		return Result{Status: Unneeded}
	}
	values, complete, err := w.wire(s.Fields)
	if err != nil {
		return failed(err)
	}
	if course.DigestOf(values[course.Content]) != w.textOf(s.Address) {
		if err := w.unedited(ctx, s, synced); err != nil {
			return unsent(ctx, err)
		}
		return w.write(ctx, s, s.Fields)
	}
	if complete {
		setField(binding, course.Content, state.Synced{Sent: w.sentDigest(field.After), Got: synced.Got})
		if err := w.bound(ctx, 0, s.Address, binding); err != nil {
			return failed(err)
		}
	}
	return Result{Status: Unneeded}
}

// unedited makes sure that the body is still the one that was sent a moment ago.
func (w *walk) unedited(ctx context.Context, s *Step, synced state.Synced) error {
	live, err := w.api.Read(ctx, s.Address.Kind(), w.idOf(s.Address))
	if err != nil {
		return err
	}
	if now := live.Fields[course.Content]; now != nil && course.DigestOf(now) != synced.Got {
		return &ConflictError{s.Address, "its content is another"}
	}
	return nil
}

// textOf returns the digest of the body that was last sent in this run.
func (w *walk) textOf(address course.Address) course.Digest {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.texts[address]
}
