package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

// Both limits are what is still allowed, and a course may lose 4 lessons from sight whatever share of it
// they are. Pottery has 10 lessons here.
func TestAsMuchAsTheLimitsSayMayVanishAndNoMore(t *testing.T) {
	tests := []struct {
		name   string
		limits Limits
		hides  int
		want   string
	}{
		{"as many as max_hide", Limits{Hide: 4, HidePercent: 100}, 4, ""},
		{"one more than max_hide", Limits{Hide: 4, HidePercent: 100}, 5, "refuse hide"},
		{"none where max_hide is 0", Limits{Hide: 0, HidePercent: 100}, 1, "refuse hide"},
		{"as large a share as max_hide_percent", Limits{Hide: 100, HidePercent: 50}, 5, ""},
		{"one more than that share", Limits{Hide: 100, HidePercent: 50}, 6, "refuse hide pottery"},
		{"a few, whatever their share", Limits{Hide: 100, HidePercent: 0}, 4, ""},
		{"both", Limits{Hide: 5, HidePercent: 50}, 6, "refuse hide, refuse hide pottery"},
	}
	for _, test := range tests {
		for how, hide := range map[string]func(w *world, address string){
			"its file is gone":       func(w *world, a string) { w.remove(a) },
			"its visibility changed": func(w *world, a string) { w.file(a).Fields[course.Visibility] = course.Text(course.Hidden) },
			"its text is gone":       func(w *world, a string) { w.file(a).Fields[course.Content] = course.Body{} },
			"it opens in years":      func(w *world, a string) { w.file(a).Fields[course.UnlockDays] = course.Int(3000) },
		} {
			t.Run(test.name+", "+how, func(t *testing.T) {
				w := applied(t, "\npottery\n  clay\n"+lessonsNamed(10))
				w.options.Limits = test.limits
				for n := range test.hides {
					hide(w, fmt.Sprintf("pottery/clay/lesson-%d", n))
				}
				if got := strings.Join(refusals(w.plan()), ", "); got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
				w.options.AllowHide = true
				if got := refusals(w.plan()); len(got) > 0 {
					t.Errorf("with --allow-hide: %q", got)
				}
			})
		}
	}
}

// What a lesson teaches with is said in the table of fields. A lesson that loses the last of it is empty, and
// one that keeps any of it is not.
func TestALessonIsEmptyWhenNothingIsLeftInIt(t *testing.T) {
	values := map[course.Type]course.Value{
		course.TypeText: course.Text("x1"), course.TypeFile: course.File{ID: "file_1", Name: "a.pdf"},
		course.TypeFiles: course.Files{{ID: "file_2", Name: "b.pdf"}}, course.TypeQuestions: course.QuestionList{{ID: "q", Text: "Why?", Type: "short_answer"}},
	}
	for _, spec := range course.Specs(course.KindLesson) {
		for _, other := range course.Specs(course.KindLesson) {
			if !spec.Material || !other.Material && other.Field != course.Thumbnail {
				continue
			}
			t.Run(string(spec.Field)+" goes, "+string(other.Field)+" is there", func(t *testing.T) {
				w := applied(t, "\npottery\n  clay\n    one = -\n    two\n")
				w.options.Limits = Limits{Hide: 0, HidePercent: 100}
				fields := w.live[0].Chapters[0].Lessons[0].Fields
				fields[other.Field] = values[other.Type]
				fields[spec.Field] = values[spec.Type]
				binding := w.state.Bindings[w.address("pottery/clay/one")]
				digest := course.DigestOf(values[spec.Type])
				binding.Fields[spec.Field] = state.Synced{Sent: digest, Got: digest}
				if spec.Field == course.Attachments {
					binding.Attachments = values[spec.Type].(course.Files).IDs()
				}
				want := ""
				if other.Field == spec.Field || !other.Material {
					want = "refuse hide"
				}
				var hidden []string
				for _, r := range refusals(w.plan()) {
					if strings.Contains(r, "hide") {
						hidden = append(hidden, r)
					}
				}
				if got := strings.Join(hidden, ", "); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		}
	}
}

func TestATextThatShowsNothingIsNone(t *testing.T) {
	for text, isEmpty := range map[string]bool{
		"": true, " \n\t": true, "<!-- -->": true, "&nbsp;": true, "\u200b": true, "---\n": true, "***": true, "#": true, "<br>\n<p>&#160;</p>": true, "- \n": true,
		"0": false, "é": false, "字": false, "🏺": false, "![](https://a.b/c.png)": false, "<img src=x>": false, "&amp;x": false, "<b>x</b>": false,
	} {
		w := applied(t, pottery)
		w.options.Limits = Limits{Hide: 0, HidePercent: 100}
		w.file("pottery/clay/wedging").Fields[course.Content] = course.Body{Text: text}
		if got := len(refusals(w.plan())) > 0; got != isEmpty {
			t.Errorf("%q: refused %t, want %t", text, got, isEmpty)
		}
	}
}

func TestALessonThatOpensLaterIsSeenUpToAYear(t *testing.T) {
	for _, test := range []struct {
		before, after course.Value
		refused       bool
	}{
		{nil, course.Int(365), false},
		{nil, course.Int(366), true},
		{course.Int(1000), course.Int(1365), false},
		{course.Int(1000), course.Int(1366), true},
		{course.Int(1000), course.Int(3), false},
	} {
		w := unwritten(t, pottery)
		w.file("pottery/clay/wedging").Fields[course.UnlockDays] = test.before
		if test.before == nil {
			delete(w.file("pottery/clay/wedging").Fields, course.UnlockDays)
		}
		w.apply()
		w.options.Limits = Limits{Hide: 0, HidePercent: 100}
		w.file("pottery/clay/wedging").Fields[course.UnlockDays] = test.after
		if got := len(refusals(w.plan())) > 0; got != test.refused {
			t.Errorf("%v -> %v: refused %t", test.before, test.after, got)
		}
	}
}

func lessonsNamed(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "    lesson-%d\n", i)
	}
	return out.String()
}
