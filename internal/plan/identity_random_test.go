package plan_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/testscale"
)

// Random commits to a random course: lessons are renamed, rewritten, retitled, moved,
// removed and added, chapters are renamed. No lesson is ever taken for another, and with
// the author's lines every id is kept. A chapter is whichever has most of its lessons, and
// an old address is never used for something else: that one would keep its object.
func TestNoCommitMakesOneLessonAnother(t *testing.T) {
	kept, asked, fresh := 0, 0, 0
	for seed := range uint64(testscale.Rounds(150, 5)) {
		random := rand.New(rand.NewPCG(seed, 11))
		w := applied(t, noCopies(school))
		truth := w.origins()
		for n := range 1 + random.IntN(30) {
			randomEdit(w, random, n)
		}
		p := w.plan()
		for _, r := range w.lessons() {
			switch got := idOf(p, r.Address); {
			case got != "" && got != truth[r]:
				t.Errorf("seed %d: %s is taken for %s, and is %q", seed, r.Address, got, truth[r])
			case got != "":
				kept++
			case truth[r] == "":
			case len(p.Refusals) > 0:
				asked++
			default:
				fresh++
			}
		}
		checkAnswers(t, fmt.Sprint("seed ", seed), w, truth)
	}
	t.Logf("%d ids kept, %d in a plan that asks, %d of which nothing was left", kept, asked, fresh)
}

// noCopies leaves out the lessons of an outline that others are copies of: of two copies
// that change places it is unknown which is which.
func noCopies(outline string) string {
	var lines []string
	for line := range strings.Lines(outline) {
		if !strings.Contains(line, " = ") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func randomEdit(w *world, random *rand.Rand, n int) {
	lessons := w.lessons()
	lesson := lessons[random.IntN(len(lessons))]
	chapters := w.files[0].Chapters
	chapter := chapters[random.IntN(len(chapters))]
	name := fmt.Sprintf("%s-%d", word(random.IntN(2000)), n)
	switch random.IntN(7) {
	case 0:
		w.rename(lesson.Address.String(), lesson.Address.Parent().Child(name).String())
	case 1:
		if text := lesson.Fields.Text(course.Content); text != "" {
			lesson.Fields[course.Content] = course.Body{Text: rewritten(text, name, random.Float64())}
		}
	case 2:
		lesson.Fields[course.Title] = course.Text(titleOf(name))
	case 3:
		if to := chapter.Address.Child(lesson.Address.Name()); !w.declares(to) && w.state.Bindings[to] == nil {
			w.rename(lesson.Address.String(), to.String())
		}
	case 4:
		if len(lessons) == 1 {
			return
		}
		w.remove(lesson.Address.String())
	case 5:
		w.add(chapter.Address.Child(name).String(), "")
	case 6:
		w.rename(chapter.Address.String(), chapter.Address.Parent().Child(name).String())
	}
}

func (w *world) declares(address course.Address) bool {
	for r := range w.declarations() {
		if r.Address == address {
			return true
		}
	}
	return false
}
