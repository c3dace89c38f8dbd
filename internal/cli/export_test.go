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
	var all commands
	parser, exited, err := newParser(&all, &environment{Streams: Streams{Out: io.Discard, Err: io.Discard}})
	if err != nil {
		return "", err
	}
	parsed, err := parser.Parse(terraformFlags(args))
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
	var all commands
	parser, _, err := newParser(&all, &environment{Streams: Streams{Out: io.Discard, Err: io.Discard}})
	if err != nil {
		panic(err) // as Main does
	}
	parsed, err := parser.Parse(terraformFlags(args))
	if err != nil {
		panic(err)
	}
	return func(ctx context.Context, process Process) (code int) {
		env := newEnvironment(&all.globals, args, process)
		defer env.catch(&code)
		return perform(ctx, parsed, env)
	}
}

// CommandNames returns the first words of all commands.
func CommandNames() (names []string) {
	var all commands
	parser, _, err := newParser(&all, &environment{})
	if err != nil {
		panic(err) // as Main does
	}
	for _, command := range commandsUnder(parser.Model.Node) {
		names = append(names, command.text)
	}
	return names
}

func DocumentSchemas(closed bool) []spec.Schema { return documentSchemas(closed) }
