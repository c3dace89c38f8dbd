// Package apply carries out a plan against an API that has no transactions, no undo and
// no way to ask "did you get that?".
//
// Steps turns a plan into an ordered list of writes, purely. Apply then walks it, and
// every write follows one protocol: note in the journal what is about to happen, send it
// once, note what came of it. An answer that was lost is never taken for a failure nor
// for a success: the object is looked for, and adopted when it is there. So whenever the
// program dies, the journal knows every write whose end is open, and the next run
// settles it before it plans.
package apply

import (
	"context"
	"io"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// API is what apply needs of Whop. Errors tell by course.OutcomeOf what became of a
// request, and by course.IsGone that an object does not exist.
type API interface {
	Courses(ctx context.Context, experience string) ([]*course.Course, error)
	ChaptersOf(ctx context.Context, courseID string) ([]*course.Chapter, error)
	LessonsOf(ctx context.Context, chapterID string) ([]*course.Lesson, error)
	ReadTree(ctx context.Context, courseID string) (*course.Course, error)
	ReadChapter(ctx context.Context, id string) (*course.Chapter, error)
	ReadLesson(ctx context.Context, id string) (*course.Lesson, error)

	CreateCourse(ctx context.Context, idempotencyKey, experience string, fields course.Fields) (*course.Course, error)
	CreateChapter(ctx context.Context, idempotencyKey, courseID string, fields course.Fields) (*course.Chapter, error)
	CreateLesson(ctx context.Context, idempotencyKey, chapterID string, fields course.Fields) (*course.Lesson, error)
	UpdateCourse(ctx context.Context, id string, fields course.Fields) (*course.Course, error)
	UpdateChapter(ctx context.Context, id string, fields course.Fields) (*course.Chapter, error)
	UpdateLesson(ctx context.Context, id string, fields course.Fields) (*course.Lesson, error)
	Arrange(ctx context.Context, courseID string, tree []*course.Chapter) (*course.Course, error)
	DeleteChapter(ctx context.Context, id string) error
	DeleteLesson(ctx context.Context, id string) error

	// UploadFile creates a file, sends its bytes and waits until Whop can use it.
	UploadFile(ctx context.Context, file course.File, public bool, open func() (io.ReadCloser, error)) (course.File, error)
	// Impact counts the students who have progress on a lesson.
	Impact(ctx context.Context, lessonID string) (plan.Impact, error)
}

// Journal makes entries durable before Record returns.
type Journal interface {
	Record(ctx context.Context, entries ...state.Entry) error
}

// Run is one apply.
type Run struct {
	API     API
	Journal Journal
	State   *state.State // as loaded; what it says is pending was settled before
	// Open opens a file of the repository for upload.
	Open      func(path string) (io.ReadCloser, error)
	LessonURL string
	// Parallel bounds how many writes are under way at once.
	Parallel int
	// NewKey returns a fresh random key.
	NewKey func() string
	// Wait pauses before an unclear request is repeated; it ends early with ctx.
	Wait func(ctx context.Context, d time.Duration) error
	// Progress is told of every step as it begins and ends. It may be nil.
	Progress func(Progress)
}

// Progress is a moment of an apply.
type Progress struct {
	Step   *Step
	Begun  bool   // false: it has ended
	Status Status // how it ended
	Done   int    // steps that have ended
	Total  int
}

// Apply carries out the plan. When ctx ends, what is under way is finished and nothing
// more is begun. The report is complete in every case; the error, if any, is one that
// stopped the run as a whole, such as a journal that cannot be written.
func (r *Run) Apply(ctx context.Context, p *plan.Plan) (*Report, error) {
	w := newWalk(r, p)
	if err := w.begin(ctx); err != nil {
		return w.report(), err
	}
	err := w.phases(ctx)
	return w.report(), err
}
