package cli

import (
	"crypto/rand"
	"os"
	"os/user"
	"time"

	"whopsync/internal/state"
)

// holder says who locks.
func holder(command string) state.Holder {
	who := "somebody"
	if u, err := user.Current(); err == nil {
		who = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		who += "@" + host
	}
	return state.Holder{ID: rand.Text(), Command: command, Who: who, Process: os.Getpid(), Since: time.Now().UTC().Truncate(time.Second)}
}
