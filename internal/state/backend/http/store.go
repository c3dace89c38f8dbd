// Package http keeps a state with a server that speaks Terraform's protocol for states.
package http

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
)

// store is such a server: GET and POST of a document, LOCK and UNLOCK with who holds the
// lock. GitLab does so for every project, with POST and DELETE of an address of its own for
// the lock.
//
// The protocol has no compare-and-swap: what keeps two writers apart is the server's lock,
// and that it takes no document from someone else meanwhile. So a lock counts only after
// the server was seen to refuse a second one, and each write is preceded by a look at it.
type store struct {
	server       *server
	at           state.Place
	lockPath     string // below the address
	lock, unlock string // methods
}

// Open keeps the state at an address. Name and password come from the environment, and only
// from there.
func Open(u *url.URL, at state.Place) state.Store {
	store := &store{server: newServer(u, at), lock: "LOCK", unlock: "UNLOCK", at: at}
	if strings.Contains(u.Path, "/api/v4/projects/") && strings.Contains(u.Path, "/terraform/state/") {
		store.lockPath, store.lock, store.unlock = "/lock", http.MethodPost, http.MethodDelete
	}
	return store
}

// Location returns the address up to its path: the rest may be secret.
func (h *store) Location() string { return h.server.name() }

// Load gets the document.
func (h *store) Load(ctx context.Context) (*state.State, error) {
	now, err := h.get(ctx)
	return now.State, err
}

// Lock takes the server's lock, and sees that it is one.
func (h *store) Lock(ctx context.Context, holder state.Holder) (state.Lease, error) {
	other, err := h.tryLock(ctx, holder)
	if err != nil {
		return nil, err
	}
	if other != nil {
		return nil, &state.LockedError{Location: h.Location(), Holder: *other}
	}
	var lease state.Lease
	if err = h.checkLock(ctx, holder); err == nil {
		lease, err = document.Hold(ctx, &slot{store: h, holder: holder}, h.Location(), h.at, holder)
	}
	if err != nil && !isLost(err) {
		err = errors.Join(err, h.free(context.WithoutCancel(ctx), holder))
	}
	return lease, err
}

// checkLock checks that the server refuses a second lock while we hold ours. A person may
// free our lock in the meantime, which is not a fault of the server.
func (h *store) checkLock(ctx context.Context, holder state.Holder) error {
	second := onlyLooking()
	now, err := h.tryLock(ctx, second)
	switch {
	case err != nil:
		return err
	case now == nil:
		return errors.Join(h.whySecond(ctx, holder), h.free(context.WithoutCancel(ctx), second))
	case now.ID == "":
		return fmt.Errorf("%s does not say who holds its lock: it cannot keep a state", h.Location())
	case now.ID != holder.ID:
		return &state.LockedError{Location: h.Location(), Holder: *now}
	}
	return nil
}

// whySecond explains why a second holder got our lock: the server gives the lock to
// everyone, or a person has freed ours, and then the server refuses us now.
func (h *store) whySecond(ctx context.Context, holder state.Holder) error {
	now, err := h.tryLock(ctx, holder)
	if err == nil && now == nil {
		return fmt.Errorf("%s gives its lock to two at once: it cannot keep a state", h.Location())
	}
	return cmp.Or(err, state.ErrLeaseLost)
}

// isLost reports that our lock was freed, also if another run has it now.
func isLost(err error) bool {
	var locked *state.LockedError
	return errors.Is(err, state.ErrLeaseLost) || errors.As(err, &locked)
}

// Holder returns who holds the lock. The protocol has no question for that, so Holder
// tries to take the lock: a refusal names the holder. If the lock was free, Holder keeps it
// for a moment, to see whether the server refuses a second holder.
func (h *store) Holder(ctx context.Context) (*state.Holder, error) {
	look := onlyLooking()
	other, err := h.tryLock(ctx, look)
	if err != nil || other != nil {
		return other, err
	}
	err = h.checkLock(ctx, look)
	var locked *state.LockedError
	switch {
	case errors.As(err, &locked):
		return &locked.Holder, nil
	case isLost(err):
		return nil, nil
	}
	return nil, errors.Join(err, h.free(context.WithoutCancel(ctx), look))
}

func onlyLooking() state.Holder {
	return state.Holder{ID: "look-" + rand.Text(), Command: "whopsync (only looking)", Who: "whopsync", Since: time.Now().UTC()}
}

// Unlock frees the lock with that id.
func (h *store) Unlock(ctx context.Context, id string) error {
	holder, err := h.Holder(ctx)
	if err == nil {
		err = state.CheckUnlock(holder, id, h.Location())
	}
	if err != nil {
		return err
	}
	return h.free(ctx, *holder)
}

// tryLock asks for the lock, again if the answer is lost, and returns the holder if another
// run has it.
func (h *store) tryLock(ctx context.Context, holder state.Holder) (*state.Holder, error) {
	body, err := encodeLockInfo(holder, h.at.Env)
	if err != nil {
		return nil, err
	}
	answer, err := h.server.sendAgain(ctx, request{method: h.lock, path: h.lockPath, body: body})
	if err == nil && isConflict(answer.status) {
		if other := decodeLockInfo(answer.body, holder); other.ID != holder.ID {
			return other, nil
		}
		return nil, nil // asked twice
	}
	if err == nil {
		err = answer.error()
	}
	if err == nil {
		return nil, nil
	}
	err = fmt.Errorf("lock %s: %w", h.Location(), err)
	if slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}, answer.status) {
		err = hint.Add(err, "The server offers no lock there; without one, it cannot keep a state")
	}
	return nil, err
}

// isConflict tells the two statuses with which servers say that someone holds the lock.
func isConflict(status int) bool {
	return status == http.StatusLocked || status == http.StatusConflict
}

// free gives a lock back. A conflict says that another one is held: ours was freed by someone else
// meanwhile, and is gone all the same. A server asked again, because its answer was lost, may say
// that there is no such lock.
func (h *store) free(ctx context.Context, holder state.Holder) error {
	body, err := encodeLockInfo(holder, h.at.Env)
	if err != nil {
		return err
	}
	answer, err := h.server.sendAgain(ctx, request{method: h.unlock, path: h.lockPath, id: holder.ID, body: body})
	isGone := isConflict(answer.status) || answer.tries > 1 && answer.status == http.StatusNotFound
	if err == nil && !isGone {
		err = answer.error()
	}
	if err != nil {
		return fmt.Errorf("free the lock of %s: %w", h.Location(), err)
	}
	return nil
}

// get returns the document, an empty one if there is none.
func (h *store) get(ctx context.Context) (envelope, error) {
	answer, err := h.server.sendAgain(ctx, request{method: http.MethodGet})
	isEmpty := answer.status == http.StatusNotFound || answer.status == http.StatusNoContent || answer.status == http.StatusOK && len(answer.body) == 0
	switch {
	case err == nil && isEmpty:
		return envelope{}, nil
	case err == nil:
		err = answer.error()
	}
	if err != nil {
		return envelope{}, state.Unread(fmt.Errorf("read %s: %w", h.Location(), err))
	}
	now, err := decodeEnvelope(answer.body)
	if err != nil {
		return envelope{}, fmt.Errorf("read %s: %w", h.Location(), err)
	}
	return now, nil
}

// Runs reads the records in the document.
func (h *store) Runs(ctx context.Context, want func([]string) []string) ([]state.Run, error) {
	now, err := h.get(ctx)
	if err != nil {
		return nil, err
	}
	packed := map[string][]byte{}
	var names []string
	for _, run := range now.Runs {
		packed[run.Name], names = run.Packed, append(names, run.Name)
	}
	var runs []state.Run
	for _, name := range state.Wanted(state.RunsOf(h.at.Env, names), want) {
		data, err := unpacked(packed[name])
		if err != nil {
			return nil, fmt.Errorf("read run %s in %s: %w", name, h.Location(), err)
		}
		runs = append(runs, state.Run{Name: name, Data: data})
	}
	return runs, nil
}
