package github

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrNotReviewed says that a commit brought no plan along that anyone could have seen.
var ErrNotReviewed = errors.New("no plan was reviewed for this commit")

// Shown returns the invisible line that tells a later run which plan a comment shows. It
// comes right after the mark, where no lesson's text can stand.
func Shown(fingerprint string) string {
	return "<!-- fingerprint:" + fingerprint + " -->\n"
}

var (
	shownPattern  = regexp.MustCompile(`^<!-- fingerprint:([a-z0-9]+) -->\n`)
	commitPattern = regexp.MustCompile(`^[0-9a-f]{40}$`)
)

// Reviewed returns the fingerprint that the comment with that mark shows, under the pull request whose
// merge into the branch that ref names made commit. A squash, a merge and a rebase all count. Where ref is
// not a branch, as when a tag is applied, the repository's default branch is meant.
func (c *Client) Reviewed(ctx context.Context, commit, ref, mark string) (fingerprint string, err error) {
	number, err := c.mergedAs(ctx, commit, ref)
	if err != nil {
		return "", err
	}
	marked, err := c.marked(ctx, number, mark)
	if err != nil {
		return "", fmt.Errorf("look for the reviewed plan: %w", lacking("pull-requests: read", err))
	}
	found, err := c.believed(ctx, marked)
	switch {
	case err != nil:
		return "", fmt.Errorf("look for the reviewed plan: %w", err)
	case len(marked) == 0:
		return "", fmt.Errorf("%w: pull request #%d shows none", ErrNotReviewed, number)
	case found == nil:
		return "", fmt.Errorf("%w: pull request #%d shows one by %q, who may not write here", ErrNotReviewed, number, marked[0].User.Login)
	}
	match := shownPattern.FindStringSubmatch(strings.TrimPrefix(found.text(), mark))
	if match == nil {
		return "", fmt.Errorf("%w: the comment under pull request #%d names no fingerprint", ErrNotReviewed, number)
	}
	return match[1], nil
}

// pull is a pull request, and how it was closed.
type pull struct {
	Number   int     `json:"number"`
	MergedAt *string `json:"merged_at"`
	Merge    string  `json:"merge_commit_sha"`
	Base     struct {
		Ref  string `json:"ref"`
		Repo struct {
			Name          string `json:"full_name"`
			DefaultBranch string `json:"default_branch"`
		} `json:"repo"`
	} `json:"base"`
}

// mergedAs returns the number of the pull request that became commit, on the branch of ref.
func (c *Client) mergedAs(ctx context.Context, commit, ref string) (int, error) {
	if !commitPattern.MatchString(commit) {
		return 0, fmt.Errorf("%q is no full commit id: set GITHUB_SHA, or name the fingerprint itself", commit)
	}
	var pulls []pull
	if err := c.get(ctx, c.api("/commits/%s/pulls?per_page=%d", commit, perPage), &pulls); err != nil {
		return 0, fmt.Errorf("look for the pull request of %s: %w", commit[:12], lacking("pull-requests: read", err))
	}
	other := ""
	for _, pull := range pulls {
		into := pull.Base
		branch, isBranch := strings.CutPrefix(ref, "refs/heads/")
		if !isBranch {
			branch = into.Repo.DefaultBranch
		}
		switch {
		case pull.MergedAt == nil || pull.Merge != commit || !strings.EqualFold(into.Repo.Name, c.repo):
		case branch != "" && into.Ref == branch:
			return pull.Number, nil
		default:
			other = fmt.Sprintf("pull request #%d was merged into the branch %q, and not into %q", pull.Number, into.Ref, branch)
		}
	}
	if other != "" {
		return 0, fmt.Errorf("%w: %s", ErrNotReviewed, other)
	}
	return 0, fmt.Errorf("%w: %s came in through no pull request", ErrNotReviewed, commit[:12])
}
