package whop

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
)

// Bounds of a list, far above any real one: a server that never ends its list must not
// be believed for ever.
const (
	pageSize     = "100" // more is not documented; shorter pages are accepted
	maxPages     = 10_000
	maxListBytes = 256 << 20
)

// each makes a list call and gives every item to use, page after page. A list whose pages
// do not add up is an error: half a list looks like deletions.
func (c *Client) each(ctx context.Context, call call, use func(object) error) error {
	call.query = maps.Clone(call.query)
	call.query.Set("first", pageSize)
	seen := map[string]bool{"": true}
	size := 0
	for range maxPages {
		body, err := c.send(ctx, call)
		if err != nil {
			return err
		}
		if size += len(body); size > maxListBytes {
			return c.useless(call, errors.New("the list does not end"))
		}
		cursor, more, err := readPage(body, use)
		if err != nil {
			return c.useless(call, err)
		}
		if !more {
			return nil
		}
		if seen[cursor] {
			return c.useless(call, fmt.Errorf("the list has more pages, but its cursor %q leads nowhere", clip(cursor)))
		}
		seen[cursor] = true
		call.query.Set("after", cursor)
	}
	return c.useless(call, errors.New("the list does not end"))
}

// readPage gives each item of one page to use and returns where the next page begins.
func readPage(body []byte, use func(object) error) (cursor string, more bool, err error) {
	page, err := parseObject(body)
	if err != nil {
		return "", false, err
	}
	items, err := page.objects("data")
	if err != nil {
		return "", false, err
	}
	info, err := page.object("page_info")
	if err != nil {
		return "", false, err
	}
	if more, err = info.flag("has_next_page"); err != nil {
		return "", false, err
	}
	if more {
		if cursor, err = info.optionalText("end_cursor"); err != nil {
			return "", false, err
		}
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
func listOf[T any](ctx context.Context, c *Client, call call, read func(object) (T, string, error)) ([]T, error) {
	var list []T
	seen := map[string]bool{}
	err := c.each(ctx, call, func(item object) error {
		v, id, err := read(item)
		if err != nil || seen[id] {
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

func clip(s string) string { return fmt.Sprintf("%.40s", s) }
