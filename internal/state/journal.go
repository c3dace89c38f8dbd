package state

import (
	"fmt"
	"slices"
	"time"

	"whopsync/internal/course"
)

// Entry is one line of the journal. A write is an intent followed, when its end is
// known, by an outcome of the same Op.
//
//	Event    Op  meaning, and what the other fields hold
//	intent   n   about to send: Action, Address, and what the action needs
//	done     n   answered: the Binding as it now is (nil: the binding is gone); 0
//	             where nothing had to be written
//	dropped  n   known not to have happened: nothing to settle
//	bind     0   Address now has Binding, without any write (nil: forgotten)
//	file     0   what SHA256 names (see Files) was uploaded as File
type Entry struct {
	Event  Event  `json:"event"`
	Op     int64  `json:"op,omitempty"`
	Action Action `json:"action,omitempty"`

	Address course.Address `json:"address,omitzero"`
	Parent  string         `json:"parent,omitempty"` // id of the experience, course or chapter it is created in
	ID      string         `json:"id,omitempty"`     // of a create: what came of it, see Again; of an update: "" while its object does not exist

	// Key is the Idempotency-Key of a create, and Fingerprint the digest of its body: a
	// create that asks for the same goes on under the same key.
	Key         string        `json:"key,omitempty"`
	Fingerprint course.Digest `json:"fingerprint,omitempty"`
	// Sent are the digests of what an update writes, by field; of a create, the likenesses
	// by which its object is known when the answer was lost.
	Sent map[course.Field]course.Digest `json:"sent,omitempty"`
	// Outline is the order that an arranging request asks for.
	Outline Outline `json:"outline,omitempty"`
	// Seen are the objects that existed before a create and are not ours, beside it and,
	// with its title, elsewhere: whatever else is new there may be the object.
	Seen []string `json:"seen,omitempty"`
	// Again says that a create was sent more than once. After one object has come of it, the
	// create stays pending with the object's ID for a while, because a second object may
	// arrive.
	Again bool `json:"again,omitempty"`
	// Answer is the line of identity: or moved: that a create follows.
	Answer string `json:"answer,omitempty"`
	// Begun is when a run last began to send a create, which may arrive late.
	Begun time.Time `json:"begun,omitzero"`

	Binding *Binding `json:"binding,omitempty"`
	SHA256  string   `json:"sha256,omitempty"`
	File    *File    `json:"file,omitempty"`
}

// IsWatched reports a create that has made its object and may make a second one.
func (e Entry) IsWatched() bool { return e.Action == ActionCreate && e.ID != "" }

// Unanswered returns the pending writes of which it is not known what became of them.
func (s *State) Unanswered() []Entry {
	return slices.DeleteFunc(slices.Clone(s.Pending), Entry.IsWatched)
}

// Event says what an Entry reports.
type Event string

const (
	EventIntent  Event = "intent"
	EventDone    Event = "done"
	EventDropped Event = "dropped"
	EventBind    Event = "bind"
	EventFile    Event = "file"
)

// Action is the kind of write that an intent announces.
type Action string

const (
	ActionCreate  Action = "create"
	ActionUpdate  Action = "update"
	ActionArrange Action = "arrange"
	ActionDelete  Action = "delete"
)

// check reports an entry with fields missing for its event, or unknown to this program.
func (e Entry) check() error {
	ids := slices.Concat([]string{e.Parent, e.ID}, e.Seen, e.Outline.ids())
	if bad := slices.IndexFunc(ids, isNoID); bad >= 0 {
		return fmt.Errorf("%w: %q in an entry of the journal is no id of Whop's", ErrDamaged, ids[bad])
	}
	switch e.Event {
	case EventIntent, EventDropped:
		if e.Op > 0 {
			return nil
		}
	case EventDone, EventBind:
		if e.Binding == nil && !e.Address.IsZero() {
			return nil
		}
		return e.Binding.check(e.Address)
	case EventFile:
		if e.File != nil && e.SHA256 != "" && !isNoID(e.File.ID) {
			return nil
		}
	}
	return fmt.Errorf("%w: an entry of the journal (%q, operation %d) is incomplete or unknown", ErrDamaged, e.Event, e.Op)
}

// Replay folds journal entries into s. Replaying twice changes nothing more.
func (s *State) Replay(entries []Entry) {
	for _, e := range entries {
		switch e.Event {
		case EventIntent:
			s.settle(e.Op)
			s.Pending = append(s.Pending, e)
		case EventDone:
			s.settle(e.Op)
			if e.Binding == nil && !e.Address.IsZero() {
				s.remember(e.Address, Gone)
			}
			s.bind(e.Address, e.Binding)
			s.identify(e)
		case EventDropped:
			s.settle(e.Op)
		case EventBind:
			s.bind(e.Address, e.Binding)
		case EventFile:
			if e.File != nil {
				s.Files[e.SHA256] = *e.File
			}
		}
	}
}

// NextOp returns a number for a new write that no pending one has.
func (s *State) NextOp() int64 {
	next := int64(1)
	for _, e := range s.Pending {
		next = max(next, e.Op+1)
	}
	return next
}

func (s *State) settle(op int64) {
	s.Pending = slices.DeleteFunc(s.Pending, func(e Entry) bool { return e.Op == op })
}

// identify gives the updates that were announced before their object existed its id.
func (s *State) identify(done Entry) {
	for i, e := range s.Pending {
		if e.Action == ActionUpdate && e.ID == "" && e.Address == done.Address && done.Binding != nil {
			s.Pending[i].ID = done.Binding.ID
		}
	}
}

func (s *State) bind(address course.Address, binding *Binding) {
	if binding == nil {
		delete(s.Bindings, address)
		return
	}
	if known := s.Bindings[address]; binding.Path != "" && (known == nil || known.Path != binding.Path) {
		s.Commit = "" // the paths are no longer all of one commit
	}
	if binding.Retired {
		s.remember(address, Gone)
	}
	s.Bindings[address] = binding.Clone()
	s.remember(address, binding.Answer)
}
