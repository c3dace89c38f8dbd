package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"whopsync/internal/apply"
	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

// Exit codes are part of the contract with scripts.
const (
	exitOK          = 0
	exitError       = 1
	exitChanges     = 2   // only with --detailed-exitcode, after what is printed: Go's runtime ends with it too
	exitRefused     = 3   // a guard said no, and nothing was written
	exitPartial     = 4   // apply stopped part-way; the report says where
	exitBug         = 11  // a panic
	exitInterrupted = 130 // by the user; what was under way is finished and saved
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
func exit(code int) error { return &outcome{code: code} }

// refuse ends a command that a guard has stopped.
func refuse(format string, args ...any) error {
	return &outcome{exitRefused, fmt.Errorf(format, args...)}
}

// usageError is a command line that cannot be understood.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// withHelp adds to a command line that cannot be understood where it is explained.
func withHelp(err error, command *kong.Node) error {
	var usage *usageError
	if !errors.As(err, &usage) {
		return err
	}
	path := ""
	for node := command; node != nil && node.Parent != nil; node = node.Parent {
		path = node.Name + " " + path
	}
	return hint.Add(err, "To see what there is: %s", hint.Shell{}.Command(path+"--help"))
}

// misuse ends a command whose command line cannot be understood.
func misuse(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// closing closes c at the end of a command and keeps its error if there is no other.
func closing(c io.Closer, err *error) {
	*err = errors.Join(*err, c.Close())
}

// fail prints an error and returns the exit code for it. A command can end with more than
// one, as when the lock cannot be freed after a run that stopped part-way: what is said
// already, or in a word of ours, does not keep the rest from being said.
func fail(w io.Writer, err error) int {
	var o *outcome
	errors.As(err, &o)
	rest := without(err, isSaid)
	if isInterrupt(rest) {
		fmt.Fprintln(w, "Error: interrupted")
		o, rest = &outcome{code: exitInterrupted}, without(rest, isInterrupt)
	}
	if rest != nil {
		fmt.Fprintf(w, "Error: %s\n", render.Sanitize(hint.Text(rest)))
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

// without returns a joined error without the parts equal to the given one, nil if none is
// left.
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
