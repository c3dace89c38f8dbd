package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"whopsync/internal/gitrepo"
	"whopsync/internal/hint"
	"whopsync/internal/home"
	"whopsync/internal/spec"
	"whopsync/internal/whop"
)

// noExperience is what a new whopsync.yaml has in the place of one.
const noExperience = "exp_REPLACE_ME"

// What the two keys may do.
var (
	readPermissions  = []string{whop.ReadCourses, whop.ReadProgress}
	writePermissions = []string{whop.ReadCourses, whop.WriteCourses, whop.ReadProgress}
)

// newWorkflow finds out what is the repository's own. isNew says that whopsync.yaml is yet to
// be written. The files are not asked for the environment: their default is often local, which
// no workflow can have.
func newWorkflow(e *environment, source string, isNew bool) (*workflow, error) {
	dir, err := filepath.Abs(e.folder())
	if err != nil {
		return nil, err
	}
	w := &workflow{source: source, branch: gitrepo.Open(dir, e.environ, e.logger()).MainBranch()}
	top := topOf(dir)
	if isProgram(top) {
		return nil, hint.Add(refuse("%s is the repository of whopsync itself, where the workflows of a course do not belong; nothing was written", top),
			"Give the course a repository of its own, and run the same command again:\n\n  %s", gitInit(e.shell))
	}
	if w.folder, err = folderInGit(dir); err != nil {
		return nil, err
	}
	if w.top, err = filepath.Rel(dir, top); err != nil {
		return nil, err
	}
	w.findSuffix(dir)
	if w.there.wrong != nil {
		return nil, w.there.wrong
	}
	w.source = cmp.Or(w.source, w.there.source)
	names := w.names(e.flags.Env)
	if e.flags.Env = names[len(names)-1]; e.shell.Env != "" {
		e.shell.Env = e.flags.Env
	}
	for _, name := range names {
		settings, isThere := spec.Environment{Name: name, State: w.state()}, isNew
		if !isNew {
			settings, isThere = settingsOf(e, name)
		}
		if !isThere {
			w.absent = append(w.absent, name)
		}
		w.environments = append(w.environments, settings)
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return w, w.checkPromotion(e.shell)
}

// separator stands between the environments of several --env. No name has a comma.
const separator = ","

// addEnvironment reads one --env, and adds it to those before it.
func addEnvironment(ctx *kong.DecodeContext, target reflect.Value) error {
	var name string
	if err := ctx.Scan.PopValueInto("name", &name); err != nil {
		return err
	}
	if before := target.String(); before != "" {
		name = before + separator + name
	}
	target.SetString(name)
	return nil
}

// names returns the environments in the order of promotion: those of --env, else those that the workflows have.
func (w *workflow) names(flag string) []string {
	switch {
	case flag != "":
		return strings.Split(flag, separator)
	case len(w.there.environments) > 0:
		return w.there.environments
	}
	return []string{"production"}
}

// state is the `state:` of an environment in a new whopsync.yaml. Folders of one repository share a remote, and no state.
func (w *workflow) state() string {
	places := []string{"git:origin:" + nameOfFolder(w.folder), "git:origin:" + digestedName(w.folder)}
	if w.folder == "." {
		places[0] = "git"
	}
	isTaken := func(c spec.Config) bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(c.Environments)), func(e spec.Environment) bool { return isSameState(e.State, places[0]) })
	}
	if slices.ContainsFunc(w.beside, isTaken) {
		return places[1]
	}
	return places[0]
}

// isSameState reports two lines `state:` that name one place in git.
func isSameState(a, b string) bool {
	return strings.HasPrefix(a, "git") && strings.TrimSuffix(a, ":origin") == strings.TrimSuffix(b, ":origin")
}

// checkPromotion refuses to leave out an environment that the workflows have: whether it comes first or last, only a
// person knows.
func (w *workflow) checkPromotion(shell hint.Shell) error {
	var named, missing []string
	for _, environment := range w.environments {
		named = append(named, environment.Name)
	}
	for _, name := range w.there.environments {
		if !slices.Contains(named, name) {
			missing = append(missing, name)
		}
	}
	if missing == nil {
		return nil
	}
	return hint.Add(misuse("the workflows are for %s as well, which is not named; nothing was written", missing[len(missing)-1]),
		"Name all environments, in the order in which a merge gets to them:\n\n  %s", initCommand(shell, "", append(named, missing...)))
}

// settingsOf is what whopsync.yaml says about an environment: its name alone, where that is not there or cannot be read.
func settingsOf(e *environment, name string) (settings spec.Environment, isThere bool) {
	r, _, err := openRepository(e)
	if err != nil {
		return spec.Environment{Name: name}, false
	}
	defer r.Close()
	settings, isThere = r.project.Config.Environments[name]
	settings.Name = name
	return settings, isThere
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
	return err == nil && strings.TrimSpace(first) == "module "+home.Module()
}

// check lets only names through that mean nothing to YAML, to GitHub's expressions and to a
// shell.
func (w *workflow) check() error {
	switch {
	case w.source != "" && !sourcePattern.MatchString(w.source):
		return misuse("--source wants OWNER/REPO@COMMIT with all 40 digits of the commit, and not %q", w.source)
	case !branchPattern.MatchString(w.branch):
		return misuse("the branch %q has a name that a workflow cannot safely hold: use letters, digits, . _ / and -", w.branch)
	case !isSafeFolder(w.folder):
		return misuse("the folder %q has a name that a workflow cannot safely hold: use letters, digits, . _ and -", w.folder)
	case isOtherInYAML(w.folder):
		return misuse("YAML takes the name of the folder %q for something else than a name: give it another one", w.folder)
	}
	return w.checkEnvironments()
}

// checkEnvironments says of each environment why no workflow can be for it, or not beside those before it.
func (w *workflow) checkEnvironments() error {
	var found []error
	for i, environment := range w.environments {
		if reason := w.wrongWith(i); reason != "" {
			found = append(found, misuse("%.60q cannot be the environment of a workflow: %s", environment.Name, reason))
		}
	}
	return errors.Join(found...)
}

// wrongWith returns why workflows cannot be for the environment i, "" where they can.
func (w *workflow) wrongWith(i int) string {
	name := w.environments[i].Name
	switch {
	case !namePattern.MatchString(name):
		return "use letters, digits, _ and -"
	case name == spec.Local:
		return "it lies inside this program"
	case isOtherInYAML(name):
		return "YAML takes this word for something else than a name"
	}
	for before, other := range w.environments[:i] {
		switch key := readKeyOf(w.environments, i); {
		case name == other.Name:
			return "it is named twice"
		case strings.EqualFold(name, other.Name):
			return fmt.Sprintf("GitHub takes it and %q for one", other.Name)
		case key == readKeyOf(w.environments, before):
			return fmt.Sprintf("it and %q would share the secret %s", other.Name, key)
		}
	}
	return ""
}

var (
	wordsOfYAML   = regexp.MustCompile(`(?i)^(null|true|false|yes|no|on|off|y|n|-?\.inf|\.nan)$`)
	numberOfYAML  = regexp.MustCompile(`(?i)^(0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|-?\.?[0-9][0-9_]*(\.[0-9_]*)?(e-?[0-9]+)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})$`)
	stableNumbers = regexp.MustCompile(`^(0|[1-9][0-9]{0,14})(\.[0-9]*[1-9])?$`) // which come back as they were written
)

// isOtherInYAML reports a text that a workflow, which has it without quotation marks, would not give back as it is.
func isOtherInYAML(text string) bool {
	return wordsOfYAML.MatchString(text) || numberOfYAML.MatchString(text) && !stableNumbers.MatchString(text)
}

// share makes a new whopsync.yaml what a team on GitHub needs: with the environments that the
// workflows are for, whose states lie where every runner sees them.
func (w *workflow) share(config []byte) []byte {
	const first, last = "  production:\n", "    experience: " + noExperience + "\n"
	head, rest, _ := strings.Cut(string(config), first)
	block, tail, _ := strings.Cut(rest, last)
	var text strings.Builder
	text.WriteString(strings.ReplaceAll(head, "production", w.last().Name))
	for _, environment := range w.environments {
		text.WriteString(strings.ReplaceAll(first+block+last, "production", environment.Name))
		fmt.Fprintf(&text, "    # What whopsync remembers lies in git itself, in a ref of the remote origin.\n    state: %s\n", environment.State)
	}
	return []byte(text.String() + tail)
}

// printHints says what no file can do, on the way to the first apply.
func (w *workflow) printHints(out io.Writer, shell hint.Shell) {
	fmt.Fprint(out, "\nWhat the workflows still need:\n\n")
	if w.source == "" {
		fmt.Fprint(out, w.sourceHint(shell))
	}
	for i, environment := range w.environments {
		fmt.Fprint(out, w.settingsHint(environment))
		fmt.Fprintf(out, "  - the secret %s of the repository: a key for Whop that reads %s\n"+
			"    (%s)\n", readKeyOf(w.environments, i), environment.Name, strings.Join(readPermissions, ", "))
		fmt.Fprintf(out, "  - an environment %q on GitHub, protected (branch %s alone, and people who approve),\n"+
			"    with the secret WHOP_KEY in it: the key that writes (%s)\n", environment.Name, w.branch, strings.Join(writePermissions, ", "))
	}
	fmt.Fprintf(out, "  - a rule for %s: pull requests only, with the checks \"check%[2]s\" and \"plan%[2]s\" required: what is merged\n"+
		"    before its plan is there was not reviewed (for forks, \"plan\" is skipped, which counts as passed)\n"+
		"  - in the settings, under Actions, General: \"Allow GitHub Actions to create and approve pull\n"+
		"    requests\", for the nightly pull of what was edited on Whop\n", w.branch, w.in())
	fmt.Fprintf(out, "\nOnce the repository is on GitHub, this prints the line that sets each of these:\n\n  %s\n\n"+
		"Then bring the files to %s by a pull request: it shows the plan, and once it is merged, that is applied.\n", hint.Shell{Dir: shell.Dir}.Command("doctor --github"), w.branch)
}

// settingsHint says what the files lack for the workflows.
func (w *workflow) settingsHint(is spec.Environment) string {
	if slices.Contains(w.absent, is.Name) {
		return fmt.Sprintf("  - in whopsync.yaml, under environments: the one that the workflows are for, which is not there:\n\n"+
			"      %s:\n        experience: exp_…   # from the address of your Courses app\n        state: %-11s # so that all runners share the state\n\n", is.Name, w.state())
	}
	text := ""
	if is.Product == "" && (is.Experience == "" || is.Experience == noExperience) {
		text = fmt.Sprintf("  - in whopsync.yaml, under %s: the experience of your Courses app\n", is.Name)
	}
	switch {
	case is.State == "" || is.State == "file":
		text += fmt.Sprintf("  - in whopsync.yaml, under %s: \"state: %s\", so that all runners share the state\n", is.Name, w.state())
	case w.sharesState(is):
		text += fmt.Sprintf("  - in whopsync.yaml, under %s: \"state: %s\", since another folder of this repository keeps its state there too:\n"+
			"    each would take the other's courses for its own\n", is.Name, w.state())
	case !strings.HasPrefix(is.State, "git"):
		text += "  - in the workflows, the env: that is commented out, with the keys for the state's place and its host\n"
	}
	return text
}

// sharesState reports an environment whose state is that of another folder as well.
func (w *workflow) sharesState(is spec.Environment) bool {
	return slices.ContainsFunc(w.beside, func(there spec.Config) bool {
		other, ok := there.Environments[is.Name]
		return ok && isSameState(other.State, is.State)
	})
}

// sourceHint says what to write in the place of an unknown source.
func (w *workflow) sourceHint(shell hint.Shell) string {
	if home.IsKnown() {
		return fmt.Sprintf("  - in each of them, instead of %s@000…: the full id of the commit of a release, as this prints it:\n"+
			"      git ls-remote --tags https://github.com/%[1]s\n    with it, init writes them again:\n      %s\n", home.Repository(), w.command(shell, home.Repository()+"@COMMIT"))
	}
	return fmt.Sprintf("  - in each of them, instead of %s@000…: the repository where you keep\n"+
		"    whopsync, and the full id of one of its commits; with these, init writes them again:\n"+
		"      %s\n", home.Repository(), w.command(shell, "OWNER/REPO@COMMIT"))
}
