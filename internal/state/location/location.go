// Package location reads where a state is kept, as `state:` in whopsync.yaml says it. By the
// same rules a line is checked and a store is opened.
package location

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/host"
)

// Location is a place where a state can be kept.
//
//	as written                      what is set beside Scheme
//	file, or ""
//	git, git:REMOTE                 Remote: origin, if none is named
//	git:REMOTE:NAME                 Name as well, which tells several states of an environment apart
//	s3://BUCKET/KEY                 URL, and Endpoint for another store than AWS
//	https://…, http://localhost/…   URL
type Location struct {
	Scheme   string
	Remote   string
	Name     string
	URL      *url.URL
	Endpoint *url.URL
}

// Error says why no state can be kept at a place. It does not repeat the place: a password
// may be in it.
type Error struct {
	Message string
	Advice  string

	// Written is an unknown word of the place.
	Written string
	Known   []string
}

func (e *Error) Error() string { return e.Message }

// Hint returns what to do about it.
func (e *Error) Hint() string { return e.Advice }

var namePattern = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// Parse reads a place. Beside an error the location has a scheme if that is known.
func Parse(where string) (Location, error) {
	scheme, rest, _ := strings.Cut(where, ":")
	l := Location{Scheme: scheme}
	switch scheme {
	case "", "file":
		l.Scheme = "file"
		if rest != "" {
			return l, &Error{Message: "the path of a file state cannot be changed", Advice: "write `state: file`"}
		}
		return l, nil
	case "git":
		var isNamed bool
		l.Remote, l.Name, isNamed = strings.Cut(rest, ":") // no remote has a colon in its name
		if where == "git" {
			l.Remote = "origin"
		}
		if isNamed && (!namePattern.MatchString(l.Name) || l.Name == "lock") { // git reserves .lock
			return l, &Error{Message: "the name of a state in git has letters, digits, - and _", Advice: "write `state: git:origin:NAME`"}
		}
		if l.Remote == "" || strings.HasPrefix(l.Remote, "-") {
			return l, &Error{Message: "state wants the name of a git remote after git:", Advice: "write `state: git` for origin"}
		}
		return l, nil
	case "s3":
		return l, l.parseBucket(where)
	case "https", "http":
		return l, l.parseServer(where)
	}
	return Location{}, &Error{
		Message: "state wants one of file, git, git:REMOTE, git:REMOTE:NAME, s3://BUCKET/KEY, https://…, http://localhost/…",
		Written: scheme, Known: []string{"file", "git", "s3", "https", "http"},
	}
}

func (l *Location) parseServer(where string) (err error) {
	l.URL, err = url.Parse(where)
	switch {
	case err != nil || l.URL.Host == "" || l.URL.Fragment != "":
		return &Error{Message: "state wants an address such as https://gitlab.com/api/v4/projects/42/terraform/state/NAME"}
	case l.URL.User != nil:
		return &Error{Message: "state holds a name or a password", Advice: "set WHOPSYNC_HTTP_USERNAME and WHOPSYNC_HTTP_PASSWORD instead"}
	case l.URL.Scheme == "http" && !host.IsLoopback(l.URL.Hostname()):
		return &Error{Message: "state wants https: a password must not travel in the clear"}
	}
	return checkHost("state", l.URL)
}

func (l *Location) parseBucket(where string) (err error) {
	l.URL, err = url.Parse(where)
	switch {
	case err != nil:
		return &Error{Message: "state wants an address such as s3://BUCKET/KEY?region=REGION"}
	case l.URL.User != nil:
		return &Error{Message: "state holds a key", Advice: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead"}
	case l.URL.Host == "" || strings.Trim(l.URL.Path, "/") == "" || strings.HasSuffix(l.URL.Path, "/") || l.URL.Fragment != "":
		return &Error{Message: "state wants a bucket and a key", Advice: "write s3://BUCKET/KEY"}
	}
	settings := []string{"endpoint", "region"}
	for _, name := range slices.Sorted(maps.Keys(l.URL.Query())) {
		if !slices.Contains(settings, name) {
			return &Error{Message: fmt.Sprintf("state knows endpoint and region, and not %.60q", name), Written: name, Known: settings}
		}
	}
	if endpoint := l.URL.Query().Get("endpoint"); endpoint != "" {
		return l.parseEndpoint(endpoint)
	}
	return nil
}

func (l *Location) parseEndpoint(endpoint string) error {
	if !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Scheme != "https" && u.Scheme != "http":
		return &Error{Message: "endpoint wants an address such as https://minio.example.com"}
	case u.Scheme == "http" && !host.IsLoopback(u.Hostname()):
		return &Error{Message: "endpoint wants https: the state must not travel in the clear"}
	}
	l.Endpoint = u
	return checkHost("endpoint", u)
}

func checkHost(name string, u *url.URL) error {
	if _, err := host.Of(u); err != nil {
		return &Error{
			Message: name + " has a host with characters that none needs",
			Advice:  "write it with letters, digits, dots and hyphens; a host in other letters as xn--…",
		}
	}
	return nil
}
