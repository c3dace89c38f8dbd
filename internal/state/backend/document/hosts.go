package document

import (
	"fmt"
	"net/url"

	"whopsync/internal/host"
	"whopsync/internal/state"
)

// The repository says where a state is, and everyone who can get a line merged can change
// that. So a credential goes to a host only if someone else has named the host as well: the
// environment of the process, or a person on the command line. This machine is always named,
// unless a variable names another host.
//
// For a bucket no secret travels: a request is signed. But the signature covers only the host
// to which the request was sent, so a store that does not look at its own name in there takes a
// request that someone passes on, and anyone who wrote the address has chosen the object. The
// session's token and the id of the key do travel. So other stores than Amazon's are bound as
// well. Amazon's own hosts need no name: every request there says by its signature whose it is,
// and holds for that bucket alone.

// Naming is how the environment of the process names the host of a credential.
type Naming struct{ Variable, Value string }

// Permit returns nil if something may be sent to an address, and a *state.HostError if not.
func Permit(n Naming, address *url.URL, at state.Place) error {
	where, err := host.Of(address)
	if err != nil {
		return fmt.Errorf("read the state's address: %w", err)
	}
	if at.Typed || n.Value == "" && !at.Fork && host.IsLoopback(address.Hostname()) {
		return nil
	}
	named, err := host.Named(n.Value, address.Scheme)
	switch {
	case n.Value != "" && err != nil:
		named = "no host" // the value may hold a password
	case named == where:
		return nil
	}
	return &state.HostError{Host: where, Variable: n.Variable, Named: named}
}
