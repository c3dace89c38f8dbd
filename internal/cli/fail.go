package cli

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/apply"
	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

// outcome is an error that is also an exit code.
type outcome struct {
	code int
	err  error // nil: everything is said already
}

func (o *outcome) Error() string {
	if o.err == nil {
		return fmt.Sprintf("exit code %d", o.code)
	}
	return o.err.Error()
}
func (o *outcome) Unwrap() error { return o.err }

// exit ends a command with a code and nothing more to say.
func exit(code int) error {
	if code == exitOK {
		return nil
	}
	return &outcome{code: code}
}

// usageError is a command line that cannot be understood.
type usageError struct{ err error }

func (e *usageError) Error() string {
	return e.err.Error() + "\n\nRun whopsync --help to see what there is."
}
func (e *usageError) Unwrap() error { return e.err }

// fail prints an error and returns the exit code for it. A command can end with more than
// one, as when the lock cannot be freed after a run that stopped part-way: what is said
// already, or in a word of ours, does not keep the rest from being said.
func (e *environment) fail(err error) int {
	var o *outcome
	errors.As(err, &o)
	rest := without(err, isSaid)
	if isInterrupt(rest) {
		fmt.Fprintln(e.Err, "Error: interrupted")
		o, rest = &outcome{code: exitInterrupted}, without(rest, isInterrupt)
	}
	if rest != nil {
		fmt.Fprintf(e.Err, "Error: %s\n", render.Sanitize(hint.Text(rest)))
	}
	switch {
	case o != nil:
		return o.code
	case isRefusal(err):
		return exitRefused
	}
	return exitError
}

func isSaid(err error) bool {
	var o *outcome
	return errors.As(err, &o) && o.err == nil
}

func isInterrupt(err error) bool { return errors.Is(err, context.Canceled) }

// isRefusal reports an error that stopped a command before it wrote anything. What goes
// wrong later is in the report of an apply.
func isRefusal(err error) bool {
	var locked *state.LockedError
	var ambiguous *apply.AmbiguousError
	var twins *apply.TwinError
	var unnamed *state.HostError
	return errors.As(err, &locked) || errors.Is(err, state.ErrLeaseLost) || errors.As(err, &ambiguous) || errors.As(err, &twins) ||
		errors.As(err, &unnamed) || errors.Is(err, state.ErrDamaged)
}

// without returns what is left of an error that was joined of several when those are taken
// out that are like this: nil when nothing is.
func without(err error, like func(error) bool) error {
	if !like(err) {
		return err
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var left []error
	for _, part := range joined.Unwrap() {
		left = append(left, without(part, like))
	}
	return errors.Join(left...)
}
