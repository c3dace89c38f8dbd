package apply_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

var latePairsFlag = flag.Int("late-pairs", 500, "try so many pairs of late creates with -full, spread over all that there are; 0 is all")

// TestACreateThatComesLateIsMadeOnce lets every create of the reference apply have its effect
// only some time after its error, with a server that knows keys and with one that does not. The
// waits are longer than the lags, so nothing is made twice, and no one has to be asked.
func TestACreateThatComesLateIsMadeOnce(t *testing.T) {
	all := allLate(t, shortLags...)
	oneByOne(t, all, func(*witness) {})
}

// TestACreateThatComesTooLateIsTold does the same with lags that are longer than the waits.
// Where keys are ignored, that makes two; a person is told of them, by this run or the next.
func TestACreateThatComesTooLateIsTold(t *testing.T) {
	all := allLate(t, 7*time.Second, 20*time.Second, 50*time.Minute)
	oneByOne(t, all, func(w *witness) { w.obeys = true })
}

// oneByOne lets each of the effects happen alone.
func oneByOne(t *testing.T, all []late, and func(*witness)) {
	stride := testscale.Stride(1, 1)
	inParallel(t, (len(all)+stride-1)/stride, func(t *testing.T, n int) {
		reportLate(t, all[n*stride:n*stride+1], and)
	})
}

var shortLags = []time.Duration{50 * time.Millisecond, 400 * time.Millisecond, 1900 * time.Millisecond, 2100 * time.Millisecond, 5 * time.Second}

// TestPairsOfCreatesThatComeLate lets two creates come late, of which the second may be the
// first one again.
func TestPairsOfCreatesThatComeLate(t *testing.T) {
	all := allLate(t, append([]time.Duration{7 * time.Second}, shortLags...)...)
	pairs := pairsOf(all)
	wanted := *latePairsFlag
	if wanted == 0 {
		wanted = len(pairs)
	}
	wanted = testscale.Rounds(wanted, 50)
	t.Logf("%d of %d pairs", wanted, len(pairs))
	inParallel(t, wanted, func(t *testing.T, n int) {
		reportLate(t, pairs[n*len(pairs)/wanted], func(w *witness) { w.obeys = true })
	})
}

// pairsOf returns the effects of two requests each, at a server of one kind.
func pairsOf(all []late) (pairs [][]late) {
	for _, first := range all {
		for _, second := range all {
			if first.nth < second.nth && first.unkeyed == second.unkeyed {
				pairs = append(pairs, []late{first, second})
			}
		}
	}
	return pairs
}

func reportLate(t *testing.T, effects []late, and func(*witness)) {
	w := reference(t, func(w *witness) {
		prompt(w)
		and(w)
		w.whop.SetQuirks(emulator.Quirks{NoIdempotency: effects[0].unkeyed})
		w.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			for _, e := range effects {
				if i.Method == http.MethodPost && i.Nth == e.nth {
					return e.fault
				}
			}
			return emulator.Fault{}
		})
	})
	if len(w.problems) > 0 {
		t.Errorf("%v:\n  %s", effects, strings.Join(w.problems, "\n  "))
	}
}

func prompt(w *witness) { w.prompt = true }

// late is an effect of one create that comes late.
type late struct {
	nth     int // POST
	fault   emulator.Fault
	unkeyed bool // the server ignores Idempotency-Key
}

func (l late) String() string {
	return fmt.Sprintf("POST %d: %s, keys ignored: %v", l.nth, l.fault.Name, l.unkeyed)
}

// allLate are the late effects of all creates of the reference apply.
func allLate(t *testing.T, lags ...time.Duration) (all []late) {
	for nth := range reference(t, prompt).whop.Count(http.MethodPost, "/*") {
		for _, lag := range lags {
			for _, answer := range []emulator.Fault{emulator.Refuse(500), emulator.Drop(emulator.Never, emulator.Reset)} {
				for _, unkeyed := range []bool{false, true} {
					all = append(all, late{nth + 1, emulator.Lagging(lag, answer), unkeyed})
				}
			}
		}
	}
	return all
}

// firstCreates are the first creates of each kind that a first run over pottery sends.
var firstCreates = []struct {
	kind                 course.Kind
	path, address, title string
}{
	{course.KindCourse, "/courses", "pottery", "Pottery"},
	{course.KindChapter, "/course_chapters", "pottery/clay", "Clay"},
	{course.KindLesson, "/course_lessons", "pottery/clay/kinds-of-clay", "Kinds of clay"},
}

// Where a lost create and the one sent for it both arrive, it is unknown which of the two
// objects people use. The run says so, and so does each after it. Whichever a person deletes
// or calls unmanaged, the run after that goes on with the other.
func TestTwoObjectsWhereOneWasWantedAreSettledByAPerson(t *testing.T) {
	for _, create := range firstCreates {
		for name, settle := range map[string]func(s *stage, twins []string) (left string){
			"the first is deleted":    func(s *stage, twins []string) string { s.must(s.whop.Dashboard.Delete(twins[0])); return twins[1] },
			"the second is deleted":   func(s *stage, twins []string) string { s.must(s.whop.Dashboard.Delete(twins[1])); return twins[0] },
			"the first is unmanaged":  func(s *stage, twins []string) string { s.options.Unmanaged = twins[:1]; return twins[1] },
			"the second is unmanaged": func(s *stage, twins []string) string { s.options.Unmanaged = twins[1:]; return twins[0] },
		} {
			t.Run(fmt.Sprintf("%s, %s", create.kind, name), func(t *testing.T) {
				onStage(t, pottery, func(s *stage) {
					s.prompt = true
					s.whop.SetQuirks(emulator.Quirks{NoIdempotency: true})
					s.whop.SetFault(firstOf(create.path, emulator.DropLate(1))) // it arrives with the second
					this := s.run()
					s.whop.SetFault(nil)
					next := s.run()
					twins := s.titled(create.kind, create.title)
					for _, o := range []outcome{this, next} {
						if asked := o.askedAbout(); len(twins) != 2 || !slices.Equal(asked, twins) {
							t.Fatalf("asked about %v, and there are %v: %s", asked, twins, o)
						}
					}
					left := settle(s, twins)
					s.mustRun()
					s.settled()
					if s.idOf(create.address) != left {
						t.Errorf("%s is %s and not %s", create.address, s.idOf(create.address), left)
					}
				})
			})
		}
	}
}

// No wait is long enough for everything. What was sent again is therefore kept in mind: when a
// second object arrives after the run, the next one names it, and changes nothing.
func TestATwinThatArrivesAfterTheRunIsFoundByTheNext(t *testing.T) {
	for _, create := range firstCreates {
		for _, lag := range []time.Duration{7 * time.Second, 59 * time.Minute} {
			t.Run(fmt.Sprintf("%s, %s", create.kind, lag), func(t *testing.T) {
				onStage(t, pottery, func(s *stage) {
					s.prompt = true
					s.whop.SetQuirks(emulator.Quirks{NoIdempotency: true})
					s.whop.SetFault(firstOf(create.path, emulator.Lagging(lag, emulator.Refuse(500))))
					s.mustRun()
					s.whop.SetFault(nil)
					used := s.idOf(create.address)
					time.Sleep(lag)
					s.whop.ClearLog()
					o := s.run()
					twin := slices.DeleteFunc(s.titled(create.kind, create.title), func(id string) bool { return id == used })
					if asked := o.askedAbout(); len(twin) != 1 || !slices.Equal(asked, twin) || s.whop.Writes() > 0 {
						t.Fatalf("asked about %v, and there is %v: %s", asked, twin, o)
					}
					s.must(s.whop.Dashboard.Delete(twin[0]))
					s.mustRun()
					s.settled()
					if s.idOf(create.address) != used {
						t.Errorf("%s is %s and not %s", create.address, s.idOf(create.address), used)
					}
				})
			})
		}
	}
}

// What was sent again is looked for as long as it may arrive, at the price of a request.
func TestWhatWasSentAgainIsLookedForForAnHour(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.prompt = true
		s.mustRun()
		reads := func() int {
			s.whop.ClearLog()
			s.settled()
			return len(s.whop.Log())
		}
		usual := reads()
		s.add("pottery/clay/drying")
		s.whop.SetFault(firstOf("/course_lessons", emulator.Drop(emulator.Never, emulator.Reset)))
		s.mustRun()
		s.whop.SetFault(nil)
		if n := reads(); n != usual+1 {
			t.Errorf("%d requests, and %d without a create that was sent again", n, usual)
		}
		time.Sleep(time.Hour)
		s.settled()
		if n := reads(); n != usual || len(s.state().Pending) > 0 {
			t.Errorf("after an hour %d requests and not %d, pending: %v", n, usual, s.state().Pending)
		}
	})
}

// The plan has looked for what an earlier run may have made; but then someone had to agree.
func TestACreateOfAnEarlierRunThatArrivesAfterThePlanIsMadeOnce(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.prompt = true
		s.mustRun()
		s.add("pottery/clay/drying")
		s.whop.SetQuirks(emulator.Quirks{NoIdempotency: true})
		isSent := false
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			switch {
			case i.Method == http.MethodPost:
				isSent = true
				return emulator.Lagging(time.Minute, emulator.Drop(emulator.Never, emulator.Reset))
			case isSent && i.Path == "/course_lessons":
				return emulator.Refuse(403) // no one can look, so nothing is sent again
			}
			return emulator.Fault{}
		})
		if s.run(); len(s.state().Pending) != 1 {
			t.Fatalf("pending: %v", s.state().Pending)
		}
		s.whop.SetFault(nil)
		s.plant.plan = func(context.Context, api, *plan.Plan) { time.Sleep(time.Minute) }
		s.mustRun()
		s.settled()
		if made := s.titled(course.KindLesson, "Drying"); len(made) != 1 {
			t.Errorf("%v were made", made)
		}
	})
}

// firstOf gives fault to the first POST to path.
func firstOf(path string, fault emulator.Fault) func(emulator.RequestInfo) emulator.Fault {
	isOver := false
	return func(i emulator.RequestInfo) emulator.Fault {
		if isOver || i.Method != http.MethodPost || i.Path != path {
			return emulator.Fault{}
		}
		isOver = true
		return fault
	}
}

// titled returns the ids of what Whop shows under a title, sorted.
func (s *stage) titled(kind course.Kind, title string) (ids []string) {
	for id, o := range s.objects() {
		if o.kind == kind && o.title == title {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// obey does what a run asks for that has found one object too many, and reports whether it did.
func (w *witness) obey(o outcome) bool {
	surplus := o.askedAbout()
	var twins *apply.TwinError
	if len(surplus) > 0 && !(errors.As(o.err, &twins) && o.report == nil) {
		surplus = surplus[1:] // nothing is bound: any of them may stay
	}
	for _, id := range surplus {
		w.must(w.whop.Dashboard.Delete(id))
	}
	return len(surplus) > 0
}

// askedAbout returns the ids of the objects of which a run says that they are too many.
func (o outcome) askedAbout() []string {
	errs := []error{o.err}
	if o.report != nil {
		for _, r := range o.report.Results {
			errs = append(errs, r.Err)
		}
	}
	err := errors.Join(errs...)
	var twins *apply.TwinError
	var doubt *apply.AmbiguousError
	switch {
	case errors.As(err, &twins):
		return idsOf(twins.Objects)
	case errors.As(err, &doubt):
		return idsOf(doubt.Objects)
	}
	return nil
}

// idsOf returns the ids of objects, sorted.
func idsOf(objects []*course.Resource) (ids []string) {
	for _, object := range objects {
		ids = append(ids, object.ID)
	}
	slices.Sort(ids)
	return ids
}
