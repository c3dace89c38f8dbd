package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"whopsync/internal/course"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type stateShowCmd struct {
	Address string `arg:"" name:"address" complete:"address" help:"A course, chapter or lesson, as in pottery/clay/wedging."`
	Format  string `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
}

// Run shows one binding.
func (cmd *stateShowCmd) Run(ctx context.Context, e *environment) error {
	s, env, err := readState(ctx, e)
	if err != nil {
		return err
	}
	address, binding, err := bindingOf(s, cmd.Address, e.shell)
	if err != nil {
		return err
	}
	if cmd.Format == "json" {
		return render.JSON(e.Out, stateShowDocument{documentVersion, version(), env.Name, address, address.Kind(), *binding, addressOf(address, env, s)})
	}
	printBinding(e.Out, address, binding, addressOf(address, env, s))
	return nil
}

// stateShowDocument is a binding for programs.
type stateShowDocument struct {
	FormatVersion string         `json:"format_version"`
	Whopsync      string         `json:"whopsync"`
	Environment   string         `json:"environment"`
	Address       course.Address `json:"address"`
	Type          course.Kind    `json:"type"`
	state.Binding
	URL string `json:"url,omitempty"` // on Whop
}

func printBinding(out io.Writer, address course.Address, b *state.Binding, url string) {
	fmt.Fprintf(out, "# %s (%s)%s\n", render.OneLine(address.String()), address.Kind(), remark(b))
	say := func(name, value string) { fmt.Fprintf(out, "%-8s = %s\n", name, render.OneLine(value)) }
	say("id", b.ID)
	say("file", cmp.Or(b.Path, "(not known)"))
	if b.Key != "" {
		say("key", b.Key)
	}
	if url != "" {
		say("on Whop", url)
	}
	if len(b.Fields) > 0 {
		fmt.Fprintln(out, "\nWhat was last written: digests of what was sent, and of what Whop answered:")
	}
	for _, spec := range course.Specs(address.Kind()) {
		if synced, ok := b.Fields[spec.Field]; ok {
			fmt.Fprintf(out, "  %s: sent %s, got %s\n", spec.Field, render.OneLine(string(synced.Sent)), render.OneLine(cmp.Or(string(synced.Got), "nothing (Whop does not show it)")))
		}
	}
	if len(b.Questions) > 0 {
		fmt.Fprintln(out, "\nQuestions, in order:")
	}
	for _, q := range b.Questions {
		fmt.Fprintf(out, "  %s %s\n", render.OneLine(q.ID), render.OneLine(q.Key))
	}
	if len(b.Outline) > 0 {
		fmt.Fprintln(out, "\nThe order after the last apply:")
	}
	for _, branch := range b.Outline {
		fmt.Fprintln(out, "  "+render.OneLine(branch.Chapter))
		for _, lesson := range branch.Lessons {
			fmt.Fprintln(out, "    "+render.OneLine(lesson))
		}
	}
}
