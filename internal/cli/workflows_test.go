package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gopkg.in/yaml.v3"

	"whopsync/internal/cli"
)

// A workflow is code that runs with keys, in a language without a compiler. These tests
// read the workflows that users get, as they get them, and the action that they use.

// workflow is what the rules look at, of a workflow and of an action alike.
type workflow struct {
	On          map[string]any
	Permissions any
	Concurrency any
	Env         map[string]string
	Jobs        map[string]job
	Runs        struct{ Steps []step }
}

type job struct {
	Name        string
	If          string
	Needs       string
	Outputs     map[string]string
	Environment string
	Concurrency any
	Permissions map[string]string
	Timeout     int `yaml:"timeout-minutes"`
	Env         map[string]string
	Steps       []step
}

type step struct {
	ID, Name, Uses, If, Run string
	Dir                     string `yaml:"working-directory"`
	With, Env               map[string]string
}

// initialized runs init --github in a fresh folder and returns its workflows by name.
func initialized(t *testing.T, args ...string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	var out, errs bytes.Buffer
	args = append([]string{"-C", dir, "init", "--github"}, args...)
	if code := cli.Main(context.Background(), args, cli.Process{Environ: os.Environ(), Streams: cli.Streams{Out: &out, Err: &errs}}); code != 0 {
		t.Fatalf("whopsync %s: exit %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	paths, err := filepath.Glob(filepath.Join(dir, ".github", "workflows", "*.yml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no workflows were written (%v)", err)
	}
	texts := map[string]string{}
	for _, path := range paths {
		texts[filepath.Base(path)] = readFile(t, path)
	}
	return texts
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func parsed(t *testing.T, text string) workflow {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(text), &w); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return w
}

const pinned = "ada/whopsync@0123456789abcdef0123456789abcdef01234567"

func TestWorkflowsKeepTheRules(t *testing.T) {
	texts := initialized(t, "--source", pinned)
	for name, text := range initialized(t, "--source", pinned, "--env", "staging", "--env", "sandbox", "--env", "production") {
		texts["several "+name] = text
	}
	texts["action.yml"] = readFile(t, "../../action.yml")
	for name, text := range texts {
		for _, problem := range problemsOf(parsed(t, text), text) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

var pin = regexp.MustCompile(`(?m)uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # \S`)

// problemsOf returns which rules a workflow or an action breaks.
func problemsOf(w workflow, text string) []string {
	var found []string
	complain := func(broken bool, format string, args ...any) {
		if broken {
			found = append(found, fmt.Sprintf(format, args...))
		}
	}
	complain(strings.Count(text, "uses: ") != len(pin.FindAllString(text, -1)), "an action is not pinned by a commit, with a comment that says which")
	complain(strings.Contains(text, "pull_request_target") || strings.Contains(text, "workflow_run"), "a fork's code could run with our rights")
	complain(strings.Contains(text, "$?"), "an exit code is taken for changes, which Go's runtime may have ended with")
	if len(w.Jobs) > 0 {
		permissions, ok := w.Permissions.(map[string]any)
		complain(!ok || len(permissions) > 0, "jobs are not without permissions unless they ask")
	}
	for _, name := range slices.Sorted(maps.Keys(w.Jobs)) {
		j := w.Jobs[name]
		complain(w.Concurrency == nil && j.Concurrency == nil, "two runs of job %s can overtake each other", name)
		complain(j.Permissions == nil || j.Timeout == 0, "job %s says no permissions, or no timeout", name)
		for _, s := range j.Steps {
			complain(s.Uses == "" && s.Run == "", "job %s has a step that does nothing", name)
			complain(strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != "false", "job %s leaves its token in the checkout", name)
		}
		found = append(found, problemsOfSteps(j.Steps)...)
		found = append(found, problemsOfSecrets(name, j, w.On)...)
	}
	return append(found, problemsOfSteps(w.Runs.Steps)...)
}

// problemsOfSteps looks at the shell in them.
func problemsOfSteps(steps []step) []string {
	var found []string
	for _, s := range steps {
		if strings.Contains(s.Run, "${{") {
			found = append(found, fmt.Sprintf("step %q has an expression in its shell", s.Name))
		}
		for line := range strings.Lines(s.Run) {
			if strings.HasPrefix(strings.TrimSpace(line), "whopsync ") {
				found = append(found, fmt.Sprintf("step %q does not start whopsync with exec", s.Name))
			}
		}
		if strings.Contains(s.Run, "whopsync plan") && s.Env["WHOP_API_KEY"] != "" && strings.Contains(s.Run, "--offline") {
			found = append(found, fmt.Sprintf("step %q gives a key to an offline plan", s.Name))
		}
	}
	return found
}

const notForForks = "github.event.pull_request.head.repo.full_name == github.repository"

// problemsOfSecrets looks at who gets keys and rights to write.
func problemsOfSecrets(name string, j job, on map[string]any) []string {
	var found []string
	_, byPullRequest := on["pull_request"]
	var all strings.Builder
	given := []map[string]string{j.Env}
	for _, s := range j.Steps {
		given = append(given, s.With, s.Env)
	}
	for _, values := range given {
		for _, value := range values {
			all.WriteString(value + "\n")
		}
	}
	secrets := strings.Contains(all.String(), "secrets.")
	writes := slices.Contains(slices.Collect(maps.Values(j.Permissions)), "write")
	if byPullRequest && (secrets || writes) && !strings.Contains(j.If, notForForks) {
		found = append(found, fmt.Sprintf("job %s gives a fork a key, or a token that writes", name))
	}
	if strings.Contains(all.String(), "secrets.WHOP_KEY") && (j.Environment == "" || byPullRequest) {
		found = append(found, fmt.Sprintf("job %s has the key that writes outside of a protected environment", name))
	}
	return found
}

// What init refuses of these, and nothing else, is read otherwise than it stands in a workflow. Beside them it refuses what older
// YAML reads so, such as yes.
func TestAnEnvironmentIsReadAsItWasNamed(t *testing.T) {
	for _, name := range []string{"null", "NULL", "true", "False", "1e3", "1E-3", "0x1f", "0o17", "0b1", "010", "1_000", "2024-01-01", "12345678901234567890123",
		"production", "2024", "0", "e3", "_1", "0xyz", "1a", "nullable", "2024-1", "1-2", "yes-we-can"} {
		var read any
		if err := yaml.Unmarshal([]byte(name), &read); err != nil {
			t.Fatal(err)
		}
		_, isBool := read.(bool)
		want := isBool || fmt.Sprint(read) != name
		code := cli.Main(context.Background(), []string{"-C", t.TempDir(), "init", "--github", "--env", name}, cli.Process{Streams: cli.Streams{Out: io.Discard, Err: io.Discard}})
		if got := code != 0; got != want {
			t.Errorf("%s, which YAML reads as %v, is refused: %v, want %v", name, read, got, want)
		}
	}
}

func TestBrokenRulesAreFound(t *testing.T) {
	for wants, text := range map[string]string{
		"not pinned":          "on: {push: }\njobs: {a: {steps: [{\nuses: actions/checkout@v5}]}}",
		"fork's code":         "on: {pull_request_target: }\njobs: {}",
		"without permissions": "on: {push: }\npermissions: {contents: write}\njobs: {a: {steps: []}}",
		"overtake":            "on: {push: }\njobs: {a: {steps: []}}",
		"no timeout":          "on: {push: }\njobs: {a: {steps: []}}",
		"expression":          "runs: {steps: [{run: 'echo ${{ github.head_ref }}'}]}",
		"with exec":           "runs: {steps: [{run: 'whopsync apply'}]}",
		"offline plan":        "runs: {steps: [{run: exec whopsync plan --offline, env: {WHOP_API_KEY: x}}]}",
		"gives a fork":        "on: {pull_request: }\njobs: {a: {steps: [{with: {api-key: '${{ secrets.X }}'}}]}}",
		"key, or a token":     "on: {pull_request: }\njobs: {a: {env: {KEY: '${{ secrets.X }}'}}}",
		"token that writes":   "on: {pull_request: }\njobs: {a: {permissions: {pull-requests: write}}}",
		"protected":           "on: {push: }\njobs: {a: {steps: [{with: {api-key: '${{ secrets.WHOP_KEY }}'}}]}}",
		"in the checkout":     "on: {push: }\njobs: {a: {steps: [{uses: actions/checkout@0}]}}",
	} {
		if found := problemsOf(parsed(t, text), text); !strings.Contains(strings.Join(found, "\n"), wants) {
			t.Errorf("%s\nbreaks no rule about %q, but %q", text, wants, found)
		}
	}
}

func TestTheWorkflowsRunTheLoop(t *testing.T) {
	texts := initialized(t, "--source", pinned)
	type doing struct{ on, job, does, key string }
	var got []doing
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		w := parsed(t, texts[name])
		for _, j := range slices.Sorted(maps.Keys(w.Jobs)) {
			last := w.Jobs[j].Steps[len(w.Jobs[j].Steps)-1]
			if last.Uses != pinned {
				t.Errorf("%s uses %s", name, last.Uses)
			}
			does := last.With["command"]
			if last.With["offline"] == "true" {
				does += " offline"
			}
			if strings.HasPrefix(last.With["flags"], "-") {
				does += " " + last.With["flags"]
			}
			got = append(got, doing{strings.Join(slices.Sorted(maps.Keys(w.On)), " "), j, does, last.With["api-key"]})
		}
	}
	want := []doing{
		{"push workflow_dispatch", "apply", "${{ inputs.unlock && 'unlock' || 'apply' }}", "${{ secrets.WHOP_KEY }}"},
		{"merge_group pull_request workflow_dispatch", "check", "plan offline", ""},
		{"merge_group pull_request workflow_dispatch", "plan", "plan", "${{ secrets.WHOP_READ_KEY }}"},
		{"schedule workflow_dispatch", "due", "plan --due", "${{ secrets.WHOP_READ_KEY }}"},
		{"schedule workflow_dispatch", "publish", "apply --due", "${{ secrets.WHOP_KEY }}"},
		{"schedule workflow_dispatch", "pull", "pull", "${{ secrets.WHOP_READ_KEY }}"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(doing{})); diff != "" {
		t.Errorf("what runs when (-want +got):\n%s", diff)
	}
}

// A merge gets to the next environment when it has got to the one before, and by hand to one alone.
func TestAnEnvironmentIsAppliedAfterTheOneBeforeIt(t *testing.T) {
	texts := initialized(t, "--source", pinned, "--env", "staging", "--env", "sandbox", "--env", "production")
	type applying struct{ To, After, If, Group, Host string }
	got := map[string]applying{}
	for name, j := range parsed(t, texts["whopsync-apply.yml"]).Jobs {
		last := j.Steps[len(j.Steps)-1]
		if last.With["environment"] != j.Environment || last.With["api-key"] != "${{ secrets.WHOP_KEY }}" {
			t.Errorf("job %s of the environment %q applies with %v", name, j.Environment, last.With)
		}
		concurrency, _ := j.Concurrency.(map[string]any)
		got[name] = applying{j.Environment, j.Needs, j.If, fmt.Sprint(concurrency["group"]), last.Env["WHOP_BASE_URL"]}
	}
	later := "!cancelled() && github.ref == 'refs/heads/main' && (github.event_name == 'push' && needs.%s.result == 'success' || inputs.environment == '%s')"
	want := map[string]applying{
		"apply-staging": {"staging", "", "github.ref == 'refs/heads/main' && (github.event_name == 'push' || inputs.environment == 'staging')", "whopsync-apply-staging", ""},
		"apply-sandbox": {"sandbox", "apply-staging", fmt.Sprintf(later, "apply-staging", "sandbox"), "whopsync-apply-sandbox", "https://sandbox-api.whop.com/api/v1"},
		"apply":         {"production", "apply-sandbox", fmt.Sprintf(later, "apply-sandbox", "production"), "whopsync-apply-production", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("who is applied when (-want +got):\n%s", diff)
	}
	plan := parsed(t, texts["whopsync-plan.yml"])
	for name, keys := range map[string]string{"check": "staging= sandbox= production=", "plan": "staging=WHOP_READ_KEY_STAGING sandbox=WHOP_READ_KEY_SANDBOX production=WHOP_READ_KEY"} {
		var said []string
		for _, s := range plan.Jobs[name].Steps {
			if environment := s.With["environment"]; environment != "" {
				key, _ := strings.CutPrefix(s.With["api-key"], "${{ secrets.")
				said = append(said, environment+"="+strings.TrimSuffix(key, " }}"))
				if want := "${{ !cancelled() && steps.touched.outputs.courses && (github.event_name != 'workflow_dispatch' || inputs.environment == '" + environment + "') }}"; s.If != want {
					t.Errorf("%s of %s runs if %q", name, environment, s.If)
				}
			}
		}
		if got := strings.Join(said, " "); got != keys {
			t.Errorf("%s is for %q, not %q", name, got, keys)
		}
	}
	for _, name := range []string{"whopsync-plan.yml", "whopsync-apply.yml"} {
		dispatch, _ := parsed(t, texts[name]).On["workflow_dispatch"].(map[string]any)
		inputs, _ := dispatch["inputs"].(map[string]any)
		choice, _ := inputs["environment"].(map[string]any)
		if diff := cmp.Diff(any([]any{"staging", "sandbox", "production"}), choice["options"]); diff != "" {
			t.Errorf("%s offers (-want +got):\n%s", name, diff)
		}
	}
}

// What touches no course ends at once, in a repository of courses and in one that has them in a folder.
func TestAPullRequestThatTouchesNoCourseEndsAtOnce(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	forge := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/failing" || r.Header.Get("Authorization") != "Bearer ghs_secret":
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == "/ours":
			fmt.Fprint(w, `[{"body":"<!-- whopsync:production in . -->\n"}]`)
		default:
			fmt.Fprint(w, `[{"body":"Nice"}]`)
		}
	}))
	t.Cleanup(forge.Close)
	for i, test := range []struct {
		folder, file string
		touches      bool
	}{
		{".", "README.md", false}, {".", "LICENSE", false}, {".", "CHANGELOG.md", false}, {".", "01-a-lesson.md", true}, {".", ".github/workflows/ci.yml", false},
		{".", "courses/pottery/README.md", true}, {".", "whopsync.yaml", true}, {".", "files/a.pdf", true}, {".", ".github/workflows/whopsync-plan.yml", true},
		{"school/pottery", "school/pottery/courses/a.md", true}, {"school/pottery", "school/pottery/README.md", true},
		{"school/pottery", "school/pottery-2/courses/a.md", false}, {"school/pottery", "courses/a.md", false}, {"school/pottery", ".github/workflows/whopsync-plan.yml", true},
	} {
		if testing.Short() && i%3 > 0 { // some of each folder
			continue
		}
		t.Run(test.folder+"/"+test.file, func(t *testing.T) {
			t.Parallel()
			s := &shop{TB: t, dir: t.TempDir()}
			s.git("init", "-q", "-b", "main")
			var out bytes.Buffer
			dir := filepath.Join(s.dir, filepath.FromSlash(test.folder))
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if code := cli.Main(context.Background(), []string{"-C", dir, "init", "--github"}, cli.Process{Environ: os.Environ(), Streams: cli.Streams{Out: &out, Err: &out}}); code != 0 {
				t.Fatal(out.String())
			}
			jobs := parsed(t, readFile(t, filepath.Join(s.dir, ".github/workflows/whopsync-plan.yml"))).Jobs
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "Begin")
			s.git("switch", "-q", "-c", "pull")
			s.write(test.file, "changed\n")
			s.git("add", "-A", "-f")
			s.git("commit", "-q", "-m", "Change")
			s.git("switch", "-q", "main")
			s.write("other.txt", "changed\n")
			if test.folder == "." {
				s.write("courses/other.md", "changed on main\n")
			}
			s.git("add", "-A")
			s.git("commit", "-q", "-m", "Meanwhile")
			s.git("merge", "-q", "--no-ff", "--no-edit", "pull")
			for name, j := range jobs {
				touched := j.Steps[1]
				if touched.ID != "touched" || j.Steps[0].With["fetch-depth"] != "2" || j.Steps[2].If != "steps.touched.outputs.courses" {
					t.Errorf("%s looks at %v", name, j.Steps)
				}
				for _, run := range []struct {
					event, comments string
					want            bool
				}{
					{"pull_request", "/none", test.touches}, {"merge_group", "/none", true},
					{"pull_request", "/ours", test.touches || name == "plan"}, {"pull_request", "/failing", test.touches || name == "plan"},
				} {
					output := filepath.Join(t.TempDir(), "output")
					cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", touched.Run)
					cmd.Dir = s.dir
					cmd.Env = append(os.Environ(), "GITHUB_EVENT_NAME="+run.event, "GITHUB_OUTPUT="+output, "GITHUB_TOKEN=ghs_secret", "COMMENTS="+forge.URL+run.comments)
					if said, err := cmd.CombinedOutput(); err != nil {
						t.Fatalf("%v\n%s", err, said)
					}
					said, _ := os.ReadFile(output)
					if got := string(said) == "courses=true\n"; got != run.want {
						t.Errorf("%s, %s, %s: touched is %v", name, run.event, run.comments, got)
					}
				}
			}
		})
	}
}

// GitHub starts an apply for what touches courses alone: its environment asks people for each.
func TestAnApplyStartsForCoursesAlone(t *testing.T) {
	push, _ := parsed(t, initialized(t)["whopsync-apply.yml"]).On["push"].(map[string]any)
	if diff := cmp.Diff(any([]any{"**", "!README*", "!CHANGELOG*", "!CONTRIBUTING*", "!LICENSE*", "!.github/**"}), push["paths"]); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

func TestAPullRequestIsAnnotatedOnce(t *testing.T) {
	texts := initialized(t, "--source", pinned, "--env", "staging", "--env", "production")
	var annotate []string
	for name, j := range parsed(t, texts["whopsync-plan.yml"]).Jobs {
		for _, s := range j.Steps {
			if s.With["command"] == "plan" && s.With["annotations"] != "false" {
				annotate = append(annotate, name+" "+s.With["environment"])
			}
		}
	}
	if diff := cmp.Diff([]string{"check staging"}, annotate); diff != "" {
		t.Errorf("what annotates (-want +got):\n%s", diff)
	}
}

func TestAPinnedSourceIsNoPlaceholder(t *testing.T) {
	for name, text := range initialized(t, "--source", pinned) {
		if !strings.Contains(text, pinned+" # the commit of whopsync to use\n") || strings.Contains(text, "VERSION") || strings.Contains(text, "YOUR-ORG") {
			t.Errorf("%s has a placeholder left:\n%s", name, text)
		}
	}
}

func TestTheWorkflowsUseInputsThatTheActionHas(t *testing.T) {
	var action struct{ Inputs map[string]any }
	if err := yaml.Unmarshal([]byte(readFile(t, "../../action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	for name, text := range initialized(t, "--source", pinned) {
		for _, j := range parsed(t, text).Jobs {
			for _, s := range j.Steps {
				for input := range s.With {
					if _, ok := action.Inputs[input]; s.Uses == pinned && !ok {
						t.Errorf("%s gives the action %q, which it does not take", name, input)
					}
				}
			}
		}
	}
}

// Flags that let a plan destroy something come from a person who starts a run, and from
// nothing that stays.
func TestFlagsAreGivenByHandAlone(t *testing.T) {
	for name, job := range map[string]string{"whopsync-plan.yml": "plan", "whopsync-apply.yml": "apply"} {
		w := parsed(t, initialized(t)[name])
		dispatch, _ := w.On["workflow_dispatch"].(map[string]any)
		inputs, _ := dispatch["inputs"].(map[string]any)
		steps := w.Jobs[job].Steps
		if got := steps[len(steps)-1].With["flags"]; inputs["flags"] == nil || got != "${{ inputs.flags }}" {
			t.Errorf("%s takes the flags %q", name, got)
		}
	}
}

// People are asked to approve a night on which something is due, and no other.
func TestTheEnvironmentIsAskedForOnlyWhenSomethingIsDue(t *testing.T) {
	w := parsed(t, initialized(t)["whopsync-publish.yml"])
	due, publish := w.Jobs["due"], w.Jobs["publish"]
	if due.Environment != "" || publish.Environment != "production" || publish.Needs != "due" ||
		!strings.Contains(publish.If, "needs.due.outputs.due == 'true'") || due.Outputs["due"] != "${{ steps.plan.outputs.has-changes }}" || due.Steps[len(due.Steps)-1].ID != "plan" {
		t.Errorf("due is %+v, publish is %+v", due, publish)
	}
	if w.Jobs["publish"].Steps[1].With["fingerprint"] != "reviewed" {
		t.Error("publish applies what no one has reviewed")
	}
}

func TestDependabotIsNotAskedForAKeyThatItDoesNotGet(t *testing.T) {
	w := parsed(t, initialized(t)["whopsync-plan.yml"])
	if plan, check := w.Jobs["plan"].If, w.Jobs["check"].If; !strings.Contains(plan, "github.actor != 'dependabot[bot]'") || check != "" {
		t.Errorf("plan runs if %q, check if %q", plan, check)
	}
}

func TestTheKeysForAStateElsewhereAreThereToBeUncommented(t *testing.T) {
	comment := regexp.MustCompile(`(?m)^    # (env:|  [A-Z_0-9]+: )`)
	for name, text := range initialized(t) {
		for job, j := range parsed(t, comment.ReplaceAllString(text, "    $1")).Jobs {
			want := map[string]string{}
			for _, variable := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "WHOPSYNC_HTTP_USERNAME", "WHOPSYNC_HTTP_PASSWORD"} {
				if job != "check" {
					want[variable] = "${{ secrets." + variable + " }}"
				}
			}
			for _, variable := range []string{"WHOPSYNC_HTTP_HOST", "WHOPSYNC_S3_HOST"} { // no secrets: logs may show them
				if job != "check" {
					want[variable] = "${{ vars." + variable + " }}"
				}
			}
			if diff := cmp.Diff(want, j.Env, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, job %s (-want +got):\n%s", name, job, diff)
			}
		}
	}
}

func TestTheWorkflowsPinTheHostOfTheKey(t *testing.T) {
	for env, want := range map[string]string{"production": "https://api.whop.com/api/v1", "sandbox": "https://sandbox-api.whop.com/api/v1"} {
		for name, text := range initialized(t, "--env", env) {
			if got := parsed(t, text).Env["WHOP_BASE_URL"]; got != want {
				t.Errorf("%s for %s pins %q, want %q", name, env, got, want)
			}
		}
	}
}

func TestACancelledApplyIsLetFinishAndOthersWaitForIt(t *testing.T) {
	w := parsed(t, initialized(t)["whopsync-apply.yml"])
	want := map[string]any{"group": "whopsync-apply-production", "cancel-in-progress": false, "queue": "max"}
	if diff := cmp.Diff(any(want), w.Jobs["apply"].Concurrency); diff != "" {
		t.Errorf("concurrency (-want +got):\n%s", diff)
	}
}

func TestGitLogsInForAStateThatItKeeps(t *testing.T) {
	for _, s := range parsed(t, readFile(t, "../../action.yml")).Runs.Steps {
		if !strings.Contains(s.Run, "exec whopsync plan") && !strings.Contains(s.Run, "exec whopsync apply") && !strings.Contains(s.Run, "exec whopsync state unlock") && !strings.Contains(s.Run, "exec whopsync drift") && !strings.Contains(s.Run, "exec whopsync pull") && !strings.Contains(s.Run, "git push") {
			continue
		}
		ask := exec.Command("git", "credential", "fill")
		ask.Dir = t.TempDir()
		ask.Stdin = strings.NewReader("protocol=https\nhost=github.example\n\n")
		ask.Env = append(os.Environ(), "GITHUB_TOKEN=ghs_secret", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_TERMINAL_PROMPT=0")
		for _, name := range []string{"GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0"} {
			ask.Env = append(ask.Env, name+"="+strings.ReplaceAll(s.Env[name], "${{ github.server_url }}", "https://github.example"))
		}
		said, err := ask.Output()
		if err != nil || !strings.Contains(string(said), "username=x-access-token\npassword=ghs_secret\n") {
			t.Errorf("%s: git logs in with %q (%v)", s.Name, said, err)
		}
	}
}

func TestNothingStrangeGetsIntoAWorkflow(t *testing.T) {
	for _, args := range [][]string{
		{"--source", "ada/whopsync@v1"}, {"--source", "ada/whopsync"}, {"--source", "a b/c@" + strings.Repeat("0", 40)},
		{"--env", "local"}, {"--env", "a", "--env", "local"}, {"--env", "a", "--env", "a"}, {"--env", "a b"}, {"--env", "${{x}}"}, {"--env", "-x"},
	} {
		var out, errs bytes.Buffer
		args = append([]string{"-C", t.TempDir(), "init", "--github"}, args...)
		if code := cli.Main(context.Background(), args, cli.Process{Environ: os.Environ(), Streams: cli.Streams{Out: &out, Err: &errs}}); code != 1 || out.Len() > 0 {
			t.Errorf("whopsync %s: exit %d\n%s", strings.Join(args, " "), code, out.String())
		}
	}
}
