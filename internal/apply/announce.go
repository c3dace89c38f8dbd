package apply

import (
	"context"
	"slices"

	"whopsync/internal/state"
)

// Where a note is slow, the intents of many requests are noted at once, before the first of them is
// sent. An intent that is never sent is dropped at the end of the run. After a kill it stands in the
// state like one that was sent, and the next run looks for what came of it.

// ahead bounds how many steps are announced at once, and thereby what is looked for after a kill. Most
// lessons have two, a create and what completes it.
const ahead = 200

// intend makes an intent durable, unless it was announced, and returns it with its number. A create that
// was announced and has another body now, since links in it lead somewhere, is announced again under its key.
func (j *journal) intend(ctx context.Context, intent state.Entry) (state.Entry, error) {
	intent, isAnnounced := j.numbered(intent)
	if isAnnounced {
		return intent, nil
	}
	return intent, j.record(ctx, intent)
}

// numbered returns an intent with the number and the key that it has. An announced one is used up.
func (j *journal) numbered(intent state.Entry) (numbered state.Entry, isAnnounced bool) {
	intent.Event = state.EventIntent
	announced, ok := j.takeAnnounced(intent)
	switch {
	case ok:
		intent.Op, intent.Key, intent.Begun = announced.Op, announced.Key, announced.Begun
	case intent.Op == 0:
		intent.Op = j.newOp()
	}
	return intent, ok && covers(announced, intent)
}

// announce makes those of the intents durable that are not yet.
func (j *journal) announce(ctx context.Context, intents []state.Entry) error {
	var all, fresh []state.Entry
	for _, intent := range intents {
		intent, isAnnounced := j.numbered(intent)
		if all = append(all, intent); !isAnnounced {
			fresh = append(fresh, intent)
		}
	}
	j.mu.Lock()
	for _, e := range all {
		j.announced[e.Address] = append(j.announced[e.Address], e)
	}
	j.mu.Unlock()
	return j.record(ctx, fresh...)
}

// isAnnounced reports whether an intent is durable already.
func (j *journal) isAnnounced(intent state.Entry) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := j.findAnnounced(intent)
	return i >= 0 && covers(j.announced[intent.Address][i], intent)
}

func (j *journal) takeAnnounced(intent state.Entry) (announced state.Entry, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	i, at := j.findAnnounced(intent), intent.Address
	if i < 0 {
		return announced, false
	}
	announced = j.announced[at][i]
	j.announced[at] = slices.Delete(j.announced[at], i, i+1)
	return announced, true
}

// findAnnounced returns the place of an announced intent among those of its address, -1 if there is none.
func (j *journal) findAnnounced(intent state.Entry) int {
	return slices.IndexFunc(j.announced[intent.Address], func(e state.Entry) bool {
		return e.Action == intent.Action && (e.Action == state.ActionCreate || covers(e, intent))
	})
}

// covers reports whether all that an intent says was announced.
func covers(announced, intent state.Entry) bool {
	for field, digest := range intent.Sent {
		if sent, ok := announced.Sent[field]; !ok || sent != digest {
			return false
		}
	}
	isSameObject := announced.ID == intent.ID || announced.ID == ""
	return isSameObject && announced.Parent == intent.Parent && announced.Fingerprint == intent.Fingerprint
}

// unsent returns the entries that drop what was announced and never sent. What an earlier run may have
// sent stays open.
func (j *journal) unsent(claims *claims) (dropped []state.Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, announced := range j.announced {
		for _, e := range announced {
			if !claims.isEarlier(e) {
				dropped = append(dropped, state.Entry{Event: state.EventDropped, Op: e.Op})
			}
		}
	}
	return dropped
}
