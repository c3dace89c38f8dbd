package document

import (
	"whopsync/internal/hint"
	"whopsync/internal/host"
)

// InWords returns an error of the network in words, with what to do, and other errors as they are.
func InWords(err error) error {
	words := host.InWords(err)
	if words == err {
		return err
	}
	return hint.Add(words, "The place of the state was not reached: check that this computer is online, and `state:` in whopsync.yaml")
}
