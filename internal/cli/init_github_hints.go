package cli

import (
	"fmt"
	"strings"

	"whopsync/internal/spec"
)

// githubHints says what no file can do.
func (cmd *initCmd) githubHints(e *environment, isNew bool) {
	name := workflowEnvironment(e)
	fmt.Fprint(e.Out, "\nWhat the workflows still need:\n\n")
	if cmd.Source == "" {
		fmt.Fprint(e.Out, "  - in each of them, in the place of YOUR-ORG/whopsync@000…: the repository where you keep\n"+
			"    whopsync, and the full id of a commit of it (or give both to init: --source)\n")
	}
	fmt.Fprint(e.Out, settingsHint(name, settingsOf(e, name, isNew)))
	fmt.Fprintf(e.Out, "  - the secret WHOP_READ_KEY of the repository: a key for Whop that only reads\n"+
		"  - an environment %q on GitHub, protected (branch %s alone, and people who approve),\n"+
		"    with the secret WHOP_KEY in it: the key that writes\n"+
		"  - a rule for %[2]s: pull requests only, with the check \"check\" required\n", name, mainBranch(e))
}

// settingsOf are what whopsync.yaml says about an environment. A new file has a place for the
// experience; one that cannot be read says nothing.
func settingsOf(e *environment, name string, isNew bool) spec.Environment {
	if isNew {
		return spec.Environment{Name: name, State: "git"}
	}
	repo, err := spec.Open(e.flags.Chdir)
	if err != nil {
		return spec.Environment{}
	}
	defer repo.Close()
	project, _ := spec.Load(repo, e.flags.Env)
	return project.Config.Environments[name]
}

// settingsHint says what the files lack for the workflows.
func settingsHint(name string, is spec.Environment) string {
	switch {
	case is.Name == "":
		return fmt.Sprintf("  - in whopsync.yaml, under environments: the one that the workflows are for, which is not there:\n\n"+
			"      %s:\n        experience: exp_…   # from the address of your Courses app\n        state: git          # so that all runners share what is remembered\n\n", name)
	case is.Product == "" && (is.Experience == "" || is.Experience == noExperience):
		return fmt.Sprintf("  - in whopsync.yaml, under %s: the experience of your Courses app\n", name)
	case is.State == "" || is.State == "file":
		return fmt.Sprintf("  - in whopsync.yaml, under %s: \"state: git\", so that all runners share what is remembered\n", name)
	case !strings.HasPrefix(is.State, "git"):
		return "  - in the workflows, the env: that is commented out, with the keys for the state's place and its host\n"
	}
	return ""
}
