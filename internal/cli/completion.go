package cli

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"whopsync/internal/render"
	"whopsync/internal/spec"
)

type shellCmd struct {
	Shell string `arg:"" name:"shell" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help is what --help adds.
func (shellCmd) Help() string {
	return `Prints a script that teaches your shell to complete commands and flags, and the environments and addresses that your files name. Load it where your shell starts:

bash: source <(whopsync completion bash)

zsh: source <(whopsync completion zsh)

fish: whopsync completion fish | source`
}

//go:embed completion
var completionScripts embed.FS

// Run prints the script. It knows no command itself, but asks the whopsync that is
// installed, so that it never goes out of date.
func (cmd *shellCmd) Run(e *environment) error {
	script, err := completionScripts.ReadFile("completion/whopsync." + cmd.Shell)
	if err != nil {
		return err
	}
	_, err = e.Out.Write(script)
	return err
}

type completeCmd struct {
	Words []string `arg:"" optional:"" name:"word" help:"The command line after the program's name, up to the cursor."`
}

// Run prints what the last word could become, one a line, each with a tab and what it is
// for. It prints nothing where a file's name belongs: the shell knows those.
func (cmd *completeCmd) Run(e *environment, parsed *kong.Context) error {
	words := withoutEquals(cmd.Words)
	if len(words) == 0 {
		words = []string{""}
	}
	last := words[len(words)-1]
	all, err := candidates(e, parsed.Kong, words[:len(words)-1], strings.HasPrefix(last, "-"))
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.text != "" && strings.HasPrefix(c.text, last) {
			fmt.Fprintf(e.Out, "%s\t%s\n", render.Sanitize(c.text), c.help)
		}
	}
	return nil
}

// withoutEquals makes two words of --flag=value. bash makes three of it.
func withoutEquals(words []string) []string {
	var split []string
	for i, word := range words {
		name, value, found := strings.Cut(word, "=")
		switch {
		case word == "=" && i == len(words)-1:
			split = append(split, "")
		case word == "=":
		case found && strings.HasPrefix(word, "--"):
			split = append(split, name, value)
		default:
			split = append(split, word)
		}
	}
	return split
}

// candidate is one way to go on.
type candidate struct{ text, help string }

// candidates are what can come after the words that are there: the value of a flag, a flag, or
// else a command or the value of an argument.
func candidates(e *environment, parser *kong.Kong, words []string, isFlag bool) ([]candidate, error) {
	if slices.Contains(words, "--") {
		return nil, nil
	}
	at, err := kong.Trace(parser, words)
	if err != nil {
		return nil, err
	}
	node, given := at.Model.Node, 0
	for _, step := range at.Path {
		switch {
		case step.Command != nil:
			node, given = step.Command, 0
		case step.Positional != nil:
			given++
		}
	}
	dir := e.dir
	var flags []candidate
	for _, flag := range slices.Concat(node.AllFlags(true)...) {
		if len(words) > 0 && !flag.IsBool() && isNameOf(flag, words[len(words)-1]) {
			return values(dir, flag.Value), nil
		}
		if flag.Name == "chdir" {
			value, _ := at.FlagValue(flag).(string)
			dir = e.under(value)
		}
		flags = append(flags, candidate{"--" + flag.Name, flag.Help})
	}
	if isFlag {
		return flags, nil
	}
	found := commandsUnder(node)
	if given < len(node.Positional) {
		found = append(found, values(dir, node.Positional[given])...)
	}
	return found, nil
}

func commandsUnder(node *kong.Node) []candidate {
	var found []candidate
	for _, child := range node.Children {
		if !child.Hidden {
			found = append(found, candidate{child.Name, child.Help})
		}
	}
	return found
}

func isNameOf(flag *kong.Flag, word string) bool {
	return word == "--"+flag.Name || flag.Short != 0 && word == "-"+string(flag.Short)
}

// values are those that a flag or an argument lists, or those that the files name.
func values(dir string, v *kong.Value) []candidate {
	var found []candidate
	for _, value := range append(v.EnumSlice(), namesIn(dir, v.Tag.Get("complete"))...) {
		found = append(found, candidate{text: value})
	}
	return found
}

// namesIn returns what a word can be that is the name of something; the tag "complete" of a
// flag or an argument says of what. Only the files are asked: a key that is pressed should
// send nothing, and wait for nothing. Broken files have names as well.
func namesIn(dir, of string) []string {
	switch of {
	case "":
		return nil
	case "schema":
		return namesOf(slices.Concat(spec.Schemas(), documentSchemas(false)))
	}
	repo, err := spec.Open(dir)
	if err != nil {
		return nil
	}
	defer repo.Close()
	project, _ := spec.Load(repo, "")
	switch of {
	case "environment":
		return slices.Sorted(maps.Keys(project.Config.Environments))
	case "run":
		return runNames(repo)
	}
	var addresses []string
	for resource := range project.Resources() {
		addresses = append(addresses, resource.Address.String())
	}
	slices.Sort(addresses)
	return addresses
}
