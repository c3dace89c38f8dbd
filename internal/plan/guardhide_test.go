package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
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

func lessonsNamed(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "    lesson-%d\n", i)
	}
	return out.String()
}
