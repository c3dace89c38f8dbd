package cli

import (
	"context"

	"whopsync/internal/apply"
	"whopsync/internal/plan"
)

type stateBindCmd struct {
	tuning
	Address string `arg:"" name:"address" complete:"address" help:"The address that the files have."`
	ID      string `arg:"" name:"id" help:"The id of the object on Whop (cors_…, chap_… or lesn_…)."`
	Yes     bool   `name:"yes" short:"y" help:"Do not ask."`
}

// Help returns more text for --help.
func (stateBindCmd) Help() string {
	return `The last resort, when nothing else tells which object an address stands for. The object is read first: it must be of the same kind, in the same course, and bound to no other address. Only the state changes. The next plan shows where the files and Whop differ.`
}

// Run binds one address to one object.
func (cmd *stateBindCmd) Run(ctx context.Context, e *environment) (err error) {
	address, err := parseAddress(cmd.Address)
	if err != nil {
		return err
	}
	open, err := openSession(ctx, e, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	s, err := open.lock(ctx, "whopsync state bind")
	if err != nil {
		return err
	}
	s, err = bindable(ctx, open, s, "check the environment and the key")
	if err != nil {
		return err
	}
	in := open.repo.input(s, plan.Options{})
	in.Target = s.Target
	s, bound, err := apply.Bind(ctx, open.conn, in, address, cmd.ID, e.shell)
	if err != nil {
		return err
	}
	return saveBindings(ctx, e, open.lease, s, bound, cmd.Yes)
}
