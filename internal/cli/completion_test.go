package cli_test

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/cli"
)

// completed returns what the last word could become.
func completed(t *testing.T, words ...string) []string {
	t.Helper()
	var out, errs bytes.Buffer
	args := append([]string{"complete", "--"}, words...)
	if code := cli.Main(context.Background(), args, cli.Streams{Out: &out, Err: &errs}); code != 0 {
		t.Fatalf("whopsync %q: exit %d\n%s", args, code, errs.String())
	}
	found := []string{}
	for line := range strings.Lines(out.String()) {
		text, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		found = append(found, text)
	}
	return found
}

func TestTheShellLearnsHowACommandLineGoesOn(t *testing.T) {
	for line, want := range map[string]string{
		"pla":                         "plan",
		"state l":                     "list",
		"state unl":                   "unlock",
		"plan --for":                  "--format",
		"plan --format ":              "text json markdown",
		"plan --format m":             "markdown",
		"plan --format=m":             "markdown",
		"plan --format = m":           "markdown", // as bash splits it
		"plan --format =":             "text json markdown",
		"-C academy pla":              "plan",
		"--chdir=academy plan --det":  "--detailed-exitcode",
		"plan --on-drift fail --che":  "--check",
		"completion ":                 "bash zsh fish",
		"show ":                       "", // a file: the shell's own business
		"plan --out ":                 "",
		"plan -- --for":               "",
		"nonsense --env production x": "",
	} {
		if diff := cmp.Diff(strings.Fields(want), completed(t, strings.Split(line, " ")...)); diff != "" {
			t.Errorf("whopsync %s (-want +got):\n%s", line, diff)
		}
	}
	if all := strings.Join(completed(t), " "); !strings.Contains(all, "plan apply") || strings.Contains(all, "complete ") {
		t.Errorf("the commands are %s", all)
	}
}

func TestTheCompletionScriptsParse(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		var out bytes.Buffer
		if code := cli.Main(context.Background(), []string{"completion", shell}, cli.Streams{Out: &out, Err: &out}); code != 0 || !strings.Contains(out.String(), "whopsync complete -- ") {
			t.Errorf("completion %s: exit %d\n%s", shell, code, out.String())
		}
		program, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("%s is not installed, so nobody has parsed its script", shell)
			continue
		}
		check := exec.Command(program, "-n")
		check.Stdin = &out
		if said, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", shell, err, said)
		}
	}
}
