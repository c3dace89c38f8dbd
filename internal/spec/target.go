package spec

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"whopsync/internal/yamlfile"
)

// target is what a destination in a text points to, by its form alone.
type target struct {
	isRemote bool   // an address of the web, left as it is
	path     string // of the repository; "" for a place in the same lesson
	rooted   bool   // it begins with /, and path starts at a static folder
	anchor   string // with its "#", as written; "" when there is none
}

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:`)

// parseTarget reads the destination of a link in a file of the folder dir.
func parseTarget(dir, destination string) (t target, f *flaw) {
	lower := strings.ToLower(destination)
	rest, fragment, _ := strings.Cut(destination, "#")
	switch {
	case strings.HasPrefix(lower, "javascript:"), strings.HasPrefix(lower, "vbscript:"):
		return t, &flaw{"unsafe-link", "is a program, not an address", "remove the link"}
	case strings.HasPrefix(lower, "file:"):
		return t, &flaw{"absolute-path", "is a path on one computer only", "use a path relative to this file"}
	case scheme.MatchString(destination), strings.HasPrefix(destination, "//"):
		return target{isRemote: true}, nil
	}
	if fragment != "" {
		t.anchor = "#" + fragment
	}
	if rest, _, _ = strings.Cut(rest, "?"); rest == "" {
		return t, nil
	}
	rest = percentDecoded(rest)
	if t.rooted = strings.HasPrefix(rest, "/"); t.rooted {
		dir, rest = ".", strings.TrimLeft(rest, "/")
	}
	t.path, f = parsePath(dir, rest)
	return t, f
}

// percentDecoded returns s with its percent escapes resolved, or unchanged if a percent
// sign escapes nothing.
func percentDecoded(s string) string {
	if decoded, err := url.PathUnescape(s); err == nil {
		return decoded
	}
	return s
}

// parsePath reads a path written in a file of the folder dir.
func parsePath(dir, written string) (string, *flaw) {
	switch _, hidden := yamlfile.Unprintable(written, ""); {
	case hidden:
		return "", &flaw{"bad-path", "holds an invisible character", "remove it"}
	case strings.HasPrefix(written, "/"), len(written) > 1 && written[1] == ':', strings.HasPrefix(written, `\`):
		return "", &flaw{"absolute-path", "is an absolute path", "use a path relative to this file"}
	case strings.Contains(written, `\`):
		return "", &flaw{"bad-path", "has a backslash in it", "write / between folders"}
	}
	clean := path.Join(dir, written)
	if clean == ".." || strings.HasPrefix(clean, "../") {
		return "", &flaw{"outside", errOutside.message, "copy the file into the repository"}
	}
	for part := range strings.SplitSeq(clean, "/") {
		switch {
		case isGitFolder(part):
			return "", errGit
		case strings.HasPrefix(part, ".") && part != ".":
			return "", &flaw{"hidden-file", "is a hidden file or lies in a hidden folder", "such files are never uploaded: move it"}
		}
	}
	return clean, nil
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
