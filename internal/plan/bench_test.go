package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
)

// library is an applied course of n lessons of 4 KB, 25 to a chapter.
func library(t testing.TB, n int) *world {
	var outline strings.Builder
	outline.WriteString("library\n")
	for i := range n {
		if i%25 == 0 {
			fmt.Fprintf(&outline, "  chapter-%d\n", i/25)
		}
		fmt.Fprintf(&outline, "    lesson-%d\n", i)
	}
	w := unwritten(t, outline.String())
	for r := range w.files[0].Resources() {
		if _, ok := r.Fields[course.Content]; ok {
			r.Fields[course.Content] = course.Body{Text: prose(r.Address.String(), 100)[:4096]}
		}
	}
	w.apply()
	return w
}

func BenchmarkDiff(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("%d lessons, nothing to do", n), func(b *testing.B) {
			w := library(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if w.plan().HasChanges() {
					b.Fatal("there is something to do")
				}
			}
		})
	}
	b.Run("10000 lessons, 1000 renamed, retitled and edited", func(b *testing.B) {
		w := library(b, 10_000)
		w.renameMany(1_000)
		b.ReportAllocs()
		for b.Loop() {
			if n := w.plan().Count(); n.Readdress != 1_000 {
				b.Fatalf("%d of 1000 are recognised", n.Readdress)
			}
		}
	})
	b.Run("10000 lessons, 1000 filled-in forms renamed", func(b *testing.B) {
		w := library(b, 10_000)
		form := prose("form", 70)
		for i, r := range w.lessons() {
			if i%10 == 0 {
				r.Fields[course.Content] = course.Body{Text: form + prose(fmt.Sprint(i), 2)}
			}
		}
		w.apply()
		w.renameMany(1_000)
		b.ReportAllocs()
		for b.Loop() {
			w.plan()
		}
	})
}

func BenchmarkRebuild(b *testing.B) {
	rebuild := func(b *testing.B, w *world) {
		b.ReportAllocs()
		for b.Loop() {
			if r := Rebuild(Input{Desired: w.files}, w.live); len(r.Unclaimed) > 0 {
				b.Fatalf("%d objects are not recognised", len(r.Unclaimed))
			}
		}
	}
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("%d lessons", n), func(b *testing.B) { rebuild(b, library(b, n)) })
	}
	b.Run("2500 lessons that begin with a picture", func(b *testing.B) {
		w := library(b, 2_500)
		w.illustrate()
		rebuild(b, w)
	})
}

// illustrate puts a picture before every text, on both sides.
func (w *world) illustrate() {
	live := map[string]*course.Resource{}
	for r := range w.live[0].Resources() {
		live[r.ID] = r
	}
	const begin, file = "![](", "clay.png"
	ref := course.Ref{Span: course.Span{Start: len(begin), End: len(begin + file)}, File: &course.File{Path: file, Name: file}}
	for _, r := range w.lessons() {
		text := ")\n\n" + r.Fields.Text(course.Content)
		live[r.Address.String()].Fields[course.Content] = course.Text(begin + "https://cdn.whop.com/" + file + text)
		r.Fields[course.Content] = course.Body{Text: begin + file + text, Refs: []course.Ref{ref}}
	}
}

func (w *world) lessons() []*course.Resource {
	var lessons []*course.Resource
	for r := range w.files[0].Resources() {
		if r.Address.Kind() == course.KindLesson {
			lessons = append(lessons, r)
		}
	}
	return lessons
}

// renameMany renames, retitles and edits n lessons, evenly spread.
func (w *world) renameMany(n int) {
	lessons := w.lessons()
	for i := range n {
		r := lessons[i*len(lessons)/n]
		r.Address.Lesson = "renamed-" + r.Address.Lesson
		r.Source.Path = "courses/" + r.Address.String() + ".md"
		r.Fields[course.Title] = course.Text("Another title " + fmt.Sprint(i))
		r.Fields[course.Content] = course.Body{Text: rewritten(r.Fields.Text(course.Content), r.Address.String(), 0.1)}
	}
}
