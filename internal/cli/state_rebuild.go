package cli

import (
	"context"
	"crypto/rand"
	"fmt"

	"whopsync/internal/apply"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type stateRebuildCmd struct {
	tuning
	Force bool `name:"force" help:"Forget everything that the state knows, and bind all of it anew."`
	Yes   bool `name:"yes" short:"y" help:"Do not ask."`
}

// Help is what --help adds.
func (stateRebuildCmd) Help() string {
	return `For files whose state is lost while their courses live on Whop. It reads the courses and binds the files to them by titles, texts and what is in what, where these are unique on both sides; what is ambiguous stays unbound and is said. It only reads from Whop. The decisions are shown, and saved after a question.

What the state still knows is kept; only what it does not know is bound.

Use a key that sees hidden lessons (courses:update): others look as if they were not there.`
}

// Run binds the files to what is on Whop, and saves the identity map.
func (cmd *stateRebuildCmd) Run(ctx context.Context, e *environment) (err error) {
	r, err := loadRepository(e)
	if err != nil {
		return err
	}
	open, err := openSession(ctx, e, r, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	if err := open.lock(ctx, "whopsync state rebuild"); err != nil {
		return err
	}
	s, err := open.lease.Load(ctx)
	if err != nil {
		return r.explainDamage(err)
	}
	found, rebuilt, err := cmd.rebuild(ctx, open.repo, open.conn, s)
	if err != nil {
		return err
	}
	return cmd.save(ctx, e, open.lease, found, rebuilt)
}

// rebuild finds out what the files stand for.
func (cmd *stateRebuildCmd) rebuild(ctx context.Context, r *repository, c *connection, s *state.State) (*state.State, *plan.Rebuilt, error) {
	if _, err := cmd.base(s, c.target, false); err != nil {
		return nil, nil, err // before anything is sent
	}
	target, err := c.Target(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, err = cmd.base(s, target, true)
	if err != nil {
		return nil, nil, err
	}
	options, err := (&narrowing{}).options(r.project.Config)
	if err != nil {
		return nil, nil, err
	}
	return apply.Rebuild(ctx, c, r.input(s, options))
}

// base is what the rebuilt state begins with. whole says that all of the target is known.
func (cmd *stateRebuildCmd) base(s *state.State, target state.Target, whole bool) (*state.State, error) {
	switch {
	case s == nil:
		s = state.New(rand.Text())
	case cmd.Force:
		serial := s.Serial
		s = state.New(s.Lineage)
		s.Serial = serial
	case isElsewhere(s, target, whole):
		return nil, &outcome{exitRefused, fmt.Errorf("nothing that the state knows is there, since it belongs to another target: %s\n"+
			"Check the environment and the key; to forget what it knows, run again with --force", s.Target.Differences(target))}
	default:
		s = s.Clone()
	}
	s.Target = s.Target.Renew(target)
	return s, nil
}

func (cmd *stateRebuildCmd) save(ctx context.Context, e *environment, lease state.Lease, s *state.State, rebuilt *plan.Rebuilt) error {
	if err := render.Rebuilt(e.Out, rebuilt, e.style(e.Out)); err != nil {
		return err
	}
	bound := 0
	for _, d := range rebuilt.Decisions {
		if d.ID != "" {
			bound++
		}
	}
	if bound == 0 && !cmd.Force {
		fmt.Fprintln(e.Out, "Nothing to bind, and nothing was saved.")
		return nil
	}
	if !cmd.Yes {
		if err := confirm(e, "Do you want to save this? Nothing is written to Whop."); err != nil {
			return err
		}
	}
	if err := lease.Save(ctx, s); err != nil {
		return err
	}
	fmt.Fprintln(e.Out, "Saved. Look at the next plan before you apply it.")
	return nil
}
