package cli_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// What one clone has applied is taken back in the files of another, which has nothing but the state, wherever that is
// kept. The record costs no write of its own but in a bucket, where it is an object.
func TestARunIsTakenBackInAnotherClone(t *testing.T) {
	for _, keeper := range keepers {
		t.Run(keeper.name, func(t *testing.T) {
			s := openShop(t, emulator.Options{})
			s.keepAt(keeper.open(t))
			s.writeKiln()
			s.run(applyKiln...)
			before, was := s.files(), outline(s.whop)
			s.editKiln()
			s.configureKiln("")
			if s.kept.line != nil {
				s.kept.line.count(cut{})
			}
			s.run(applyKiln...)
			if s.kept.line != nil {
				t.Logf("%d writes to the state", s.kept.line.counted())
			}
			other := s
			if keeper.name != "file" {
				other = s.clone()
			}
			said := other.exits(0, "rollback")
			if !strings.Contains(said, "test-2 ") || !strings.Contains(said, "add 3, change 1, hide 2") {
				t.Errorf("the list says\n%s", said)
			}
			other.exits(0, "rollback", "last", "--accept-deletes", "--force") // no clone of the test has a commit
			after := other.files()
			isCourse := func(name, _ string) bool { return !strings.HasPrefix(name, "courses/") }
			maps.DeleteFunc(before, isCourse)
			maps.DeleteFunc(after, isCourse)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("files (-before +after):\n%s", diff)
			}
			other.run(applyKiln...)
			if got := outline(s.whop); !strings.Contains(got, "Selling: visible") || strings.Contains(got, "Loading, and again") {
				t.Errorf("on Whop there is\n%s\nand there was\n%s", got, was)
			}
			other.run("plan", "--detailed-exitcode")
		})
	}
}

// Whatever an author does in a run, a rollback leads back to the same bytes in all files, with git and without, and
// the next apply to a plan that is empty.
func TestWhateverARunDidIsTakenBackInTheFiles(t *testing.T) {
	t.Parallel()
	total := tally{}
	for seed := range testscale.Rounds(90, 6) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			s := openShop(t, emulator.Options{})
			a := rewriter{s, rand.New(rand.NewPCG(uint64(seed), 17))}
			a.writeSome()
			withGit := seed%2 == 0
			if seed%3 != 0 {
				s.exits(0, "key")
			}
			if withGit {
				s.write(".gitignore", ".whopsync/\n")
				git(t, s.dir, "init", "-q")
				a.commit()
			}
			s.exits(0, "apply", "--yes")
			before := s.files()
			done := a.rewrite()
			if withGit {
				a.commit()
			}
			if code, said := s.command("apply", "--yes", "--allow-delete", "--allow-hide"); code != 0 {
				total[fmt.Sprint("asked ", code)]++
				t.Logf("%v: %s", done, said)
				return
			}
			if cmp.Equal(before, s.files()) {
				return
			}
			code, said := s.command("rollback", "last", "--accept-deletes")
			if code != 0 {
				t.Fatalf("rollback of %v exits with %d: %s", done, code, said)
			}
			if diff := cmp.Diff(before, s.files()); diff != "" && !strings.Contains(said, "Nothing to roll back") {
				t.Fatalf("after %v (-before +after):\n%s\n%s", done, diff, said)
			}
			if again := s.exits(0, "rollback", "last", "--accept-deletes"); !strings.Contains(again, "Nothing to roll back") {
				t.Errorf("once more after %v: %s", done, again)
			}
			total["taken back"]++
			if code, said := s.command("apply", "--yes", "--allow-delete", "--allow-hide"); code != 0 {
				total[fmt.Sprint("asked after it ", code)]++
				t.Logf("after %v: %s", done, said)
				return
			}
			s.exits(0, "plan", "--detailed-exitcode")
		})
	}
	t.Logf("%v", total)
}

// rewriter is an author who changes files at random.
type rewriter struct {
	*shop
	random *rand.Rand
}

func (a rewriter) commit() {
	git(a.TB, a.dir, "add", "-A")
	git(a.TB, a.dir, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-qm", "more")
}

func (a rewriter) words() string {
	return fmt.Sprintf("Words %d of %d.", a.random.Uint32(), a.random.Uint32())
}

func (a rewriter) writeSome() {
	a.write("courses/c/course.yaml", "title: C # the only one\n")
	for chapter := range 3 {
		if chapter != 1 {
			a.write(fmt.Sprintf("courses/c/%02d-part-%d/chapter.yaml", chapter+1, chapter), fmt.Sprintf("title: Part %d\n", chapter))
		}
		for lesson := range 4 {
			text := fmt.Sprintf("---\ntitle: Lesson %d %d\n---\n\n<!-- Note %d. -->\n\n%s\n\n%s\n\nSee [another](../%02d-part-%d/%02d-lesson-%d.md).\n",
				chapter, lesson, chapter, a.words(), a.words(), 1, 0, 1, 0)
			if lesson == 3 {
				text = fmt.Sprintf("---\ntitle: Quiz %d\nquestions:\n  - question: Is %d %d?\n    options: [{text: Yes, correct: true}, No]\n---\n%s\n", chapter, chapter, chapter, a.words())
			}
			a.write(fmt.Sprintf("courses/c/%02d-part-%d/%02d-lesson-%d.md", chapter+1, chapter, lesson+1, lesson), text)
		}
	}
}

// rewrite changes a few things, and says what.
func (a rewriter) rewrite() (done []string) {
	for range 1 + a.random.IntN(4) {
		var lessons []string
		for name := range a.files() {
			if strings.HasSuffix(name, ".md") {
				lessons = append(lessons, name)
			}
		}
		slices.Sort(lessons)
		lesson := lessons[a.random.IntN(len(lessons))]
		other := lessons[a.random.IntN(len(lessons))]
		switch what := a.random.IntN(8); what {
		case 0:
			at := filepath.Join(filepath.Dir(lesson), fmt.Sprintf("%02d-new-%d.md", a.random.IntN(9), a.random.IntN(90)))
			a.write(at, "# "+a.words()+"\n\n"+a.words()+"\n")
			done = append(done, "made "+at)
		case 1:
			if strings.Contains(lesson, "part-0/01-") {
				continue // to which the others lead
			}
			if err := os.Remove(filepath.Join(a.dir, lesson)); err != nil {
				a.Fatal(err)
			}
			done = append(done, "removed "+lesson)
		case 2:
			if code, _ := a.command("mv", a.at(lesson), a.at(filepath.Dir(other))); code == 0 {
				done = append(done, "moved "+lesson+" to "+filepath.Dir(other))
			}
		case 3:
			if code, _ := a.command("mv", a.at(lesson), "--before", a.at(other)); code == 0 {
				done = append(done, "moved "+lesson+" before "+other)
			}
		case 4:
			if code, _ := a.command("mv", a.at(filepath.Dir(lesson)), "--before", a.at(filepath.Dir(other))); code == 0 {
				done = append(done, "moved "+filepath.Dir(lesson)+" before "+filepath.Dir(other))
			}
		case 5:
			a.write(lesson, strings.Replace(a.read(lesson), "title: ", "title: New ", 1))
			done = append(done, "retitled "+lesson)
		default:
			a.write(lesson, a.read(lesson)+"\n"+a.words()+"\n")
			done = append(done, "wrote in "+lesson)
		}
	}
	return done
}

// at is a path from where the test runs.
func (a rewriter) at(path string) string { return filepath.Join(a.dir, path) }
