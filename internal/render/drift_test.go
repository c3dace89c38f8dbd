package render_test

import (
	"bytes"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

func TestDriftReport(t *testing.T) {
	report := &plan.DriftReport{
		Environment: "production",
		Objects: []plan.Drifted{
			{Address: at("pottery"), Drift: []plan.Drift{{Order: true}}},
			{Address: at("pottery/clay/kinds-of-clay"), Conflicts: []course.Field{course.Title}, Drift: []plan.Drift{
				{Field: course.Title, Files: course.Text("Clays"), Live: course.Text("All about clay")},
			}},
			{Address: at("pottery/clay/wedging"), Drift: []plan.Drift{
				{Field: course.Content, Files: course.Body{Text: wedgingBefore}, Live: course.Text(wedgingAfter)},
			}},
			{Address: at("pottery/clay/drying"), Drift: []plan.Drift{
				{Field: course.Content, Files: course.Body{Text: "Slowly.\n"}, Live: course.Text(richText)},
			}},
			{Address: at("pottery/clay/storing"), FileGone: true, Drift: []plan.Drift{
				{Field: course.Title, Live: course.Text("::error::Storing")},
			}},
			{Address: at("pottery/wheel"), Drift: []plan.Drift{{Gone: true}}},
		},
		Unmanaged: []plan.Unmanaged{{Kind: course.KindLesson, ID: "lesn_1", Title: "Live call", Parent: at("pottery/clay")}},
	}
	golden(t, "drift_report.txt", func(out *bytes.Buffer) error { return render.Drift(out, report, render.Style{}) })
}

func TestNoDriftIsSaid(t *testing.T) {
	golden(t, "drift_none.txt", func(out *bytes.Buffer) error {
		return render.Drift(out, &plan.DriftReport{Environment: "production"}, render.Style{})
	})
}
