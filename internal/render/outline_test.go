package render

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/outline"
)

// Whatever courses, chapters and lessons are called, an outline fits 80 columns, and a line is a line.
func TestAnOutlineFitsTheScreen(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	name := func() string {
		pieces := []string{"clay", " ", "陶土", "é", "👩‍🏫", "\u202e", "-", "\n", "Ωmega", "::error::", "e\u0301"}
		out := "x"
		for range random.IntN(30) {
			out += pieces[random.IntN(len(pieces))]
		}
		return out
	}
	for range 300 {
		c := outline.Node{Address: course.Address{Course: name()}, Kind: course.KindCourse, Title: name(), Hidden: random.IntN(2) == 0, Words: random.IntN(1e7), Lessons: random.IntN(1e5)}
		for range random.IntN(3) {
			chapter := outline.Node{Address: c.Address.Child(name()), Kind: course.KindChapter, Title: name(), Drafts: []string{"a/" + name() + ".md"}}
			for range random.IntN(4) {
				at := time.Time{}
				if random.IntN(2) == 0 {
					at = time.Unix(random.Int64N(1e10), 0)
				}
				chapter.Contains = append(chapter.Contains, outline.Node{
					PublishAt: at, Address: chapter.Address.Child(name()), Kind: course.KindLesson, Title: name(), LessonType: "knowledge_check",
					Words: random.IntN(1e5), Minutes: random.IntN(500), Questions: random.IntN(50), UnlockDay: random.IntN(1000), Hidden: random.IntN(2) == 0,
				})
			}
			c.Contains = append(c.Contains, chapter)
		}
		var out strings.Builder
		if err := Outline(&out, []outline.Node{c}, Style{}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimSuffix(line, "\n"); wide(line) > 80 {
				t.Errorf("%d columns: %s", wide(line), line)
			}
			if strings.HasPrefix(strings.TrimSpace(line), "::") {
				t.Errorf("a runner would obey: %s", line)
			}
		}
	}
}
