package spec

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"whopsync/internal/host"
	"whopsync/internal/yamlfile"
)

// stateForms are the ways to write where a state is kept, by what stands in front of the
// colon, with what can be wrong in the rest. To open such a place is another room's
// business; here it is only told, with its line, what can never be one.
// TestAStateIsValidWhereOneCanBeOpened holds the two together. No message repeats the
// value: a password may be in it.
var stateForms = []struct {
	scheme string
	forms  string // in messages
	flaw   func(where string) *flaw
}{
	{"file", "file", flawOfFile},
	{"git", "git, git:REMOTE", flawOfGit},
	{"s3", "s3://BUCKET/KEY", flawOfBucket},
	{"https", "https://…", flawOfServer},
	{"http", "http://localhost/…", flawOfServer},
}

// stateOf returns where an environment's state is kept, as written.
func stateOf(o yamlfile.Object, r *yamlfile.Report) string {
	v, ok := o.Get("state")
	if !ok || v.Text == "" {
		return ""
	}
	if f := stateFlaw(v.Text); f != nil {
		r.Error(v.At, f.rule, f.message, f.hint)
	}
	return v.Text
}

func stateFlaw(where string) *flaw {
	scheme, _, _ := strings.Cut(where, ":")
	var schemes, forms []string
	for _, known := range stateForms {
		if scheme == known.scheme {
			return known.flaw(where)
		}
		schemes, forms = append(schemes, known.scheme), append(forms, known.forms)
	}
	return badState("state wants one of "+strings.Join(forms, ", "), yamlfile.DidYouMean(scheme, schemes))
}

func badState(message, hint string) *flaw { return &flaw{"bad-state", message, hint} }

func flawOfFile(where string) *flaw {
	if _, at, _ := strings.Cut(where, ":"); at != "" {
		return badState("the file of a state has its place, and takes no other", "write `state: file`")
	}
	return nil
}

func flawOfGit(where string) *flaw {
	remote, named := strings.CutPrefix(where, "git:")
	if named && (remote == "" || strings.HasPrefix(remote, "-")) {
		return badState("state wants the name of a git remote behind git:", "write `state: git` for origin")
	}
	return nil
}

func flawOfBucket(where string) *flaw {
	u, err := url.Parse(where)
	switch {
	case err != nil:
		return badState("state wants an address such as s3://BUCKET/KEY?region=REGION", "")
	case u.User != nil:
		return badState("state holds a key", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead")
	case u.Host == "" || strings.Trim(u.Path, "/") == "" || strings.HasSuffix(u.Path, "/") || u.Fragment != "":
		return badState("state wants a bucket and a key", "write s3://BUCKET/KEY")
	}
	settings := []string{"endpoint", "region"}
	for _, name := range slices.Sorted(maps.Keys(u.Query())) {
		if !slices.Contains(settings, name) {
			return badState(fmt.Sprintf("state knows endpoint and region, and not %q", yamlfile.Shorten(name)), yamlfile.DidYouMean(name, settings))
		}
	}
	return flawOfEndpoint(u.Query().Get("endpoint"))
}

// flawOfEndpoint looks at the address of another store than AWS; "" is AWS.
func flawOfEndpoint(endpoint string) *flaw {
	if endpoint == "" {
		return nil
	}
	if !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Scheme != "https" && u.Scheme != "http":
		return badState("endpoint wants an address such as https://minio.example.com", "")
	case u.Scheme == "http" && !host.IsLoopback(u.Hostname()):
		return badState("endpoint wants https: what is stored must not travel in the clear", "")
	}
	return flawOfHost("endpoint", u)
}

// flawOfHost looks at how a host is written: see package host.
func flawOfHost(key string, u *url.URL) *flaw {
	if _, err := host.Of(u); err != nil {
		return badState(key+" has a host with characters that none needs", "write it with letters, digits, dots and hyphens; a host in other letters as xn--…")
	}
	return nil
}

func flawOfServer(where string) *flaw {
	u, err := url.Parse(where)
	switch {
	case err != nil || u.Host == "" || u.Fragment != "":
		return badState("state wants an address such as https://gitlab.com/api/v4/projects/42/terraform/state/NAME", "")
	case u.User != nil:
		return badState("state holds a name or a password", "set WHOPSYNC_HTTP_USERNAME and WHOPSYNC_HTTP_PASSWORD instead")
	case u.Scheme == "http" && !host.IsLoopback(u.Hostname()):
		return badState("state wants https: a password must not travel in the clear", "")
	}
	return flawOfHost("state", u)
}
