// Package home says which repository on GitHub this program is developed in. One file holds it, which
// "make home HOME=OWNER/REPOSITORY" writes; the Go module, the workflows that init makes, the packages of a
// release and the commands in the documents follow it.
package home

import (
	_ "embed"
	"strings"
)

// nowhere is what repository.txt holds as long as the project has no home.
const nowhere = "YOUR-ORG/"

//go:embed repository.txt
var repository string

// Repository returns OWNER/REPOSITORY. Without a home, it is a name to replace.
func Repository() string { return strings.TrimSpace(repository) }

// IsKnown reports whether the project has a home.
func IsKnown() bool { return !strings.HasPrefix(repository, nowhere) }

// Module returns the path of the Go module, which go.mod has to have.
func Module() string {
	if !IsKnown() {
		return "whopsync"
	}
	return "github.com/" + Repository()
}
