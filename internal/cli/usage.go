package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

var (
	strangeWord = regexp.MustCompile(`^unexpected argument (\S+?)(, did you mean .*)?$`)
	noNumber    = regexp.MustCompile(`: expected a valid \d+ bit (?:int|uint|float) but got `)
)

// usageErrorOf words what the parser finds wrong with a command line, for people who have never
// heard of arguments and bits.
func usageErrorOf(err error) error {
	var failed *kong.ParseError
	if !errors.As(err, &failed) {
		return &usageError{err}
	}
	message := err.Error()
	commands := commandsIn(failed.Context)
	strange := strangeWord.FindStringSubmatch(message)
	switch {
	case len(commands) > 0 && strange != nil:
		message = fmt.Sprintf("there is no command %q%s", strange[1], strange[2])
	case len(commands) > 0 && strings.HasPrefix(message, "expected one of"):
		message = "which command? There is: " + strings.Join(commands, ", ")
	default:
		message = noNumber.ReplaceAllString(message, " takes a number, not ")
	}
	return misuse("%s", message)
}

// commandsIn returns the commands from which one had to be chosen where parsing ended.
func commandsIn(c *kong.Context) []string {
	node := c.Selected()
	if node == nil {
		node = c.Model.Node
	}
	var names []string
	for _, command := range commandsUnder(node) {
		names = append(names, command.text)
	}
	return names
}
