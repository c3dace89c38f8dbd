package state

import "context"

// WriteTwice writes one batch twice, as when a turn comes after another has written it.
func (w *Writer) WriteTwice(ctx context.Context, entries []Entry) {
	b := w.join(entries)
	w.write(ctx, b)
	w.write(ctx, b)
}
