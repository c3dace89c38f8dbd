package file

import (
	"context"
	"errors"
	"fmt"
	"time"

	"whopsync/internal/state"
)

// lease is the right to write to a Store. Each method does its work at the gate, after
// a look at the lock, so it cannot be lost in between.
type lease struct {
	store *Store
	lock  *lock

	journal AppendFile // nil until the first Note since the lock or the last Save
	// torn is why the end of the journal is not known: a Note failed, and what follows
	// it could be read as a part of it.
	torn error
	// unsaved says why the stored document is unknown: a Save failed, and a journal could
	// continue a lost document.
	unsaved error
}

// Load is Store.Load under the lock.
func (l *lease) Load(ctx context.Context) (s *state.State, err error) {
	err = l.atGate(ctx, func() error {
		s, err = l.store.Load(ctx)
		return err
	})
	return s, err
}

// Check looks at the lock.
func (l *lease) Check(ctx context.Context) error {
	return l.atGate(ctx, func() error { return nil })
}

// Lag is none: a note is a synced line.
func (l *lease) Lag() time.Duration { return 0 }

// Note appends the entries as one line and syncs it. After a failure, every later call
// fails too.
func (l *lease) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	line, err := state.EncodeNote(entries)
	if err != nil {
		return err
	}
	return l.atGate(ctx, func() error {
		if err := errors.Join(l.unsaved, l.torn); err != nil {
			return fmt.Errorf("the journal takes nothing more: %w", err)
		}
		l.torn = l.note(s, line)
		return l.torn
	})
}

func (l *lease) note(s *state.State, line []byte) error {
	if l.journal == nil {
		if err := l.openJournal(s); err != nil {
			return fmt.Errorf("open journal: %w", err)
		}
	}
	if err := l.journal.Append(line); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

// openJournal starts a journal, or continues the replayed one. A replayed journal is
// written again, because it may end in a torn line.
func (l *lease) openJournal(s *state.State) error {
	j, err := l.store.loadJournal()
	if err != nil {
		return err
	}
	if j == nil || j.IsBefore(s) {
		j = state.NewJournal(s)
	}
	if !j.IsOf(s) {
		return fmt.Errorf("%w: %s continues another state", state.ErrDamaged, l.store.path("journal.jsonl"))
	}
	data, err := j.Encode()
	if err != nil {
		return err
	}
	if err := replaceFile(l.store.disk, l.store.path("journal.jsonl"), data); err != nil {
		return err
	}
	l.journal, err = l.store.disk.OpenAppend(l.store.path("journal.jsonl"))
	return err
}

// Save replaces the document and then drops the journal. When that fails, a copy is put
// beside the document, the error says so, and the lease is good for nothing more.
func (l *lease) Save(ctx context.Context, s *state.State) error {
	saved := *s
	saved.Serial++
	data, err := saved.Encode()
	if err != nil {
		return err
	}
	return l.atGate(ctx, func() error {
		if l.unsaved != nil {
			return l.unsaved
		}
		if err := l.replaceDocument(s, data); err != nil {
			l.unsaved = keepCopy(l.store.disk, l.store.path("state.json.errored"), data, err)
			return l.unsaved
		}
		s.Serial = saved.Serial
		l.dropJournal()
		return nil
	})
}

// Finish is Save. The lock is a file of its own.
func (l *lease) Finish(ctx context.Context, s *state.State) error { return l.Save(ctx, s) }

// replaceDocument tries twice, because a whole run depends on this write.
func (l *lease) replaceDocument(s *state.State, data []byte) error {
	if err := l.checkBase(s); err != nil {
		return err
	}
	if err := replaceFile(l.store.disk, l.store.Location(), data); err == nil {
		return nil
	}
	return replaceFile(l.store.disk, l.store.Location(), data)
}

// checkBase makes sure that s has grown from the stored document: damaged documents, and
// documents of other programs, are never overwritten.
func (l *lease) checkBase(s *state.State) error {
	base, err := l.store.loadDocument()
	if err != nil {
		return err
	}
	j, err := l.store.loadJournal()
	if err != nil {
		return err
	}
	if base != nil && j != nil && j.IsOf(base) {
		if base, err = j.ContinueFrom(base); err != nil {
			return err
		}
	}
	if err := state.CheckBase(base, s, l.store.Location()); err != nil {
		return err
	}
	if j != nil && !j.IsOf(s) && !j.IsBefore(s) {
		return fmt.Errorf("%s holds notes on serial %d of %s, and not on serial %d of %s", l.store.path("journal.jsonl"), j.Serial, j.Lineage, s.Serial, s.Lineage)
	}
	return nil
}

// dropJournal removes what the document now holds. That it fails does not matter: the
// journal is of an older serial from here on, and passed over.
func (l *lease) dropJournal() {
	_ = l.closeJournal()
	_ = l.store.disk.Remove(l.store.path("journal.jsonl"))
	l.torn = nil
}

func (l *lease) closeJournal() error {
	if l.journal == nil {
		return nil
	}
	err := l.journal.Close()
	l.journal = nil
	return err
}

// Release frees the lock. The journal, if any is left, stays for the next apply: each of
// its lines was synced, so closing it cannot lose one.
func (l *lease) Release(ctx context.Context) error {
	_ = l.closeJournal()
	return l.store.alone(ctx, l.lock.release)
}

// atGate does something while the lock is held for certain.
func (l *lease) atGate(ctx context.Context, do func() error) error {
	return l.store.alone(ctx, func() error {
		if err := l.lock.check(); err != nil {
			return err
		}
		return do()
	})
}
