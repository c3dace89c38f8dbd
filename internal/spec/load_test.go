package spec

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// files is a repository in a test: path to content. A file that every repository needs
// is there unless the test has its own.
type files map[string]string

const minimalConfig = "version: 1\n"

func (f files) repo() *Repo {
	tree := fstest.MapFS{ConfigFile: {Data: []byte(minimalConfig)}}
	for path, content := range f {
		tree[path] = &fstest.MapFile{Data: []byte(content)}
	}
	return NewRepo(tree)
}

// with returns the files and more.
func (f files) with(more files) files {
	all := maps.Clone(f)
	maps.Copy(all, more)
	return all
}

// pottery is a course of one chapter, with the given lesson in it.
func pottery(lesson string) files {
	return files{
		"courses/pottery/course.yaml":          "title: Pottery\n",
		"courses/pottery/01-clay/01-kinds.md":  "Porcelain, stoneware, earthenware.\n",
		"courses/pottery/01-clay/02-lesson.md": lesson,
	}
}

const lessonPath = "courses/pottery/01-clay/02-lesson.md"

// load loads a repository that must have no errors.
func load(t *testing.T, f files) *Project {
	t.Helper()
	project, problems := Load(f.repo(), "")
	if problems.HasErrors() {
		t.Fatalf("problems:\n%v", problems)
	}
	return project
}

// outline prints the order: addresses and titles, one a line.
func outline(p *Project) string {
	var out strings.Builder
	for _, c := range p.Courses {
		for r := range c.Resources() {
			out.WriteString(r.Address.String() + ": " + r.Title() + "\n")
		}
	}
	return out.String()
}

// lessonOf returns the only lesson of a repository that is called "lesson".
func lessonOf(t *testing.T, p *Project) *course.Lesson {
	t.Helper()
	for _, c := range p.Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				if lesson.Source.Path == lessonPath {
					return lesson
				}
			}
		}
	}
	t.Fatal("no lesson")
	return nil
}

func TestACourseIsReadInItsOrder(t *testing.T) {
	got := outline(load(t, files{
		"courses/pottery/course.yaml":                "title: Pottery\n",
		"courses/pottery/10-glaze/01-colours.md":     "Blue.\n",
		"courses/pottery/2_wheel/chapter.yaml":       "title: At the wheel\nkey: wheel\n",
		"courses/pottery/2_wheel/003.centering.md":   "---\ntitle: Centering\n---\nSlowly.\n",
		"courses/pottery/2_wheel/1 - first-touch.md": "# First touch!\n\nWet hands.\n",
		"courses/pottery/2_wheel/extra.md":           "More.\n",
		"courses/pottery/2_wheel/images/wheel.png":   "",
		"courses/pottery/2_wheel/README.md":          "For those who edit this.\n",
		"courses/pottery/2_wheel/_draft.md":          "Not yet.\n",
	}))
	want := `pottery: Pottery
pottery/wheel: At the wheel
pottery/wheel/first-touch: First touch!
pottery/wheel/centering: Centering
pottery/wheel/extra: Extra
pottery/glaze: Glaze
pottery/glaze/colours: Colours
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
}

func TestAFolderOfMarkdownFilesIsACourseOfOneChapter(t *testing.T) {
	got := outline(load(t, files{
		"courses/01-bread/course.yaml": "title: Bread at home\n",
		"courses/01-bread/1-flour.md":  "Wheat and rye.\n",
		"courses/01-bread/2-water.md":  "Warm.\n",
	}))
	want := `bread: Bread at home
bread/bread: Bread at home
bread/bread/flour: Flour
bread/bread/water: Water
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
}

func TestACourseMayLieBesideTheConfiguration(t *testing.T) {
	got := outline(load(t, files{
		"course.yaml":     "title: Bread at home\n",
		"CONTRIBUTING.md": "How to help.\n",
		"LICENSE.md":      "MIT\n",
		"1-flour/1.md":    "# Wheat\n",
	}))
	want := "course: Bread at home\ncourse/flour: Flour\ncourse/flour/1: Wheat\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
}
