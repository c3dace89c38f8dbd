package cli

import (
	"crypto/rand"
	"os"
	"os/user"
	"time"

	"whopsync/internal/state"
)

// holder says who locks: the run of a workflow, or a person on a machine.
func holder(of job, command string) state.Holder {
	return state.Holder{ID: rand.Text(), Command: command, Who: who(of), Process: os.Getpid(), Since: time.Now().UTC().Truncate(time.Second)}
}

// who names the run that a command is part of, else its user and machine.
func who(of job) string {
	if of.run != "" {
		return of.run
	}
	who := "somebody"
	if u, err := user.Current(); err == nil {
		who = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		who += "@" + host
	}
	return who
}
