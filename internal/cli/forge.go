package cli

import (
	"cmp"
	"context"

	"whopsync/internal/github"
	"whopsync/internal/gitlab"
)

// forge is where a plan is shown under a pull request, which GitLab calls a merge request, and where it is found again.
type forge interface {
	github.Forge
	MergedIn(context.Context, github.Span) (github.Merged, error)
	Follows(context.Context, github.Span) (bool, error)
}

// forgeAccess is a forge, and what the job that runs there is about.
type forgeAccess struct {
	forge     forge
	head, ref string // the commit that is applied, and its branch
	request   string // "pull request", in the forge's words
	sign      string // before its number
}

// openForge opens the way to the repository that a job runs for.
func openForge(e *environment) (forgeAccess, error) {
	if e.job.system != onGitLab {
		client, err := githubClient(e)
		return forgeAccess{forge: client, head: e.getenv("GITHUB_SHA"), ref: e.getenv("GITHUB_REF"), request: "pull request", sign: "#"}, err
	}
	client, err := gitlab.New(cmp.Or(e.getenv("CI_API_V4_URL"), "https://gitlab.com/api/v4"), e.getenv("CI_PROJECT_ID"), e.getenv("WHOPSYNC_GITLAB_TOKEN"))
	return forgeAccess{
		forge: client, head: e.getenv("CI_COMMIT_SHA"), ref: "refs/heads/" + e.getenv("CI_COMMIT_BRANCH"), request: "merge request", sign: "!",
	}, err
}

// pipelineByHand says how GitLab applies a plan by its fingerprint.
func pipelineByHand(e *environment, is, flags string) string {
	text := "If the plan above is right, start a pipeline by hand for " + e.getenv("CI_COMMIT_BRANCH") + ", with the variable FINGERPRINT set to " + is
	if flags != "" {
		text += " and FLAGS to" + flags
	}
	return text + ": " + e.job.newPipeline()
}

// githubClient opens the way to the repository that a workflow runs for.
func githubClient(e *environment) (*github.Client, error) {
	base := cmp.Or(e.getenv("GITHUB_API_URL"), "https://api.github.com")
	return github.New(base, e.getenv("GITHUB_REPOSITORY"), e.getenv("GITHUB_TOKEN"))
}
