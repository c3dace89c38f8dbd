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

// defaultCourses is where courses lie when whopsync.yaml does not say.
const defaultCourses = "courses/*"

// find finds every course: those in the folders that the globs match, and the one
// beside whopsync.yaml.
func (s *discovery) find(globs []yamlfile.Value, config *yamlfile.Report) []*courseDir {
	s.courses = s.courseDirs(globs, config)
	var courses []*courseDir
	for _, dir := range s.courses {
		if c := s.course(dir); c != nil {
			courses = append(courses, c)
		}
	}
	if len(courses) == 0 && len(s.problems) == 0 && !slices.ContainsFunc(config.Problems, isError) {
		config.Error(yamlfile.Span{}, "no-courses", "the repository has no course",
			"put a course.yaml into courses/NAME, or beside "+ConfigFile)
	}
	return courses
}

func (s *discovery) courseDirs(globs []yamlfile.Value, config *yamlfile.Report) []string {
	var dirs []string
	if _, err := s.repo.lookUp(courseFile); !errors.Is(err, fs.ErrNotExist) {
		dirs = append(dirs, ".")
	}
	if len(globs) == 0 {
		dirs = append(dirs, s.match(defaultCourses)...)
	}
	for _, glob := range globs {
		pattern := path.Clean(glob.Text)
		if !doublestar.ValidatePattern(glob.Text) || path.IsAbs(pattern) || slices.Contains(strings.Split(pattern, "/"), "..") || strings.Contains(pattern, `\`) {
			config.Error(glob.At, "bad-glob", fmt.Sprintf("%q is not a glob inside of the repository", yamlfile.Shorten(glob.Text)), "for example courses/*")
			continue
		}
		before := len(s.problems)
		found := s.match(pattern)
		if len(found) == 0 && len(s.problems) == before {
			config.Error(glob.At, "no-match", fmt.Sprintf("no folder matches %q", yamlfile.Shorten(glob.Text)), "")
		}
		dirs = append(dirs, found...)
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// match returns the folders that a glob names.
func (s *discovery) match(pattern string) []string {
	if pattern == "." {
		return []string{"."}
	}
	base, rest := doublestar.SplitPattern(pattern)
	depth := strings.Count(rest, "/") + 1
	if strings.Contains(rest, "**") {
		depth = maxDepth
	}
	if base != "." {
		if _, err := s.repo.lookUp(base); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	var found []string
	s.descend(base, depth, func(dir string) bool {
		matches, _ := doublestar.Match(pattern, dir)
		if matches {
			found = append(found, dir)
		}
		return matches
	})
	return found
}

// descend visits the folders below dir; what visit takes is not looked into.
func (s *discovery) descend(dir string, depth int, visit func(dir string) bool) {
	for _, entry := range s.list(dir) {
		if at := path.Join(dir, entry.Name()); entry.IsDir() && !visit(at) && depth > 1 {
			s.descend(at, depth-1, visit)
		}
	}
}
