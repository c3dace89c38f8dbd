package importer

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
)

// Note is something that the files do not say as Whop does.
type Note struct {
	Address course.Address // what it is about
	Title   string         // of it on Whop
	Message string
}

// notes collects what has to be said, by live resource and in the order in which it came up.
type notes struct {
	order []*course.Resource
	of    map[*course.Resource][]string
}

func (n *notes) add(live *course.Resource, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if n.of == nil {
		n.of = map[*course.Resource][]string{}
	}
	switch known, ok := n.of[live]; {
	case !ok:
		n.order = append(n.order, live)
	case slices.Contains(known, message):
		return
	}
	n.of[live] = append(n.of[live], message)
}

// about returns the notes with the addresses that their resources have now.
func (n *notes) about(addresses map[string]course.Address) []Note {
	var all []Note
	for _, live := range n.order {
		for _, message := range n.of[live] {
			all = append(all, Note{Address: addresses[live.ID], Title: live.Title(), Message: message})
		}
	}
	return all
}
