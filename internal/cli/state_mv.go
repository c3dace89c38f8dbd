package cli

import (
	"context"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type stateMvCmd struct {
	From string `arg:"" name:"from" complete:"address" help:"The address that the state knows."`
	To   string `arg:"" name:"to" complete:"address" help:"The address that the files have. It must be of the same kind and course, and free."`
}

// Help returns more text for --help.
func (stateMvCmd) Help() string {
	return "Only the state changes. A line under moved: in whopsync.yaml does the same, and goes through review."
}

// Run renames an address, and its content, in the identity map.
func (cmd *stateMvCmd) Run(ctx context.Context, e *environment) error {
	from, err := parseAddress(cmd.From)
	if err != nil {
		return err
	}
	to, err := parseAddress(cmd.To)
	if err != nil {
		return err
	}
	var moved []course.Address
	err = changeState(ctx, e, "whopsync state mv", func(s *state.State) error {
		moved, err = s.Move(from, to)
		return err
	})
	if err != nil {
		return err
	}
	if r, _, err := openRepository(e); err == nil {
		if !declares(r.project, to) {
			e.warn("no file has the address %s: without one, the next plan takes it for removed", render.Sanitize(to.String()))
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
	fmt.Fprintf(e.Out, "%s has moved to %s%s. Nothing was written to Whop.\n", render.Sanitize(from.String()), render.Sanitize(to.String()), andInside(len(moved)-1))
	return nil
}

// andInside mentions what came along.
func andInside(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", with %s in it", counted(n, "object"))
}
