package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/apply"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// state looks at the memory and at its lock.
func (d *examination) state(ctx context.Context, r *repository) *state.State {
	store, err := r.store()
	if err != nil {
		d.fail("state", hint.Text(err), "without it nothing can be planned; state: in whopsync.yaml says where it is")
		return nil
	}
	s, err := store.Load(ctx)
	switch {
	case errors.Is(err, state.ErrDamaged):
		d.fail("state", hint.Text(err), r.remedyForDamage())
	case err != nil:
		d.fail("state", hint.Text(err), "nothing says that the state is lost: put this right, and look again")
	case s == nil:
		d.new = true
		d.ok("state", "none yet at "+store.Location()+"; the first apply makes it")
	default:
		d.ok("state", fmt.Sprintf("%s at %s", counted(len(s.Bindings), "object"), store.Location()))
		open := slices.DeleteFunc(slices.Clone(s.Pending), state.Entry.IsWatched)
		if len(open) > 0 {
			d.note("state", counted(len(open), "write")+" of an earlier run without an end", "the next apply settles that")
		}
	}
	if err != nil {
		d.note("lock", "not looked at", "first the state has to be read")
		return nil
	}
	d.lock(ctx, r, store)
	return s
}

// lookalikes looks for courses on Whop that the files would make a second time: then the
// state is not new, but lost.
func (d *examination) lookalikes(ctx context.Context, r *repository, c *connection) {
	prepared, err := apply.Prepare(ctx, c, r.input(nil, plan.Options{Unmanaged: r.project.Config.Unmanaged}))
	if err != nil {
		return // for a reason that is told of the experience or of a permission
	}
	for _, refusal := range prepared.Work.Refusals {
		d.fail("state", refusal.Message, refusal.Hint)
	}
}

func (d *examination) lock(ctx context.Context, r *repository, store state.Store) {
	switch holder, err := store.Holder(ctx); {
	case err != nil:
		d.fail("lock", hint.Text(err), "an apply would stop at the same: put this right, or name another place under state: in whopsync.yaml")
	case holder != nil:
		d.fail("lock", "held by "+holder.String(), "wait for it; if that run is dead: "+r.unlockCommand(*holder))
	case isOnlyRead(r.project.Environment.State):
		d.ok("lock", "free; that it can be taken is not tried, for that would write")
	default:
		d.ok("lock", "free")
	}
}

// isOnlyRead reports the places whose lock is a part of the state, so that who looks at it
// learns nothing of whether it can be written.
func isOnlyRead(where string) bool {
	place, _, _ := strings.Cut(where, ":")
	return place == "git" || place == "s3"
}
