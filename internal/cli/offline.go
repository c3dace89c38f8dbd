package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"whopsync/internal/github"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

// planOffline plans with what the state remembers in the place of Whop.
func planOffline(ctx context.Context, e *environment, r *repository, s *state.State, options plan.Options) *plan.Plan {
	in := r.input(s, options)
	in.Offline, in.Live = true, plan.Remembered(s)
	in.Target = offlineTarget(e, r.project.Environment, s)
	return &plan.Diff(in).Plan
}

// withoutPlan ends an offline plan whose state could not be read, which is how it is for a
// fork when a bucket keeps it, or when only the fork names its place: the files are valid, and that is all there is to say. Every
// other error stays one: a state that was read and is damaged, most of all.
func withoutPlan(ctx context.Context, e *environment, err error) error {
	var unread *state.UnreadError
	if ctx.Err() != nil || !errors.As(err, &unread) {
		return err
	}
	const said = "The files are valid. There is no offline plan, because the state cannot be read from here:\n"
	why := render.Sanitize(hint.Text(unread))
	if path := e.getenv("GITHUB_STEP_SUMMARY"); path != "" {
		fenced := "\n```text\n" + strings.ReplaceAll(why, "`", "'") + "\n```\n"
		if err := github.Append(path, said+fenced); err != nil {
			return fmt.Errorf("write the step summary: %w", err)
		}
	}
	_, err = io.WriteString(e.Out, said+why+"\n")
	return err
}
