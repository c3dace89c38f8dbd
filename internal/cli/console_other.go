//go:build !windows

package cli

import "os"

// readsEscapes reports that a terminal reads escape sequences.
func readsEscapes(*os.File) bool { return true }
