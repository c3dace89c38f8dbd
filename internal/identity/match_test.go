package identity_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// A lesson in these tests is a line: its address in the course, which is c unless another stands
// before it ("d: a/one"), "= " its title and, after " | ", the numbers of the words that it says,
// such as 0-40. What else it has follows in words: sheet for an attachment, video, and quiz with
// the numbers of the words of its questions. "retired" is for the state alone.
const course1 = "c"

// words are the words from one number to another. No two numbers share one.
func words(from, to int) string {
	var all []string
	for i := from; i < to; i++ {
		all = append(all, fmt.Sprintf("word%d", i))
	}
	return strings.Join(all, " ")
}

func parse(t testing.TB, outline string) []*course.Course {
	t.Helper()
	courses := []*course.Course{newCourse(course1)}
	for line := range strings.Lines(outline) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		c := courses[0]
		if name, after, ok := strings.Cut(line, ": "); ok {
			c, line = newCourse(name), after
			if last := courses[len(courses)-1]; last.Address == c.Address {
				c = last
			} else {
				courses = append(courses, c)
			}
		}
		at, rest, _ := strings.Cut(line, " = ")
		title, content, _ := strings.Cut(rest, " | ")
		chapterName, name, _ := strings.Cut(at, "/")
		chapter := c.Address.Child(chapterName)
		if len(c.Chapters) == 0 || c.Chapters[len(c.Chapters)-1].Address != chapter {
			c.Chapters = append(c.Chapters, &course.Chapter{Resource: course.Resource{Address: chapter, Fields: course.Fields{course.Title: course.Text(chapterName)}}})
		}
		lesson := course.Resource{Address: chapter.Child(name), Fields: course.Fields{course.Title: course.Text(title)}}
		lesson.Source.Path = lesson.Address.String() + ".md"
		fill(t, &lesson, content)
		last := c.Chapters[len(c.Chapters)-1]
		last.Lessons = append(last.Lessons, &course.Lesson{Resource: lesson})
	}
	return courses
}

func newCourse(name string) *course.Course {
	return &course.Course{Resource: course.Resource{Address: course.Address{Course: name}, Fields: course.Fields{course.Title: course.Text("Course " + name)}}}
}

func fill(t testing.TB, lesson *course.Resource, content string) {
	t.Helper()
	var texts []string
	quiz := course.QuestionList{}
	isQuiz := false
	for _, word := range strings.Fields(content) {
		var from, to int
		switch n, _ := fmt.Sscanf(word, "%d-%d", &from, &to); {
		case n == 2 && isQuiz:
			quiz = append(quiz, course.Question{Text: words(from, to), Type: "short_answer"})
		case n == 2:
			texts = append(texts, words(from, to))
		case word == "quiz":
			isQuiz = true
		case word == "sheet":
			lesson.Fields[course.Attachments] = course.Files{{Name: "sheet.txt"}}
		case strings.HasPrefix(word, "video"):
			lesson.Fields[course.EmbedID] = course.Text(word)
		case strings.HasPrefix(word, "key:"):
			lesson.Key = strings.TrimPrefix(word, "key:")
		case word == "retired":
		default:
			t.Fatalf("%s: what is %q?", lesson.Address, word)
		}
	}
	if len(texts) > 0 {
		lesson.Fields[course.Content] = course.Text(strings.Join(texts, "\n\n"))
	}
	if isQuiz {
		lesson.Fields[course.Questions] = quiz
	}
}

// applied returns what a state and Whop hold after an apply of an outline.
func applied(t testing.TB, outline string) (map[course.Address]*state.Binding, []*course.Course) {
	t.Helper()
	live := parse(t, outline)
	known := map[course.Address]*state.Binding{}
	for r := range resources(live) {
		r.ID = "id of " + r.Address.String()
		binding := &state.Binding{ID: r.ID, Key: r.Key, Fields: map[course.Field]state.Synced{}, Retired: strings.Contains(outline, r.Address.Name()+" retired")}
		for field, value := range r.Fields {
			binding.Fields[field] = state.Synced{Sent: course.DigestOf(value)}
		}
		known[r.Address] = binding
	}
	return known, live
}

func resources(courses []*course.Course) iter.Seq[*course.Resource] {
	return func(yield func(*course.Resource) bool) {
		for _, c := range courses {
			for r := range c.Resources() {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// verdict retells a matching: which lesson is which, and what is asked.
func verdict(m *identity.Matching, files []*course.Course) string {
	var lines []string
	for r := range resources(files) {
		from, ok := m.Bound[r.Address]
		switch {
		case r.Address.Kind() != course.KindLesson:
		case !ok:
			lines = append(lines, r.Address.Name()+" is new")
		case from != r.Address:
			lines = append(lines, r.Address.Name()+" was "+from.Name())
		}
	}
	for _, q := range m.Questions {
		lines = append(lines, fmt.Sprintf("asked about %s (%s), %d answers", q.To.Name(), q.Reason, len(q.Answers)+min(1, len(q.None))))
	}
	return strings.Join(lines, "; ")
}

func match(t testing.TB, before, after string, answers ...identity.Answer) string {
	t.Helper()
	known, live := applied(t, before)
	files := parse(t, after)
	return verdict(identity.Match(files, known, live, identity.Hints{Answers: answers}, nil), files)
}

func TestMatch(t *testing.T) {
	for _, test := range []struct{ name, before, after, want string }{
		{"nothing has changed", "a/one = One | 0-40", "a/one = One | 0-40", ""},
		{"a file was renamed", "a/one = One | 0-40", "a/two = One | 0-40", "two was one"},
		{"a lesson without a text gives its name away", "a/week = Homework | sheet", "a/week = Glazing | 50-90\na/homework = Homework | sheet", "week is new; homework was week"},
		{"a bare title gives its name away", "a/week = Homework", "a/week = Glazing | 50-90\na/homework = Homework", "week is new; homework was week"},
		{"a title goes along with half of the text", "a/ash = Ash glaze | 0-40", "a/ash = Bats | 50-90\na/wood = Ash glaze | 0-20 100-120", "ash is new; wood was ash"},
		{"a quiz is renamed with one question of four reworded", "a/check = Check | quiz 0-8 10-18 20-28 30-38", "a/test = Test | quiz 0-8 10-18 20-28 30-36 90-94", "test was check"},
		{"a lesson is split and keeps name, title and a third", "a/glazing = Glazing | 0-60", "a/glazing = Glazing | 0-20\na/brush = Brush | 20-60", "brush is new"},
		{"two exchange their names", "a/one = One | 0-40\na/two = Two | 50-90", "a/one = Two | 50-90\na/two = One | 0-40", "one was two; two was one"},
		{"a copy stands beside its original", "a/one = One | 0-40", "a/one = One | 0-40\na/copy = Copy | 0-40", "copy is new"},
		{"another lesson under a bare number", "a/5 = Five | 0-40\na/6 = Six | 50-90", "a/5 = Other | 100-140\na/6 = Six | 50-90", "asked about 5 (replaced), 2 answers"},
		{"two halves under new names", "a/one = One | 0-40", "a/two = Two | 0-20\na/three = Three | 20-40", "two is new; three is new; asked about two (resembles), 3 answers"},
		{"two become one", "a/one = One | 0-40\na/two = Two | 50-90", "a/both = Both | 0-40 50-90", "both is new; asked about both (resembles), 3 answers"},
		{"a form of every week", "a/w1 = Week 1 | 0-40 100-103\na/w2 = Week 2 | 0-40 110-113", "a/w2 = Week 2 | 0-40 110-113\na/w3 = Week 3 | 0-40 120-123", "w3 is new"},
		{"a number is no title", "a/5 = 5 | 0-40", "a/5 = 5 | 50-90", "asked about 5 (replaced), 2 answers"},
		{"a place is no title", "a/day-2 = Day 2 | 0-40", "a/day-2 = Day 2 | 50-90", "asked about day-2 (replaced), 2 answers"},
		{"a day is edited", "a/day-2 = Day 2 | 0-40", "a/day-2 = Day 2 | 0-20 50-70", ""},
		{"the text of a day is emptied", "a/day-2 = Day 2 | 0-40", "a/day-2 = Day 2", ""},
		{"a stub is written", "a/5 = To come", "a/5 = Firing | 0-40", ""},
		{"a key goes before all evidence", "a/one = One | 0-40 key:k1\na/two = Two | 50-90 key:k2", "a/one = One | 0-40 key:k2\na/two = Two | 50-90 key:k1", "one was two; two was one"},
		{"a key that nobody knows takes nothing over", "a/one = One | 0-40", "a/one = One | 0-40\na/two = One | 0-40 key:k1", "two is new"},
		{"a key is learned in its place", "a/one = One | 0-40", "a/one = Other | 0-20 50-70 key:k1", ""},
		{"a copied form takes an old name", "a/sheet = Sheet 1 | 0-40 100-115\na/other = Sheet 2 | 0-40 120-135", "a/sheet = Sheet 3 | 0-40 140-155\na/other = Sheet 2 | 0-40 120-135", "asked about sheet (replaced), 2 answers"},
		{"a copied form takes an old title", "a/w1 = Worksheet | 0-40 100-115\na/w2 = Sheet 2 | 0-40 120-135", "a/w2 = Sheet 2 | 0-40 120-135\na/w3 = Worksheet | 0-40 140-155", "w3 is new; asked about w3 (resembles), 2 answers"},
		{"a filled form gets another title and one of its answers changes", "a/w1 = Week 1 | 0-40 100-120\na/w2 = Week 2 | 0-40 120-140", "a/w1 = First week | 0-40 100-114 160-166\na/w2 = Week 2 | 0-40 120-140", ""},
		{"an empty form gets another title", "a/w1 = Week 1 | 0-40\na/w2 = Week 2 | 0-40", "a/w1 = First week | 0-40\na/w2 = Week 2 | 0-40", ""},
		{"days shift by one", "a/1 = Day 1 | 0-40\na/2 = Day 2 | 50-90\na/3 = Day 3 | 100-140", "a/1 = Day 1 | 150-190\na/2 = Day 2 | 0-40\na/3 = Day 3 | 50-90\na/4 = Day 4 | 100-140", "1 is new; 2 was 1; 3 was 2; 4 was 3"},
		{"days shift by one, each with an edit", "a/1 = Day 1 | 0-40\na/2 = Day 2 | 50-90\na/3 = Day 3 | 100-140", "a/1 = Day 1 | 150-190\na/2 = Day 2 | 0-34\na/3 = Day 3 | 50-86\na/4 = Day 4 | 100-134", "1 is new; 2 was 1; 3 was 2; 4 was 3"},
		{"days shift by one, on a form", "a/1 = Day 1 | 0-40 200-220\na/2 = Day 2 | 50-90 200-220\na/3 = Day 3 | 100-140 200-220", "a/1 = Day 1 | 150-190 200-220\na/2 = Day 2 | 0-34 200-220\na/3 = Day 3 | 50-86 200-220\na/4 = Day 4 | 100-134 200-220", "1 is new; 2 was 1; 3 was 2; 4 was 3"},
		{"days shift by one, and one is empty", "a/1 = Day 1 | 0-40\na/2 = Day 2\na/3 = Day 3 | 50-90", "a/1 = Day 1 | 150-190\na/2 = Day 2 | 0-40\na/3 = Day 3\na/4 = Day 4 | 50-90", "1 is new; 2 was 1; 3 is new; 4 was 3; asked about 3 (took over), 2 answers"},
		{"an empty day is written, and the next one begun", "a/1 = Day 1 | 0-40\na/2 = Day 2", "a/1 = Day 1 | 0-40\na/2 = Day 2 | 50-90\na/3 = Day 3", "3 is new"},
		{"another title and no text yet", "a/5 = Five | 0-40", "a/5 = Other", "asked about 5 (replaced), 2 answers"},
		{"a text is emptied", "a/5 = Five | 0-40", "a/5 = Five", ""},
		{"a retitled file stands beside a copy of what it was", "a/one = One | 0-40", "a/one = Uno | 0-40\na/copy = One | 0-40", "copy is new; asked about copy (took over), 2 answers"},
		{"a file is written anew beside a copy of what it was", "a/one = One | 0-40", "a/one = One | 50-90\na/old = One | 0-40", "old is new; asked about old (took over), 2 answers"},
		{"a lesson comes from another course and takes one in", "a/one = One | 0-40\nd: a/two = Two | 50-90\nd: a/stays = Stays | 100-140", "a/two = Two | 50-90 0-40\nd: a/stays = Stays | 100-140", "two is new; asked about two (resembles), 2 answers"},
		{"a lesson is renamed, and copied to another course", "a/one = One | 0-40\nd: a/two = Two | 50-90", "a/uno = One | 0-36\nd: a/two = Two | 50-90\nd: a/one = One | 0-36", "uno was one; one is new"},
		{"a key is corrected", "a/one = One | 0-40 key:k1", "a/one = One | 0-40 key:k2", ""},
		{"a copy with a key of its own takes the name", "a/one = One | 0-40 key:k1", "a/uno = One | 0-40 key:k1\na/one = One | 0-40 key:k2", "uno was one; one is new"},
		{"a key that is known in two courses", "a/one = One | 0-40 key:k1\nd: a/one = One | 0-40 key:k1\nd: a/two = Two | 50-90", "a/uno = Uno | 100-140 key:k1\na/one = One | 0-40 key:k2\nd: a/two = Two | 50-90", "uno was one; one is new"},
		{"a lesson goes on under its key, and another takes its name", "a/one = One | 0-40 key:k1", "a/uno = One | 0-40 key:k1\na/one = One | 50-90 key:k2", "uno was one; one is new"},
		{"a lesson with another key takes a name", "a/one = One | 0-40 key:k1", "a/one = Two | 50-90 key:k2", "one is new"},
		{"two of three that are the same get names", "a/1 = Break\na/2 = Break\na/3 = Break", "a/1 = Break\na/x = Break\na/y = Break", "x is new; y is new; asked about x (resembles), 5 answers"},
		{"two of three that say the same get names", "a/1 = Break | 0-40\na/2 = Break | 0-40\na/3 = Break | 0-40", "a/1 = Break | 0-40\na/x = Break | 0-40\na/y = Break | 0-40", "x is new; y is new; asked about x (resembles), 5 answers"},
		{"a key that nobody knows answers no question", "a/one = One | 0-40", "a/one = Other | 50-90 key:k1", "asked about one (replaced), 2 answers"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, match(t, test.before, test.after)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Each threshold is held from both sides: one step of it changes what is found.
func TestThresholds(t *testing.T) {
	text := func(kept int) string { return fmt.Sprintf("0-%d 500-%d", kept, 600-kept) } // of 100 words
	for _, test := range []struct {
		name, before      string
		after             func(kept int) string
		below, at         int // words of 100 that are kept
		unlike, likeAgain string
	}{
		{
			"alike: half of the text makes it the lesson", "a/one = One | 0-100",
			func(kept int) string { return "a/two = Two | " + text(kept) }, 49, 52,
			"two is new; asked about two (resembles), 2 answers", "two was one",
		},
		{
			"doubt: less than a quarter is nothing", "a/one = One | 0-100",
			func(kept int) string { return "a/two = Two | " + text(kept) }, 24, 27,
			"two is new", "two is new; asked about two (resembles), 2 answers",
		},
		{
			"doubt: in its place, under another title, a quarter is enough", "a/one = One | 0-100",
			func(kept int) string { return "a/one = Two | " + text(kept) }, 24, 27,
			"asked about one (replaced), 2 answers", "",
		},
		{
			"kept: name, title and three tenths, whatever has the rest", "a/one = One | 0-100",
			func(kept int) string {
				return fmt.Sprintf("a/one = One | %s\na/rest = Rest | 0-100", text(kept))
			}, 29, 32,
			"rest is new; asked about rest (took over), 2 answers", "rest is new",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			for kept, want := range map[int]string{test.below: test.unlike, test.at: test.likeAgain} {
				if diff := cmp.Diff(want, match(t, test.before, test.after(kept))); diff != "" {
					t.Errorf("%d of 100 words are kept (-want +got):\n%s", kept, diff)
				}
			}
		})
	}
}

// What an answer says is done, and a line that was followed means nothing any more.
func TestAnAnswerIsFollowedOnce(t *testing.T) {
	before, after := "a/5 = Five | 0-40", "a/5 = Other | 100-140"
	at := course.Address{Course: course1, Chapter: "a", Lesson: "5"}
	stays, fresh := identity.Answer{To: at, Is: at}, identity.Answer{To: at}
	for _, test := range []struct {
		answer   identity.Answer
		followed string // what the state remembers
		want     string
	}{
		{stays, "", ""},
		{fresh, "", "5 is new"},
		{stays, "c/a/5", "asked about 5 (replaced), 2 answers"},
		{fresh, "new", "asked about 5 (replaced), 2 answers"},
		{identity.Answer{To: at, Is: at, Again: 1}, "c/a/5", ""},
		{identity.Answer{To: at, Again: 2}, "new again 1", "5 is new"},
		{stays, "c/a/5, new", "asked about 5 (replaced), 2 answers"},
	} {
		known, live := applied(t, before)
		files := parse(t, after)
		m := identity.Match(files, known, live, identity.Hints{
			Answers: []identity.Answer{test.answer}, Followed: map[course.Address][]string{at: strings.Split(test.followed, ", ")},
		}, nil)
		if got := verdict(m, files); got != test.want {
			t.Errorf("%s, after %q: %s, want %s", test.answer.Text(), test.followed, got, test.want)
		}
		for _, q := range m.Questions {
			for _, answer := range append(q.Answers, q.None...) {
				if slices.Contains(strings.Split(test.followed, ", "), answer.Text()) {
					t.Errorf("the line %q is offered a second time", answer.Text())
				}
			}
		}
	}
}
