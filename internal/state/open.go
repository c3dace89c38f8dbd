package state

import (
	"fmt"
	"strings"
)

// Place is where a course repository is, and what the stores beside it need to know.
type Place struct {
	Env     string   // the environment whose state it is
	Memory  string   // the folder of what is remembered beside the courses
	Repo    string   // the course repository
	Environ []string // the variables of the process: where keys to the stores are
	Typed   bool     // a person wrote the address on the command line, and so named its host
	Fork    bool     // a stranger may have written it: no host is asked that the repository alone names, and no answer is quoted
}

func (p Place) copies() copies { return copies{OS{}, p.Memory, p.Env} }

// Open opens the store that an environment's `state:` names. It asks nothing of the
// network: that a store can be reached, shows with its first use.
//
//	file                      a file beside the courses; also ""
//	git, git:REMOTE           a ref of the repository's remote, origin if none is named
//	s3://BUCKET/KEY           an object; ?region= and, for other stores than AWS, ?endpoint=
//	https://…                 a server that speaks Terraform's protocol; http on this machine
func Open(where string, at Place) (Store, error) {
	scheme, rest, _ := strings.Cut(where, ":")
	switch scheme {
	case "", "file":
		if rest == "" {
			return NewFileStore(OS{}, at.Memory, at.Env), nil
		}
	case "git":
		if where == "git" {
			rest = "origin"
		}
		return newGitStore(rest, at)
	case "s3":
		return newS3Store(where, at)
	case "https", "http":
		return newHTTPStore(where, at)
	}
	return nil, fmt.Errorf("no state can be kept at %q; there is: file, git, git:REMOTE, s3://BUCKET/KEY, https://…", shorten(where))
}

// shorten keeps a mistyped value from filling the screen, and what may be a password in it
// from being shown.
func shorten(where string) string {
	const enough = 60
	where = secretInURL.ReplaceAllString(where, "$1***@")
	if len(where) > enough {
		return strings.ToValidUTF8(where[:enough], "") + "…"
	}
	return where
}
