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

type stateBindCmd struct {
	tuning
	Address string `arg:"" name:"address" complete:"address" help:"The address that the files have."`
	ID      string `arg:"" name:"id" help:"The id of the object on Whop (cors_…, chap_… or lesn_…)."`
	Yes     bool   `name:"yes" short:"y" help:"Do not ask."`
}

// Help is what --help adds.
func (stateBindCmd) Help() string {
	return `The last resort: it says by its id which object an address stands for, when nothing else does. The object is read before: it must be of the address' kind and in its course, and stand for no other address. Only the state changes. The next plan shows what the files have otherwise than Whop.`
}

// Run binds one address to one object.
func (cmd *stateBindCmd) Run(ctx context.Context, e *environment) (err error) {
	address, err := parseAddress(cmd.Address)
	if err != nil {
		return err
	}
	r, err := loadRepository(e)
	if err != nil {
		return err
	}
	open, err := openSession(ctx, e, r, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	if err := open.lock(ctx, "whopsync state bind"); err != nil {
		return err
	}
	s, err := cmd.known(ctx, open)
	if err != nil {
		return err
	}
	s, bound, err := apply.Bind(ctx, open.conn, r.input(s, plan.Options{}), address, cmd.ID)
	if err != nil {
		return err
	}
	if err := render.Rebuilt(e.Out, bound, e.style(e.Out)); err != nil {
		return err
	}
	if !cmd.Yes {
		if err := confirm(e, "Do you want to save this? Nothing is written to Whop."); err != nil {
			return err
		}
	}
	if err := open.lease.Save(ctx, s); err != nil {
		return err
	}
	fmt.Fprintln(e.Out, "Saved. Look at the next plan before you apply it.")
	return nil
}

// known is the state that the binding comes to; without one, a new one.
func (cmd *stateBindCmd) known(ctx context.Context, open *session) (*state.State, error) {
	s, err := open.lease.Load(ctx)
	if err != nil {
		return nil, open.repo.explainDamage(err)
	}
	if s == nil {
		s = state.New(rand.Text())
	}
	target, err := open.conn.Target(ctx)
	if err != nil {
		return nil, err
	}
	if !s.IsEmpty() && !s.Target.Fits(target) {
		return nil, &outcome{exitRefused, fmt.Errorf("the state of %s belongs to another target: %s\nCheck the environment and the key", open.repo.project.Environment.Name, s.Target.Differences(target))}
	}
	s.Target = s.Target.Renew(target)
	return s, nil
}
