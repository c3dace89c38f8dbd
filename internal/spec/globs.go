package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"whopsync/internal/yamlfile"
)

// find finds every course: those in the folders that the globs match, and the one
// beside whopsync.yaml.
func (d *discovery) find(globs []yamlfile.Value, config *yamlfile.Report) []*courseDir {
	d.courses = d.courseDirs(globs, config)
	var courses []*courseDir
	for _, dir := range d.courses {
		if c := d.course(dir); c != nil {
			courses = append(courses, c)
		}
	}
	if len(courses) == 0 && len(d.problems)+len(d.strays) == 0 && !slices.ContainsFunc(config.Problems, isError) {
		config.Error(yamlfile.Span{}, "no-courses", "the repository has no course",
			"put a course.yaml into courses/NAME, or beside "+ConfigFile)
	}
	return courses
}

func (d *discovery) courseDirs(globs []yamlfile.Value, config *yamlfile.Report) []string {
	var dirs []string
	if _, err := d.repo.folders.lookUp(courseFile); !errors.Is(err, fs.ErrNotExist) {
		dirs = append(dirs, ".")
	}
	if len(globs) == 0 {
		dirs = append(dirs, d.match(defaultCourses)...)
	}
	for _, glob := range globs {
		pattern := path.Clean(glob.Text)
		if !doublestar.ValidatePattern(glob.Text) || path.IsAbs(pattern) || slices.Contains(strings.Split(pattern, "/"), "..") || strings.Contains(pattern, `\`) {
			config.Error(glob.At, "bad-glob", fmt.Sprintf("%q is not a glob inside of the repository", yamlfile.Shorten(glob.Text)), "for example courses/*")
			continue
		}
		before := len(d.problems)
		found := d.match(pattern)
		if len(found) == 0 && len(d.problems) == before {
			config.Error(glob.At, "no-match", fmt.Sprintf("no folder matches %q", yamlfile.Shorten(glob.Text)), d.setAside(pattern))
		}
		dirs = append(dirs, found...)
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// setAside returns the hint that a glob matches folders left out because of their names, or "".
func (d *discovery) setAside(pattern string) string {
	everything := discovery{repo: d.repo, all: true}
	found := everything.match(pattern)
	if len(found) == 0 {
		return ""
	}
	return fmt.Sprintf("%s is there, and names that begin with _ or . are left out: rename the folder", found[0])
}

// match returns the folders that a glob names.
func (d *discovery) match(pattern string) []string {
	if pattern == "." {
		return []string{"."}
	}
	base, rest := doublestar.SplitPattern(pattern)
	depth := strings.Count(rest, "/") + 1
	if strings.Contains(rest, "**") {
		depth = maxDepth
	}
	if base != "." {
		if _, err := d.repo.folders.lookUp(base); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	return d.descend(base, pattern, depth)
}

// descend returns the folders below dir that match. Those are not looked into.
func (d *discovery) descend(dir, pattern string, depth int) []string {
	var found []string
	for _, entry := range d.list(dir) {
		at := path.Join(dir, entry.Name())
		if !entry.IsDir() {
			continue
		}
		if matches, _ := doublestar.Match(pattern, at); matches {
			found = append(found, at)
		} else if depth > 1 {
			found = append(found, d.descend(at, pattern, depth-1)...)
		}
	}
	return found
}
