package cli

import (
	"context"
	"io"
	"slices"
	"strings"

	"whopsync/internal/spec"
)

// Understand parses a command line, and returns its form: the command and the flags, without
// values, arguments, --env and -C.
func Understand(args []string) (form string, err error) {
	args = terraformFlags(args)
	parser, exited, err := newParser(&environment{Streams: Streams{Out: io.Discard, Err: io.Discard}, flags: &globals{}, args: args})
	if err != nil {
		return "", err
	}
	parsed, err := parser.Parse(args)
	if *exited != nil {
		return "--help", nil
	}
	if err != nil {
		return "", err
	}
	var words, flags []string
	for _, step := range parsed.Path {
		switch {
		case step.Command != nil:
			words = append(words, step.Command.Name)
		case step.Flag != nil && step.Flag.Name != "env" && step.Flag.Name != "chdir":
			flags = append(flags, "--"+step.Flag.Name)
		}
	}
	slices.Sort(flags)
	return strings.Join(append(words, slices.Compact(flags)...), " "), nil
}

// Prepare parses a command line once, for tests that run it thousands of times. Each run is as one of Main.
func Prepare(args []string) func(context.Context, Process) int {
	silent := newEnvironment(&globals{}, args, Process{})
	parser, _, err := newParser(silent)
	if err != nil {
		panic(err) // as Main does
	}
	parsed, err := parser.Parse(silent.args)
	if err != nil {
		panic(err)
	}
	return func(ctx context.Context, process Process) (code int) {
		env := newEnvironment(silent.flags, args, process)
		defer env.catch(&code)
		return perform(ctx, parsed, env)
	}
}

// CommandNames returns the first words of all commands that are shown.
func CommandNames() (names []string) {
	for _, c := range commands() {
		if c.tags == nil {
			names = append(names, c.name)
		}
	}
	return names
}

func DocumentSchemas(closed bool) []spec.Schema { return documentSchemas(closed) }
