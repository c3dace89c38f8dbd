package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAListRulesTheOrder(t *testing.T) {
	got := outline(load(t, files{
		"courses/pottery/course.yaml":           "title: Pottery\nchapters: [glaze, 02-wheel, clay]\n",
		"courses/pottery/01-clay/chapter.yaml":  "lessons: [pinned, 02-wedging.md, kinds.md, 3-more]\n",
		"courses/pottery/01-clay/1-kinds.md":    "Text.\n",
		"courses/pottery/01-clay/02-wedging.md": "Text.\n",
		"courses/pottery/01-clay/3-more.md":     "Text.\n",
		"courses/pottery/01-clay/zzz.md":        "---\nkey: pinned\n---\nText.\n",
		"courses/pottery/02-wheel/a.md":         "Text.\n",
		"courses/pottery/03-glaze/a.md":         "Text.\n",
	}))
	want := `pottery: Pottery
pottery/glaze: Glaze
pottery/glaze/a: A
pottery/wheel: Wheel
pottery/wheel/a: A
pottery/clay: Clay
pottery/clay/zzz: Zzz
pottery/clay/wedging: Wedging
pottery/clay/kinds: Kinds
pottery/clay/more: More
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
}

func TestAListIsCompleteAndRight(t *testing.T) {
	got := complaints(files{
		"courses/pottery/course.yaml":          "title: Pottery\nchapters:\n- clay\n",
		"courses/pottery/01-clay/chapter.yaml": "lessons:\n- kinds\n- kinds.md\n- wegding\n",
		"courses/pottery/01-clay/kinds.md":     "Text.\n",
		"courses/pottery/01-clay/wedging.md":   "Text.\n",
		"courses/pottery/02-wheel/a.md":        "Text.\n",
	})
	want := `E courses/pottery/01-clay/chapter.yaml:1:1: the list does not have lesson "wedging" (add it, or put _ before its file's name to leave it out)
E courses/pottery/01-clay/chapter.yaml:3:3: lesson "kinds" is listed twice, first on line 2
E courses/pottery/01-clay/chapter.yaml:4:3: no lesson "wegding" (did you mean "wedging"?)
E courses/pottery/course.yaml:2:1: the list does not have chapter "wheel" (add it, or put _ before its file's name to leave it out)
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestAddressesThatCouldBeTheSameAreErrorsThatNameBothFiles(t *testing.T) {
	const hint = " (rename one of the two)\n"
	at := func(name string) string { return "courses/pottery/1-clay/" + name }
	for name, test := range map[string]struct {
		more files
		want string
	}{
		"numbers":      {files{at("01-kinds.md"): "Text."}, "E " + at("kinds.md") + `: lesson "kinds" has the same address as ` + at("01-kinds.md") + hint},
		"extensions":   {files{at("kinds.markdown"): "Text."}, "E " + at("kinds.md") + `: lesson "kinds" has the same address as ` + at("kinds.markdown") + hint},
		"letter case":  {files{at("1-Kinds.md"): "Text."}, "E " + at("kinds.md") + `: lesson "kinds" differs only by letter case or Unicode form from ` + at("1-Kinds.md") + hint},
		"Unicode form": {files{at("élan.md"): "Text.", at("e\u0301lan.md"): "Text."}, "E " + at("élan.md") + `: lesson "élan" has the same address as ` + at("e\u0301lan.md") + hint},
		"chapters":     {files{"courses/pottery/Clay/a.md": "Text."}, `E courses/pottery/Clay: chapter "Clay" differs only by letter case or Unicode form from courses/pottery/1-clay` + hint},
		"courses":      {files{"courses/1-pottery/course.yaml": "title: P\n", "courses/1-pottery/1-c/a.md": "Text."}, `E courses/pottery/course.yaml: course "pottery" has the same address as courses/1-pottery` + hint},
	} {
		t.Run(name, func(t *testing.T) {
			got := complaints(files{"courses/pottery/course.yaml": "title: Pottery\n", at("kinds.md"): "Text.\n"}.with(test.more))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNumbersStayInTheAddressesOfNamesThatDifferByNothingElse(t *testing.T) {
	project, problems := Load(files{
		"courses/pottery/course.yaml":            "title: Pottery\n",
		"courses/pottery/01-clay/3.1 Topic.md":   "Text.\n",
		"courses/pottery/01-clay/3.2 topic.md":   "Text.\n",
		"courses/pottery/01-clay/3.10 Outro.md":  "Text.\n",
		"courses/pottery/Week 1 - Clay/a.md":     "Text.\n",
		"courses/pottery/Week 2 - Clay/01-a.md":  "Text.\n",
		"courses/pottery/Week 2 - Clay/001-b.md": "Text.\n",
	}.repo(), "")
	var got []string
	for r := range project.Courses[0].Resources() {
		got = append(got, r.Address.String()+" = "+r.Title())
	}
	want := []string{
		"pottery = Pottery",
		"pottery/01-clay = Clay", "pottery/01-clay/3.1 Topic = Topic", "pottery/01-clay/3.2 topic = Topic", "pottery/01-clay/Outro = Outro",
		"pottery/Week 1 - Clay = Clay", "pottery/Week 1 - Clay/a = A",
		"pottery/Week 2 - Clay = Clay", "pottery/Week 2 - Clay/a = A", "pottery/Week 2 - Clay/b = B",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff("courses/pottery/Week 2 - Clay/001-b.md: has the same number as 01-a.md (give one of the two another number)", problems.Error()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestUnreadableNamesAreErrors(t *testing.T) {
	for _, name := range []string{"a\x1b[31m.md", "gpj\u202e.md", "a\xff.md", `a\b.md`, "a .md"} {
		got := complaints(files{"courses/pottery/course.yaml": "title: Pottery\n", "courses/pottery/1-clay/" + name: "---\ntitle: x\n---\nText.\n"})
		if !strings.Contains(got, "the name cannot be part of an address") {
			t.Errorf("%q: %s", name, got)
		}
	}
}
