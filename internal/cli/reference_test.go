package cli

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

const (
	referencePath = "../../docs/cli.md"
	manualPath    = "../../docs/whopsync.1"
)

func TestTheReferenceIsUpToDate(t *testing.T) {
	want := reference(commandLine(t))
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(referencePath, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referencePath)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/cli.md is not what the commands say; go test ./internal/cli -run Reference -update rewrites it (-want +got):\n%s", diff)
	}
}

// The page for man is part of releases alone, which write it with -update.
func TestTheManualHasEveryCommand(t *testing.T) {
	model := commandLine(t)
	page := manual(model)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(manualPath, []byte(page), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, leaf := range model.Leaves(true) {
		if !strings.Contains(page, "\n.SS "+roff(usage(leaf))) {
			t.Errorf("there is no %q", usage(leaf))
		}
	}
	if strings.IndexFunc(page, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		t.Error("not every troff reads it")
	}
}

// commandLine returns the whole command line, as the program itself knows it.
func commandLine(t *testing.T) *kong.Application {
	t.Helper()
	env := &environment{Streams: Streams{Out: io.Discard, Err: io.Discard}, flags: &globals{}, getenv: func(string) string { return "" }}
	parser, _, err := newParser(env)
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

// manual writes the command line down as a page for man.
func manual(model *kong.Application) string {
	var out strings.Builder
	fmt.Fprintf(&out, ".TH WHOPSYNC 1\n.SH NAME\nwhopsync \\- keep Whop courses in git\n.SH SYNOPSIS\n.B whopsync\nCOMMAND [flags]\n.SH DESCRIPTION\n%s", roff(description))
	out.WriteString(".SH FLAGS OF EVERY COMMAND\n")
	writeManualFlags(&out, model.Flags)
	out.WriteString(".SH COMMANDS\n")
	for _, leaf := range model.Leaves(true) {
		fmt.Fprintf(&out, ".SS %s%s", roff(usage(leaf)), roff(leaf.Help))
		if leaf.Detail != "" {
			out.WriteString(".PP\n" + roff(leaf.Detail))
		}
		for _, positional := range leaf.Positional {
			out.WriteString(".TP\n.I " + roff(positional.Summary()) + roff(positional.Help))
		}
		writeManualFlags(&out, leaf.Flags)
	}
	return out.String()
}

func writeManualFlags(out *strings.Builder, flags []*kong.Flag) {
	for _, f := range flags {
		if !f.Hidden {
			out.WriteString(".TP\n.B " + roff(f.String()) + roff(f.Help))
		}
	}
}

// roff writes paragraphs as lines that mean nothing to man.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	var out strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case line == "":
			line = ".PP"
		case strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'"):
			line = `\&` + line
		}
		for _, r := range line + "\n" {
			if r > unicode.MaxASCII {
				fmt.Fprintf(&out, `\[u%04X]`, r)
				continue
			}
			out.WriteRune(r)
		}
	}
	return out.String()
}

// reference writes the command line down as Markdown.
func reference(model *kong.Application) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Commands\n\n%s\n\nThis page is made from the program: `go test ./internal/cli -run Reference -update`.\n\n", description)
	out.WriteString("## Flags of every command\n\n")
	writeFlags(&out, model.Flags)
	for _, leaf := range model.Leaves(true) {
		writeCommand(&out, leaf)
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func writeCommand(out *strings.Builder, node *kong.Node) {
	fmt.Fprintf(out, "## %s\n\n%s\n\n", node.FullPath(), node.Help)
	if node.Detail != "" {
		fmt.Fprintf(out, "%s\n\n", node.Detail)
	}
	fmt.Fprintf(out, "```text\n%s\n```\n\n", usage(node))
	for _, positional := range node.Positional {
		fmt.Fprintf(out, "- `%s`: %s\n", positional.Summary(), positional.Help)
	}
	if len(node.Positional) > 0 {
		out.WriteString("\n")
	}
	writeFlags(out, node.Flags)
}

func usage(node *kong.Node) string {
	words := []string{node.FullPath()}
	for _, positional := range node.Positional {
		words = append(words, positional.Summary())
	}
	if len(node.Flags) > 0 {
		words = append(words, "[flags]")
	}
	return strings.Join(words, " ")
}

func writeFlags(out *strings.Builder, flags []*kong.Flag) {
	rows := 0
	for _, f := range flags {
		if f.Hidden {
			continue
		}
		if rows++; rows == 1 {
			out.WriteString("| flag | |\n|---|---|\n")
		}
		name := "--" + f.Name
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		switch {
		case f.Enum != "":
			name += "=" + strings.ReplaceAll(f.Enum, ",", "/")
		case !f.IsBool():
			name += "=" + f.FormatPlaceHolder()
		}
		help := f.Help
		if f.HasDefault && f.Default != "" && !f.IsBool() {
			help += " Default: `" + f.Default + "`."
		}
		fmt.Fprintf(out, "| `%s` | %s |\n", name, strings.ReplaceAll(help, "|", `\|`))
	}
	if rows > 0 {
		out.WriteString("\n")
	}
}
