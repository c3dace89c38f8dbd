package apply

import (
	"context"
	"io"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// API is what apply needs of Whop. Errors tell by course.OutcomeOf what became of a
// request, and by course.IsGone that an object does not exist.
type API interface {
	Reader
	ReadTree(ctx context.Context, courseID string) (*course.Course, error)

	Create(ctx context.Context, kind course.Kind, idempotencyKey, parent string, fields course.Fields) (*course.Resource, error)
	Update(ctx context.Context, kind course.Kind, id string, fields course.Fields) (*course.Resource, error)
	Arrange(ctx context.Context, courseID string, tree []*course.Chapter) (*course.Course, error)
	Delete(ctx context.Context, kind course.Kind, id string) error

	// UploadFile creates a file, sends its bytes and waits until Whop can use it.
	UploadFile(ctx context.Context, file course.File, public bool, open func() (io.ReadCloser, error)) (course.File, error)
}

// Reader is the part of API that looks without touching.
type Reader interface {
	Finder
	// Target finds out where the key and the settings lead.
	Target(ctx context.Context) (state.Target, error)
	// ReadCourse reads a course with all lessons. known are the expected lessons; detail
	// reports which of them to read one by one.
	ReadCourse(ctx context.Context, id string, known []string, detail func(lessonID string) bool) (*course.Course, error)
	// Read reads one object, with what lists do not show.
	Read(ctx context.Context, kind course.Kind, id string) (*course.Resource, error)
	// Impact counts the students who have progress on a lesson.
	Impact(ctx context.Context, lessonID string) (plan.Impact, error)
	// Permissions reports which of the actions the key may do on an account.
	Permissions(ctx context.Context, account string, actions []string) (map[string]bool, error)
}

// Finder lists the children of an object on Whop: the courses of an experience, the chapters
// of a course, the lessons of a chapter.
type Finder interface {
	List(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error)
}
