package whop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
)

// Bounds of a list, far above any real one: a server that never ends its list must not
// keep the client reading.
const (
	pageSize     = "100" // more is not documented; shorter pages are accepted
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

// each makes a list call and gives every item to use, page after page. A list whose pages
// do not add up is an error: half a list looks like deletions.
func (s *sender) each(ctx context.Context, call call, use func(object) error) error {
	query := url.Values{"first": {pageSize}}
	maps.Copy(query, call.query)
	call.query = query
	seen := map[string]bool{"": true}
	size := 0
	for range maxPages {
		body, err := s.send(ctx, call)
		if err != nil {
			return err
		}
		if size += len(body); size > maxListBytes {
			return s.useless(call, errors.New("the list does not end"))
		}
		cursor, more, err := readPage(body, use)
		if err != nil {
			return s.useless(call, err)
		}
		if !more {
			return nil
		}
		if seen[cursor] {
			return s.useless(call, fmt.Errorf("the list repeats cursor %q and never ends", clip(cursor)))
		}
		seen[cursor] = true
		call.query.Set("after", cursor)
	}
	return s.useless(call, errors.New("the list does not end"))
}

// readPage gives each item of one page to use and returns where the next page begins.
func readPage(body []byte, use func(object) error) (cursor string, more bool, err error) {
	page, err := parseObject(body)
	if err != nil {
		return "", false, err
	}
	items, noItems := page.objects("data")
	info, noInfo := page.object("page_info")
	more, noAnswer := info.flag("has_next_page")
	if more {
		cursor, err = info.optionalText("end_cursor")
	}
	if err := cmp.Or(noItems, noInfo, noAnswer, err); err != nil {
		return "", false, err
	}
	for _, item := range items {
		if err := use(item); err != nil {
			return "", false, err
		}
	}
	return cursor, more, nil
}

// listOf collects a whole list, each id once: an item can slide onto the next page while
// the pages are read.
func listOf[T any](ctx context.Context, s *sender, call call, read func(object) (T, error)) ([]T, error) {
	var list []T
	seen := map[string]bool{}
	err := s.each(ctx, call, func(item object) error {
		v, err := read(item)
		id, noID := item.text("id")
		if err := cmp.Or(err, noID); err != nil || seen[id] {
			return err
		}
		seen[id] = true
		list = append(list, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// by returns the query of a list with one filter.
func by(filter, value string) url.Values { return url.Values{filter: {value}} }
