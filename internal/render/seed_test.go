package render_test

import (
	"bytes"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

// withSeeds is a plan that creates a course, and goes on with three that earlier runs have created.
func withSeeds() *plan.Plan {
	first, second := plan.SeedChapter{ID: "chap_1", Title: "Chapter 1"}, plan.SeedChapter{ID: "chap_2", Title: "Chapter 2"}
	p := planOf(
		change("pottery", plan.Create, "Pottery", comes(course.Title, course.Text("Pottery"))),
		change("raku", plan.NoOp, "Raku"), change("slip", plan.NoOp, "Slip"), change("wheel", plan.NoOp, "Wheel"),
	)
	p.Seeds = []plan.Seed{
		{Course: at("pottery")}, {Course: at("raku")},
		{Course: at("slip"), Chapters: []plan.SeedChapter{first}}, {Course: at("wheel"), Chapters: []plan.SeedChapter{first, second}},
	}
	return p
}

func TestAPlanSaysWhatWhopAddsToNewCourses(t *testing.T) {
	golden(t, "seeds.txt", func(out *bytes.Buffer) error { return render.Plan(out, withSeeds(), render.Style{}) })
	golden(t, "seeds.md", func(out *bytes.Buffer) error {
		return render.Markdown(out, withSeeds(), commentLimit, "the plan in the log")
	})
	golden(t, "seeds.json", func(out *bytes.Buffer) error { return render.PlanJSON(out, withSeeds(), "1.0.0") })
}
