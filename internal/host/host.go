// Package host knows how hosts are written, so a credential goes to the host that
// someone meant and to no other.
//
// An address comes from a course repository, where everyone who can get a line merged can
// write one. Two spellings of one host have to be equal, and a host that only looks like
// another one must not be. So the name of a host is either plain ASCII, compared without
// letter case, or the address of a machine. Every other spelling is an error: a name in
// other letters that reads like Whop's, a dot at the end, a character that a shell obeys.
package host

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// defaultPorts are left out of a host, because an address may leave them out.
var defaultPorts = map[string]string{"https": "443", "http": "80"}

// Of returns the host that an address leads to, in its one spelling: lower case, and with a
// port unless that is the scheme's own. Examples: api.whop.com, [::1]:8787.
func Of(address *url.URL) (string, error) {
	name := address.Hostname()
	if err := checkName(name); err != nil {
		return "", err
	}
	name = strings.ToLower(name)
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	switch port := address.Port(); {
	case port != "" && port != defaultPorts[address.Scheme]:
		return name + ":" + port, nil
	case port == "" && strings.HasSuffix(address.Host, ":"):
		return "", errors.New("the host ends in a colon")
	}
	return name, nil
}

// namePattern spells out both cases: where letter case is ignored, a Kelvin sign is a k.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$`)

func checkName(name string) error {
	if ip, err := netip.ParseAddr(name); err == nil && ip.Zone() == "" || namePattern.MatchString(name) {
		return nil
	}
	return fmt.Errorf("the host %+q is not written in plain letters, digits, dots and hyphens (a name in other letters: as xn--…)", name)
}

// pathPattern is what the paths of APIs are made of. Nothing in it means something to a
// shell: messages show such an address in a line to paste.
var pathPattern = regexp.MustCompile(`^[A-Za-z0-9._~/-]*$`)

// ParseAPI reads the address of an API to which a credential goes: https, or http to this
// machine; host and path, and nothing else. An error does not repeat the address, for a
// password may be in it.
func ParseAPI(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errForm
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || !pathPattern.MatchString(u.EscapedPath()):
		return nil, errForm
	case u.Scheme == "http" && !IsLoopback(u.Hostname()):
		return nil, errors.New("https is wanted: a key must not travel in the clear")
	}
	_, err = Of(u)
	return u, err
}

var errForm = errors.New("an address such as https://api.whop.com/api/v1 is wanted, with a host and a path alone")

// CheckPath refuses the address of another API than the one with courses: an older one of Whop's, or
// none. Elsewhere than on Whop's hosts and on this machine, a server may keep it under any path.
func CheckPath(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return errForm
	}
	path := strings.TrimRight(u.Path, "/")
	switch {
	case path == "/api/v1":
		return nil
	case strings.HasSuffix(path, "/v5") || strings.Contains(path, "/v5/"):
		return errors.New("there are no courses in v5 of the API")
	case path == "" && (IsWhop(address) || IsLocal(address)):
		return errors.New("it has no path")
	case IsWhop(address):
		return fmt.Errorf("there are no courses under %s", path)
	}
	return nil
}

// WithPath returns the address of the API with courses on the same host.
func WithPath(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/api/v1"}).String()
}

// SameAPI reports whether two addresses are spellings of one API.
func SameAPI(a, b string) bool {
	first, err1 := ParseAPI(a)
	second, err2 := ParseAPI(b)
	if err1 != nil || err2 != nil {
		return false
	}
	here, _ := Of(first) // which ParseAPI has tried
	there, _ := Of(second)
	return here == there && first.Scheme == second.Scheme && strings.TrimRight(first.Path, "/") == strings.TrimRight(second.Path, "/")
}

// Named returns the host that a variable names: HOST, HOST:PORT, or an address of which only
// the host counts. scheme is that of the address that the host is compared with.
func Named(value, scheme string) (string, error) {
	value = strings.TrimSpace(value)
	if !strings.Contains(value, "://") {
		value = scheme + "://" + value
	}
	address, err := url.Parse(value)
	if err != nil || address.Host == "" || address.User != nil {
		return "", errors.New("it names no host") // the cause would quote what may hold a password
	}
	return Of(address)
}

// IsLoopback reports whether the name of a host, without port, stands for this machine. It
// goes by what is written: a name that resolves to loopback today can resolve elsewhere
// tomorrow.
func IsLoopback(name string) bool {
	if checkName(name) != nil {
		return false
	}
	ip, err := netip.ParseAddr(name)
	return strings.ToLower(name) == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// IsWhop reports whether an address of the API leads to one of Whop's own hosts.
func IsWhop(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil {
		return false
	}
	name, err := Of(u)
	return err == nil && (name == "api.whop.com" || name == "sandbox-api.whop.com")
}

// IsLocal reports whether an address leads to this machine.
func IsLocal(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.User == nil && IsLoopback(u.Hostname())
}
