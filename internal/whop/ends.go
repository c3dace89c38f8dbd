package whop

import (
	"cmp"
	"context"

	"whopsync/internal/safegroup"
)

// listFromBothEnds collects a list that probably has so many items, each id once. A long one is read from its
// begin and from its end at the same time, which halves the wait and costs at most one request more.
//
// That a list can be read backwards is documented by its parameters alone. So what comes from the end only
// says where reading onwards may stop: where it fails, or does not add up, the rest is read onwards alone.
func listFromBothEnds[T any](ctx context.Context, s *sender, call call, expected int, read func(object) (T, error)) ([]T, error) {
	begin, end := newList(s.pages(call, onwards), read), newList(s.pages(call, backwards), read)
	end.pages.ask = s.sendOnce
	share := shareOfTheEnd(expected)
	for !begin.pages.done && !end.seen[begin.last] {
		group := safegroup.New()
		group.Go(func() error { return begin.readPage(ctx, len(begin.parts)) })
		group.Go(func() error {
			if !end.pages.done && len(end.seen) < share && !end.readBack(ctx) {
				share = 0
			}
			return nil
		})
		if err := group.Wait(); err != nil {
			return nil, err
		}
	}
	rest, err := end.without(begin.seen)
	if err != nil {
		rest, err = nil, begin.readOn(ctx)
	}
	items, unread := begin.without(nil)
	return append(items, rest...), cmp.Or(err, unread)
}

// readBack reads the page before those that were read from the end. It reports whether there is one.
func (l *list[T]) readBack(ctx context.Context) bool {
	isFirst := len(l.parts) == 0
	err := l.readPage(ctx, 0)
	follows, noAnswer := l.pages.info.flag(onwards.more)
	if isFirst && (err != nil || noAnswer != nil || follows) {
		l.parts, l.seen = nil, nil // this was not the end
	}
	return err == nil && noAnswer == nil && len(l.seen) > 0
}

// shareOfTheEnd is how many of so many items are read from the end: none if that saves no wait. The two
// parts have to overlap, or nothing would tell that they meet.
func shareOfTheEnd(expected int) int {
	alone := (expected + pageSize - 1) / pageSize
	both := expected/pageSize + 1
	if back := both / 2; both-back < alone {
		return back * pageSize
	}
	return 0
}
