package cli

import (
	"cmp"
	"context"
	"fmt"

	"whopsync/internal/github"
	"whopsync/internal/hint"
	"whopsync/internal/render"
)

type proposeCmd struct {
	Branch string `arg:"" name:"branch" help:"The branch with what was pulled."`
	Base   string `name:"base" help:"The branch to merge it into (default: that of the run, in GITHUB_REF_NAME)."`
	Close  bool   `name:"close" help:"Close the pull request, if one is open: there is nothing to pull any more."`
}

// Help is what --help adds.
func (proposeCmd) Help() string {
	return `Opens a pull request on GitHub with what whopsync pull brought into the files, from a branch that was pushed. One that is open already stays as it is: it shows what was pushed.

It takes what GitHub Actions sets: GITHUB_TOKEN (with pull-requests: write), GITHUB_REPOSITORY, GITHUB_REF_NAME, GITHUB_API_URL and GITHUB_SERVER_URL.`
}

const proposal = `These edits were made on Whop, and ` + "`whopsync pull`" + ` brought them into the files. Merging this changes nothing on Whop.

Each night this branch is made anew from what Whop shows, unless somebody has committed to it. Lines with conflict markers were changed here as well: choose what is right, and commit it to this branch.

GitHub starts no checks for what a workflow opened before somebody approves them below, or closes this pull request and opens it again.
`

// Run opens the pull request, or closes it.
func (cmd *proposeCmd) Run(ctx context.Context, e *environment) error {
	base := cmp.Or(cmd.Base, e.getenv("GITHUB_REF_NAME"))
	if base == "" {
		return misuse("no branch is named to merge into: give --base, or run in GitHub Actions")
	}
	client, err := githubClient(e)
	if err != nil {
		return err
	}
	if cmd.Close {
		address, err := client.ClosePullRequest(ctx, cmd.Branch, base)
		if address != "" && err == nil {
			fmt.Fprintln(e.Out, "Nothing is left to pull. Closed "+render.Sanitize(address))
		}
		return err
	}
	address, err := client.PutPullRequest(ctx, github.Proposal{Head: cmd.Branch, Base: base, Title: "Edits made on Whop", Body: proposal})
	if err != nil {
		server := cmp.Or(e.getenv("GITHUB_SERVER_URL"), "https://github.com")
		return hint.Add(err, "The branch is pushed. To open the pull request yourself: %s/%s/compare/%s...%s?expand=1", server, e.getenv("GITHUB_REPOSITORY"), base, cmd.Branch)
	}
	fmt.Fprintln(e.Out, render.Sanitize(address))
	return nil
}
