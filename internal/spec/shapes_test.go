package spec

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestShapesOfRealCourses holds how many edits by hand the shapes of twelve real course repositories take, rebuilt small, beside
// whopsync.yaml and course.yaml: the errors, each of which is one place in a file. Before is the number when whopsync knew none of these
// layouts, with one edit more for each file that had to be moved, renamed or set aside, or given a title.
func TestShapesOfRealCourses(t *testing.T) {
	names, err := filepath.Glob("testdata/shapes/*.txtar")
	if err != nil || len(names) != 12 {
		t.Fatalf("%d shapes, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			repo, left := files{}, ""
			for _, f := range archive.Files {
				if f.Name == "left" {
					left = string(f.Data)
					continue
				}
				repo[f.Name] = string(f.Data)
			}
			project, problems := Load(repo.repo(), "")
			got := ""
			for _, p := range problems.Errors() {
				p.Hint = ""
				got += p.String() + "\n"
			}
			if diff := cmp.Diff(left, got); diff != "" {
				t.Errorf("left to do by hand (-want +got):\n%s", diff)
			}
			_, edits, _ := strings.Cut(string(archive.Comment), "Before: ")
			var before, after int
			if _, err := fmt.Sscanf(edits, "%d. After: %d.", &before, &after); err != nil || after != strings.Count(got, "\n") || after >= before {
				t.Errorf("before %d, after %d, and %d are left: %v", before, after, strings.Count(got, "\n"), err)
			}
			if len(project.Courses) != 1 {
				t.Errorf("%d courses", len(project.Courses))
			}
		})
	}
}
