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

// complaints returns all problems, one a line, errors marked E and warnings W.
func complaints(f files) string {
	_, problems := Load(f.repo(), "")
	var out strings.Builder
	for _, p := range problems {
		out.WriteString(strings.ToUpper(string(p.Severity[:1])) + " " + p.String() + "\n")
	}
	return strings.ReplaceAll(out.String(), lessonPath, "LESSON")
}

func TestAnEmptyRepositoryIsAnErrorAndNotARemoval(t *testing.T) {
	want := "E whopsync.yaml: the repository has no course (put a course.yaml into courses/NAME, or beside whopsync.yaml)\n"
	if diff := cmp.Diff(want, complaints(files{})); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestNothingIsLeftOutInSilence(t *testing.T) {
	course := files{
		"courses/pottery/course.yaml":      "title: Pottery\n",
		"courses/pottery/1-clay/kinds.md":  "Porcelain.\n",
		"courses/pottery/1-clay/sheet.csv": "not content, and nobody thinks so\n",
	}
	for name, test := range map[string]struct {
		more files
		want string
	}{
		"a lesson beside the chapters": {
			files{"courses/pottery/intro.md": "Hi"},
			"E courses/pottery/intro.md: lies beside the chapter folders, so it belongs to no chapter (move it into a chapter's folder, or put _ before its name to leave it out)\n",
		},
		"a lesson too deep": {
			files{"courses/pottery/1-clay/more/deep.md": "Hi"},
			"E courses/pottery/1-clay/more/deep.md: lies too deep for a lesson: a course has chapters, and chapters have lessons (move it into the chapter's folder, call it index.md if its folder is the lesson, or put _ before its name or its folder's to leave it out)\n",
		},
		"MDX": {
			files{"courses/pottery/1-clay/intro.mdx": "Hi"},
			"E courses/pottery/1-clay/intro.mdx: MDX is not read (rename it to .md, or put _ before its name to leave it out)\n",
		},
		"yml": {
			files{"courses/pottery/1-clay/Chapter.yml": "title: x"},
			"E courses/pottery/1-clay/Chapter.yml: \"Chapter.yml\" is not read (rename it to \"chapter.yaml\")\n",
		},
		"a folder that looks like a lesson": {
			files{"courses/pottery/1-clay/wet.md/a.txt": ""},
			"E courses/pottery/1-clay/wet.md: is a folder with the name of a lesson (rename it)\n",
		},
		"lessons without a course.yaml": {
			files{"courses/bread/1-flour/wheat.md": "Hi"},
			"E courses/bread: has lessons but no course.yaml (write one with \"title: …\", or start the folder's name with _ to leave it out)\n",
		},
		"another name of course.yaml": {
			files{"courses/bread/1-flour/wheat.md": "Hi", "courses/bread/Course.yml": "title: Bread\n"},
			"E courses/bread/Course.yml: \"Course.yml\" is not read (rename it to \"course.yaml\")\n",
		},
		"a slip in a key that has to be": {
			files{"courses/bread/1-flour/wheat.md": "Hi", "courses/bread/course.yaml": "titel: Bread\n"},
			"E courses/bread/course.yaml:1:1: unknown key \"titel\" (did you mean \"title\"?)\n",
		},
		"a name that is no text": {
			files{"courses/pottery/1-clay/k\xff.md": "Hi"},
			"E courses/pottery/1-clay/k\xff.md: the name cannot be part of an address: part \"k\\xff\" is not valid UTF-8 (rename it)\n",
		},
		"a course in a chapter": {
			files{"courses/pottery/1-clay/course.yaml": "title: x"},
			"E courses/pottery/1-clay/course.yaml: lies in the folder of a chapter (a course inside of a course is not possible: move it out)\n",
		},
		"a chapter.yaml that says nothing": {
			files{"courses/pottery/chapter.yaml": "title: x"},
			"E courses/pottery/chapter.yaml: lies in the folder of a course, and says nothing there (move it into a chapter's folder)\n",
		},
		"a chapter without lessons": {
			files{"courses/pottery/2-wheel/chapter.yaml": "title: x"},
			"W courses/pottery/2-wheel/chapter.yaml: the chapter has no lessons, and students see it empty (put a lesson into its folder, or remove the folder)\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, complaints(course.with(test.more))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAllProblemsAreSaidAtOnceInTheOrderOfTheFiles(t *testing.T) {
	got := complaints(files{
		ConfigFile:                         "version: 2\non_remove: destroy\n",
		"courses/pottery/course.yaml":      "tagline: [a]\nlanguage: english\n",
		"courses/pottery/1-clay/a.md":      "---\ntitel: x\n---\n![](a.png)\n",
		"courses/pottery/1-clay/b.md":      "\xff",
		"courses/pottery/2-x/chapter.yaml": "visibility: hidden\norder: 3\n",
		"courses/pottery/2-x/c.md":         "Text.\n",
	})
	want := `E courses/pottery/1-clay/a.md:2:1: unknown key "titel" (did you mean "title"?)
W courses/pottery/1-clay/a.md:4:1: the image has no alternative text (describe it for those who cannot see it: ![a lump of clay](…))
E courses/pottery/1-clay/a.md:4:5: a.png does not exist (put the file there, or remove the link)
E courses/pottery/1-clay/b.md:1:1: byte 0xff is not valid UTF-8 (save it as UTF-8)
E courses/pottery/2-x/chapter.yaml:1:1: unknown key "visibility" (chapters have none on Whop: set it in each lesson)
E courses/pottery/2-x/chapter.yaml:2:1: unknown key "order" (order comes from the number that begins the folder's name, or from ` + "`chapters:`" + ` in course.yaml)
E courses/pottery/course.yaml:1:1: course.yaml has no "title" (the title that students see)
E courses/pottery/course.yaml:1:10: tagline wants text, got a list
E courses/pottery/course.yaml:2:11: language wants one of en, es, it, pt, de, fr, pl, ru, nl, ca, tr, sv, uk, no, fi, sk, el, cs, hr, da, ro, bg, got the text "english"
E whopsync.yaml:1:10: this whopsync reads version 1 of the format, not 2 (update whopsync)
E whopsync.yaml:2:12: on_remove wants one of hide, keep, delete, got the text "destroy"
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
