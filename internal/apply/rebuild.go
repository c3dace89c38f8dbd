package apply

import (
	"context"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// Rebuild finds out which objects on Whop the files of in stand for, beyond those that its
// state knows: for when that is lost, or older than what it tells of. It only reads. The
// state that it returns is one of its own.
func Rebuild(ctx context.Context, api Reader, in plan.Input) (*state.State, *plan.Rebuilt, error) {
	live, err := readAll(ctx, api, in.State.Target.Experience)
	if err != nil {
		return nil, nil, err
	}
	rebuilt := plan.Rebuild(in, live)
	s := in.State.Clone()
	s.Bindings, s.Commit = rebuilt.Bindings, ""
	in.State = s
	if in, _, err = Survey(ctx, api, in); err != nil {
		return nil, nil, err
	}
	rebuilt.Learn(in.Desired, in.Live, in.LessonURL)
	return s, rebuilt, nil
}

// readAll reads all courses of the experience.
func readAll(ctx context.Context, api Reader, experience string) ([]*course.Course, error) {
	listed, err := api.List(ctx, course.KindCourse, experience)
	if err != nil {
		return nil, err
	}
	return readEach(ctx, listed, func(ctx context.Context, summary *course.Resource) (*course.Course, error) {
		return api.ReadCourse(ctx, summary.ID, nil, nil)
	})
}
