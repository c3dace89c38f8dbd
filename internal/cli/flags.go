package cli

import (
	"slices"
	"strings"
)

// terraformFlags lets the habits of Terraform's users work: its long flags have a single
// dash (-out=x, -detailed-exitcode), and its word for --yes is -auto-approve. As elsewhere, help COMMAND
// is COMMAND --help.
func terraformFlags(args []string) []string {
	args = slices.Clone(args)
	if len(args) == 1 && (args[0] == "-version" || args[0] == "--version") {
		return []string{"version"}
	}
	if len(args) > 0 && args[0] == "help" {
		args = append(args[1:], "--help")
	}
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if isSingleDashed(arg) {
			arg = "-" + arg
		}
		if name, value, _ := strings.Cut(arg, "="); name == "--auto-approve" {
			arg = strings.TrimSuffix("--yes="+value, "=")
		}
		args[i] = arg
	}
	return args
}

// isSingleDashed reports whether arg is a long flag with one dash. The short flags -h and
// -y are too short for one, and -C, which takes a folder right after it, is a capital.
func isSingleDashed(arg string) bool {
	return len(arg) > 2 && arg[0] == '-' && 'a' <= arg[1] && arg[1] <= 'z'
}
