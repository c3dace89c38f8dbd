package cli

import (
	"context"
	"fmt"
	"slices"

	"whopsync/internal/apply"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type stateRebuildCmd struct {
	tuning
	Force bool `name:"force" help:"Forget everything that the state knows, and bind all of it again."`
	Yes   bool `name:"yes" short:"y" help:"Do not ask."`
}

// Help returns more text for --help.
func (stateRebuildCmd) Help() string {
	return `For files whose state is lost while their courses are on Whop. It reads the courses, and binds the files to them by titles, texts and parents that are unique on both sides. What is ambiguous stays unbound and is named. It only reads from Whop. The bindings are shown, and saved after a question.

What the state still has is kept; only the rest is bound.

Use a key that sees hidden lessons (courses:update): other keys do not find them.`
}

// Run binds the files to what is on Whop, and saves the identity map.
func (cmd *stateRebuildCmd) Run(ctx context.Context, e *environment) (err error) {
	open, err := openSession(ctx, e, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	s, err := open.lock(ctx, "whopsync state rebuild")
	if err != nil {
		return err
	}
	if s != nil && cmd.Force {
		forgotten := state.New(s.Lineage)
		forgotten.Serial = s.Serial
		s = forgotten
	}
	s, err = bindable(ctx, open, s, "check the environment and the key; to forget what the state knows: "+e.again("--force"))
	if err != nil {
		return err
	}
	options, err := (&narrowing{}).options(e, open.repo)
	if err != nil {
		return err
	}
	s, rebuilt, err := apply.Rebuild(ctx, open.conn, open.repo.input(s, options))
	if err != nil {
		return err
	}
	isBound := slices.ContainsFunc(rebuilt.Decisions, func(d plan.Decision) bool { return d.ID != "" })
	if !isBound && !cmd.Force {
		if err := render.Rebuilt(e.Out, rebuilt, e.style(e.Out)); err != nil {
			return err
		}
		fmt.Fprintln(e.Out, "Nothing to bind, and nothing was saved.")
		return nil
	}
	return saveBindings(ctx, e, open.lease, s, rebuilt, cmd.Yes)
}
