package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
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

func explainLock(err error) error {
	var locked *state.LockedError
	if !errors.As(err, &locked) {
		return err
	}
	return &outcome{exitRefused, fmt.Errorf("%w\nWait until it is done. If that run is dead, free the lock: whopsync state unlock %s", err, locked.Holder.ID)}
}
