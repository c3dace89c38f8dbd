package cli_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"gopkg.in/yaml.v3"
)

// runAction does what GitHub does with action.yml: it takes the inputs, decides which steps
// run, and gives each its environment and its shell. The steps that put whopsync on the
// PATH are left out; here it is there.
func runAction(ts *testscript.TestScript, neg bool, args []string) {
	data, err := os.ReadFile("../../action.yml")
	ts.Check(err)
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct{ Steps []step }
	}
	ts.Check(yaml.Unmarshal(data, &action))
	known := map[string]string{"github.server_url": "https://github.example", "github.token": "ghs_secret"}
	for name, input := range action.Inputs {
		known["inputs."+name] = fillIn(input.Default, known)
	}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		if _, ok := action.Inputs[name]; !ok {
			ts.Fatalf("the action has no input %q", name)
		}
		known["inputs."+name] = value
	}
	failed := runSteps(ts, action.Runs.Steps, known)
	if (failed != nil) != neg {
		ts.Fatalf("the action: %v", failed)
	}
}

// runPipeline does what GitLab does with a job of docs/gitlab-ci.yml.
func runPipeline(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: gitlab JOB FOLDER KEY")
	}
	data, err := os.ReadFile("../../docs/gitlab-ci.yml")
	ts.Check(err)
	var jobs map[string]yaml.Node
	ts.Check(yaml.Unmarshal(data, &jobs))
	var job struct{ Script []string }
	node := jobs[args[0]]
	ts.Check(node.Decode(&job))
	err = runStep(ts, step{Run: strings.Join(job.Script, "\n"), Dir: args[1], Env: map[string]string{
		"WHOP_READ_KEY": args[2], "CI_JOB_TOKEN": "secret", "CI_DEFAULT_BRANCH": "main",
		"CI_REPOSITORY_URL": "https://gitlab-ci-token:old@gitlab.example/ada.git",
	}}, nil)
	if (err != nil) != neg {
		ts.Fatalf("the job %s: %v", args[0], err)
	}
}

// runSteps leaves out what follows a step that fails, but for what is to run all the same.
func runSteps(ts *testscript.TestScript, steps []step, known map[string]string) (failed error) {
	for _, s := range steps {
		known["steps."+s.ID+".outcome"] = "skipped"
		condition, always := strings.CutPrefix(s.If, "!cancelled() && ")
		condition, afterFailure := strings.CutPrefix(condition, "failure() && ")
		if s.Run == "" || strings.Contains(s.Run, "go build") || s.ID == "released" || failed != nil && !always && !afterFailure || failed == nil && afterFailure || !isMet(condition, known) {
			continue
		}
		known["steps."+s.ID+".outcome"] = "success"
		if err := runStep(ts, s, known); err != nil {
			known["steps."+s.ID+".outcome"] = "failure"
			failed = errors.Join(failed, fmt.Errorf("step %q: %w", s.Name, err))
		}
	}
	return failed
}

// runStep runs a step as the runner does: its shell in a file, with -e and pipefail.
func runStep(ts *testscript.TestScript, s step, known map[string]string) error {
	file := ts.MkAbs("step.sh")
	ts.Check(os.WriteFile(file, []byte(s.Run), 0o666))
	dir := ts.MkAbs(".")
	if s.Dir != "" {
		dir = ts.MkAbs(fillIn(s.Dir, known))
	}
	words := []string{"-C", dir, "RUNNER_TEMP=" + ts.MkAbs(".")}
	for name, value := range s.Env {
		words = append(words, name+"="+fillIn(value, known))
	}
	return ts.Exec("env", append(words, "bash", "--noprofile", "--norc", "-eo", "pipefail", file)...)
}

var expression = regexp.MustCompile(`\$\{\{ ([\w.-]+) \}\}`)

func fillIn(text string, known map[string]string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string { return known[expression.FindStringSubmatch(e)[1]] })
}

// isMet evaluates what an if: of the action may say: comparisons of inputs with texts,
// joined by && or by ||.
func isMet(condition string, known map[string]string) bool {
	if either := strings.Split(condition, " || "); len(either) > 1 {
		return isMet(either[0], known) || isMet(strings.Join(either[1:], " || "), known)
	}
	for part := range strings.SplitSeq(condition, " && ") {
		name, want, equal := strings.Cut(part, " == ")
		if !equal {
			name, want, _ = strings.Cut(part, " != ")
		}
		if part != "" && (known[name] == strings.Trim(want, "'")) != equal {
			return false
		}
	}
	return true
}
