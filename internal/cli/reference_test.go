package cli

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

const referencePath = "../../docs/cli.md"

func TestTheReferenceIsUpToDate(t *testing.T) {
	want := reference(t)
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

// reference writes down the whole command line, from what the program itself knows.
func reference(t *testing.T) string {
	t.Helper()
	var all commands
	env := &environment{Streams: Streams{Out: io.Discard, Err: io.Discard}, flags: &all.globals, getenv: func(string) string { return "" }}
	parser, _, err := newParser(&all, env)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "# Commands\n\n%s\n\nThis page is made from the program: `go test ./internal/cli -run Reference -update`.\n\n", description)
	out.WriteString("## Flags of every command\n\n")
	writeFlags(&out, parser.Model.Flags)
	for _, leaf := range parser.Model.Leaves(true) {
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
