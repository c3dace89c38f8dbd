package plan

import (
	"whopsync/internal/course"
	"whopsync/internal/state"
)

func CarryIDs(files, live course.QuestionList, remembered []state.Question) course.QuestionList {
	return carryIDs(files, live, remembered)
}

func WithIDs(files, live course.Value, remembered []state.Question) course.Value {
	return withIDs(files, live, remembered)
}

func WholeOf(q course.Question) string { return wholeOf(q) }
