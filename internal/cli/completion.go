package cli

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"whopsync/internal/render"
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
	Words []string `arg:"" optional:"" name:"word" help:"What stands after the program's name, up to the cursor."`
}

// Run prints what the last word could become, one a line, each with a tab and what it is
// for. It prints nothing where a file's name belongs: the shell knows those.
func (cmd *completeCmd) Run(e *environment, parsed *kong.Context) error {
	for _, c := range complete(e.flags.Chdir, parsed.Model.Node, cmd.Words) {
		fmt.Fprintf(e.Out, "%s\t%s\n", render.Sanitize(c.text), c.help)
	}
	return nil
}

// candidate is one way to go on.
type candidate struct{ text, help string }

func complete(dir string, node *kong.Node, words []string) []candidate {
	words = withoutEquals(words)
	if len(words) == 0 {
		words = []string{""}
	}
	done, last := words[:len(words)-1], words[len(words)-1]
	if slices.Contains(done, "--") {
		return nil
	}
	at := cursor{node: node, dir: dir}
	for _, word := range done {
		at.pass(word)
	}
	switch {
	case at.wanting != nil:
		return startingWith(last, at.values(at.wanting.Value))
	case strings.HasPrefix(last, "-"):
		return startingWith(last, flagsOf(at.node))
	}
	return startingWith(last, at.nextWords())
}

// cursor is where a command line has come to.
type cursor struct {
	node    *kong.Node // the command
	given   int        // how many of its arguments are there
	wanting *kong.Flag // the flag that the next word is the value of
	dir     string     // where -C leads
}

func (c *cursor) pass(word string) {
	switch flag := flagOf(c.node, word); {
	case c.wanting != nil:
		if c.wanting.Name == "chdir" {
			c.dir = word
		}
		c.wanting = nil
	case flag != nil && !flag.IsBool():
		c.wanting = flag
	case strings.HasPrefix(word, "-"):
	case childOf(c.node, word) != nil:
		c.node, c.given = childOf(c.node, word), 0
	default:
		c.given++
	}
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

func childOf(node *kong.Node, name string) *kong.Node {
	for _, child := range node.Children {
		if child.Name == name {
			return child
		}
	}
	return nil
}

func flagOf(node *kong.Node, word string) *kong.Flag {
	for ; node != nil; node = node.Parent {
		for _, flag := range node.Flags {
			if word == "--"+flag.Name || flag.Short != 0 && word == "-"+string(flag.Short) {
				return flag
			}
		}
	}
	return nil
}

func flagsOf(node *kong.Node) []candidate {
	var found []candidate
	for ; node != nil; node = node.Parent {
		for _, flag := range node.Flags {
			if !flag.Hidden {
				found = append(found, candidate{"--" + flag.Name, flag.Help})
			}
		}
	}
	return found
}

// nextWords are the commands under the one so far, or the values of its next argument.
func (c *cursor) nextWords() []candidate {
	var found []candidate
	for _, child := range c.node.Children {
		if !child.Hidden {
			found = append(found, candidate{child.Name, child.Help})
		}
	}
	if c.given < len(c.node.Positional) {
		found = append(found, c.values(c.node.Positional[c.given])...)
	}
	return found
}

// values are those that a flag or an argument lists, or those that the files name.
func (c *cursor) values(v *kong.Value) []candidate {
	var found []candidate
	for _, value := range append(v.EnumSlice(), namesIn(c.dir, v.Tag.Get("complete"))...) {
		found = append(found, candidate{text: value})
	}
	return found
}

func startingWith(prefix string, all []candidate) []candidate {
	var found []candidate
	for _, c := range all {
		if c.text != "" && strings.HasPrefix(c.text, prefix) {
			found = append(found, c)
		}
	}
	return found
}
