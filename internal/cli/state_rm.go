package cli

import (
	"context"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type stateRmCmd struct {
	Address string `arg:"" name:"address" complete:"address" help:"What to forget, with everything in it."`
	Yes     bool   `name:"yes" short:"y" help:"Do not ask."`
}

// Help returns more text for --help.
func (stateRmCmd) Help() string {
	return `The object stays on Whop as it is, with its students' progress, and is not managed any more. If its file still exists, the next plan takes the file for a new object.`
}

// Run takes an address, and its content, out of the identity map.
func (cmd *stateRmCmd) Run(ctx context.Context, e *environment) error {
	address, err := parseAddress(cmd.Address)
	if err != nil {
		return err
	}
	var forgotten []course.Address
	err = changeState(ctx, e, "whopsync state rm", func(s *state.State) error {
		before := s.Clone()
		forgotten, err = s.Forget(address)
		if err != nil {
			return err
		}
		for _, a := range forgotten {
			fmt.Fprintf(e.Out, "- %s  %s\n", render.Sanitize(a.String()), before.Bindings[a].ID)
		}
		if cmd.Yes {
			return nil
		}
		return confirm(ctx, e, "Do you want to forget which objects these addresses stand for?\n"+
			"  The objects stay on Whop.")
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "Forgot %s%s. Nothing was written to Whop: the objects are still there, and not managed any more.\n",
		render.Sanitize(address.String()), andInside(len(forgotten)-1))
	return nil
}
