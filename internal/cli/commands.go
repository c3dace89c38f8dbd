package cli

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// command is one of the command line. Its parameters have its flags and arguments as kong reads them, and Run.
type command struct {
	name, help string
	parameters any
	tags       []string // of kong; few have any
}

// commands returns the whole command line, but for the flags that every command takes.
func commands() []command {
	return []command{
		{name: "init", parameters: &initCmd{}, help: "Make a course repository with an example lesson."},
		{name: "validate", parameters: &validateCmd{}, help: "Check the files, without a key and without network."},
		{name: "new", parameters: &newCmd{}, help: "Make a new lesson, chapter or course in its place, with a number and a key."},
		{name: "mv", parameters: &mvCmd{}, help: "Move or rename a lesson, chapter or course: files, numbers and links."},
		{name: "tree", parameters: &treeCmd{}, help: "Show the courses of the files as an outline: what there is, and how much to read."},
		{name: "preview", parameters: &previewCmd{}, help: "Show the courses in a browser as students will see them, and what would change."},
		{name: "fmt", parameters: &fmtCmd{}, help: "Put the files into one style: order of keys, indentation, quotes."},
		{name: "key", parameters: &keyCmd{}, help: "Give a key to every lesson, chapter and course that has none."},
		{name: "plan", parameters: &planCmd{}, help: "Show what apply would change on Whop. Only reads."},
		{name: "apply", parameters: &applyCmd{}, help: "Make Whop match the files: plan, ask, do. Or do exactly a saved plan."},
		{name: "rollback", parameters: &rollbackCmd{}, help: "Write the files as they were before a run. Without one, list the runs."},
		{name: "drift", parameters: &driftCmd{}, help: "Show what was changed on Whop by hand. Only reads."},
		{name: "pull", parameters: &pullCmd{}, help: "Bring what was edited on Whop into the files. Only reads there."},
		{name: "open", parameters: &openCmd{}, help: "Open a course or lesson on Whop in the browser."},
		{name: "convert", parameters: &convertCmd{}, help: "Make a course repository of a book, a site, a vault or a folder of another tool."},
		{name: "import", parameters: &importCmd{}, help: "Make files of courses that exist on Whop. Only reads there."},
		{name: "show", parameters: &showCmd{}, help: "Show a saved plan."},
		{name: "state", parameters: &stateCmd{}, help: "Show and correct the state: which object on Whop an address stands for."},
		{name: "doctor", parameters: &doctorCmd{}, help: "Check key, permissions, environment, state and lock, and say what to do."},
		{name: "comment", parameters: &commentCmd{}, help: "Put a saved plan under its pull request on GitHub."},
		{name: "propose", parameters: &proposeCmd{}, help: "Open a pull request on GitHub with what was pulled."},
		{name: "emulator", parameters: &emulatorCmd{}, help: "Serve a local Whop API, to try things against."},
		{name: "schema", parameters: &schemaCmd{}, help: "Print the JSON Schemas of the files, for editors, and of what commands print, for programs."},
		{name: "version", parameters: &versionCmd{}, help: "Print the version."},
		{name: "completion", parameters: &shellCmd{}, help: "Print a script that completes commands and flags in your shell."},
		{name: "complete", parameters: &completeCmd{}, help: "Print possible completions of a command line.", tags: []string{`hidden:""`}},
	}
}

// grammar returns the commands for kong. It takes kong milliseconds to read the flags and arguments of all commands, so those
// of a command that args do not name are left out: it cannot be the one that runs.
func grammar(args []string) (options []kong.Option) {
	all := needsAll(args)
	for _, c := range commands() {
		if !all && !slices.Contains(args, c.name) {
			c.parameters = &struct{}{}
		}
		options = append(options, kong.DynamicCommand(c.name, c.help, "", c.parameters, c.tags...))
	}
	return options
}

// needsAll reports whether a command line may say more of commands than their names and what they are for: as help or as
// completions. Short flags can stand together, as in -yh.
func needsAll(args []string) bool {
	return len(args) == 0 || slices.ContainsFunc(args, func(arg string) bool {
		isShort := strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--")
		return arg == "complete" || strings.HasPrefix(arg, "--help") || isShort && strings.Contains(arg, "h")
	})
}
