//go:build unix

package cli_test

import (
	"flag"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"whopsync/internal/whop/emulator"
)

var program = flag.String("program", "", "the program that BenchmarkScale runs, as of another commit; none: it is built")

// BenchmarkScale runs the program as it is built, in a process of its own, on chapters of 50 text lessons.
// `make compare` runs it with the programs of two commits in turn.
func BenchmarkScale(b *testing.B) {
	whopsync := builtProgram(b)
	for _, bench := range []struct {
		command           string
		courses, chapters int
		latency           time.Duration // of each request
	}{
		{"validate", 50, 4, 0},
		{"apply", 50, 4, 0}, // the first
		{"plan", 50, 4, 0},
		{"plan", 1, 20, 50 * time.Millisecond},
	} {
		name := fmt.Sprintf("%s/lessons=%d/latency=%s", bench.command, bench.courses*bench.chapters*50, bench.latency)
		b.Run(name, func(b *testing.B) {
			var sum cost
			for b.Loop() {
				b.StopTimer()
				s := openShop(b, emulator.Options{})
				s.writeCourses(bench.courses, bench.chapters)
				if bench.command == "plan" {
					s.cost(whopsync, 0, "apply", "--yes")
				}
				b.StartTimer()
				sum.add(s.cost(whopsync, bench.latency, scaleArguments[bench.command]...))
			}
			sum.report(b)
		})
	}
}

var scaleArguments = map[string][]string{"validate": {"validate"}, "apply": {"apply", "--yes"}, "plan": {"plan", "--detailed-exitcode"}}

// builtProgram is the path of the program that is measured.
func builtProgram(b *testing.B) string {
	if *program != "" {
		return *program
	}
	path := filepath.Join(b.TempDir(), "whopsync")
	if out, err := exec.Command("go", "build", "-o", path, "../..").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// writeCourses writes lessons of 4 KB.
func (s *shop) writeCourses(courses, chapters int) {
	more := strings.Repeat("\n## What to do\n\n"+strings.Repeat("Knead the clay until it is even, then let it rest under a damp cloth. ", 9)+"\n", 5)
	for course := range courses {
		dir := fmt.Sprintf("courses/large-%02d", course)
		s.write(dir+"/course.yaml", fmt.Sprintf("title: Large course %d\n", course))
		for chapter := range chapters {
			for lesson := range 50 {
				s.write(fmt.Sprintf("%s/%02d-part-%02d/%02d-lesson-%02d.md", dir, chapter, chapter, lesson, lesson), lessonText(course*chapters+chapter, lesson)+more)
			}
		}
	}
}

// cost is what runs of a command took, beside time.
type cost struct {
	runs            int
	cpu             time.Duration
	peakMiB         float64
	requests, waits int
}

// cost runs a command of the program, with a Whop that is so far away.
func (s *shop) cost(program string, latency time.Duration, args ...string) cost {
	var arrivals []time.Time
	s.whop.SetFault(func(emulator.RequestInfo) emulator.Fault {
		arrivals = append(arrivals, time.Now())
		return emulator.Fault{Delay: latency}
	})
	cmd := exec.Command(program, append([]string{"-C", s.dir}, args...)...)
	cmd.Env = s.environ()
	peak := runWatched(s.TB, cmd)
	return cost{1, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak, len(arrivals), oneAfterTheOther(arrivals, latency)}
}

// oneAfterTheOther returns how many of the requests went out one after the other, at most; 0 where Whop is near.
func oneAfterTheOther(arrivals []time.Time, latency time.Duration) (n int) {
	var answered time.Time
	for _, arrival := range arrivals {
		if latency > 0 && !arrival.Before(answered) {
			n, answered = n+1, arrival.Add(latency)
		}
	}
	return n
}

func (c *cost) add(run cost) {
	c.runs, c.cpu, c.peakMiB = c.runs+run.runs, c.cpu+run.cpu, max(c.peakMiB, run.peakMiB)
	c.requests, c.waits = c.requests+run.requests, c.waits+run.waits
}

func (c *cost) report(b *testing.B) {
	each := func(n float64) float64 { return n / float64(c.runs) }
	b.ReportMetric(each(c.cpu.Seconds()), "cpu-s/op")
	b.ReportMetric(c.peakMiB, "peak-MiB")
	b.ReportMetric(each(float64(c.requests)), "requests/op")
	if c.waits > 0 {
		b.ReportMetric(each(float64(c.waits)), "waits/op")
	}
}
