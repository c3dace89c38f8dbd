package state

import (
	"context"
	"errors"
	"fmt"
)

// fileLease is the right to write to a FileStore. Each method does its work at the gate,
// after a look at the lock, so that it cannot be lost in between.
type fileLease struct {
	*FileStore
	lock *fileLock

	journal AppendFile // nil until the first Note since the lock or the last Save
	// torn is why the end of the journal is not known: a Note failed, and what follows
	// it could be read as a part of it.
	torn error
	// unsaved is why it is not known which document there is: a Save failed, and a
	// journal could be continuing one that is gone.
	unsaved error
}

// Load is FileStore.Load under the lock.
func (l *fileLease) Load(ctx context.Context) (s *State, err error) {
	err = l.atGate(ctx, func() error {
		s, err = l.FileStore.Load(ctx)
		return err
	})
	return s, err
}

// Note appends the entries as one line and syncs it. After one that failed, every other
// fails too.
func (l *fileLease) Note(ctx context.Context, s *State, entries []Entry) error {
	line, err := encodeNote(entries)
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

func (l *fileLease) note(s *State, line []byte) error {
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

// openJournal starts a journal, or goes on with the one that Load replayed. That one is
// written anew, for it may end in a torn line, which the next would grow out of.
func (l *fileLease) openJournal(s *State) error {
	j, err := l.loadJournal()
	if err != nil {
		return err
	}
	if j == nil || j.isBefore(s) {
		j = newJournal(s)
	}
	if !j.isOf(s) {
		return fmt.Errorf("%w: %s continues another state", ErrDamaged, l.path("journal.jsonl"))
	}
	data, err := j.encode()
	if err != nil {
		return err
	}
	if err := replaceFile(l.disk, l.path("journal.jsonl"), data); err != nil {
		return err
	}
	l.journal, err = l.disk.OpenAppend(l.path("journal.jsonl"))
	return err
}

// Save replaces the document and then drops the journal. When that fails, a copy is put
// beside the document, the error says so, and the lease is good for nothing more.
func (l *fileLease) Save(ctx context.Context, s *State) error {
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
			l.unsaved = keepCopy(l.disk, l.path("state.json.errored"), data, err)
			return l.unsaved
		}
		s.Serial = saved.Serial
		l.dropJournal()
		return nil
	})
}

// replaceDocument tries twice: this is the one write that a whole run waits for.
func (l *fileLease) replaceDocument(s *State, data []byte) error {
	if err := l.checkBase(s); err != nil {
		return err
	}
	if err := replaceFile(l.disk, l.Location(), data); err == nil {
		return nil
	}
	return replaceFile(l.disk, l.Location(), data)
}

// checkBase makes sure that s has grown from what is stored: a damaged document, and one
// that somebody put there meanwhile, are never overwritten.
func (l *fileLease) checkBase(s *State) error {
	base, err := l.loadDocument()
	if err != nil {
		return err
	}
	if base != nil && (base.Lineage != s.Lineage || base.Serial != s.Serial) {
		return fmt.Errorf("%s holds serial %d of %s, and not serial %d of %s", l.Location(), base.Serial, base.Lineage, s.Serial, s.Lineage)
	}
	j, err := l.loadJournal()
	if err != nil {
		return err
	}
	if j != nil && !j.isOf(s) && !j.isBefore(s) {
		return fmt.Errorf("%s holds notes on serial %d of %s, and not on serial %d of %s", l.path("journal.jsonl"), j.Serial, j.Lineage, s.Serial, s.Lineage)
	}
	return nil
}

// dropJournal removes what the document now holds. That it fails does not matter: the
// journal is of an older serial from here on, and passed over.
func (l *fileLease) dropJournal() {
	_ = l.closeJournal()
	_ = l.disk.Remove(l.path("journal.jsonl"))
	l.torn = nil
}

func (l *fileLease) closeJournal() error {
	if l.journal == nil {
		return nil
	}
	err := l.journal.Close()
	l.journal = nil
	return err
}

// Release frees the lock. The journal, if any is left, stays for the next apply: each of
// its lines was synced, so closing it cannot lose one.
func (l *fileLease) Release(ctx context.Context) error {
	_ = l.closeJournal()
	return l.alone(ctx, l.lock.release)
}

// atGate does something while the lock is held for certain.
func (l *fileLease) atGate(ctx context.Context, do func() error) error {
	return l.alone(ctx, func() error {
		if err := l.lock.check(); err != nil {
			return err
		}
		return do()
	})
}
