package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"whopsync/internal/hint"
)

var errNotConfirmed = errors.New("not confirmed; nothing was written")

// confirm lets a person decide. A script has to say --yes, so that none writes by accident.
func confirm(e *environment, question string) error {
	if !isTerminal(e.In) {
		return hint.Add(errors.New("cannot ask for confirmation: standard input is not a terminal"), "To go on without asking: %s", e.again("--yes"))
	}
	yes, err := isYes(e, question)
	if err == nil && !yes {
		err = errNotConfirmed
	}
	return err
}

// isYes asks a person.
func isYes(e *environment, question string) (bool, error) {
	fmt.Fprintf(e.Out, "\n%s\n  Only \"yes\" is taken for a yes.\n\n  Enter a value: ", question)
	answer, err := bufio.NewReader(e.In).ReadString('\n')
	if err != nil && err != io.EOF {
		return false, fmt.Errorf("read the answer: %w", err)
	}
	return strings.TrimSpace(answer) == "yes", nil
}
