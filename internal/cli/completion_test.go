package cli_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
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
	if code := cli.Main(context.Background(), args, cli.Process{Environ: os.Environ(), Streams: cli.Streams{Out: &out, Err: &errs}}); code != 0 {
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

// What only the repository knows is completed from its files, wherever -C leads, and never
// from Whop or from the state.
func TestTheShellLearnsWhatTheFilesName(t *testing.T) {
	dir := t.TempDir()
	for path, text := range map[string]string{
		"whopsync.yaml":                          "version: 1\nenvironments:\n  production: {experience: exp_1, state: 'https://127.0.0.1:1/'}\n  sandbox: {experience: exp_2}\n",
		".whopsync/runs/production-7.json":       "{}",
		"courses/pottery/course.yaml":            "title: Pottery\n",
		"courses/pottery/01-clay/01-wedging.md":  "# Wedging\n",
		"courses/pottery/01-clay/02-kneading.md": "---\ntitel: broken\n---\n",
	} {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	for line, want := range map[string]string{
		"--env ":                             "local production sandbox",
		"plan --env s":                       "sandbox",
		"--env=p":                            "production",
		"plan --target pottery/clay/":        "pottery/clay/kneading pottery/clay/wedging",
		"plan --target pottery/clay --targ":  "--target",
		"plan --target pottery --target=pot": "pottery pottery/clay pottery/clay/kneading pottery/clay/wedging",
		"state show pottery/clay/w":          "pottery/clay/wedging",
		"state rm pottery/clay/w":            "pottery/clay/wedging",
		"state mv pottery/clay/w":            "pottery/clay/wedging",
		"state mv pottery/clay pottery/clay": "pottery/clay pottery/clay/kneading pottery/clay/wedging",
		"state show pottery ":                "", // it takes one
		"state migrate ":                     "",
		"schema ":                            "whopsync course chapter lesson plan apply drift pull rollback rollback-list validate tree state-list state-show doctor doctor-probe version",
		"plan --exclude pottery/clay/w":      "pottery/clay/wedging",
		"tree pottery/clay/k":                "pottery/clay/kneading",
		"mv pottery/clay/w":                  "pottery/clay/wedging",
		"new lesson --after pottery/clay/w":  "pottery/clay/wedging",
		"new c":                              "chapter course",
		"rollback ":                          "last production-7",
		"schema --dir . c":                   "course chapter",
	} {
		words := append([]string{"-C", dir}, strings.Split(line, " ")...)
		if diff := cmp.Diff(strings.Fields(want), completed(t, words...)); diff != "" {
			t.Errorf("whopsync %s (-want +got):\n%s", line, diff)
		}
	}
	if got := completed(t, "-C", t.TempDir(), "plan", "--target", ""); len(got) > 0 {
		t.Errorf("where no course is, there is %q", got)
	}
	if left, err := os.ReadDir(filepath.Join(dir, ".whopsync")); err != nil || len(left) != 1 {
		t.Error("completion has left something behind")
	}
}

func TestTheCompletionScriptsParse(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		var out bytes.Buffer
		if code := cli.Main(context.Background(), []string{"completion", shell}, cli.Process{Environ: os.Environ(), Streams: cli.Streams{Out: &out, Err: &out}}); code != 0 || !strings.Contains(out.String(), "whopsync complete -- ") {
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
