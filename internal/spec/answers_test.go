package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// academy is a repository with these lines in its whopsync.yaml.
func academy(lines string) files {
	return files{
		ConfigFile:                             "version: 1\n" + lines,
		"courses/pottery/course.yaml":          "title: Pottery\n",
		"courses/pottery/01-clay/02-lesson.md": "Text.\n",
		"courses/pottery/02-wheel/01-a, b.md":  "Text.\n",
		"courses/bread/course.yaml":            "title: Bread\n",
		"courses/bread/flour.md":               "Text.\n",
	}
}

func TestAnAnswerKnowsTheAddressOfItsFile(t *testing.T) {
	project := load(t, academy(`identity:
  - {file: courses/pottery/01-clay/02-lesson.md, is: pottery/clay/old}
  - {file: "courses/pottery/02-wheel/01-a, b.md", is: new}
  - file: ./courses/pottery/02-wheel/
    is: pottery/old
  - {file: courses/pottery/01-clay/chapter.yaml, is: new}
  - {file: courses/bread, is: loaf}
  - {file: courses/bread/gone.md, is: bread/bread/water}
  - {file: courses/gone, is: gone/chapter, again: 2}
`))
	address := func(s string) course.Address {
		a, _ := course.ParseAddress(s)
		return a
	}
	want := []Answer{
		{File: "courses/pottery/01-clay/02-lesson.md", To: address("pottery/clay/lesson"), Is: address("pottery/clay/old")},
		{File: "courses/pottery/02-wheel/01-a, b.md", To: address("pottery/wheel/a, b")},
		{File: "courses/pottery/02-wheel", To: address("pottery/wheel"), Is: address("pottery/old")},
		{File: "courses/pottery/01-clay", To: address("pottery/clay")},
		{File: "courses/bread", To: address("bread"), Is: address("loaf")},
		{File: "courses/bread/gone.md", Is: address("bread/bread/water")},
		{File: "courses/gone", Is: address("gone/chapter"), Again: 2},
	}
	got := project.Config.Identity
	for i := range got {
		got[i].Source = course.Source{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestAnAnswerThatCanNeverBeMeantIsAnErrorWithTheLineToWrite(t *testing.T) {
	for lines, want := range map[string]string{
		"{file: courses/pottery/01-clay/02-lesson.md, is: pottery/clay}":              "3: LESSON is a lesson, and pottery/clay a chapter (write `- {file: courses/pottery/01-clay, is: pottery/clay}`)",
		"{file: courses/pottery/01-clay/gone.md, is: pottery}":                        "3: courses/pottery/01-clay/gone.md is a lesson, and pottery a course (write `- {file: courses/pottery, is: pottery}`)",
		"{file: courses/pottery/01-clay, is: pottery/clay/lesson}":                    "3: courses/pottery/01-clay is a chapter, and pottery/clay/lesson a lesson (write `- {file: courses/pottery/01-clay, is: pottery/clay}`)",
		"{file: courses/pottery, is: pottery/clay}":                                   "3: courses/pottery is a course, and pottery/clay a chapter (write `- {file: courses/pottery, is: pottery}`)",
		"{file: ../courses/a.md, is: new}":                                            "3:12: \"../courses/a.md\" is no path inside of the repository (write the path from whopsync.yaml on, such as `- {file: courses/pottery/01-clay/02-wedging.md, is: new}`)",
		"{file: /etc/passwd, is: new}":                                                "3:12: \"/etc/passwd\" is no path inside of the repository (write the path from whopsync.yaml on, such as `- {file: courses/pottery/01-clay/02-wedging.md, is: new}`)",
		"{file: courses/pottery, is: a/b/c/d}":                                        "3:33: address \"a/b/c/d\" has 4 parts: want course, course/chapter … (write course, course/chapter or course/chapter/lesson)",
		"{file: courses/pottery}":                                                     "3:5: an entry has no \"is\" (the address that it had when it was last applied, or `new`)",
		"{file: courses/pottery, is: a}\n  - {file: courses/bread, is: a}":            "", // the state may have followed one
		"{file: courses/gone, is: a}\n  - {file: courses/bread, is: a}":               "",
		"{file: courses/bread/flour.md, is: new}\n  - {file: courses/bread, is: new}": "",
	} {
		got := complaints(academy("identity:\n  - " + lines + "\n"))
		if want != "" {
			want = "E whopsync.yaml:" + want + "\n"
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lines, diff)
		}
	}
}

// What was followed stays in the file until someone formats it, and the files go on.
func TestALineThatWasFollowedIsNoProblem(t *testing.T) {
	for _, lines := range []string{
		"removed: [{address: pottery/clay/lesson}]",
		"removed: [{address: pottery/clay/gone}, {address: pottery/clay/gone}]",
		"moved: [{from: pottery/clay/lesson, to: pottery/clay/other}]",
		"moved: [{from: pottery/clay/old, to: pottery/clay/gone}]",
		"moved: [{from: pottery/clay/a, to: pottery/clay/lesson}, {from: pottery/clay/a, to: pottery/clay/b}, {from: pottery/clay/c, to: pottery/clay/lesson}]",
		"identity: [{file: courses/pottery/01-clay/09-gone.md, is: pottery/clay/lesson}]",
	} {
		if got := complaints(academy(lines + "\n")); got != "" {
			t.Errorf("%s: %s", lines, got)
		}
	}
	removed := load(t, academy("removed: [{address: pottery/clay/lesson}, {address: pottery/clay/gone}]\n")).Config.Removed
	if len(removed) != 2 || !removed[0].Again || removed[1].Again {
		t.Errorf("removed is %v: a line about what is declared again would speak of what it holds", removed)
	}
}

func TestAHostileAnswerIsAnErrorOnOneLine(t *testing.T) {
	for _, lines := range []string{
		`{file: "a\u0000b", is: new}`, `{file: "a\nb.md", is: new}`, `{file: "::error::x", is: "a\nb"}`, `{file: "", is: new}`, `{file: ".", is: a/b/c}`,
		`{file: 7, is: new}`, `{file: a.md, is: [new]}`, `{file: a.md, is: NEW, x: 1}`, `"a"`, `{file: "..\\x.md", is: new}`, `{file: "C:\\x.md", is: a/b}`,
	} {
		for _, line := range strings.Split(strings.TrimSuffix(complaints(academy("identity:\n  - "+lines+"\n")), "\n"), "\n") {
			if !strings.HasPrefix(line, "E whopsync.yaml:3") {
				t.Errorf("%s: %q", lines, line)
			}
		}
	}
}
