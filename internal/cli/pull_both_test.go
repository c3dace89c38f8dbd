package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// What both sides edit is merged as git merges it: what was applied, the file, and that with what Whop shows. So no
// line of either side is lost.
func TestEditsOfBothSidesAreMergedAsGitDoes(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	s := openShop(t, emulator.Options{})
	const file = "courses/c/01-a/01-l.md"
	s.write("courses/c/course.yaml", "title: C\n")
	s.write(file, "# L\n\nText.\n")
	s.git("init", "-q", "-b", "main")
	conflicts := 0
	for round := range testscale.Rounds(140, 1) {
		random := rand.New(rand.NewPCG(uint64(round), 5))
		base := sentences(random, "base", 3+random.IntN(6))
		s.write(file, "# L\n\n"+base)
		s.commit()
		s.exits(0, "apply", "--yes")
		own, theirs := another2(random, base, "own"), another2(random, base, "theirs")
		s.write(file, "# L\n\n"+own)
		s.commit()
		s.dashboard("L", func(l *emulator.Lesson) { l.Content = &theirs })
		want, isConflict := s.mergeFile("# L\n\n"+own, "# L\n\n"+base, "# L\n\n"+theirs)
		code, said := s.command("pull")
		got := s.read(file)
		if diff := cmp.Diff(want, got); diff != "" || (code == 3) != isConflict || code != 0 && code != 3 {
			t.Fatalf("round %d: pull exited with %d (-git +pull):\n%s\n%s", round, code, diff, said)
		}
		for _, text := range []string{own, theirs} {
			for line := range strings.Lines(text) {
				if !strings.HasPrefix(line, "base") && !strings.Contains(got, line) {
					t.Fatalf("round %d: %q is lost:\n%s", round, line, got)
				}
			}
		}
		if isConflict {
			conflicts++
			s.write(file, "# L\n\n"+own+theirs)
		}
		if said := s.exits(0, "plan"); strings.Contains(said, "onflict") || strings.Contains(said, "drift") {
			t.Fatalf("round %d: %s", round, said)
		}
	}
	t.Logf("%d conflicts", conflicts)
}

// sentences returns paragraphs that nothing else holds.
func sentences(random *rand.Rand, word string, n int) string {
	var out []string
	for range n {
		out = append(out, fmt.Sprintf("%s %d.", word, random.Uint32()))
	}
	return strings.Join(out, "\n\n") + "\n"
}

// another2 returns a text with some paragraphs changed, added and taken out.
func another2(random *rand.Rand, text, word string) string {
	blocks := strings.Split(strings.TrimSuffix(text, "\n"), "\n\n")
	for range 1 + random.IntN(2) {
		at := random.IntN(len(blocks))
		switch random.IntN(3) {
		case 0:
			blocks[at] = strings.TrimSpace(sentences(random, word, 1))
		case 1:
			blocks = slices.Insert(blocks, at, strings.TrimSpace(sentences(random, word, 1)))
		case 2:
			if len(blocks) > 1 {
				blocks = slices.Delete(blocks, at, at+1)
			}
		}
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

func (s *shop) git(args ...string) string {
	s.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=Ada", "-c", "user.email=ada@example.com"}, args...)...)
	cmd.Dir = s.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (s *shop) commit() {
	s.Helper()
	s.git("add", "-A", "courses", "whopsync.yaml")
	s.git("commit", "-q", "--allow-empty", "-m", "x")
}

// mergeFile is git's own merge.
func (s *shop) mergeFile(own, base, other string) (merged string, conflict bool) {
	s.Helper()
	dir := s.TempDir()
	args := []string{"merge-file", "-p", "-L", "files", "-L", "applied", "-L", "Whop"}
	for i, text := range []string{own, base, other} {
		name := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			s.Fatal(err)
		}
		args = append(args, name)
	}
	out, err := exec.Command("git", args...).Output()
	return string(out), err != nil
}
