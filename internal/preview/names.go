package preview

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The paths of pages that belong to no course.
const (
	homePage     = "index.html"
	planPage     = "plan.html"
	problemsPage = "problems.html"
	assetsDir    = "preview"
)

// names gives pages and files the paths under which browsers find them. Every path is one that all file systems, web servers and
// artifact stores take.
type names map[string]kind // by path, as file systems that ignore letter case compare

// kind says what has a path.
type kind int

const (
	free kind = iota
	aFile
	aFolder
)

// take returns the path of a file, like the wanted one, that nothing else has. Folders in it are shared.
func (n names) take(wanted string) string {
	dir, base := path.Split(wanted)
	at := ""
	for part := range strings.SplitSeq(strings.Trim(dir, "/"), "/") {
		if part != "" {
			at = n.first(path.Join(at, part), aFolder, aFolder)
		}
	}
	return n.first(path.Join(at, base), aFile, free)
}

// folder returns the path of a folder that nothing else has.
func (n names) folder(wanted string) string { return n.first(wanted, aFolder, free) }

// first gives a kind to the first path like the wanted one that is free, or shared already.
func (n names) first(wanted string, as, shared kind) string {
	ext := path.Ext(wanted)
	stem := strings.TrimSuffix(wanted, ext)
	for i := 1; ; i++ {
		name := wanted
		if i > 1 {
			name = fmt.Sprintf("%s-%d%s", stem, i, ext)
		}
		folded := strings.ToLower(norm.NFC.String(name))
		if has := n[folded]; has == free || has == shared {
			n[folded] = as
			return name
		}
	}
}

// devices are the names that Windows gives to no file, with any ending.
var devices = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)`)

// safeName returns one part of a path without what Windows and GitHub's artifacts refuse.
func safeName(name string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*\/#%`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '-'
		}
		return r
	}, strings.ToValidUTF8(name, "-"))
	safe = strings.TrimRight(safe, ". ")
	if safe == "" || strings.HasPrefix(safe, ".") || devices.MatchString(safe) {
		return "-" + safe
	}
	return safe
}

// safePath makes every part of a path safe.
func safePath(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		parts[i] = safeName(part)
	}
	return strings.Join(parts, "/")
}

// relative returns the link from one page to a page or file, escaped for its place in Markdown and in HTML; "" to none.
func relative(from, to string) string {
	if to == "" {
		return ""
	}
	back := strings.Split(path.Dir(from), "/")
	if path.Dir(from) == "." {
		back = nil
	}
	there := strings.Split(to, "/")
	for len(back) > 0 && len(there) > 1 && back[0] == there[0] {
		back, there = back[1:], there[1:]
	}
	for i, part := range there {
		there[i] = url.PathEscape(part)
	}
	return strings.Repeat("../", len(back)) + strings.Join(there, "/")
}
