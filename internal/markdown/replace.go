package markdown

import (
	"slices"
	"strings"
)

// Replace returns the source with new destinations: replacement is asked for each, and its
// answer is written as the place needs it (Destination.Escape). Where it answers false, or
// the value that is there already, the source stays unchanged; so does an autolink, if the
// new value cannot stand in one. Every byte outside the destinations stays.
func (d *Document) Replace(replacement func(Destination) (value string, ok bool)) string {
	var out strings.Builder
	done := 0
	for _, dest := range d.contents.destinations {
		value, ok := replacement(dest)
		if !ok || value == dest.Value || !d.accepts(dest, value) {
			continue
		}
		out.WriteString(d.src[done:dest.Start])
		out.WriteString(dest.Escape(value))
		done = dest.End
	}
	out.WriteString(d.src[done:])
	return out.String()
}

// accepts reports whether value can stand in the place of dest. Only autolinks are choosy:
// "images/a.png" between angle brackets would be an HTML tag, and a bare address must
// not run together with the text around it.
func (d *Document) accepts(dest Destination, value string) bool {
	if dest.Form != Autolink {
		return true
	}
	if dest.fence == bare && !d.beginsWord(dest.Start) {
		return false
	}
	value = dest.Escape(value)
	probe, start := value+d.wordAt(dest.End), 0
	if dest.fence == angle {
		probe, start = "<"+value+">", len("<")
	}
	return slices.ContainsFunc(Parse(probe).contents.destinations, func(d Destination) bool {
		return d.Form == Autolink && d.fence == dest.fence && d.Start == start && d.End == start+len(value)
	})
}

// beginsWord reports whether a bare address of any kind can begin at offset.
func (d *Document) beginsWord(offset int) bool {
	return offset == 0 || strings.IndexByte(" \t\n*_~(", d.src[offset-1]) >= 0
}

// wordAt returns what an address that ends at offset could run on into.
func (d *Document) wordAt(offset int) string {
	const longest = 256
	rest := d.src[offset:min(offset+longest, len(d.src))]
	if end := strings.IndexAny(rest, " \t\n<"); end >= 0 {
		return rest[:end]
	}
	return rest
}
