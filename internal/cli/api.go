package cli

import (
	"context"
	"io"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
	"whopsync/internal/whop"
)

// prepare reads Whop and plans. It sends nothing but reads.
func prepare(ctx context.Context, r *repository, c *connection, s *state.State, options plan.Options) (*apply.Prepared, error) {
	if err := checkKnown(r.project, options, s); err != nil {
		return nil, err
	}
	if s != nil && s.Target.CanBe(c.target) {
		c.target.Route = s.Target.Route // which a key need not show
	}
	in := r.input(s, options)
	in.Target = c.target
	return apply.Prepare(ctx, c, in)
}

// asking returns the same connection, which asks right before it sends a write.
func (c *connection) asking(maySend func(context.Context) error) apply.API {
	asking := *c
	asking.client = c.client.Asking(maySend)
	return &asking
}

// Target says where the environment's courses live.
func (c *connection) Target(ctx context.Context) (state.Target, error) {
	err := c.locate(ctx)
	return c.target, err
}

// ReadCourse reads a course in the form that apply asks for.
func (c *connection) ReadCourse(ctx context.Context, id string, known []string, detail func(lessonID string) bool) (*course.Course, error) {
	read, err := c.client.ReadCourse(ctx, id, whop.Want{Known: known, Detail: detail})
	return read, c.explain(err)
}

// List lists what a parent holds. The first thing that goes to an experience says whether the
// key belongs there.
func (c *connection) List(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error) {
	list, err := c.client.List(ctx, kind, parent)
	if kind != course.KindCourse {
		return list, err
	}
	return list, c.explain(unseen(err, c.target.Account))
}

// Impact counts the students who have progress on a lesson.
func (c *connection) Impact(ctx context.Context, lessonID string) (plan.Impact, error) {
	progress, err := c.client.LessonInteractions(ctx, lessonID)
	if err != nil {
		return plan.Impact{}, err
	}
	return plan.Impact{Known: true, Students: progress[lessonID].Students, Completed: progress[lessonID].Completed}, nil
}

// The rest of what apply asks for is the client's own.

// Permissions reports which of the actions the key may do on an account.
func (c *connection) Permissions(ctx context.Context, account string, actions []string) (map[string]bool, error) {
	return c.client.Permissions(ctx, account, actions)
}

// ReadTree reads the order of a course.
func (c *connection) ReadTree(ctx context.Context, courseID string) (*course.Course, error) {
	return c.client.ReadTree(ctx, courseID)
}

func (c *connection) Read(ctx context.Context, kind course.Kind, id string) (*course.Resource, error) {
	return c.client.Read(ctx, kind, id)
}

func (c *connection) Create(ctx context.Context, kind course.Kind, idempotencyKey, parent string, fields course.Fields) (*course.Resource, error) {
	return c.client.Create(ctx, kind, idempotencyKey, parent, fields)
}

func (c *connection) Update(ctx context.Context, kind course.Kind, id string, fields course.Fields) (*course.Resource, error) {
	return c.client.Update(ctx, kind, id, fields)
}

// Arrange puts the chapters and lessons of a course into an order.
func (c *connection) Arrange(ctx context.Context, courseID string, tree []*course.Chapter) (*course.Course, error) {
	return c.client.Arrange(ctx, courseID, tree)
}

func (c *connection) Delete(ctx context.Context, kind course.Kind, id string) error {
	return c.client.Delete(ctx, kind, id)
}

// UploadFile creates a file, sends its bytes and waits until Whop can use it.
func (c *connection) UploadFile(ctx context.Context, file course.File, public bool, open func() (io.ReadCloser, error)) (course.File, error) {
	return c.client.UploadFile(ctx, file, public, open)
}
