package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lessonText is a lesson of about 4 KB, with the front matter and headings of a usual one.
func lessonText(n int) string {
	paragraph := "Knead the clay until it is even, then let it rest under a damp cloth for an hour. "
	return fmt.Sprintf("---\ntitle: Lesson %d\ndays_from_course_start_until_unlock: %d\n---\n\n## Lesson %d\n\n%s\n",
		n, n%30, n, strings.Repeat(strings.Repeat(paragraph, 5)+"\n\n", 10))
}

// writeCourse writes a course of 50 lessons a chapter to disk.
func writeCourse(b *testing.B, lessons int) string {
	b.Helper()
	dir := b.TempDir()
	write := func(name, text string) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write(ConfigFile, minimalConfig)
	write("courses/pottery/course.yaml", "title: Pottery\n")
	for n := range lessons {
		write(fmt.Sprintf("courses/pottery/%03d-chapter-%d/%02d-lesson-%d.md", n/50+1, n/50+1, n%50+1, n), lessonText(n))
	}
	return dir
}

// BenchmarkLoad shows that the cost of a lesson does not grow with their number.
func BenchmarkLoad(b *testing.B) {
	for _, lessons := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("lessons=%d", lessons), func(b *testing.B) {
			dir := writeCourse(b, lessons)
			b.ReportAllocs()
			for b.Loop() {
				repo, err := Open(dir)
				if err != nil {
					b.Fatal(err)
				}
				if _, problems := Load(repo, ""); problems.HasErrors() {
					b.Fatal(problems[0])
				}
				if err := repo.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*lessons), "µs/lesson")
		})
	}
}
