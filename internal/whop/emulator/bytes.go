package emulator

import (
	"bytes"
	"os"
	"path/filepath"
)

// saveBytes keeps the content of a file before its record says that it is there, so a
// kill between the two leaves an upload that never happened.
func (e *Emulator) saveBytes(id string, content []byte) error {
	if e.store == nil {
		e.world.bytes[id] = bytes.Clone(content)
		return nil
	}
	return os.WriteFile(e.store.bytesPath(id), content, 0o644)
}

func (e *Emulator) loadBytes(id string) ([]byte, error) {
	if e.store == nil {
		return e.world.bytes[id], nil
	}
	return os.ReadFile(e.store.bytesPath(id))
}

func (s *store) bytesPath(id string) string { return filepath.Join(s.dir, "files", id) }
