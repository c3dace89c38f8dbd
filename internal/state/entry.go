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
