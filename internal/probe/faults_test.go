package probe_test

import (
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"whopsync/internal/probe"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// inParallel tries 0 to n-1 with one worker for each processor.
func inParallel(t *testing.T, n int, try func(t *testing.T, i int)) {
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for i := worker; i < n && !t.Failed(); i += workers {
				try(t, i)
			}
		})
	}
}

// length is how many requests and how many boundaries an undisturbed run has.
func length(t *testing.T, way string) (requests, boundaries int) {
	onStage(t, ways[way].quirks, func(s *stage) {
		_, err := s.run()
		s.must(err)
		requests, boundaries = len(s.whop.Log()), s.life.passed
	})
	return requests, boundaries
}

// faults are those of the emulator, and effects that come when the client has given up waiting.
func faults() []emulator.Fault {
	lost := emulator.Drop(emulator.Late, emulator.Reset)
	return append(emulator.Faults(), emulator.Lagging(3*time.Second, lost), emulator.Lagging(20*time.Second, lost), emulator.Slow(2*time.Minute))
}

// isCostly reports a fault that takes more time than all the rest of a run.
func isCostly(fault emulator.Fault) bool {
	return slices.Contains([]string{"endless answer", "huge JSON", "deep JSON"}, fault.Name)
}

// disturbed runs with a fault at one request, and then in peace. Nothing that is found is wrong, and nothing is left.
func disturbed(t *testing.T, way string, at int, fault emulator.Fault) {
	onStage(t, ways[way].quirks, func(s *stage) {
		s.whop.SetFault(emulator.On(at, fault))
		report, _ := s.run()
		s.whop.SetFault(nil)
		truth := expected(way)
		if report != nil {
			for question, found := range foundBy(report) {
				if found != truth[question] && found != "not settled" && question != "retry-after" {
					t.Errorf("%s at request %d, %s: %s is %q, not %q", fault.Name, at, way, question, found, truth[question])
				}
			}
		}
		s.whop.Settle()
		report, err := s.run()
		s.must(err)
		got := foundBy(report)
		delete(got, "retry-after")
		if !maps.Equal(got, truth) {
			t.Errorf("%s at request %d, %s: the next run found %v", fault.Name, at, way, got)
		}
		if diff := s.unharmed(); diff != "" {
			t.Errorf("%s at request %d, %s (-before +after the next run):\n%s", fault.Name, at, way, diff)
		}
	})
}

// TestNoSingleFaultLeadsToAWrongAnswer gives each kind of fault to each request.
func TestNoSingleFaultLeadsToAWrongAnswer(t *testing.T) {
	requests, _ := length(t, "as assumed")
	faults, stride := faults(), testscale.Stride(3, 60)
	t.Logf("%d faults at %d requests", len(faults), requests)
	inParallel(t, (requests*len(faults)+stride-1)/stride, func(t *testing.T, n int) {
		fault, at := faults[n*stride%len(faults)], 1+n*stride/len(faults)
		if !isCostly(fault) || at%40 == 0 {
			disturbed(t, "as assumed", at, fault)
		}
	})
}

// The same where Whop is another than assumed: a fault must not make it look as assumed either.
func TestNoSingleFaultHidesADifference(t *testing.T) {
	var names []string
	for name, way := range ways {
		isFindable := !way.quirks.HiddenUnlisted // else a course whose create was lost is not found, as that finding says
		if way.fault == nil && isFindable {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	inParallel(t, testscale.Rounds(700, 20), func(t *testing.T, seed int) {
		random := rand.New(rand.NewPCG(uint64(seed), 1))
		faults := faults()
		fault := faults[random.IntN(len(faults))]
		if !isCostly(fault) {
			disturbed(t, names[random.IntN(len(names))], 1+random.IntN(100), fault)
		}
	})
}

// patience is how long a run may take.
const patience = 12 * time.Minute

// A Whop that goes down in the middle answers no question wrongly, and does not keep the run forever.
func TestWhopGoesDown(t *testing.T) {
	requests, _ := length(t, "as assumed")
	for _, fault := range []emulator.Fault{
		emulator.Drop(emulator.Never, emulator.Reset), emulator.Drop(emulator.Now, emulator.Reset), emulator.Page(emulator.Never, 502), emulator.Fail(500),
		emulator.TooMany(30), emulator.Refuse(403), emulator.Refuse(404), emulator.Slow(2 * time.Minute),
	} {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			for from := 1; from <= requests; from += testscale.Stride(3, 20) {
				onStage(t, emulator.Quirks{}, func(s *stage) {
					s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
						if i.Seq >= from {
							return fault
						}
						return emulator.Fault{}
					})
					begun := time.Now()
					report, _ := s.run()
					if took := time.Since(begun); took > patience {
						t.Errorf("from request %d on: it took %s", from, took)
					}
					s.whop.SetFault(nil)
					if report != nil {
						for question, found := range foundBy(report) {
							if truth := expected("as assumed")[question]; found != truth && found != "not settled" && question != "retry-after" {
								t.Errorf("from request %d on: %s is %q, not %q", from, question, found, truth)
							}
						}
					}
					_, err := s.run()
					s.must(err)
					if diff := s.unharmed(); diff != "" {
						t.Errorf("from request %d on (-before +after the next run):\n%s", from, diff)
					}
				})
			}
		})
	}
}

// TestAKilledProbeLeavesNothingForLong ends the process before and after each request. The next run removes what it left.
func TestAKilledProbeLeavesNothingForLong(t *testing.T) {
	_, boundaries := length(t, "as assumed")
	stride := testscale.Stride(1, 40)
	t.Logf("%d boundaries", boundaries)
	inParallel(t, (boundaries+stride-1)/stride, func(t *testing.T, n int) {
		for _, way := range []string{"as assumed", "several", "late seed"} {
			onStage(t, ways[way].quirks, func(s *stage) {
				end := 1 + n*stride
				s.life.end = end
				_, _ = s.run()
				s.life = life{}
				report, err := s.run()
				s.must(err)
				if diff := s.unharmed(); diff != "" {
					t.Errorf("killed at boundary %d, %s: (-before +after the next run):\n%s", end, way, diff)
				}
				if len(report.Left) != 5 {
					t.Errorf("killed at boundary %d, %s: left alone: %v", end, way, report.Left)
				}
			})
		}
	})
}

// An interrupt ends the questions, and the scratch course goes before the run ends.
func TestAnInterruptRemovesTheScratchCourse(t *testing.T) {
	requests, _ := length(t, "as assumed")
	for at := 1; at <= requests; at += testscale.Stride(1, 10) {
		onStage(t, emulator.Quirks{}, func(s *stage) {
			s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
				if i.Seq == at {
					s.life.kill()
				}
				return emulator.Fault{}
			})
			if _, err := s.run(); err != nil && !strings.Contains(err.Error(), "canceled") {
				t.Errorf("interrupted at request %d: %v", at, err)
			}
			if diff := s.unharmed(); diff != "" {
				t.Errorf("interrupted at request %d (-before +after):\n%s", at, diff)
			}
		})
	}
}

// Two probes at once take each other's course away. That leaves questions open, and answers none wrongly.
func TestTwoProbesAtOnce(t *testing.T) {
	onStage(t, emulator.Quirks{}, func(s *stage) {
		reports := make(chan *probe.Report)
		for range 2 {
			client, random := s.client(), s.random()
			go func() {
				report, _ := s.ask(s.Context(), client, random)
				reports <- report
			}()
		}
		for range 2 {
			for question, found := range foundBy(<-reports) {
				if truth := expected("as assumed")[question]; found != truth && found != "not settled" {
					t.Errorf("%s is %q, not %q", question, found, truth)
				}
			}
		}
		_, err := s.run()
		s.must(err)
		if diff := s.unharmed(); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
	})
}

// What a person makes of a course after Whop has listed it is seen before the course is deleted, however many
// others are looked at before.
func TestACourseThatIsTakenOverStays(t *testing.T) {
	for name, takeOver := range map[string]func(*emulator.Course){
		"by another title": func(c *emulator.Course) { c.Title = new("Pottery 2027") },
		"by showing it":    func(c *emulator.Course) { c.Visibility = "visible" },
	} {
		onStage(t, emulator.Quirks{}, func(s *stage) {
			kept := []string{s.course("whopsync probe 0000000a", "hidden"), s.course("whopsync probe 0000000b", "hidden")}
			left := kept
			s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
				if isRead := i.Method == "GET" && slices.Contains(left, strings.TrimPrefix(i.Path, "/courses/")); isRead && len(left) > 0 {
					for _, id := range left { // the one that is read now, and the other
						s.must(s.whop.Dashboard.EditCourse(id, takeOver))
					}
					left = nil
				}
				return emulator.Fault{}
			})
			_, err := s.run()
			s.must(err)
			for _, id := range kept {
				if !slices.Contains(s.courses(), id) {
					t.Errorf("%s: course %s is gone", name, id)
				}
			}
		})
	}
}

// A course that cannot be read is no one's to delete, and does not keep the probe from its own.
func TestACourseThatCannotBeReadIsNamed(t *testing.T) {
	onStage(t, emulator.Quirks{}, func(s *stage) {
		closed := s.course("whopsync probe 0000000a", "hidden")
		s.before = s.whop.Snapshot()
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if i.Path == "/courses/"+closed {
				return emulator.Refuse(403)
			}
			return emulator.Fault{}
		})
		report, err := s.run()
		s.must(err)
		if !slices.ContainsFunc(report.Left, func(l probe.Left) bool { return l.ID == closed && strings.Contains(l.Why, "cannot be read") }) {
			t.Errorf("left alone: %v", report.Left)
		}
		if diff := s.unharmed(); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
	})
}

// Someone who deletes the scratch course leaves questions open, and answers none wrongly.
func TestTheScratchCourseIsDeletedByAnother(t *testing.T) {
	requests, _ := length(t, "as assumed")
	for at := 4; at <= requests; at += testscale.Stride(1, 10) {
		onStage(t, emulator.Quirks{}, func(s *stage) {
			before := s.courses()
			s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
				if i.Seq == at {
					for _, id := range s.courses() {
						if !slices.Contains(before, id) {
							s.must(s.whop.Dashboard.Delete(id))
						}
					}
				}
				return emulator.Fault{}
			})
			report, _ := s.run() // an error, where it is gone before the first question
			if report == nil {
				return
			}
			for question, found := range foundBy(report) {
				if truth := expected("as assumed")[question]; found != truth && found != "not settled" {
					t.Errorf("deleted at request %d: %s is %q, not %q", at, question, found, truth)
				}
			}
		})
	}
}

// courses returns the ids of all that there are.
func (s *stage) courses() (ids []string) {
	for _, c := range s.whop.Snapshot().Courses {
		ids = append(ids, c.ID)
	}
	return ids
}
