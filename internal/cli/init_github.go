package cli

import (
	"cmp"
	"embed"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"whopsync/internal/gitrepo"
	"whopsync/internal/hint"
	"whopsync/internal/host"
	"whopsync/internal/spec"
)

// The workflows hold these words where a repository has its own: YAML that parses as it
// stands, so tests and linters read what users get.
//
//go:embed workflows
var workflows embed.FS

const (
	sourceWord      = "YOUR-ORG/whopsync@0000000000000000000000000000000000000000 # VERSION"
	environmentWord = "ENVIRONMENT"
	addressWord     = "WHOP_BASE_URL: https://api.whop.com/api/v1"
	branchWord      = "BRANCH"
	folderWord      = "FOLDER"
)

// noExperience is what a new whopsync.yaml has in the place of one.
const noExperience = "exp_REPLACE_ME"

// workflow is what the workflows of a repository are filled in with.
type workflow struct {
	source      string           // OWNER/REPO@COMMIT of whopsync; may be empty
	environment string           // that they are for
	settings    spec.Environment // what whopsync.yaml says about it; zero where it says nothing
	branch      string           // that is applied from
	top         string           // of the git repository, from the folder of the courses
	folder      string           // of the courses, from the top
}

// newWorkflow finds out what is the repository's own. isNew says that whopsync.yaml is yet to
// be written. The files are not asked for the environment: their default is often local, which
// no workflow can have.
func newWorkflow(e *environment, source string, isNew bool) (*workflow, error) {
	dir, err := filepath.Abs(e.folder())
	if err != nil {
		return nil, err
	}
	w := &workflow{source: source, environment: cmp.Or(e.flags.Env, "production")}
	w.settings = spec.Environment{Name: w.environment, State: "git"}
	if !isNew {
		w.settings = settingsOf(e, w.environment)
	}
	w.branch = gitrepo.Open(dir, e.environ, e.logger()).MainBranch()
	top := topOf(dir)
	if isProgram(top) {
		return nil, hint.Add(refuse("%s is the repository of whopsync itself, where the workflows of a course do not belong; nothing was written", top),
			"Give the course a repository of its own, and run the same command again:\n\n  %s", gitInit(e.shell))
	}
	folder, err := filepath.Rel(top, dir)
	if err != nil {
		return nil, err
	}
	w.folder = filepath.ToSlash(folder)
	if w.top, err = filepath.Rel(dir, top); err != nil {
		return nil, err
	}
	return w, w.check()
}

// settingsOf is what whopsync.yaml says about an environment. One that cannot be read says
// nothing.
func settingsOf(e *environment, name string) spec.Environment {
	r, _, err := openRepository(e)
	if err != nil {
		return spec.Environment{}
	}
	defer r.Close()
	return r.project.Config.Environments[name]
}

// gitInit is the command that makes a git repository where the command works.
func gitInit(shell hint.Shell) string {
	if shell.Dir == "" {
		return "git init"
	}
	return "git init " + hint.Word(shell.Dir)
}

// isProgram reports whether a folder is the top of whopsync's own source.
func isProgram(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	first, _, _ := strings.Cut(string(text), "\n")
	return err == nil && strings.TrimSpace(first) == "module whopsync"
}

var (
	sourcePattern = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+@[0-9a-f]{40}$`)
	namePattern   = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]*$`)
	branchPattern = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./-]*$`)
	folderPattern = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
)

// check lets only names through that mean nothing to YAML, to GitHub's expressions and to a
// shell.
func (w *workflow) check() error {
	switch {
	case w.source != "" && !sourcePattern.MatchString(w.source):
		return misuse("--source wants OWNER/REPO@COMMIT with all 40 digits of the commit, and not %q", w.source)
	case !namePattern.MatchString(w.environment) || w.environment == spec.Local:
		return misuse("%q cannot be the environment of a workflow", w.environment)
	case !branchPattern.MatchString(w.branch):
		return misuse("the branch %q has a name that a workflow cannot safely hold: use letters, digits, . _ / and -", w.branch)
	case !folderPattern.MatchString(w.folder):
		return misuse("the folder %q has a name that a workflow cannot safely hold: use letters, digits, . _ and -", w.folder)
	}
	return nil
}

// files returns the workflows, for the top of the git repository that the courses lie in:
// GitHub looks for them nowhere else.
func (w *workflow) files() ([]templateFile, error) {
	source := sourceWord
	if w.source != "" {
		source = w.source + " # the commit of whopsync to use"
	}
	address := w.settings.BaseURL // the workflows pin what the files say now
	if _, err := host.ParseAPI(address); err != nil {
		address = spec.DefaultBaseURL(w.environment)
	}
	fill := strings.NewReplacer(sourceWord, source, environmentWord, w.environment, branchWord, w.branch, folderWord, w.folder,
		addressWord, "WHOP_BASE_URL: "+address)
	files, err := filesIn(workflows, ".", path.Join(filepath.ToSlash(w.top), ".github"))
	for i := range files {
		files[i].data = []byte(fill.Replace(string(files[i].data)))
	}
	return files, err
}

// share makes a new whopsync.yaml what a team on GitHub needs: with the environment that the
// workflows are for, whose state lies where every runner sees it.
func (w *workflow) share(config []byte) []byte {
	const experience = "    experience: " + noExperience + "\n"
	return []byte(strings.NewReplacer(
		"production", w.environment,
		experience, experience+"    # What whopsync remembers lies in git itself, as refs/whopsync/"+w.environment+" of the remote origin.\n    state: git\n",
	).Replace(string(config)))
}

// printHints says what no file can do.
func (w *workflow) printHints(out io.Writer, shell hint.Shell) {
	fmt.Fprint(out, "\nWhat the workflows still need:\n\n")
	if w.source == "" {
		fmt.Fprintf(out, "  - in each of them, instead of YOUR-ORG/whopsync@000…: the repository where you keep\n"+
			"    whopsync, and the full id of one of its commits; or remove the workflows again, and:\n"+
			"      %s\n", shell.Command("init --github --source OWNER/REPO@COMMIT"))
	}
	fmt.Fprint(out, settingsHint(w.environment, w.settings))
	fmt.Fprintf(out, "  - the secret WHOP_READ_KEY of the repository: a key for Whop that only reads\n"+
		"  - an environment %q on GitHub, protected (branch %s alone, and people who approve),\n"+
		"    with the secret WHOP_KEY in it: the key that writes\n"+
		"  - a rule for %[2]s: pull requests only, with the checks \"check\" and \"plan\" required: what is merged\n"+
		"    before its plan is there was not reviewed (for forks, \"plan\" is skipped, which counts as passed)\n"+
		"  - in the settings, under Actions, General: \"Allow GitHub Actions to create and approve pull\n"+
		"    requests\", for the nightly pull of what was edited on Whop\n", w.environment, w.branch)
}

// settingsHint says what the files lack for the workflows.
func settingsHint(name string, is spec.Environment) string {
	if is.Name == "" {
		return fmt.Sprintf("  - in whopsync.yaml, under environments: the one that the workflows are for, which is not there:\n\n"+
			"      %s:\n        experience: exp_…   # from the address of your Courses app\n        state: git          # so that all runners share the state\n\n", name)
	}
	hint := ""
	if is.Product == "" && (is.Experience == "" || is.Experience == noExperience) {
		hint = fmt.Sprintf("  - in whopsync.yaml, under %s: the experience of your Courses app\n", name)
	}
	switch {
	case is.State == "" || is.State == "file":
		hint += fmt.Sprintf("  - in whopsync.yaml, under %s: \"state: git\", so that all runners share the state\n", name)
	case !strings.HasPrefix(is.State, "git"):
		hint += "  - in the workflows, the env: that is commented out, with the keys for the state's place and its host\n"
	}
	return hint
}
