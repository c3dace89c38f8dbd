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

// writeFile writes a file of a repository, and the folders above it.
func writeFile(b *testing.B, dir, name, text string) {
	b.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
}

// writeCourse writes a course of 50 lessons a chapter to disk. Each lesson shows one of
// the images, where there are any.
func writeCourse(b *testing.B, lessons, images int) string {
	b.Helper()
	dir := b.TempDir()
	writeFile(b, dir, ConfigFile, minimalConfig)
	writeFile(b, dir, "courses/pottery/course.yaml", "title: Pottery\n")
	for n := range images {
		writeFile(b, dir, fmt.Sprintf("courses/pottery/images/%d.gif", n), gifOf(n, 100<<10))
	}
	for n := range lessons {
		text := lessonText(n)
		if images > 0 {
			text += fmt.Sprintf("![Clay](../images/%d.gif)\n", n%images)
		}
		writeFile(b, dir, fmt.Sprintf("courses/pottery/%03d-chapter-%d/%02d-lesson-%d.md", n/50+1, n/50+1, n%50+1, n), text)
	}
	return dir
}

// gifOf returns an image of a size of its own making: comments may have any length.
func gifOf(n, size int) string {
	head := "GIF89a\x01\x00\x01\x00\x00\x00\x00"
	return head + strings.Repeat(fmt.Sprintf("%08d", n), size/8) + ";"
}

func benchmarkLoad(b *testing.B, dir string) {
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
}

// BenchmarkLoad shows that the cost of a lesson does not grow with their number.
func BenchmarkLoad(b *testing.B) {
	for _, lessons := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("lessons=%d", lessons), func(b *testing.B) {
			benchmarkLoad(b, writeCourse(b, lessons, 0))
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*lessons), "µs/lesson")
		})
	}
}

// BenchmarkLoadWithImages digests 300 images of 100 KB that 1,000 lessons show.
func BenchmarkLoadWithImages(b *testing.B) { benchmarkLoad(b, writeCourse(b, 1_000, 300)) }
