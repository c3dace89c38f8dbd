package markdown

import (
	"errors"
	"sync/atomic"
)

// Budget bounds what many texts cost together. The zero budget is ready, and may be shared
// between goroutines.
type Budget struct {
	Memory *Memory // of texts that were read under an earlier budget; nil: none
	spent  atomic.Int64
}

// Work that is within reason does not count, so no number of ordinary lessons uses up a
// budget; it is enough for some ten of the worst.
const (
	withinReason = maxWork / 10
	maxSpent     = 10 * maxWork
)

var errSpent = errors.New("so many texts before it are nested too deeply or repeat too often that it is not read")

// IsSpent reports that texts were left unread.
func (b *Budget) IsSpent() bool { return b.spent.Load() > maxSpent }

// Parse is Parse, as long as the budget lasts.
func (b *Budget) Parse(src string) *Document {
	if b.IsSpent() {
		return &Document{src: src, Err: errSpent}
	}
	if d := b.Memory.recall(src); d != nil {
		return d
	}
	m := meter{}
	d, _ := parse(src, &m)
	if m.work > withinReason {
		b.spent.Add(int64(m.work))
	} else {
		b.Memory.keep(src, d)
	}
	return d
}
