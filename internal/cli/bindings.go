package cli

import (
	"context"
	"crypto/rand"
	"fmt"

	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

// bindable returns a copy of the state to which bindings can be added, a new one where there
// is none. It refuses the state of another target: before the first request, which carries
// the key, and when Whop has said whose key it is.
func bindable(ctx context.Context, open *session, s *state.State, advice string) (*state.State, error) {
	if s == nil {
		s = state.New(rand.Text())
	}
	name := open.repo.project.Environment.Name
	if err := checkTarget(name, s, open.conn.target, false, advice); err != nil {
		return nil, err
	}
	target, err := open.conn.Target(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkTarget(name, s, target, true, advice); err != nil {
		return nil, err
	}
	s = s.Clone()
	s.Target = s.Target.Renew(target)
	return s, nil
}

// saveBindings shows what the addresses come to stand for, asks, and saves it.
func saveBindings(ctx context.Context, e *environment, lease state.Lease, s *state.State, bound *plan.Rebuilt, yes bool) error {
	if err := render.Rebuilt(e.Out, bound, e.style(e.Out)); err != nil {
		return err
	}
	if !yes {
		if err := confirm(ctx, e, "Do you want to save this? Nothing is written to Whop."); err != nil {
			return err
		}
	}
	if err := lease.Finish(ctx, s); err != nil {
		return err
	}
	fmt.Fprintln(e.Out, "Saved. Look at the next plan before you apply it.")
	return nil
}
