package spec

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"whopsync/internal/yamlfile"
)

// target is what a destination in a body or a path in YAML points to, by its form alone.
type target struct {
	form   targetForm
	path   string // of the repository; targetLocal
	anchor string // with its "#", as written; "" when there is none
	flaw   *flaw  // targetBad
}

type targetForm int

const (
	targetRemote targetForm = iota // an address of the web, left as it is
	targetHere                     // an anchor of the same lesson
	targetLocal                    // a file of the repository
	targetBad                      // nothing that could ever work
)

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:`)

// parseTarget reads the destination of a link in a file of the folder dir.
func parseTarget(dir, destination string) target {
	lower := strings.ToLower(destination)
	rest, fragment, hasFragment := strings.Cut(destination, "#")
	switch {
	case strings.HasPrefix(lower, "javascript:"), strings.HasPrefix(lower, "vbscript:"):
		return badTarget("unsafe-link", "is a program, not an address", "remove the link")
	case strings.HasPrefix(lower, "file:"):
		return badTarget("absolute-path", "is a path on one computer only", "use a path relative to this file")
	case scheme.MatchString(destination), strings.HasPrefix(destination, "//"):
		return target{form: targetRemote}
	case rest == "" || strings.HasPrefix(rest, "?"):
		return target{form: targetHere, anchor: anchorOf(fragment, hasFragment)}
	}
	rest, _, _ = strings.Cut(rest, "?")
	t := parsePath(dir, percentDecoded(rest))
	t.anchor = anchorOf(fragment, hasFragment)
	return t
}

// percentDecoded returns s with its percent escapes resolved, or as it is when it has
// a percent sign that escapes nothing.
func percentDecoded(s string) string {
	if decoded, err := url.PathUnescape(s); err == nil {
		return decoded
	}
	return s
}

func anchorOf(fragment string, has bool) string {
	if !has || fragment == "" {
		return ""
	}
	return "#" + fragment
}

// parsePath reads a path that is written in a file of the folder dir.
func parsePath(dir, written string) target {
	switch _, hidden := yamlfile.Unprintable(written, ""); {
	case hidden:
		return badTarget("bad-path", "holds an invisible character", "remove it")
	case strings.HasPrefix(written, "/"), len(written) > 1 && written[1] == ':', strings.HasPrefix(written, `\`):
		return badTarget("absolute-path", "is an absolute path", "use a path relative to this file")
	case strings.Contains(written, `\`):
		return badTarget("bad-path", "has a backslash in it", "write / between folders")
	}
	clean := path.Join(dir, written)
	if clean == ".." || strings.HasPrefix(clean, "../") {
		return badTarget("outside", errOutside.message, "copy the file into the repository")
	}
	for part := range strings.SplitSeq(clean, "/") {
		switch {
		case isGitFolder(part):
			return target{form: targetBad, flaw: errGit}
		case strings.HasPrefix(part, ".") && part != ".":
			return badTarget("hidden-file", "is a hidden file or lies in a hidden folder", "such files are never uploaded: move it")
		}
	}
	return target{form: targetLocal, path: clean}
}

func badTarget(rule, message, hint string) target {
	return target{form: targetBad, flaw: &flaw{rule, message, hint}}
}

// Relative returns the path that leads from a folder to a file, as files name each other.
func Relative(dir, file string) string {
	from, to := strings.Split(dir, "/"), strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	if dir == "." {
		from = nil
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}
