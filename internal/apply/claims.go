package apply

import (
	"fmt"
	"slices"
	"sync"

	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// claims knows which live ids are accounted for, and which writes earlier runs have left open. An
// id that already stands for something cannot be the answer to a create.
type claims struct {
	seen  map[string]bool // unmanaged objects that the plan saw
	named []string        // those that the author calls unmanaged

	mu      sync.Mutex
	ours    map[string]bool // ids that are bound
	earlier []state.Entry   // pending
}

func newClaims(p *plan.Work, earlier []state.Entry) *claims {
	c := &claims{seen: map[string]bool{}, named: p.Options.Unmanaged, ours: map[string]bool{}, earlier: earlier}
	for _, binding := range p.Bindings {
		c.ours[binding.ID] = true
	}
	for _, unmanaged := range p.Unmanaged {
		c.seen[unmanaged.ID] = true
	}
	for _, seed := range p.Seeds {
		for _, chapter := range seed.Chapters {
			c.seen[chapter.ID] = true
		}
	}
	for _, id := range p.Others {
		c.seen[id] = true
	}
	return c
}

// claim notes that a live id is what the create has made.
func (c *claims) claim(id string, intent state.Entry) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.isTaken(id, intent) {
		return &pastError{id, "is another object already"}
	}
	c.ours[id] = true
	return nil
}

// isKnown reports whether a live id stands for something else than what the create makes.
func (c *claims) isKnown(id string, intent state.Entry) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.isTaken(id, intent)
}

// Unmanaged objects were there before the create, or the author says that they are some; whatever
// else came since an earlier run began the create may be its.
func (c *claims) isTaken(id string, intent state.Entry) bool {
	isUnmanaged := slices.Contains(intent.Seen, id) || slices.Contains(c.named, id)
	return c.ours[id] || isUnmanaged || c.seen[id] && !isAmong(c.earlier, intent)
}

func (c *claims) isOurs(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ours[id]
}

// find returns the first of the writes of earlier runs that is as wanted.
func (c *claims) find(isWanted func(state.Entry) bool) (state.Entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.IndexFunc(c.earlier, isWanted); i >= 0 {
		return c.earlier[i], true
	}
	return state.Entry{}, false
}

// isEarlier reports whether an intent was begun in an earlier run.
func (c *claims) isEarlier(intent state.Entry) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return isAmong(c.earlier, intent)
}

func (c *claims) forget(intent state.Entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.earlier = slices.DeleteFunc(c.earlier, func(e state.Entry) bool { return e.Op == intent.Op })
}

func isAmong(entries []state.Entry, intent state.Entry) bool {
	return slices.ContainsFunc(entries, func(e state.Entry) bool { return e.Op == intent.Op })
}

// pastError says that the answer to a create is about an object of which more is known.
type pastError struct{ id, what string }

func (e *pastError) Error() string {
	return fmt.Sprintf("Whop answered with %s, which %s", e.id, e.what)
}
