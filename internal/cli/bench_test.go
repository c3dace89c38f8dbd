//go:build unix

package cli_test

import (
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"whopsync/internal/whop/emulator"
)

// BenchmarkSteps runs the real program against an emulator 50 ms away, with 1,000 text
// lessons in 20 chapters, and prints what each step costs. `make bench` runs it once.
func BenchmarkSteps(b *testing.B) {
	for b.Loop() {
		s := openShop(b, emulator.Options{Latency: 50 * time.Millisecond})
		s.writeCourse(20, 50)
		fmt.Printf("\n%-28s %9s %9s %9s\n", "step, at 50 ms a request", "requests", "seconds", "MiB")
		s.timed(b, "first apply", "apply", "--yes")
		s.timed(b, "plan without changes", "plan", "--detailed-exitcode")
		s.timed(b, "apply without changes", "apply", "--yes")
		for lesson := range 10 {
			s.write(lessonPath(lesson, lesson), lessonText(lesson, lesson)+"\nOne more line.\n")
		}
		s.timed(b, "apply of ten edits", "apply", "--yes")
		for chapter := range 10 {
			s.rename(lessonPath(chapter, 49), fmt.Sprintf("courses/large/%02d-part-%02d/00-lesson-49.md", chapter, chapter))
		}
		s.timed(b, "apply of ten reorders", "apply", "--yes")
	}
}

// timed runs a command in a process of its own and prints a row.
func (s *shop) timed(b *testing.B, step string, args ...string) {
	b.Helper()
	s.whop.ClearLog()
	cmd := s.process(args...)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", step, err, out[max(0, len(out)-2000):])
	}
	took := time.Since(start)
	fmt.Printf("%-28s %9d %9.2f %9.1f\n", step, len(s.whop.Log()), took.Seconds(), peakMiB(cmd))
}

// peakMiB is the most memory that the process had. Linux counts in KiB, others in bytes.
func peakMiB(cmd *exec.Cmd) float64 {
	peak := float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "linux" {
		return peak / (1 << 10)
	}
	return peak / (1 << 20)
}
