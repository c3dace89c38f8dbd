package spec

import "whopsync/internal/yamlfile"

// Done says of every line under moved:, removed: and identity: in whopsync.yaml whether it
// was followed. The lines are in the order of the file; an empty list says of none.
type Done struct{ Moved, Removed, Identity []bool }

// drop returns the lines to take out, by the key that they stand under.
func (d Done) drop() yamlfile.Drop {
	return yamlfile.Drop{"moved": d.Moved, "removed": d.Removed, "identity": d.Identity}
}
