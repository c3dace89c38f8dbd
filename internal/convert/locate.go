package convert

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	remote  = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9+.-]+:|//)`)
	program = regexp.MustCompile(`(?i)^(?:javascript|vbscript|file):`)
)

func isProgram(destination string) bool { return program.MatchString(destination) }

// locate returns the file of the source that a destination in a page leads to, "" if there is none. isLocal is false
// for addresses of the web.
func (d *draft) locate(from, destination string) (file, fragment string, isLocal bool) {
	destination = strings.TrimPrefix(destination, "pathname://") // Docusaurus writes it before the address of a file
	if remote.MatchString(destination) {
		return "", "", false
	}
	rest, fragment, _ := strings.Cut(destination, "#")
	rest, _, _ = strings.Cut(rest, "?")
	if decoded, err := url.PathUnescape(rest); err == nil {
		rest = decoded
	}
	rest = strings.TrimPrefix(strings.ReplaceAll(rest, `\`, "/"), "@site")
	switch {
	case rest == "":
		return from, fragment, true
	case strings.HasPrefix(rest, "/"):
		return cmp.Or(d.absolute(rest), d.above(from, rest)), fragment, true
	}
	if file = d.near(path.Join(path.Dir(from), rest)); file == "" && d.tree.ByName != nil {
		file = d.tree.ByName(from, rest)
	}
	if file != "" {
		return file, fragment, true
	}
	page := d.byPage[from]
	if page == nil || page.page.address == "" {
		return "", fragment, true
	}
	for _, base := range []string{path.Dir(page.page.address), page.page.address} {
		if file = d.absolute(path.Join(base, rest)); file != "" {
			break
		}
	}
	return file, fragment, true
}

// absolute returns the file at an address from the top of the site.
func (d *draft) absolute(address string) string {
	bare := address
	if base := strings.TrimSuffix(d.tree.Base, "/"); base != "" && (address == base || strings.HasPrefix(address, base+"/")) {
		bare = "/" + strings.TrimPrefix(address[len(base):], "/")
	}
	for _, a := range []string{bare, address} {
		for _, known := range []string{path.Clean(a), strings.ToLower(path.Clean(a)), path.Clean(strings.TrimSuffix(a, ".html"))} {
			if page, ok := d.tree.Addresses[known]; ok {
				return page
			}
		}
		for _, root := range append(slices.Clone(d.tree.Roots), ".") {
			if file := d.near(path.Join(root, strings.TrimLeft(a, "/"))); file != "" {
				return file
			}
		}
	}
	return ""
}

// above returns the file at an address from the top of a site that is somewhere above a page.
func (d *draft) above(from, address string) string {
	for dir := path.Dir(from); dir != "."; dir = path.Dir(dir) {
		for _, top := range []string{dir, path.Join(dir, "static"), path.Join(dir, "public")} {
			if file := d.near(path.Join(top, address)); file != "" {
				return file
			}
		}
	}
	return ""
}

// near returns the file that a path means: itself, with the extension of a page, the page of a folder, or its first.
func (d *draft) near(at string) string {
	if at == ".." || strings.HasPrefix(at, "../") {
		return ""
	}
	tries := meant(at)
	for _, try := range tries {
		if d.byPage[try] != nil {
			return try
		}
	}
	if file := d.src.First(tries...); file != "" {
		return file
	}
	for _, try := range tries {
		if file, ok := d.folded[strings.ToLower(try)]; ok {
			return file
		}
	}
	if at == "." || !d.src.HasFolder(at) {
		return ""
	}
	for _, l := range d.lessons() {
		if strings.HasPrefix(l.page.Path, at+"/") {
			return l.page.Path
		}
	}
	return ""
}

// meant returns the files that a path can mean, the likeliest first.
func meant(at string) []string {
	tries := []string{at}
	bare := at
	if hasExt(at, ".html", ".htm", ".md", ".mdx") {
		bare = strings.TrimSuffix(at, path.Ext(at))
	}
	for _, ext := range []string{".md", ".mdx", ".markdown"} {
		tries = append(tries, bare+ext)
	}
	folders := []string{at}
	if isReadme("", stemOf(bare)) {
		folders = append(folders, path.Dir(bare))
	}
	for _, folder := range folders {
		for _, name := range []string{"index.md", "README.md", "_index.md", "index.mdx", "readme.md"} {
			tries = append(tries, path.Join(folder, name))
		}
	}
	return tries
}

// anchor returns the end of an address that leads to a heading, "" where the lesson has none like it.
func (d *draft) anchor(to *lesson, fragment, written string, at Place) string {
	if fragment == "" {
		return ""
	}
	if decoded, err := url.PathUnescape(fragment); err == nil {
		fragment = decoded
	}
	if to.ids[fragment] {
		return "#" + fragment
	}
	wanted := fragment
	if text, ok := to.page.Anchors[fragment]; ok {
		wanted = text
	}
	if anchor, ok := to.headings[letters(wanted)]; ok {
		return "#" + anchor
	}
	if isTitle := letters(to.cut.Text) == letters(wanted) || letters(to.title) == letters(wanted); !isTitle {
		d.notes.add(DeadAnchor, at, written)
	}
	return ""
}

// letters returns what is the same in all the ways in which tools make anchors of headings.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
