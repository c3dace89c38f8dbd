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

// elsewhereCalled says of the names that commands have in other programs what does the same here.
var elsewhereCalled = map[string]string{
	"status":   "`plan` shows what an apply would change, and `drift` what was changed on Whop",
	"diff":     "`plan` shows what an apply would change, and `drift` what was changed on Whop",
	"changes":  "`plan` shows what an apply would change, and `drift` what was changed on Whop",
	"preview":  "`plan` shows what an apply would change, and `tree` the courses of the files",
	"check":    "`validate` checks the files, and `plan` compares them with Whop",
	"lint":     "`validate` checks the files, and `fmt` puts them into one style",
	"test":     "`validate` checks the files, and `plan` compares them with Whop",
	"verify":   "`validate` checks the files, and `drift` looks at Whop",
	"format":   "`fmt` puts the files into one style",
	"serve":    "`open` opens what is on Whop, and `emulator` serves a local Whop API",
	"server":   "`emulator` serves a local Whop API",
	"watch":    "`validate` checks the files as they are",
	"export":   "`import` makes files of courses that exist on Whop",
	"pull":     "`import` makes files of courses that exist on Whop, and `drift` shows what was changed there",
	"fetch":    "`import` makes files of courses that exist on Whop, and `drift` shows what was changed there",
	"clone":    "`import` makes files of courses that exist on Whop",
	"download": "`import` makes files of courses that exist on Whop",
	"push":     "`apply` makes Whop match the files",
	"deploy":   "`apply` makes Whop match the files",
	"publish":  "`apply` makes Whop match the files",
	"sync":     "`apply` makes Whop match the files",
	"upload":   "`apply` makes Whop match the files",
	"up":       "`apply` makes Whop match the files",
	"run":      "`apply` makes Whop match the files",
	"destroy":  "`apply` deletes what on_remove: or removed: in whopsync.yaml says",
	"delete":   "`apply` deletes what on_remove: or removed: in whopsync.yaml says",
	"undo":     "`rollback last` undoes the newest run",
	"revert":   "`rollback last` undoes the newest run",
	"restore":  "`rollback last` undoes the newest run",
	"runs":     "`rollback` lists the runs",
	"log":      "`rollback` lists the runs",
	"history":  "`rollback` lists the runs",
	"unlock":   "`state unlock` frees the lock of a run that is dead",
	"list":     "`tree` shows the courses of the files, and `state list` what is remembered",
	"ls":       "`tree` shows the courses of the files, and `state list` what is remembered",
	"outline":  "`tree` shows the courses of the files",
	"stats":    "`tree` shows the courses of the files",
	"create":   "`init` makes a course repository",
	"setup":    "`init` makes a course repository",
	"login":    "the key is given in the variable WHOP_API_KEY, or in .env; `doctor` looks at it",
	"auth":     "the key is given in the variable WHOP_API_KEY, or in .env; `doctor` looks at it",
	"whoami":   "`doctor` says whose key it is",
	"info":     "`doctor` looks at key, environment, state and lock",
	"browse":   "`open` opens what is on Whop",
	"web":      "`open` opens what is on Whop",
	"taint":    "`state rm` forgets an address",
	"forget":   "`state rm` forgets an address",
	"refresh":  "`plan` reads Whop every time",
	"update":   "`apply` makes Whop match the files",
	"upgrade":  "`version` says which one this is",
	"ci":       "`init` writes workflows for GitHub, where it is asked to",
	"keys":     "`key` gives keys to lessons, chapters and courses",
}

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
	case len(commands) > 0 && strange != nil && failed.Context.Selected() == nil && elsewhereCalled[strange[1]] != "":
		message = fmt.Sprintf("whopsync has no %s; %s", strange[1], elsewhereCalled[strange[1]])
	case len(commands) > 0 && strange != nil:
		message = fmt.Sprintf("there is no command %q%s", strange[1], strange[2])
		if strange[2] == "" {
			message += "; there is " + strings.Join(commands, ", ")
		}
	case len(commands) > 0 && strings.HasPrefix(message, "expected one of"):
		message = "which command? There is: " + strings.Join(commands, ", ")
	default:
		message = noNumber.ReplaceAllString(message, " takes a number, not ")
	}
	return misuse("%s", message)
}

// commandOf returns the command that a command line which cannot be understood has named.
func commandOf(err error) *kong.Node {
	var failed *kong.ParseError
	if !errors.As(err, &failed) {
		return nil
	}
	return failed.Context.Selected()
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
