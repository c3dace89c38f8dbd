package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"whopsync/internal/course"
	"whopsync/internal/hint"
)

var (
	strangeWord = regexp.MustCompile(`^unexpected argument (\S+?)(, did you mean .*)?$`)
	strangeKind = regexp.MustCompile(`^<kind> must be one of .* but got "(\w+)"$`)
	noValue     = regexp.MustCompile(`^--([\w-]+): expected \w+ value but got "EOL" \(<EOL>\)$`)
	noArgument  = regexp.MustCompile(`^expected "<([\w-]+)>`)
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
	"undo":     "`rollback last` takes the newest run back in the files",
	"revert":   "`rollback last` takes the newest run back in the files",
	"restore":  "`rollback last` takes the newest run back in the files",
	"runs":     "`rollback` lists the runs",
	"log":      "`rollback` lists the runs",
	"history":  "`rollback` lists the runs",
	"unlock":   "`state unlock` frees the lock of a run that is dead",
	"list":     "`tree` shows the courses of the files, and `state list` the objects in the state",
	"ls":       "`tree` shows the courses of the files, and `state list` the objects in the state",
	"outline":  "`tree` shows the courses of the files",
	"stats":    "`tree` shows the courses of the files",
	"migrate":  "`convert` makes files of what another tool keeps, and `import` of courses that exist on Whop",
	"adopt":    "`convert` makes files of what another tool keeps, and `import` of courses that exist on Whop",
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
	kind := strangeKind.FindStringSubmatch(message)
	flag, missing := noValue.FindStringSubmatch(message), noArgument.FindStringSubmatch(message)
	switch {
	case kind != nil && slices.Contains(course.LessonTypes(), kind[1]):
		return hint.Add(misuse("%s is a type of lesson", kind[1]), "To make one: %s", lessonOfType(failed.Context.Args, kind[1]))
	case len(commands) > 0 && strange != nil && failed.Context.Selected() == nil && elsewhereCalled[strange[1]] != "":
		message = fmt.Sprintf("whopsync has no %s; %s", strange[1], elsewhereCalled[strange[1]])
	case len(commands) > 0 && strange != nil:
		message = fmt.Sprintf("there is no command %q%s", strange[1], strange[2])
		if strange[2] == "" {
			message += "; there is " + strings.Join(commands, ", ")
		}
	case len(commands) > 0 && strings.HasPrefix(message, "expected one of"):
		message = "which command? There is: " + strings.Join(commands, ", ")
	case flag != nil:
		message = fmt.Sprintf("--%s needs a value: --%s %s", flag[1], flag[1], placeholderOf(failed.Context, flag[1]))
	case missing != nil:
		message = fmt.Sprintf("<%s> is missing%s", missing[1], helpOf(failed.Context.Selected(), missing[1]))
	default:
		message = noNumber.ReplaceAllString(message, " takes a number, not ")
	}
	return misuse("%s", message)
}

// lessonOfType returns a command line that names a type of lesson as the kind of what to make, as it was meant.
func lessonOfType(args []string, kind string) string {
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = hint.Word(arg)
	}
	if at := slices.Index(args, kind); at >= 0 {
		words[at] = string(course.KindLesson)
	}
	if args[len(args)-1] == kind {
		words = append(words, "ADDRESS")
	}
	return "whopsync " + strings.Join(words, " ") + " --type " + kind
}

// placeholderOf returns the word that stands for a flag's value in help texts.
func placeholderOf(c *kong.Context, name string) string {
	for _, flag := range c.Flags() {
		if flag.Name == name {
			return flag.FormatPlaceHolder()
		}
	}
	return "VALUE"
}

// helpOf returns the first sentence that the help of a command has for an argument, as the end of another.
func helpOf(command *kong.Node, name string) string {
	if command != nil {
		for _, positional := range command.Positional {
			if positional.Name == name {
				first, _, _ := strings.Cut(positional.Help, ".")
				return ": " + strings.ToLower(first[:1]) + first[1:]
			}
		}
	}
	return ""
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
