package whop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"whopsync/internal/safegroup"
)

// Bounds of a list, far above any real one: a server that never ends its list must not
// keep the client reading.
const (
	pageSize     = 100 // more is not documented; shorter pages are accepted
	maxPages     = 10_000
	maxListBytes = 256 << 20
)

// fetch makes a call whose answer is one object, and reads it.
func fetch[T any](ctx context.Context, s *sender, call call, read func(object) (T, error)) (T, error) {
	var none T
	body, err := s.send(ctx, call)
	if err != nil {
		return none, err
	}
	o, err := parseObject(body)
	if err != nil {
		return none, s.useless(call, err)
	}
	v, err := read(o)
	if err != nil {
		return none, s.useless(call, err)
	}
	return v, nil
}

// direction is an end that a list is read from: the query's parameters for it, and where an answer says
// whether and where the list goes on.
type direction struct{ size, cursor, more, next string }

var (
	onwards   = direction{"first", "after", "has_next_page", "end_cursor"}
	backwards = direction{"last", "before", "has_previous_page", "start_cursor"}
)

// each makes a list call and gives every item to use, page after page.
func (s *sender) each(ctx context.Context, call call, use func(object) error) error {
	pages := s.pages(call, onwards)
	for !pages.done {
		items, err := pages.next(ctx)
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := use(item); err != nil {
				return s.useless(call, err)
			}
		}
	}
	return nil
}

// pages reads a list page after page. A list whose pages do not add up is an error: half a list looks like
// deletions.
type pages struct {
	sender *sender
	call   call
	from   direction
	ask    func(context.Context, call) ([]byte, error)

	done  bool
	info  object // of the page that was read last
	asked map[string]bool
	size  int
}

func (s *sender) pages(call call, from direction) *pages {
	query := url.Values{from.size: {strconv.Itoa(pageSize)}}
	maps.Copy(query, call.query)
	call.query = query
	return &pages{sender: s, call: call, from: from, ask: s.send, asked: map[string]bool{"": true}}
}

// next returns the items of the next page, in the order of the list.
func (p *pages) next(ctx context.Context) ([]object, error) {
	body, err := p.ask(ctx, p.call)
	if err != nil {
		return nil, err
	}
	items, err := p.read(body)
	if err != nil {
		return nil, p.sender.useless(p.call, err)
	}
	return items, nil
}

// read parses a page in one pass: pages of lessons are long.
func (p *pages) read(body []byte) ([]object, error) {
	var page struct {
		Items []object `json:"data"`
		Info  object   `json:"page_info"`
	}
	isNull := func(item object) bool { return item == nil }
	if json.Unmarshal(body, &page) != nil || page.Items == nil || slices.ContainsFunc(page.Items, isNull) {
		return nil, errors.New("the answer is not a list of objects") // the cause would quote the answer
	}
	more, err := page.Info.flag(p.from.more)
	if err != nil {
		return nil, err
	}
	p.info, p.done = page.Info, !more
	if !more {
		return page.Items, nil
	}
	cursor, err := page.Info.optionalText(p.from.next)
	if err != nil {
		return nil, err
	}
	if p.size += len(body); p.size > maxListBytes || len(p.asked) > maxPages {
		return nil, errors.New("the list does not end")
	}
	if p.asked[cursor] {
		return nil, fmt.Errorf("the list repeats cursor %q and never ends", clip(cursor))
	}
	p.asked[cursor] = true
	p.call.query.Set(p.from.cursor, cursor)
	return page.Items, nil
}

// listOf collects a whole list.
func listOf[T any](ctx context.Context, s *sender, call call, read func(object) (T, error)) ([]T, error) {
	l := newList(s.pages(call, onwards), read)
	if err := l.readOn(ctx); err != nil {
		return nil, err
	}
	return l.without(nil)
}

// list collects the items of a list, each id once: one can slide onto the next page while the pages are read.
type list[T any] struct {
	pages   *pages
	read    func(object) (T, error)
	reading *safegroup.Group // of the items of a page, while the next page is on its way
	parts   []part[T]        // in the order of the list
	seen    map[string]bool
	last    string // id of the last item of the page that was read last
}

// part is what was new on a page. Its items are there when all have been read.
type part[T any] struct {
	ids   []string
	items []T
}

func newList[T any](pages *pages, read func(object) (T, error)) *list[T] {
	return &list[T]{pages: pages, read: read, reading: safegroup.New(), seen: map[string]bool{}}
}

// readOn reads all pages that are left.
func (l *list[T]) readOn(ctx context.Context) error {
	for !l.pages.done {
		if err := l.readPage(ctx, len(l.parts)); err != nil {
			return err
		}
	}
	return nil
}

// readPage adds the next page at an index.
func (l *list[T]) readPage(ctx context.Context, at int) error {
	items, err := l.pages.next(ctx)
	if err != nil {
		return err
	}
	failed := func(err error) error { return l.pages.sender.useless(l.pages.call, err) }
	var ids []string
	var fresh []object
	for _, item := range items {
		id, err := item.text("id")
		if err != nil {
			return failed(err)
		}
		if l.last = id; !l.seen[id] {
			l.seen[id], ids, fresh = true, append(ids, id), append(fresh, item)
		}
	}
	p := part[T]{ids, make([]T, len(fresh))}
	l.parts = slices.Insert(l.parts, at, p)
	l.reading.Go(func() (err error) {
		for i, item := range fresh {
			if p.items[i], err = l.read(item); err != nil {
				return failed(err)
			}
		}
		return nil
	})
	return nil
}

// without returns the items whose ids are not among others.
func (l *list[T]) without(others map[string]bool) ([]T, error) {
	if err := l.reading.Wait(); err != nil {
		return nil, err
	}
	var items []T
	for _, p := range l.parts {
		for i, id := range p.ids {
			if !others[id] {
				items = append(items, p.items[i])
			}
		}
	}
	return items, nil
}

// by returns the query of a list with one filter.
func by(filter, value string) url.Values { return url.Values{filter: {value}} }
