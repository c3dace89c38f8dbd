package state

import (
	"maps"
	"slices"

	"whopsync/internal/course"
)

// Rebind returns the entries that turn one identity map into another, sorted by address.
func Rebind(from, to map[course.Address]*Binding) []Entry {
	all := map[course.Address]*Binding{}
	maps.Copy(all, from)
	maps.Copy(all, to)
	var entries []Entry
	for _, address := range slices.SortedFunc(maps.Keys(all), course.Address.Compare) {
		if was, is := from[address], to[address]; !was.equal(is) {
			entries = append(entries, Entry{Event: EventBind, Address: address, Binding: is})
		}
	}
	return entries
}

// equal compares what would be saved: an empty list is no list.
func (b *Binding) equal(o *Binding) bool {
	if b == nil || o == nil {
		return b == o
	}
	return b.ID == o.ID && b.Path == o.Path && b.Key == o.Key && b.Answer == o.Answer && b.Protect == o.Protect && b.PublishAt.Equal(o.PublishAt) && b.Unfinished == o.Unfinished && b.Retired == o.Retired && b.Pulled == o.Pulled && b.CreatedAtSerial == o.CreatedAtSerial && b.New == o.New &&
		maps.EqualFunc(b.Fields, o.Fields, Synced.equal) && slices.Equal(b.Questions, o.Questions) && slices.Equal(b.Attachments, o.Attachments) && b.Outline.Equal(o.Outline) && slices.EqualFunc(b.Pulls, o.Pulls, Outline.Equal)
}
