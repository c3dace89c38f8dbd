package spec

import (
	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// Nearest returns the address most likely meant by a missing one: the only address with its name, or the address
// with the fewest letters to change.
func Nearest(written course.Address, known []course.Address) (near string, ok bool) {
	named := map[string]bool{}
	all := make([]string, len(known))
	for i, address := range known {
		all[i] = address.String()
		if address.Name() == written.Name() {
			near, named[all[i]] = all[i], true
		}
	}
	if len(named) == 1 {
		return near, true
	}
	return yamlfile.Nearest(written.String(), all)
}
