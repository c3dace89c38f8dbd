// Package backend opens the places where a state can be kept.
package backend

import (
	"fmt"
	"strings"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
	"whopsync/internal/state/backend/git"
	"whopsync/internal/state/backend/http"
	"whopsync/internal/state/backend/s3"
	"whopsync/internal/state/location"
)

// Open opens the store that an environment's `state:` names. It asks nothing of the
// network: that a store can be reached, shows with its first use.
//
//	file                      a file beside the courses; also ""
//	git, git:REMOTE           a ref of the repository's remote, origin if none is named
//	git:REMOTE:NAME           another ref of it
//	s3://BUCKET/KEY           an object; ?region= and, for other stores than AWS, ?endpoint=
//	https://…                 a server that speaks Terraform's protocol; http on this machine
func Open(where string, at state.Place) (state.Store, error) {
	to, err := location.Parse(where)
	switch {
	case err != nil && to.Scheme == "":
		return nil, fmt.Errorf("no state can be kept at %q; there is: file, git, git:REMOTE, git:REMOTE:NAME, s3://BUCKET/KEY, https://…", shorten(where))
	case err != nil:
		return nil, err
	}
	switch to.Scheme {
	case "git":
		return git.Open(to, at)
	case "s3":
		return s3.Open(to, at)
	case "https", "http":
		return http.Open(to.URL, at), nil
	}
	return file.New(file.OS{}, at.Memory, at.Env), nil
}

// shorten keeps a mistyped value from filling the screen, and what may be a password in it
// from being shown.
func shorten(where string) string {
	const enough = 60
	where = git.HideSecrets(where)
	if len(where) > enough {
		return strings.ToValidUTF8(where[:enough], "") + "…"
	}
	return where
}
