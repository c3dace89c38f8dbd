package gitlab

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"whopsync/internal/github"
	"whopsync/internal/rest"
)

// What is looked at for one apply, besides comments.
const (
	maxCommitPages = 10
	maxMergePages  = 10
)

// commit is a commit as GitLab lists it.
type commit struct {
	ID   string    `json:"id"`
	Date time.Time `json:"committed_date"`
}

// MergedIn returns the merge requests that were merged in a span, as package github does.
func (c *Client) MergedIn(ctx context.Context, s github.Span) (github.Merged, error) {
	branch, isBranch := strings.CutPrefix(s.Ref, "refs/heads/")
	if !github.IsCommit(s.Head) || !isBranch || branch == "" {
		return github.Merged{}, fmt.Errorf("%q on %q is no commit of a branch: set CI_COMMIT_SHA and CI_COMMIT_BRANCH, or name the fingerprint itself", s.Head, s.Ref)
	}
	if !github.IsCommit(s.Applied) {
		return c.mergedAs(ctx, s, branch)
	}
	base, err := c.base(ctx, s)
	if rest.IsRefused(err, http.StatusNotFound, http.StatusBadRequest) { // that commit was on a branch that is gone, or nowhere
		return c.mergedAs(ctx, s, branch)
	}
	if err != nil {
		return github.Merged{}, fmt.Errorf("look for what was merged since %.12s: %w", s.Applied, err)
	}
	merged := github.Merged{Since: s.Applied, Backwards: base.ID == s.Head && s.Head != s.Applied}
	ids := map[string]bool{}
	for page := 1; !merged.Backwards && s.Head != s.Applied; page++ {
		if page > maxCommitPages {
			merged.Cut = true
			break
		}
		var commits []commit
		if err := c.rest.Get(ctx, c.api("/repository/commits?ref_name=%s&per_page=%d&page=%d", url.QueryEscape(s.Applied+".."+s.Head), perPage, page), &commits); err != nil {
			return merged, fmt.Errorf("look for what was merged since %.12s: %w", s.Applied, err)
		}
		for _, one := range commits {
			ids[one.ID] = true
		}
		if len(commits) < perPage {
			break
		}
	}
	found, isCut, err := c.merges(ctx, branch, ids, base.Date)
	merged.Numbers, merged.Heads = numbersOf(found)
	merged.Cut = merged.Cut || isCut
	return merged, err
}

// Follows reports whether the Head of a span comes after what was applied. It makes one request.
func (c *Client) Follows(ctx context.Context, s github.Span) (bool, error) {
	base, err := c.base(ctx, s)
	return err == nil && base.ID == s.Applied && s.Applied != s.Head, rest.Wrap("compare with what was applied last", err)
}

// base returns the newest commit that both ends of a span come from.
func (c *Client) base(ctx context.Context, s github.Span) (base commit, err error) {
	err = c.rest.Get(ctx, c.api("/repository/merge_base?%s", url.Values{"refs[]": {s.Applied, s.Head}}.Encode()), &base)
	return base, err
}

// mergedAs returns the merge request that became Head.
func (c *Client) mergedAs(ctx context.Context, s github.Span, branch string) (github.Merged, error) {
	var head commit
	if err := c.rest.Get(ctx, c.api("/repository/commits/%s", s.Head), &head); err != nil {
		return github.Merged{}, fmt.Errorf("look for the merge request of %.12s: %w", s.Head, err)
	}
	found, _, err := c.merges(ctx, branch, map[string]bool{s.Head: true}, head.Date)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%w: %.12s came in through no merge request", github.ErrNotReviewed, s.Head)
	}
	numbers, heads := numbersOf(found)
	return github.Merged{Numbers: numbers, Heads: heads}, err
}

// merge is a merge request that was merged.
type merge struct {
	Number  int       `json:"iid"`
	State   string    `json:"state"`
	Target  string    `json:"target_branch"`
	Into    int64     `json:"target_project_id"`
	Merged  time.Time `json:"merged_at"`
	Updated time.Time `json:"updated_at"`
	Merge   string    `json:"merge_commit_sha"`  // null where it was fast-forwarded
	Squash  string    `json:"squash_commit_sha"` // null where it was not squashed
	SHA     string    `json:"sha"`               // its last commit
}

// became returns the commit that a merge request became on its branch.
func (m *merge) became() string {
	for _, id := range []string{m.Merge, m.Squash} {
		if id != "" {
			return id
		}
	}
	return m.SHA
}

// merges returns the merge requests that became some of the commits, the last first. They are listed by their last change,
// which comes after their merge, so the list ends with what was changed before the first commit.
func (c *Client) merges(ctx context.Context, branch string, ids map[string]bool, since time.Time) (found []merge, isCut bool, err error) {
	query := url.Values{"state": {"merged"}, "target_branch": {branch}, "order_by": {"updated_at"}, "sort": {"desc"}, "per_page": {fmt.Sprint(perPage)}}
	for page := 1; len(ids) > 0; page++ {
		if page > maxMergePages {
			isCut = true
			break
		}
		query.Set("page", fmt.Sprint(page))
		var listed []merge
		if err := c.rest.Get(ctx, c.api("/merge_requests?%s", query.Encode()), &listed); err != nil {
			return nil, false, fmt.Errorf("look for the merge requests: %w", err)
		}
		for _, m := range listed {
			if ids[m.became()] && m.State == "merged" && m.Target == branch && fmt.Sprint(m.Into) == c.project {
				found = append(found, m)
			}
		}
		if len(listed) < perPage || listed[len(listed)-1].Updated.Before(since) {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b merge) int { return b.Merged.Compare(a.Merged) })
	return found, isCut, nil
}

// numbersOf returns the numbers of merge requests, each once, and their last commits by number.
func numbersOf(found []merge) (numbers []int, heads map[int]string) {
	heads = map[int]string{}
	for _, m := range found {
		if !slices.Contains(numbers, m.Number) { // a list that grows meanwhile shows one twice
			numbers = append(numbers, m.Number)
			heads[m.Number] = m.SHA
		}
	}
	return numbers, heads
}
