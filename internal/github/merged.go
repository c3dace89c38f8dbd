package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"whopsync/internal/rest"
)

// ErrNotReviewed says that a commit brought no plan along that anyone could have seen.
var ErrNotReviewed = errors.New("no plan was reviewed for this commit")

// Span is what a run brings to Whop: the commits up to Head, without those up to Applied, on the branch that
// Ref names. Where Ref is not a branch, as when a tag is applied, the repository's default branch is meant.
type Span struct {
	Applied, Head string // full ids; Applied may be ""
	Ref           string
}

// Merged are the pull requests that were merged in a span.
type Merged struct {
	Numbers []int // the last first
	// Heads are the last commits of the pull requests, as they were merged, by their numbers.
	Heads map[int]string
	Last  int // the one whose merge made Head; 0 if it is not among them
	// Since is the Applied of the span, "" where GitHub does not know that commit: then only the pull
	// request whose merge made Head is looked for.
	Since string
	// Backwards says that Head is older than what was applied.
	Backwards bool
	// Cut says that there is more in the span than is looked at.
	Cut bool
}

// What is looked at for one apply. With the comments, these are at most maxCommitPages + maxPullPages + maxAsked + 1
// requests.
const (
	maxCommitPages = 10
	maxPullPages   = 10
)

// MergedIn returns the pull requests that were merged in a span. A squash, a merge and a rebase all count. Those
// that were closed unmerged, or went into other branches or repositories, do not. The error is
// ErrNotReviewed where the only candidate does not count.
func (c *Client) MergedIn(ctx context.Context, s Span) (Merged, error) {
	if !IsCommit(s.Head) {
		return Merged{}, fmt.Errorf("%q is no full commit id: set GITHUB_SHA, or name the fingerprint itself", s.Head)
	}
	if IsCommit(s.Applied) {
		between, err := c.between(ctx, s)
		if err == nil {
			return c.mergedAs(ctx, s, between)
		}
		if !rest.IsRefused(err, http.StatusNotFound, http.StatusUnprocessableEntity) { // the commit was on a branch that is gone, or nowhere
			return Merged{}, fmt.Errorf("look for what was merged since %.12s: %w", s.Applied, lacking("contents: read", err))
		}
	}
	pull, err := c.pullOf(ctx, s)
	if err != nil {
		return Merged{}, err
	}
	return Merged{Numbers: []int{pull.Number}, Heads: map[int]string{pull.Number: pull.Head.SHA}, Last: pull.Number}, nil
}

// Follows reports whether the Head of a span comes after what was applied. It makes one request.
func (c *Client) Follows(ctx context.Context, s Span) (bool, error) {
	var said struct{ Status string }
	err := c.rest.Get(ctx, c.api("/compare/%s...%s?per_page=1", s.Applied, s.Head), &said)
	return said.Status == "ahead", rest.Wrap("compare with what was applied last", lacking("contents: read", err))
}

// comparison is what one commit has and another has not.
type comparison struct {
	ids      map[string]bool
	begin    time.Time // of the commit from which both come
	isBehind bool      // Head comes before Applied
	isCut    bool      // there are more ids
}

func (c *Client) between(ctx context.Context, s Span) (comparison, error) {
	found := comparison{ids: map[string]bool{}}
	for page := 1; ; page++ {
		var said struct {
			Status string
			Total  int `json:"total_commits"`
			Base   struct {
				Commit struct{ Committer struct{ Date time.Time } }
			} `json:"merge_base_commit"`
			Commits []struct{ SHA string }
		}
		if err := c.rest.Get(ctx, c.api("/compare/%s...%s?per_page=%d&page=%d", s.Applied, s.Head, perPage, page), &said); err != nil {
			return comparison{}, err
		}
		found.begin, found.isBehind = said.Base.Commit.Committer.Date, said.Status == "behind"
		for _, commit := range said.Commits {
			found.ids[commit.SHA] = true
		}
		if len(said.Commits) < perPage || len(found.ids) >= said.Total {
			return found, nil
		}
		if page == maxCommitPages {
			found.isCut = true
			found.ids[s.Head] = true // the oldest come first
			return found, nil
		}
	}
}

// pull is a pull request, and how it was closed.
type pull struct {
	Number   int       `json:"number"`
	MergedAt time.Time `json:"merged_at"` // zero if it was not
	Updated  time.Time `json:"updated_at"`
	Merge    string    `json:"merge_commit_sha"`
	Head     struct {
		SHA string `json:"sha"`
	} `json:"head"`
	Base struct {
		Ref  string `json:"ref"`
		Repo struct {
			Name          string `json:"full_name"`
			DefaultBranch string `json:"default_branch"`
		} `json:"repo"`
	} `json:"base"`
}

// branch returns the branch that is applied, "" for one that is not known.
func (p *pull) branch(ref string) string {
	if branch, isBranch := strings.CutPrefix(ref, "refs/heads/"); isBranch {
		return branch
	}
	return p.Base.Repo.DefaultBranch
}

// isInto reports whether a pull request was merged into the branch that is applied.
func (p *pull) isInto(repo, ref string) bool {
	branch := p.branch(ref)
	return !p.MergedAt.IsZero() && branch != "" && p.Base.Ref == branch && strings.EqualFold(p.Base.Repo.Name, repo)
}

// mergedAs returns the pull requests whose merges made some of the commits. They are listed by their last
// change, which comes after their merge, so the list ends with what was changed before the first commit.
func (c *Client) mergedAs(ctx context.Context, s Span, between comparison) (Merged, error) {
	merged := Merged{Since: s.Applied, Heads: map[int]string{}, Backwards: between.isBehind, Cut: between.isCut}
	query := url.Values{"state": {"closed"}, "sort": {"updated"}, "direction": {"desc"}, "per_page": {fmt.Sprint(perPage)}}
	if branch, isBranch := strings.CutPrefix(s.Ref, "refs/heads/"); isBranch {
		query.Set("base", branch)
	}
	var found []pull
	for page := 1; len(between.ids) > 0; page++ {
		if page > maxPullPages {
			merged.Cut = true
			break
		}
		query.Set("page", fmt.Sprint(page))
		var pulls []pull
		if err := c.rest.Get(ctx, c.api("/pulls?%s", query.Encode()), &pulls); err != nil {
			return merged, fmt.Errorf("look for the pull requests: %w", lacking("pull-requests: read", err))
		}
		for _, pull := range pulls {
			if between.ids[pull.Merge] && pull.isInto(c.repo, s.Ref) {
				found = append(found, pull)
			}
		}
		if len(pulls) < perPage || pulls[len(pulls)-1].Updated.Before(between.begin) {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b pull) int { return b.MergedAt.Compare(a.MergedAt) })
	for _, pull := range found {
		if !slices.Contains(merged.Numbers, pull.Number) { // a list that grows meanwhile shows one twice
			merged.Numbers = append(merged.Numbers, pull.Number)
			merged.Heads[pull.Number] = pull.Head.SHA
		}
		if pull.Merge == s.Head {
			merged.Last = pull.Number
		}
	}
	return merged, nil
}

// pullOf returns the pull request that became Head, on the branch of Ref.
func (c *Client) pullOf(ctx context.Context, s Span) (pull, error) {
	var pulls []pull
	if err := c.rest.Get(ctx, c.api("/commits/%s/pulls?per_page=%d", s.Head, perPage), &pulls); err != nil {
		return pull{}, fmt.Errorf("look for the pull request of %s: %w", s.Head[:12], lacking("pull-requests: read", err))
	}
	other := ""
	for _, candidate := range pulls {
		switch {
		case candidate.MergedAt.IsZero() || candidate.Merge != s.Head || !strings.EqualFold(candidate.Base.Repo.Name, c.repo):
		case candidate.isInto(c.repo, s.Ref):
			return candidate, nil
		default:
			other = fmt.Sprintf("pull request #%d was merged into the branch %q, and not into %q", candidate.Number, candidate.Base.Ref, candidate.branch(s.Ref))
		}
	}
	if other != "" {
		return pull{}, fmt.Errorf("%w: %s", ErrNotReviewed, other)
	}
	return pull{}, fmt.Errorf("%w: %s came in through no pull request", ErrNotReviewed, s.Head[:12])
}
