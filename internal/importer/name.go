package importer

import (
	"strings"

	"whopsync/internal/filename"
	"whopsync/internal/spec"
)

// takeCourse takes a name for a course's folder. A number before it is not a part of the
// address, so a name of nothing else gets a word before it.
func takeCourse(n filename.Set, name string) string {
	if strings.Trim(name, "0123456789-") == "" {
		name = "course-" + name
	}
	return n.TakeBy(name, "", spec.NameOf)
}
