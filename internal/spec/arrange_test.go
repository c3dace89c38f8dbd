//go:build unix

package spec

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/yamlfile"
)

var arranged = map[string]string{
	"whopsync.yaml":                "version: 1\nidentity:\n  - {file: courses/a/01-one/02-b.md, is: a/one/b}\n",
	"courses/a/course.yaml":        "title: A\n",
	"courses/a/01-one/01-a.md":     "# A\n\nTo [b](02-b.md), [c](../02-two/01-c.md#x) and [d](<../02-two/02 d.md>).\n",
	"courses/a/01-one/02-b.md":     "---\nattachments: [files/x.txt, \"../02-two/y.txt\"]\n---\n# B\r\n\r\n[a](01-a.md), [file](files/x.txt) [c](../02-two/01-c.md)\r\n",
	"courses/a/01-one/files/x.txt": "x",
	"courses/a/02-two/01-c.md":     "# C\n\n## X\n\n[b](../01-one/02-b.md) and [b](./../01-one/02-b.md)\n",
	"courses/a/02-two/02 d.md":     "# D\n\nNothing.\n",
	"courses/a/02-two/y.txt":       "y",
}

func writeTree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A run that is cut off between any two of its steps leaves each file as it was or as it will be, and the
// same run again comes to the same end.
func TestAMoveThatIsCutOffIsFinishedByTheSameAgain(t *testing.T) {
	for _, move := range []struct {
		from string
		spot Spot
	}{
		{"courses/a/01-one/02-b.md", Spot{Dir: "courses/a/02-two", Name: "b.md", Next: "courses/a/02-two/01-c.md"}},
		{"courses/a/01-one/02-b.md", Spot{Dir: "courses/a/02-two", Name: "b.md", Next: "courses/a/02-two/01-c.md", Before: true}},
		{"courses/a/02-two", Spot{Dir: "courses/a", Name: "zwei und drei", Next: "courses/a/01-one", Before: true}},
		{"courses/a/01-one", Spot{Dir: "courses/a", Name: "eins"}},
		{"courses/a", Spot{Dir: "courses", Name: "alpha"}},
	} {
		whole := func(dir string, steps int) (done int, total int) {
			repo, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer repo.Close()
			a, err := Relocate(repo, move.from, move.spot, true)
			if err != nil {
				t.Fatalf("%s: %v", move.from, err)
			}
			all := stepsOf(repo, a)
			for i, step := range all[:min(steps, len(all))] {
				if err := step(); err != nil {
					t.Fatalf("%s: step %d: %v", move.from, i, err)
				}
			}
			return steps, len(all)
		}
		straight := writeTree(t, arranged)
		_, total := whole(straight, 1000)
		want := readTree(t, straight)
		repo, err := Open(straight)
		if err != nil {
			t.Fatal(err)
		}
		if _, problems := Load(repo, ""); problems.HasErrors() {
			t.Errorf("%s: %v", move.from, problems)
		}
		repo.Close()
		texts := map[string]bool{}
		for _, tree := range []map[string]string{arranged, want} {
			for _, text := range tree {
				texts[text] = true
			}
		}
		for cut := 0; cut < total; cut++ {
			dir := writeTree(t, arranged)
			whole(dir, cut)
			for name, text := range readTree(t, dir) {
				if !texts[text] {
					t.Errorf("%s, cut after %d of %d: %s is neither what it was nor what it will be:\n%s", move.from, cut, total, name, text)
				}
			}
			whole(dir, 1000)
			if diff := cmp.Diff(want, readTree(t, dir)); diff != "" {
				t.Errorf("%s, cut after %d of %d (-want +got):\n%s", move.from, cut, total, diff)
			}
		}
	}
}

func TestTheFewestNeighboursGiveWay(t *testing.T) {
	for _, test := range []struct {
		names string
		at    int
		want  string
	}{
		{"01-a 02-b", 2, "03"}, {"01-a 02-b", 1, "02 02-b>3"}, {"01-a 02-b", 0, "00"}, {"00-a 01-b", 0, "00 00-a>1 01-b>2"},
		{"01-a 02-b 04-c", 1, "02 02-b>3"}, {"02-a 03-b 04-c 05-d", 1, "02 02-a>1"}, {"10-a 20-b", 1, "15"}, {"10-a 20-b", 0, "05"}, {"10-a 20-b", 2, "30"},
		{"10-a 11-b 12-c 20-d", 3, "13"}, {"005-a 006-b 009-c", 2, "007"}, {"09-a", 1, "10"}, {"99-a", 1, "100"}, {"1.1-a 1.2-b", 2, "no"}, {"1.1-a 1.2-b", 1, "no"},
		{"01-a b", 1, "02"}, {"01-a b", 2, "no"}, {"2026-01-15-a", 0, "no"}, {"03-a 05-b 05-c", 2, "06 05-c>7"},
	} {
		var names []fileName
		for _, stem := range strings.Fields(test.names) {
			names = append(names, parseName(stem))
		}
		style, _ := styleOf(names)
		n, moved, ok := makeRoom(names, test.at, style)
		got := "no"
		if ok {
			got = strings.TrimSuffix(style.name(n, ""), style.mark)
			for i := range names {
				if to, ok := moved[i]; ok {
					got += fmt.Sprintf(" %s>%d", names[i].stem, to)
				}
			}
		}
		if got != test.want {
			t.Errorf("%s at %d: %s, not %s", test.names, test.at, got, test.want)
		}
	}
}

// Whatever the numbers are, what comes between two comes between them, and no one else changes places.
func TestRoomIsMadeBetweenAnyNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var names []fileName
		number := random.IntN(3)
		for i := range random.IntN(8) {
			names = append(names, parseName(fmt.Sprintf("%02d-n%d", number, i)))
			number += 1 + random.IntN(3)*random.IntN(9)
		}
		at := random.IntN(len(names) + 1)
		style, ok := styleOf(names)
		if !ok {
			style = usualStyle
		}
		n, moved, ok := makeRoom(names, at, style)
		if !ok {
			t.Fatalf("%v at %d: no room", names, at)
		}
		after := slices.Clone(names)
		for i, to := range moved {
			after[i] = parseName(fmt.Sprintf("%02d-%s", to, names[i].text))
		}
		after = slices.Insert(after, at, parseName(style.name(n, "new")))
		if !slices.IsSortedFunc(after, fileName.compare) {
			t.Errorf("%v at %d: %v", names, at, after)
		}
	}
}

// Edits change the text that they are about, and no other byte: line ends, marks and what no edit is about
// stay unchanged.
func TestEditsLeaveEveryOtherByte(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"a", "bc", "\r\n", "\n", "\r", "\r\n\r\n", "# x", " "}
	for range 2000 {
		raw := []string{"", "\uFEFF"}[random.IntN(2)]
		for range random.IntN(12) {
			raw += pieces[random.IntN(len(pieces))]
		}
		text, ok := decodeText([]byte(raw), &yamlfile.Report{})
		if !ok {
			t.Fatalf("%q is no text", raw)
		}
		if got := edited([]byte(raw), nil); string(got) != raw {
			t.Fatalf("without edits, %q has become %q", raw, got)
		}
		start := random.IntN(len(text) + 1)
		end := start + random.IntN(len(text)-start+1)
		want := text[:start] + "X\nY" + text[end:]
		got := edited([]byte(raw), []edit{{start, end, "X\nY"}})
		if after, _ := decodeText(got, &yamlfile.Report{}); after != want {
			t.Errorf("%q from %d to %d: %q, not %q", raw, start, end, after, want)
		}
		head, tail, found := strings.Cut(string(got), "X")
		if !found || !strings.HasPrefix(raw, head) || !strings.HasSuffix(raw, tail[strings.Index(tail, "Y")+1:]) {
			t.Errorf("%q from %d to %d: %q", raw, start, end, got)
		}
	}
}
