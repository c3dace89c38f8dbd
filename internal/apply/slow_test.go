package apply_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/state"
	"whopsync/internal/whop/emulator"
)

// slowPottery has what a look for lost creates could mix up: lessons with one title beside each other, also
// with one text, and links to lessons that are created in the same batch.
const slowPottery = `
pottery
	clay
		kinds = One of two.
		more = Two of two. See [the first](lesson:pottery/clay/kinds).
		same = Twins.
		twin = Twins.
	wheel
		centering = See [the last](lesson:pottery/wheel/pulling).
		pulling = See [clay](lesson:pottery/clay/kinds) and [what comes before](lesson:pottery/wheel/centering).
		draft = Not yet.
		other = Nor this.
`

// Where notes are slow, many creates are without an answer after a kill.
func TestAKillLeavesManyCreatesWithoutAnAnswer(t *testing.T) {
	for end := 1; ; end++ {
		ended := false
		onStage(t, slowPottery, func(s *stage) {
			s.lessonURL = "https://whop.com/lessons/{lesson}"
			for _, address := range []string{"pottery/clay/kinds", "pottery/clay/more"} {
				s.at(address).Fields[course.Title] = course.Text("Quiz")
			}
			for _, address := range []string{"pottery/clay/same", "pottery/clay/twin", "pottery/wheel/draft", "pottery/wheel/other"} {
				s.at(address).Fields[course.Title] = course.Text("Twin")
			}
			for _, address := range []string{"pottery/wheel/draft", "pottery/wheel/other"} {
				s.at(address).Fields[course.Visibility] = course.Text(course.Hidden)
			}
			w := newWitness(s)
			slowNotes(w)
			s.life.reborn(end)
			w.watched()
			ended = s.life.passed < end
			s.life.reborn(0)
			w.reach("created")
			for _, problem := range w.problems {
				t.Errorf("killed at boundary %d: %s", end, problem)
			}
			s.shows(`
Pottery
  Clay
    Quiz
    Quiz
    Twin
    Twin
  Wheel
    Centering
    Pulling
    (Twin)
    (Twin)
`)
		})
		if ended || t.Failed() {
			t.Logf("%d boundaries", end-1)
			return
		}
	}
}

// Of two with one title, the first was refused, and the answer to the second is lost: it is not taken for the
// first one, edited by a person.
func TestAnotherPendingCreateIsNoDoubt(t *testing.T) {
	onStage(t, "pottery\n\tclay\n\t\tkinds = One of two.\n\t\tmore = Two of two.\n", func(s *stage) {
		for _, address := range []string{"pottery/clay/kinds", "pottery/clay/more"} {
			s.at(address).Fields[course.Title] = course.Text("Quiz")
		}
		s.memory.lag = 10 * time.Second
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if strings.Contains(string(i.Body), "One of two") {
				return emulator.Refuse(http.StatusUnprocessableEntity)
			}
			return emulator.Fault{}
		})
		s.progress = func(p apply.Progress) {
			if p.Step.Address.Lesson == "more" && !p.Begun {
				s.life.reborn(1)
			}
		}
		s.run()
		s.whop.SetFault(nil)
		s.progress = nil
		s.life.reborn(0)
		s.mustRun()
		s.settled()
		s.shows(`
Pottery
  Clay
    Quiz
    Quiz
`)
	})
}

// After a kill, what was announced and never sent costs two looks each, and no more than were announced at once.
func TestRequestsAfterAKillInABatch(t *testing.T) {
	var outline strings.Builder
	outline.WriteString("pottery\n")
	const chapters, lessons = 4, 40
	for i := range chapters {
		fmt.Fprintf(&outline, "\tchapter-%02d\n", i)
		for j := range lessons {
			fmt.Fprintf(&outline, "\t\tlesson-%02d-%02d = Text %d of %d.\n", i, j, j, i)
		}
	}
	onStage(t, outline.String(), func(s *stage) {
		s.memory.lag = 10 * time.Second
		s.progress = func(p apply.Progress) {
			if p.Step.Kind == apply.CreateLesson && !p.Begun {
				s.life.reborn(1)
			}
		}
		s.run()
		pending := 0
		for _, e := range s.state().Pending {
			if e.Action == state.ActionCreate {
				pending++
			}
		}
		s.progress = nil
		s.life.reborn(0)
		s.whop.ClearLog()
		s.mustRun()
		got := len(s.whop.Log())
		t.Logf("%d of %d creates were pending, and the next run sent %d requests", pending, chapters*lessons, got)
		if pending > 100 || got > chapters*lessons+2*pending+25 {
			t.Error("at most 100 may be pending, and cost two requests more each")
		}
		s.settled()
	})
}
