package plan

import (
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// A key says that a question is another, whatever its text and place are.
func TestAQuestionWithAnotherKeyIsAnother(t *testing.T) {
	live := course.QuestionList{{ID: "q_1", Text: "Is it hot?", Type: "true_false"}}
	remembered := []state.Question{{Key: "hot", ID: "q_1"}}
	for _, text := range []string{"Is it hot?", "Is it wet?"} {
		files := course.QuestionList{{Key: "wet", Text: text, Type: "true_false"}}
		if got := carryIDs(files, live, remembered)[0].ID; got != "" {
			t.Errorf("%q took over %s", text, got)
		}
	}
	files := course.QuestionList{{Text: "Is it very hot?", Type: "true_false"}}
	if got := carryIDs(files, live, remembered)[0].ID; got != "q_1" {
		t.Errorf("a question that lost its key is %q", got)
	}
}
