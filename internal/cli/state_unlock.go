package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"whopsync/internal/render"
	"whopsync/internal/state"
)

type stateUnlockCmd struct {
	ID  string `arg:"" name:"id" help:"The id of the lock, from the message about it."`
	Yes bool   `name:"yes" short:"y" help:"Do not ask."`
}

// Help returns more text for --help.
func (stateUnlockCmd) Help() string {
	return "Only for the lock of a run that is dead. A run that still works notices before its next write, and stops part-way."
}

// Run frees the lock, after a look at who holds it.
func (cmd *stateUnlockCmd) Run(ctx context.Context, e *environment) (err error) {
	r, store, err := openStore(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	holder, err := store.Holder(ctx)
	if err != nil {
		return explainDamage(r.shell, err)
	}
	if holder == nil {
		return fmt.Errorf("the state at %s is not locked", store.Location())
	}
	printHolder(e.Out, holder, unlockCommand(r.shell, *holder))
	if holder.ID != cmd.ID {
		return fmt.Errorf("the lock has the id %q, not %q: the id is mistyped, or another run has the lock now", holder.ID, cmd.ID)
	}
	if !cmd.Yes {
		if err := confirm(ctx, e, "Do you want to free this lock? If that run is still at work, it stops part-way."); err != nil {
			return err
		}
	}
	if err := store.Unlock(ctx, cmd.ID); err != nil {
		return err
	}
	if err := e.wait(ctx, state.Trust); err != nil { // its holder may send on until it looks again
		return err
	}
	fmt.Fprintln(e.Out, "The lock is free. If that run was writing, the next plan or apply finds out what was done.")
	if link(holder.Who) != "" {
		fmt.Fprintf(e.Out, "To go on, run its failed jobs again: %s\n", render.OneLine(holder.Who))
	}
	return nil
}

func printHolder(out io.Writer, h *state.Holder, unlock string) {
	fmt.Fprintf(out, "Locked by  %s\n", render.Sanitize(h.Who))
	if h.Command != "" {
		fmt.Fprintf(out, "Command    %s\n", render.Sanitize(h.Command))
	}
	if h.Process != 0 {
		fmt.Fprintf(out, "Process    %d\n", h.Process)
	}
	if !h.Since.IsZero() {
		fmt.Fprintf(out, "Since      %s\n", h.Since.UTC().Format(time.RFC3339))
	}
	if h.ID == "" {
		fmt.Fprintf(out, "ID         none; to free the lock: %s\n", unlock)
		return
	}
	fmt.Fprintf(out, "ID         %s\n", render.Sanitize(h.ID))
}
