//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
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
	peak := runWatched(b, cmd)
	took := time.Since(start)
	fmt.Printf("%-28s %9d %9.2f %9.1f\n", step, len(s.whop.Log()), took.Seconds(), peak)
}

// runWatched runs a command, and returns the most memory in MiB that its process had. On Linux it asks while the process
// runs: what is counted at the end includes what this one had when it started it.
func runWatched(b testing.TB, cmd *exec.Cmd) (peak float64) {
	b.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				b.Fatalf("%v: %v\n%s", cmd.Args, err, out.Bytes()[max(0, out.Len()-2000):])
			}
			if runtime.GOOS != "linux" {
				peak = float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / (1 << 20)
			}
			return peak
		case <-time.After(5 * time.Millisecond):
			peak = max(peak, peakSoFar(cmd.Process.Pid))
		}
	}
}

// peakSoFar is the most memory in MiB that a running process has had; 0 where that cannot be seen.
func peakSoFar(pid int) (peak float64) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, line, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Sscanf(line, "%f kB", &peak)
	return peak / (1 << 10)
}
