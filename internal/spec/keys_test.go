package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAKeyIsNoPartOfAnAddress(t *testing.T) {
	project := load(t, files{
		"courses/pottery/course.yaml":          "title: Pottery\nkey: kkcourse\n",
		"courses/pottery/1-clay/chapter.yaml":  "key: kkchapter\nlessons: [kklesson]\n",
		"courses/pottery/1-clay/7-ram-head.md": "---\nkey: kklesson\n---\nText.\n",
	})
	got := ""
	for r := range project.Courses[0].Resources() {
		got += r.Address.String() + " " + r.Key + "\n"
	}
	want := "pottery kkcourse\npottery/clay kkchapter\npottery/clay/ram-head kklesson\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

func TestACourseWithoutChapterFoldersHasAKeyOfItsOwn(t *testing.T) {
	project := load(t, files{"course.yaml": "title: Pottery\nkey: kkcourse\n", "chapter.yaml": "key: kkchapter\n", "01-a.md": "Text.\n"})
	c := project.Courses[0]
	if got := c.Key + " " + c.Chapters[0].Address.String() + " " + c.Chapters[0].Key; got != "kkcourse course/course kkchapter" {
		t.Error(got)
	}
}

func TestTwoFilesWithOneKeyAreAnErrorThatNamesBoth(t *testing.T) {
	lesson := "---\ntitle: x\nkey: same\n---\nText.\n"
	got := complaints(files{
		"courses/a/course.yaml":        "title: A\n",
		"courses/a/1-one/1-x.md":       lesson,
		"courses/a/1-one/2-copy.md":    lesson,
		"courses/a/2-two/chapter.yaml": "key: same\n",
		"courses/a/2-two/1-other.md":   "---\nkey: Same\n---\nText.\n",
	})
	of := func(path string) string { return "`whopsync key --copy courses/a/" + path + "`" }
	hint := func(path string) string {
		return " (two files cannot have one key: give the copy a new key with " + of(path) + " if it is this file, with " + of("1-one/1-x.md") + " if it is the other; for a copied folder, name the folder)\n"
	}
	want := "E courses/a/1-one/2-copy.md:3:6: key \"same\" is also that of courses/a/1-one/1-x.md:3:6" + hint("1-one/2-copy.md") +
		"E courses/a/2-two/chapter.yaml:1:6: key \"same\" is also that of courses/a/1-one/1-x.md:3:6" + hint("2-two/chapter.yaml")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestAKeyOfAnotherFormIsShownAsItCouldBe(t *testing.T) {
	for written, want := range map[string]string{
		"wedging table":              "2:6: \"wedging table\" is no key: a key has letters (a to z), digits, - and _ only (write `key: wedging-table`)",
		"a/b":                        "2:6: \"a/b\" is no key: a key has letters (a to z), digits, - and _ only (write `key: a-b`)",
		"'2001 01 02'":               "2:6: \"2001 01 02\" is no key: a key has letters (a to z), digits, - and _ only (write `key: \"2001-01-02\"`)",
		"''":                         "2:6: \"\" is no key: a key is empty (write `key: douyuwtv`)",
		strings.Repeat("a", 41):      "2:6: \"" + strings.Repeat("a", 41) + "\" is no key: a key has at most 40 characters (write `key: " + strings.Repeat("a", 40) + "`)",
		"12":                         `2:6: key wants a short word, got the number 12 (write it in quotes: key: "12")`,
		"'12'":                       "",
		"_-A9":                       "",
		strings.Repeat("a", 40):      "",
		"\"a\\u202eb\"":              "2:6: \"a\\u202eb\" is no key: a key has letters (a to z), digits, - and _ only (write `key: a-b`)",
		"\"a\\nkey: b\\n::error::\"": "2:6: \"a\\nkey: b\\n::error::\" is no key: a key has letters (a to z), digits, - and _ only (write `key: a-key-b-error`)",
	} {
		got := complaints(pottery("---\nkey: " + written + "\n---\nText.\n"))
		if want != "" {
			want = "E LESSON:" + want + "\n"
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("key: %s (-want +got):\n%s", written, diff)
		}
	}
}
