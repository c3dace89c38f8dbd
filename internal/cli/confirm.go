package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"whopsync/internal/hint"
)

var errNotConfirmed = errors.New("not confirmed; nothing was written")

// confirm lets a person decide. A script has to say --yes, so none writes by accident.
func confirm(ctx context.Context, e *environment, question string) error {
	if !isTerminal(e.In) {
		return hint.Add(errors.New("cannot ask for confirmation: standard input is not a terminal"), "To go on without asking: %s", e.again("--yes"))
	}
	yes, err := isYes(ctx, e, question)
	if err == nil && !yes {
		err = errNotConfirmed
	}
	return err
}

// isYes asks a person. An interrupt ends the question at once.
func isYes(ctx context.Context, e *environment, question string) (bool, error) {
	fmt.Fprintf(e.Out, "\n%s\n  Type yes to go on; any other answer stops here.\n\n  Enter a value: ", question)
	type line struct {
		text string
		err  error
	}
	answered := make(chan line, 1)
	go func() {
		text, err := bufio.NewReader(e.In).ReadString('\n')
		answered <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(e.Out)
		return false, ctx.Err()
	case answer := <-answered:
		if answer.err != nil {
			fmt.Fprintln(e.Out) // no one has ended the line
		}
		if answer.err != nil && answer.err != io.EOF {
			return false, fmt.Errorf("read the answer: %w", answer.err)
		}
		return strings.TrimSpace(answer.text) == "yes", nil
	}
}
