package spec

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// counting returns what makes the keys kkaa, kkab, …
func counting() func() (string, error) {
	n := 0
	return func() (string, error) {
		n++
		return fmt.Sprintf("kk%c%c", 'a'+(n-1)/26, 'a'+(n-1)%26), nil
	}
}

func everything(string) bool { return true }

func TestAKeyIsOneLineMore(t *testing.T) {
	for name, test := range map[string]struct{ file, before, after string }{
		"behind the title":              {"a.md", "---\ntitle: A\ntype: text\n---\nB\n", "---\ntitle: A\nkey: k\ntype: text\n---\nB\n"},
		"a title of several lines":      {"a.md", "---\ntitle:\n  A\n\n# why\ntype: text\n---\n", "---\ntitle:\n  A\nkey: k\n\n# why\ntype: text\n---\n"},
		"a comment behind the title":    {"a.md", "---\ntitle: A # so\n  # and so\n# type\ntype: text\n---\n", "---\ntitle: A # so\n  # and so\nkey: k\n# type\ntype: text\n---\n"},
		"no title":                      {"a.md", "---\n# why\ntype: text\n---\nB\n", "---\nkey: k\n# why\ntype: text\n---\nB\n"},
		"the title is not first":        {"a.md", "---\ntype: text\ntitle: A\n---\nB\n", "---\nkey: k\ntype: text\ntitle: A\n---\nB\n"},
		"empty front matter":            {"a.md", "---\n---\nB\n", "---\nkey: k\n---\nB\n"},
		"nothing but a comment":         {"a.md", "---\n# c\n---\nB\n", "---\nkey: k\n# c\n---\nB\n"},
		"no front matter":               {"a.md", "# A\n\nB", "---\nkey: k\n---\n# A\n\nB"},
		"an empty lesson":               {"a.md", "", "---\nkey: k\n---\n"},
		"blank lines first":             {"a.md", "\n\n# A\n", "---\nkey: k\n---\n\n\n# A\n"},
		"line ends and byte order mark": {"a.md", "\uFEFF---\r\ntitle: A\r\n---\r\nB\nC\rD", "\uFEFF---\r\ntitle: A\r\nkey: k\r\n---\r\nB\nC\rD"},
		"the same without front matter": {"a.md", "\uFEFF# A\r\nB\nC", "\uFEFF---\r\nkey: k\r\n---\r\n# A\r\nB\nC"},
		"old line ends":                 {"a.md", "---\rtitle: A\r---\rB\r", "---\rtitle: A\rkey: k\r---\rB\r"},
		"spaces behind the fence":       {"a.md", "---  \ntitle:  'A'  \n--- \nB\n", "---  \ntitle:  'A'  \nkey: k\n--- \nB\n"},
		"a course":                      {"course.yaml", "# yaml-language-server: $schema=x\n\n# The one.\ntitle: A\ntagline: B\n", "# yaml-language-server: $schema=x\n\n# The one.\ntitle: A\nkey: k\ntagline: B\n"},
		"a document mark":               {"course.yaml", "---\ntitle: A\n", "---\ntitle: A\nkey: k\n"},
		"no line end at the end":        {"course.yaml", "title: A", "title: A\nkey: k"},
		"a chapter of nothing":          {"chapter.yaml", "", "key: k\n"},
		"a chapter of comments":         {"chapter.yaml", "# a\n\n", "# a\nkey: k\n\n"},
		"a chapter with a list":         {"chapter.yaml", "# order\nlessons:\n- a\n- b\n", "key: k\n# order\nlessons:\n- a\n- b\n"},
		"a chapter's mark":              {"chapter.yaml", "\uFEFF", "\uFEFFkey: k\n"},
		"text that looks like a key":    {"a.md", "---\ntitle: |-\n  A\n---\nnote: x\n---\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := withKey(test.file, []byte(test.before), "k")
			if test.after == "" {
				test.after = strings.Replace(test.before, "  A\n---", "  A\nkey: k\n---", 1)
			}
			if diff := cmp.Diff(test.after, string(got)); diff != "" || !ok {
				t.Errorf("file (-want +got), %t:\n%s", ok, diff)
			}
			if formatted, _ := Format(test.file, got); name != "the title is not first" && !strings.Contains(string(formatted), "key: k") {
				t.Errorf("fmt makes %q of it", formatted)
			}
		})
	}
}

func TestAFileWithoutAPlaceForAKeyStaysAsItIs(t *testing.T) {
	for _, test := range []struct{ file, before string }{
		{"course.yaml", "{title: A}\n"},
		{"course.yaml", "title: A\n...\n"},
		{"a.md", "---\n{title: A}\n---\nB\n"},
		{"chapter.yaml", "# a\n...\n"},
	} {
		got, ok := withKey(test.file, []byte(test.before), "k")
		if ok && !saysTheSame(test.file, []byte(test.before), got, "k") {
			t.Errorf("%q became %q", test.before, got)
		}
	}
	_, problems, err := AddKeys(files{"courses/a/course.yaml": "{title: A}\n", "courses/a/1-x/1-y.md": "---\nkey: kky\n---\nText.\n", "courses/a/1-x/chapter.yaml": "key: kkx\n"}.repo(), everything, false, counting())
	want := "courses/a/course.yaml: there is no line on which a key could be written (write `key: kkaa` into it)"
	if err != nil || problems.Error() != want {
		t.Errorf("problems %q (%v), want %q", problems.Error(), err, want)
	}
}

func TestEverythingWithoutAKeyGetsOneThatNothingElseHas(t *testing.T) {
	repo := files{
		ConfigFile:                     "version: 1\n",
		"courses/a/course.yaml":        "title: A\n",
		"courses/a/1-one/1-x.md":       "Text.\n",
		"courses/a/1-one/2-y.md":       "---\nkey: kkab\n---\nText.\n",
		"courses/a/1-one/README.md":    "no content\n",
		"courses/a/2-two/chapter.yaml": "title: Two\n",
		"courses/a/2-two/1-z.md":       "---\ntitel: Z\n---\nText.\n",
		"courses/flat/course.yaml":     "title: Flat\nkey: flat\n",
		"courses/flat/1-a.md":          "---\nkey:\n---\nText.\n",
	}.repo()
	changed, problems, err := AddKeys(repo, everything, false, counting())
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, f := range changed {
		got += fmt.Sprintf("%s %q > %q\n", f.Path, f.Before, f.After)
	}
	want := `courses/a/1-one/1-x.md "Text.\n" > "---\nkey: kkad\n---\nText.\n"
courses/a/1-one/chapter.yaml "" > "key: kkac\n"
courses/a/2-two/chapter.yaml "title: Two\n" > "title: Two\nkey: kkae\n"
courses/a/course.yaml "title: A\n" > "title: A\nkey: kkaa\n"
courses/flat/chapter.yaml "" > "key: kkaf\n"
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got), with the problems\n%v:\n%s", problems, diff)
	}
	for _, p := range []string{`courses/a/2-two/1-z.md:2:1: unknown key "titel"`, "courses/flat/1-a.md:2:5: key wants a short word, got nothing"} {
		if !strings.Contains(problems.Error(), p) {
			t.Errorf("the problems have no %q:\n%v", p, problems)
		}
	}
}

func TestRandomnessThatRepeatsItselfMakesNoTwoEqualKeys(t *testing.T) {
	repo := files{"course.yaml": "title: A\n", "1-a.md": "Text.\n"}.repo()
	_, _, err := AddKeys(repo, everything, false, func() (string, error) { return "same", nil })
	if err == nil || !strings.Contains(err.Error(), "all that were made are taken") {
		t.Errorf("the error is %v", err)
	}
	broken := errors.New("no randomness")
	if _, _, err := AddKeys(repo, everything, false, func() (string, error) { return "", broken }); !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
}

func TestCreateOverwritesNothingAndStaysInside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for name, data := range map[string]string{ConfigFile: "version: 1\n", "there.yaml": "mine"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	repo, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	for _, name := range []string{"there.yaml", "link/new.yaml", "../new.yaml", "no/new.yaml"} {
		if err := repo.Create(name, []byte("ours")); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if err := repo.Create("new.yaml", []byte("ours")); err != nil {
		t.Error(err)
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "there.yaml")); string(data) != "mine" {
		t.Errorf("it says %q", data)
	}
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Errorf("outside there is %v", entries)
	}
}

// Whatever a file holds, it gets a key and keeps every byte, or it stays.
func FuzzWithKey(f *testing.F) {
	for _, seed := range []string{"---\ntitle: A\n---\nB\n", "# A\n", "---\n# c\ntype: text\n---\n", "\uFEFF---\r\ntitle: |\r\n  A\r\n---\r\n", "---\n{title: A}\n---\n", "---\n? title\n: A\n---\n", "---\ntitle: \"a\n  b\"\n---\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, before string) {
		for _, name := range []string{"a.md", "chapter.yaml"} {
			after, ok := withKey(name, []byte(before), "k3x7m2qa")
			if !ok {
				continue
			}
			bare := string(after)
			for _, added := range []string{"---\nkey: k3x7m2qa\n---\n", "---\r\nkey: k3x7m2qa\r\n---\r\n", "---\rkey: k3x7m2qa\r---\r", "key: k3x7m2qa\r\n", "key: k3x7m2qa\n", "key: k3x7m2qa\r", "\r\nkey: k3x7m2qa", "\nkey: k3x7m2qa", "\rkey: k3x7m2qa"} {
				if strings.Replace(bare, added, "", 1) == before {
					bare = before
				}
			}
			if bare != before {
				t.Errorf("%s: %q became %q", name, before, after)
			}
		}
	})
}
