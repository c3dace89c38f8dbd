package render

import (
	"io"

	udiff "github.com/aymanbagabas/go-udiff"
)

// FileDiff writes what changes in a file as a unified diff, as git shows it.
func FileDiff(w io.Writer, path string, before, after []byte) error {
	diff := udiff.Unified("a/"+path, "b/"+path, string(before), string(after))
	_, err := io.WriteString(w, Sanitize(diff))
	return err
}
