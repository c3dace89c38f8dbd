package apply

import (
	"context"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// resolveLinks writes a body again whose links led to lessons that did not exist when it was
// first sent. Where they still lead nowhere, or lesson links are plain text anyway, there
// is nothing to send.
func (u updater) resolveLinks(ctx context.Context, s *Step) Result {
	binding := u.journal.binding(s.Address)
	field := s.Fields[0]
	synced := binding.Fields[course.Content]
	if synced.Sent == u.encode.digest(field.After) {
		return Result{Status: Unneeded}
	}
	values, complete, err := u.encode.encode(s.Fields)
	if err != nil {
		return failed(err)
	}
	if last, _ := u.texts.get(s.Address); course.DigestOf(values[course.Content]) != last {
		if err := unedited(ctx, u.api, u.journal.idOf(s.Address), s, synced); err != nil {
			return unsent(ctx, err)
		}
		return u.write(ctx, s, s.Fields)
	}
	if complete {
		setField(binding, course.Content, state.Synced{Sent: u.encode.digest(field.After), Got: synced.Got})
		if err := u.journal.bound(ctx, 0, s.Address, binding); err != nil {
			return failed(err)
		}
	}
	return Result{Status: Unneeded}
}

// unedited makes sure that the body is still the one that was sent a moment ago.
func unedited(ctx context.Context, api API, id string, s *Step, synced state.Synced) error {
	live, err := api.Read(ctx, s.Address.Kind(), id)
	if err != nil {
		return err
	}
	if now := live.Fields[course.Content]; now != nil && course.DigestOf(now) != synced.Got {
		return &ConflictError{s.Address, "its content is another"}
	}
	return nil
}
