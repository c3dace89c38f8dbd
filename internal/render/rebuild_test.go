package render_test

import (
	"bytes"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

func TestRebuilt(t *testing.T) {
	r := &plan.Rebuilt{
		Bindings: map[course.Address]*state.Binding{at("pottery"): {}, at("pottery/clay"): {}, at("pottery/clay/wedging"): {}},
		Decisions: []plan.Decision{
			{Address: at("pottery/clay"), ID: "chap_1", Because: identity.SameLessons, Differs: []course.Field{course.Title}},
			{Address: at("pottery/clay/wedging"), ID: "lesn_1", Because: identity.SameTitleAndText, Assumed: []course.Field{course.Content, course.MaxAttempts}},
			{Address: at("pottery/clay/drying"), Because: plan.Unclear, Candidates: []string{"lesn_2", "lesn_3"}},
			{Address: at("pottery/clay/storing"), Because: plan.NothingLike},
		},
		Unclaimed: []plan.Unmanaged{{Kind: course.KindLesson, ID: "lesn_2", Title: "Drying"}, {Kind: course.KindLesson, ID: "lesn_3", Title: "Drying"}},
	}
	golden(t, "rebuilt.txt", func(out *bytes.Buffer) error { return render.Rebuilt(out, r, render.Style{}) })
}
