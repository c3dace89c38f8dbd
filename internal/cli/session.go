package cli

import (
	"context"
	"errors"

	"whopsync/internal/state"
	"whopsync/internal/whop/emulator"
)

// session is what the commands work with that speak to Whop: a repository, the place of
// its state, and the way to Whop.
type session struct {
	repo  *repository
	conn  *connection
	store state.Store
	lease state.Lease // nil until locked

	waiting func(text string) (end func()) // says what is waited for
}

// openSession opens the session of a valid repository. A read-only one cannot send anything
// but GET.
func openSession(ctx context.Context, e *environment, t tuning, readOnly bool) (*session, error) {
	r, err := loadRepository(e)
	if err != nil {
		return nil, err
	}
	return startSession(ctx, e, r, t, readOnly)
}

// startSession opens the session of a repository, which it closes with itself.
func startSession(ctx context.Context, e *environment, r *repository, t tuning, readOnly bool) (*session, error) {
	store, err := r.store()
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	c, err := connect(e, r, t, readOnly)
	if errors.Is(err, emulator.ErrInUse) {
		err = explainInUse(ctx, r, store, err)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return &session{repo: r, conn: c, store: store, waiting: e.waiting}, nil
}

// load reads the state; without one it returns nil.
func (s *session) load(ctx context.Context) (*state.State, error) {
	end := s.waiting(readingState)
	loaded, err := s.store.Load(ctx)
	end()
	s.conn.remember(loaded)
	return loaded, explainDamage(s.repo.shell, err)
}

// lock makes this run the only writer of the state until Close, and reads the state.
func (s *session) lock(ctx context.Context, command string) (*state.State, error) {
	end := s.waiting("Locking the state...")
	lease, err := s.store.Lock(ctx, holder(s.repo.job, command))
	end()
	if err != nil {
		return nil, explainLock(s.repo, err, s.store)
	}
	s.lease = lease
	loaded, err := lease.Load(ctx)
	s.conn.remember(loaded)
	return loaded, explainDamage(s.repo.shell, err)
}

// Close gives everything back. The lock is freed even when the run was interrupted.
func (s *session) Close() error {
	var unlocked error
	if s.lease != nil {
		unlocked = s.lease.Release(context.Background())
	}
	return errors.Join(unlocked, s.conn.Close(), s.repo.Close())
}
