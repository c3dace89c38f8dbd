package apply

import (
	"fmt"
	"slices"
	"sync"

	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// claims knows which live ids are accounted for. An id that already stands for something
// cannot be the answer to a create.
type claims struct {
	backlog *backlog
	seen    map[string]bool // unmanaged objects that the plan saw
	named   []string        // those that the author calls unmanaged

	mu   sync.Mutex
	ours map[string]bool // ids that are bound
}

func newClaims(p *plan.Work, earlier *backlog) *claims {
	c := &claims{backlog: earlier, seen: map[string]bool{}, named: p.Options.Unmanaged, ours: map[string]bool{}}
	for _, binding := range p.Bindings {
		c.ours[binding.ID] = true
	}
	for _, unmanaged := range p.Unmanaged {
		c.seen[unmanaged.ID] = true
	}
	for _, id := range p.Others {
		c.seen[id] = true
	}
	return c
}

// claim notes that a live id is what the create has made.
func (c *claims) claim(id string, intent state.Entry) error {
	if c.isKnown(id, intent) {
		return &pastError{id, "is another object already"}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ours[id] = true
	return nil
}

// isKnown reports whether a live id stands for something else than what the create makes.
// Unmanaged objects were there before it, or the author says that they are some; whatever else
// came since an earlier run began the create may be its.
func (c *claims) isKnown(id string, intent state.Entry) bool {
	isUnmanaged := slices.Contains(intent.Seen, id) || slices.Contains(c.named, id)
	return c.isOurs(id) || isUnmanaged || c.seen[id] && !c.backlog.has(intent)
}

func (c *claims) isOurs(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ours[id]
}

// pastError says that the answer to a create is about an object of which more is known.
type pastError struct{ id, what string }

func (e *pastError) Error() string {
	return fmt.Sprintf("Whop answered with %s, which %s", e.id, e.what)
}
