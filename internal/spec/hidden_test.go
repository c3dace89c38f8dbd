package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestALinkThatLeadsStudentsToAHiddenLessonIsWarnedOf(t *testing.T) {
	const hidden = "---\nvisibility: hidden\n---\n# B\n\n[a](a.md)\n"
	got := complaints(files{
		"courses/pottery/course.yaml": "title: Pottery\n",
		"courses/pottery/1-clay/a.md": "# A\n\n[b](b.md) [c](c.md)\n",
		"courses/pottery/1-clay/b.md": hidden,
		"courses/pottery/1-clay/c.md": "# C\n\nx\n",
	})
	want := "W courses/pottery/1-clay/a.md:3:5: the link leads to courses/pottery/1-clay/b.md, which is hidden from students (make that lesson visible, or take the link out until it is)\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestALinkIntoAHiddenCourseIsWarnedOf(t *testing.T) {
	repo := files{
		"courses/pottery/course.yaml": "title: Pottery\n",
		"courses/pottery/1-clay/a.md": "[b](../../glazes/1-ash/b.md)\n",
		"courses/pottery/1-clay/c.md": "---\nvisibility: hidden\n---\n[b](../../glazes/1-ash/b.md)\n",
		"courses/glazes/course.yaml":  "title: Glazes\nvisibility: hidden\n",
		"courses/glazes/1-ash/b.md":   "[d](d.md) [a](../../pottery/1-clay/a.md)\n",
		"courses/glazes/1-ash/d.md":   "Text.\n",
		"whopsync.yaml":               "version: 1\ndefault_environment: p\nenvironments: {p: {experience: exp_1, lesson_url: 'https://x.example/{lesson}'}}\n",
	}
	want := "W courses/pottery/1-clay/a.md:1:5: the link leads to courses/glazes/1-ash/b.md, whose course is hidden from students (make the course visible in courses/glazes/course.yaml, or take the link out until it is)\n"
	if got := complaints(repo); got != want {
		t.Errorf("got %s", got)
	}
}
