package state

import (
	"fmt"
	"net/url"
	"regexp"

	"whopsync/internal/host"
)

// The repository says where a state is, and everybody who can get a line merged can change
// that. So a credential goes to a host only if somebody else has named the host as well: the
// environment of the process, or a person on the command line. This machine is always named,
// unless a variable names another host.
//
// For a bucket no secret travels: a request is signed. But the signature covers only the host
// to which the request was sent, so a store that does not look at its own name in there takes
// a request that somebody passes on, and whoever wrote the address has chosen the object. The
// session's token and the id of the key do travel. So other stores than Amazon's are bound as
// well. Amazon's own hosts need no name: every request there says by its signature whose it is,
// and holds for that bucket alone.

// HostError says that nothing was sent to a host, because the repository alone names it.
type HostError struct {
	Host     string // of the state's address
	Variable string // what has to name it
	Named    string // the value of Variable; "" when it is not set
}

func (e *HostError) Error() string {
	but := e.Variable + " is not set"
	if e.Named != "" {
		but = e.Variable + " names " + e.Named
	}
	return fmt.Sprintf("the state is on the host %s, and %s: nothing was sent, for no credential goes to a host that the repository alone names\n"+
		"If that host is right, name it in the environment, and in the workflows:\n\n  export %s=%s", e.Host, but, e.Variable, e.Host)
}

// naming is how the environment of the process names the host of a credential.
type naming struct{ variable, value string }

// httpNaming returns who is meant by the name and password of httpServer. Terraform's address
// names a host for Terraform's own variables alone: the two can be for different servers.
func httpNaming(environ []string) naming {
	value := lookup(environ, "WHOPSYNC_HTTP_HOST")
	if value == "" && lookup(environ, "WHOPSYNC_HTTP_USERNAME") == "" && lookup(environ, "WHOPSYNC_HTTP_PASSWORD") == "" {
		value = lookup(environ, "TF_HTTP_ADDRESS")
	}
	return naming{"WHOPSYNC_HTTP_HOST", value}
}

// s3Naming returns which store is meant by the keys of AWS. The programs of AWS know the last
// two variables.
func s3Naming(environ []string) naming {
	value := first(lookup(environ, "WHOPSYNC_S3_HOST"), first(lookup(environ, "AWS_ENDPOINT_URL_S3"), lookup(environ, "AWS_ENDPOINT_URL")))
	return naming{"WHOPSYNC_S3_HOST", value}
}

// permits returns nil if something may be sent to an address, and a *HostError if not.
func (n naming) permits(address *url.URL, at Place) error {
	where, err := host.Of(address)
	if err != nil {
		return fmt.Errorf("read the state's address: %w", err)
	}
	if at.Typed || n.value == "" && !at.Fork && host.IsLoopback(address.Hostname()) {
		return nil
	}
	named, err := host.Named(n.value, address.Scheme)
	switch {
	case n.value != "" && err != nil:
		named = "no host" // the value may hold a password
	case named == where:
		return nil
	}
	return &HostError{Host: where, Variable: n.variable, Named: named}
}

// amazonPattern knows the hosts of S3 itself. Others below amazonaws.com are those of
// Amazon's customers.
var amazonPattern = regexp.MustCompile(`^s3(-fips)?(\.dualstack)?(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$`)

func (p s3Place) permitted(at Place) error {
	if p.secure && amazonPattern.MatchString(p.host) {
		return nil
	}
	scheme := "http"
	if p.secure {
		scheme = "https"
	}
	return s3Naming(at.Environ).permits(&url.URL{Scheme: scheme, Host: p.host}, at)
}
