package cli_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/state/statetest"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// What one clone has applied is taken back in the files of another, which has nothing but the state, wherever that is
// kept. The record costs no write of its own but in a bucket, where it is an object.
func TestARunIsTakenBackInAnotherClone(t *testing.T) {
	for _, keeper := range keepers {
		t.Run(keeper.name, func(t *testing.T) {
			keeper.takesPart(t)
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
			withGit := seed%2 == 0
			a := rewriter{s, rand.New(rand.NewPCG(uint64(seed), 17)), withGit}
			a.writeSome()
			if seed%3 != 0 {
				s.exits(0, "key")
			}
			if seed%5 == 1 {
				a.write("courses/c/01-part-0/chapter.yaml", "title: Part 0\nlessons: [lesson-2, lesson-0, lesson-3, lesson-1]\n")
			}
			if seed%5 == 2 {
				for name, text := range s.files() {
					if filepath.Ext(name) != ".png" {
						a.write(name, strings.ReplaceAll(text, "\n", "\r\n"))
					}
				}
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
			if seed%4 == 3 {
				before = a.editSince(before)
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
	random     *rand.Rand
	withImages bool // whose bytes git has
}

func (a rewriter) commit() {
	git(a.TB, a.dir, "add", "-A")
	git(a.TB, a.dir, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--allow-empty", "-qm", "more")
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
			text := fmt.Sprintf("---\ntitle: Lesson %d %d\n---\n\n<!-- Note %d%d. -->\n\n%s\n\n%s\n\nSee [another](../%02d-part-%d/%02d-lesson-%d.md).\n",
				chapter, lesson, chapter, lesson, a.words(), a.words(), 1, 0, 1, 0)
			if lesson == 2 && a.withImages {
				a.write(fmt.Sprintf("courses/c/%02d-part-%d/images/%d.png", chapter+1, chapter, chapter), a.image())
				text += fmt.Sprintf("\n![An image](images/%d.png)\n", chapter)
			}
			if lesson == 3 {
				text = fmt.Sprintf("---\ntitle: Quiz %d\nquestions:\n  - question: Is %d %d?\n    options: [{text: Yes, correct: true}, No]\n---\n%s\n", chapter, chapter, chapter, a.words())
			}
			a.write(fmt.Sprintf("courses/c/%02d-part-%d/%02d-lesson-%d.md", chapter+1, chapter, lesson+1, lesson), text)
		}
	}
}

// editSince edits a lesson, and returns the files of before the run with that edit.
func (a rewriter) editSince(before map[string]string) map[string]string {
	files := a.files()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := files[name]
		note := regexp.MustCompile(`<!-- Note [0-9]+\. -->`).FindString(text)
		if note == "" || a.random.IntN(3) > 0 {
			continue
		}
		since := strings.NewReplacer(note, note+"\n\nSince.")
		a.write(name, since.Replace(text))
		edited := maps.Clone(before)
		for name, text := range before {
			edited[name] = since.Replace(text)
		}
		return edited
	}
	return before
}

// image is one that few others are like.
func (a rewriter) image() string { return picture(a.random.IntN(256)) }

// rewrite changes a few things, and says what.
func (a rewriter) rewrite() (done []string) {
	for range 1 + a.random.IntN(4) {
		var lessons, images []string
		for name := range a.files() {
			switch filepath.Ext(name) {
			case ".md":
				lessons = append(lessons, name)
			case ".png":
				images = append(images, name)
			}
		}
		slices.Sort(lessons)
		slices.Sort(images)
		lesson := lessons[a.random.IntN(len(lessons))]
		other := lessons[a.random.IntN(len(lessons))]
		switch what := a.random.IntN(10); {
		case what == 0:
			at := filepath.Join(filepath.Dir(lesson), fmt.Sprintf("%02d-new-%d.md", a.random.IntN(9), a.random.IntN(90)))
			a.write(at, "# "+a.words()+"\n\n"+a.words()+"\n")
			done = append(done, "made "+at)
		case what == 1:
			if strings.Contains(lesson, "part-0/01-") {
				continue // to which the others lead
			}
			if err := os.Remove(filepath.Join(a.dir, lesson)); err != nil {
				a.Fatal(err)
			}
			done = append(done, "removed "+lesson)
		case what == 2:
			if code, _ := a.command("mv", a.at(lesson), a.at(filepath.Dir(other))); code == 0 {
				done = append(done, "moved "+lesson+" to "+filepath.Dir(other))
			}
		case what == 3:
			if code, _ := a.command("mv", a.at(lesson), "--before", a.at(other)); code == 0 {
				done = append(done, "moved "+lesson+" before "+other)
			}
		case what == 4:
			if code, _ := a.command("mv", a.at(filepath.Dir(lesson)), "--before", a.at(filepath.Dir(other))); code == 0 {
				done = append(done, "moved "+filepath.Dir(lesson)+" before "+filepath.Dir(other))
			}
		case what == 5:
			a.write(lesson, strings.Replace(a.read(lesson), "title: ", "title: New ", 1))
			done = append(done, "retitled "+lesson)
		case what == 6 && len(images) > 0:
			image := images[a.random.IntN(len(images))]
			a.write(image, a.image())
			done = append(done, "another image in "+image)
		case what == 7:
			a.write(lesson, strings.Replace(a.read(lesson), "![An image]", "[Not any more]", 1))
			done = append(done, "linked the image of "+lesson)
		default:
			a.write(lesson, a.read(lesson)+"\n"+a.words()+"\n")
			done = append(done, "wrote in "+lesson)
		}
	}
	return done
}

// at is a path from where the test runs.
func (a rewriter) at(path string) string { return filepath.Join(a.dir, path) }

// refusing is a bucket that lets nobody write records, and counts what is asked of them.
type refusing struct {
	bucket  http.Handler
	refuses bool
	asked   []string
}

func (r *refusing) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if strings.Contains(request.URL.Path+request.URL.Query().Get("prefix"), ".runs/") {
		r.asked = append(r.asked, request.Method)
		if r.refuses {
			w.WriteHeader(http.StatusForbidden)
			return
		}
	}
	r.bucket.ServeHTTP(w, request)
}

// An apply goes on where its record cannot be kept, and says so. It can be rolled back from here.
func TestARecordThatCannotBeKeptIsAWarning(t *testing.T) {
	bucket, err := statetest.NewS3("academy")
	if err != nil {
		t.Fatal(err)
	}
	server := &refusing{bucket: bucket}
	s := openShop(t, emulator.Options{})
	s.keepAt(keptInBucket(t, server))
	s.writeKiln()
	s.run(applyKiln...)
	if diff := cmp.Diff([]string{"GET", "PUT"}, server.asked); diff != "" {
		t.Errorf("the first apply asks for its record (-want +got):\n%s", diff)
	}
	before := s.files()
	s.edit("courses/kiln/01-firing/01-loading.md", "Leave", "Always leave")
	server.refuses = true
	if said := s.exits(0, applyKiln...); !strings.Contains(said, "is kept on this machine alone") {
		t.Errorf("it says\n%s", said)
	}
	server.refuses = false
	if said := s.exits(0, "rollback"); !strings.Contains(said, "change 1 (its record is on this machine alone)") {
		t.Errorf("the list says\n%s", said)
	}
	s.exits(0, "rollback", "last")
	if diff := cmp.Diff(before, s.files()); diff != "" {
		t.Errorf("files (-before +after):\n%s", diff)
	}
	server.asked = nil
	s.run(applyKiln...)
	t.Logf("an apply without git: %v", server.asked)
}
