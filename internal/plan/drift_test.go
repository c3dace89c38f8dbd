package plan_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
)

// driftStory retells a report, an object a line.
func driftStory(r *DriftReport) []string {
	var lines []string
	for _, o := range r.Objects {
		line := o.Address.String()
		for _, d := range o.Drift {
			switch {
			case d.Gone:
				line += " gone"
			case d.Order:
				line += " order"
			default:
				line += fmt.Sprintf(" %s=%s", d.Field, course.Fields{course.Title: d.Live}.Text(course.Title))
			}
		}
		if len(o.Conflicts) > 0 {
			line += fmt.Sprintf(" conflicts %v", o.Conflicts)
		}
		if o.FileGone {
			line += " (file gone)"
		}
		lines = append(lines, line)
	}
	for _, r := range r.Refusals {
		lines = append(lines, "refuse "+string(r.Guard))
	}
	return lines
}

func TestDriftIsFoundWhateverTheFilesSayByNow(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(w *world)
		want []string
	}{
		{"nothing happened", func(w *world) {}, nil},
		{"only the files changed", func(w *world) {
			w.retitle("pottery/clay/wedging", "To wedge")
			w.remove("pottery/clay/drying")
			w.order("pottery", "wheel", "clay")
		}, nil},
		{"an edit", func(w *world) {
			w.dashboard("pottery/clay/wedging", course.Title, course.Text("Wedge!"))
		}, []string{"pottery/clay/wedging title=Wedge!"}},
		{"an edit on both sides", func(w *world) {
			w.dashboard("pottery/clay/wedging", course.Title, course.Text("Wedge!"))
			w.retitle("pottery/clay/wedging", "To wedge")
		}, []string{"pottery/clay/wedging title=Wedge! conflicts [title]"}},
		{"the same edit on both sides", func(w *world) {
			w.dashboard("pottery/clay/wedging", course.Title, course.Text("Wedge!"))
			w.retitle("pottery/clay/wedging", "Wedge!")
		}, nil},
		{"an edit of what moved in the files", func(w *world) {
			w.dashboard("pottery/clay/wedging", course.Title, course.Text("Wedge!"))
			w.rename("pottery/clay/wedging", "pottery/wheel/kneading")
		}, []string{"pottery/wheel/kneading title=Wedge!"}},
		{"an edit of what is gone from the files", func(w *world) {
			w.dashboard("pottery/clay/wedging", course.Title, course.Text("Wedge!"))
			w.remove("pottery/clay/wedging")
		}, []string{"pottery/clay/wedging title=Wedge! (file gone)"}},
		{"another order", func(w *world) {
			w.liveOrder("pottery/clay", "pottery/clay/wedging", "pottery/clay/kinds-of-clay", "pottery/clay/drying")
		}, []string{"pottery order"}},
		{"another order on both sides", func(w *world) {
			w.liveOrder("pottery/clay", "pottery/clay/wedging", "pottery/clay/kinds-of-clay", "pottery/clay/drying")
			w.order("pottery/clay", "drying", "wedging", "kinds-of-clay")
		}, []string{"pottery order"}},
		{"a deleted chapter, once and not for each of its lessons", func(w *world) {
			w.vanish("pottery/wheel")
		}, []string{"pottery/wheel gone"}},
		{"everything deleted, which is more likely the wrong key", func(w *world) {
			w.vanish("pottery")
		}, []string{"pottery gone", "refuse missing"}},
		{"another account", func(w *world) {
			w.target.Account = "biz_2"
		}, []string{"refuse target"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, pottery)
			test.do(w)
			if diff := cmp.Diff(test.want, driftStory(FindDrift(w.input()))); diff != "" {
				t.Errorf("drift (-want +got):\n%s", diff)
			}
		})
	}
}

func TestANewcomerIsReportedAndIsNoDrift(t *testing.T) {
	w := applied(t, pottery)
	w.liveOrder("pottery/clay", "pottery/clay/kinds-of-clay", "guest", "pottery/clay/wedging", "pottery/clay/drying")
	report := FindDrift(w.input())
	want := []Unmanaged{{Kind: course.KindLesson, ID: "guest", Title: "guest", Parent: w.address("pottery/clay")}}
	if diff := cmp.Diff(want, report.Unmanaged); diff != "" || len(report.Objects) > 0 {
		t.Errorf("%d objects drifted; newcomers (-want +got):\n%s", len(report.Objects), diff)
	}
}

func TestDriftKnowsWhatLiesInARenamedChapter(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay", "pottery/mud")
	w.remove("pottery/mud/wedging")
	w.dashboard("pottery/clay/wedging", course.Title, course.Text("Edited on Whop"))
	report := FindDrift(w.input())
	if !slices.ContainsFunc(report.Objects, func(d Drifted) bool { return d.ID == "pottery/clay/wedging" }) {
		t.Errorf("the edit is not told: %+v", report.Objects)
	}
}
