package cli_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"whopsync/internal/whop/emulator"
)

// BenchmarkPlanWithImages plans a course of 1,000 lessons that show 300 images of 100 KB,
// applied before: the images are read once, to be digested, and never sent again.
func BenchmarkPlanWithImages(b *testing.B) {
	s := openShop(b, emulator.Options{})
	s.writeCourse(20, 50)
	for n := range 300 {
		padding := strings.Repeat(fmt.Sprintf("%08d", n), 100<<10/8)
		s.write(fmt.Sprintf("courses/large/images/%03d.gif", n), "GIF89a\x01\x00\x01\x00\x00\x00\x00"+padding+";")
	}
	for n := range 1000 {
		lesson := lessonPath(n/50, n%50)
		s.write(lesson, s.read(lesson)+fmt.Sprintf("\n![Clay](../images/%03d.gif)\n", n%300))
	}
	s.run("apply", "--yes")
	s.exactly("first apply", "POST /files", 300)
	s.whop.ClearLog()
	for b.Loop() {
		s.run("plan", "--detailed-exitcode")
	}
	if writes := s.whop.Writes(); writes > 0 {
		b.Errorf("%d writes", writes)
	}
	if each := b.Elapsed() / time.Duration(b.N); each > time.Second {
		b.Errorf("a plan took %s, not under a second", each)
	}
}
