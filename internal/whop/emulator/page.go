package emulator

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"sort"
	"strconv"
)

const (
	defaultPage = 20
	maxPage     = 100 // documented for native endpoints, assumed for the others
)

var pagingParameters = []string{"after", "before", "first", "last"}

// place is where an item stands in the order of its list. A cursor names the place and
// not the item, so a page can be followed after the item was deleted.
type place [4]int

func comparePlaces(a, b place) int { return slices.Compare(a[:], b[:]) }

// page is a list as it is answered.
type page struct {
	Data []any    `json:"data"`
	Info pageInfo `json:"page_info"`
}

type pageInfo struct {
	End         *string `json:"end_cursor"`
	Start       *string `json:"start_cursor"`
	HasNext     bool    `json:"has_next_page"`
	HasPrevious bool    `json:"has_previous_page"`
}

// paginate returns the requested page of the sorted items.
func paginate[T any](c *call, items []T, where func(T) place, show func(T) any) (any, error) {
	from, to, err := between(c, len(items), func(i int) place { return where(items[i]) })
	if err != nil {
		return nil, err
	}
	first, last, err := pageSizes(c)
	if err != nil {
		return nil, err
	}
	if first >= 0 {
		to = min(to, from+first)
	}
	if last >= 0 {
		from = max(from, to-last)
	}
	p := page{Data: make([]any, 0, to-from), Info: pageInfo{HasNext: to < len(items), HasPrevious: from > 0}}
	for _, item := range items[from:to] {
		p.Data = append(p.Data, show(item))
	}
	if from < to {
		p.Info.Start, p.Info.End = new(where(items[from]).cursor()), new(where(items[to-1]).cursor())
	}
	return p, nil
}

// between returns the range of items that the cursors leave.
func between(c *call, n int, where func(int) place) (from, to int, err error) {
	from, to = 0, n
	if c.in.Query.Has("after") && !c.quirks.StuckPages {
		after, err := cursorOf(c, "after")
		if err != nil {
			return 0, 0, err
		}
		from = sort.Search(n, func(i int) bool { return comparePlaces(where(i), after) > 0 })
	}
	if c.in.Query.Has("before") {
		before, err := cursorOf(c, "before")
		if err != nil {
			return 0, 0, err
		}
		to = max(from, sort.Search(n, func(i int) bool { return comparePlaces(where(i), before) >= 0 }))
	}
	return from, to, nil
}

// pageSizes returns how many items are wanted from the beginning and from the end; -1
// is no limit, and one of the two always limits.
func pageSizes(c *call) (first, last int, err error) {
	if c.quirks.WholeLists {
		return c.longestPage, -1, nil
	}
	if first, err = sizeOf(c, "first"); err != nil {
		return 0, 0, err
	}
	if last, err = sizeOf(c, "last"); err != nil {
		return 0, 0, err
	}
	if first < 0 && last < 0 {
		first = min(defaultPage, c.longestPage)
	}
	return first, last, nil
}

func sizeOf(c *call, name string) (int, error) {
	if !c.in.Query.Has(name) {
		return -1, nil
	}
	n, err := strconv.Atoi(c.in.Query.Get(name))
	if err != nil || n < 1 {
		return 0, invalid(name, "must be a positive whole number")
	}
	return min(n, c.longestPage), nil
}

// cursor spells p so it looks opaque.
func (p place) cursor() string {
	return base64.RawURLEncoding.EncodeToString(encode(p))
}

func cursorOf(c *call, name string) (place, error) {
	var p place
	decoded, err := base64.RawURLEncoding.DecodeString(c.in.Query.Get(name))
	if err != nil || json.Unmarshal(decoded, &p) != nil {
		return place{}, invalid(name, "is no cursor of this API")
	}
	return p, nil
}
