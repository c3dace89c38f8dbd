package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/plan"
)

// job is what of a CI a command is part of: the run of a workflow of GitHub, or a job of a pipeline of GitLab. Outside
// of both, it is zero.
type job struct {
	system     system
	run        string // the address of the run; "" if it is not known
	repository string // the address of the repository, or of GitLab's project
	workflow   string // of GitHub: the name of the workflow
	file       string // of GitHub: the name of its file
}

// system is whose CI it is.
type system string

const (
	onGitHub system = "GitHub"
	onGitLab system = "GitLab"
)

// applyWorkflow is how `init --github` names the workflow that applies.
const applyWorkflow = "Apply courses"

// jobOf returns the job that the variables of a process tell of.
func jobOf(getenv func(string) string) job {
	if getenv("GITLAB_CI") == "true" {
		return job{system: onGitLab, run: link(getenv("CI_JOB_URL")), repository: link(getenv("CI_PROJECT_URL"))}
	}
	if getenv("GITHUB_ACTIONS") != "true" {
		return job{}
	}
	j := job{system: onGitHub, workflow: getenv("GITHUB_WORKFLOW")}
	j.repository = link(cmp.Or(getenv("GITHUB_SERVER_URL"), "https://github.com") + "/" + getenv("GITHUB_REPOSITORY"))
	if id := getenv("GITHUB_RUN_ID"); id != "" && j.repository != "" {
		j.run = link(j.repository + "/actions/runs/" + id)
	}
	if file, _, ok := strings.Cut(getenv("GITHUB_WORKFLOW_REF"), "@"); ok {
		j.file = path.Base(file)
	}
	return j
}

// link returns an address if it can stand in Markdown as it is, else "".
func link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.ContainsAny(address, "()<>`| \t\r\n") {
		return ""
	}
	return address
}

// newPipeline is where a person starts a pipeline of GitLab.
func (j job) newPipeline() string { return j.repository + "/-/pipelines/new" }

// here says which workflow the command is part of, and where a person starts it.
func (j job) here() (workflow, page string) {
	page = j.repository + "/actions"
	if j.file != "" {
		page += "/workflows/" + j.file
	}
	return cmp.Or(j.workflow, applyWorkflow), page
}

// applies says which workflow applies and frees locks, and where a person starts it: this one, or the one that
// `init --github` writes.
func (j job) applies() (workflow, page string) {
	if strings.HasPrefix(j.workflow, applyWorkflow) {
		return j.here()
	}
	return applyWorkflow, j.repository + "/actions"
}

// flagsByHand adds to a refusal how flags are given where nobody has a command line.
func (j job) flagsByHand(p *plan.Plan, err error) error {
	if j.system != onGitHub || !slices.ContainsFunc(p.Refusals, plan.Refusal.HasOption) {
		return err
	}
	workflow, page := j.here()
	return hint.Add(err, "If it is right all the same, run the workflow that plans by hand, with the flags that the plan names, and then \"%s\" with the same flags and the fingerprint of that plan: %s", workflow, page)
}

// missingKey says where a key is set that the job was not given, and is "" outside of a job.
func (j job) missingKey(environment string, readOnly bool) string {
	secret, place := "WHOP_KEY", fmt.Sprintf("the secret WHOP_KEY of the GitHub environment %q", environment)
	if readOnly {
		secret, place = "WHOP_READ_KEY", fmt.Sprintf("the secret WHOP_READ_KEY of the repository, or %s where there are more environments", readKeyFor(environment))
	}
	switch j.system {
	case onGitHub:
		page := j.repository + "/settings/environments"
		if readOnly {
			page = j.repository + "/settings/secrets/actions"
		}
		return fmt.Sprintf("In this job the key comes from a secret, which is missing, empty or not given to the step as api-key: in the workflows that whopsync writes, it is %s. Set it: %s\nDependabot's runs and those of forks get no secrets", place, page)
	case onGitLab:
		return fmt.Sprintf("In this job the key comes from the CI/CD variable %s of the project, which is missing, empty, or protected and the branch is not. Make a key at whop.com/dashboard/developer, and set it", secret)
	}
	return ""
}
