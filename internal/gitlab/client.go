// Package gitlab puts a text under a merge request, and finds out what was reviewed there, as package github does
// for GitHub and in its words: a pull request is a merge request.
//
// GitLab's token of a job may do neither, so a token of the project is needed, whose user writes all notes.
package gitlab

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"whopsync/internal/github"
	"whopsync/internal/rest"
)

// Client calls GitLab's REST API for one project.
type Client struct {
	rest    *rest.Client
	project string // its id, in digits
}

// What is looked at for one apply, besides a few requests more.
const (
	perPage        = 100
	maxNotePages   = 100
	maxCommitPages = 10
	maxMergePages  = 10
	maxAsked       = 200 // pages of notes, and authors of whom it is asked whether they may write
)

var projectPattern = regexp.MustCompile(`^[0-9]+$`)

// New returns a client. The token goes to base and nowhere else: over https or to loopback, and after no redirect.
func New(base, project, token string) (*Client, error) {
	switch {
	case token == "":
		return nil, errors.New("no token: set WHOPSYNC_GITLAB_TOKEN, a token of the project with the scope api")
	case !projectPattern.MatchString(project):
		return nil, fmt.Errorf("%q is no id of a project: set CI_PROJECT_ID", project)
	}
	c, err := rest.New("GitLab", base, http.Header{"Private-Token": {token}})
	if err != nil {
		return nil, err
	}
	return &Client{rest: c, project: project}, nil
}

func (c *Client) api(format string, args ...any) string {
	return c.rest.Base + "/projects/" + c.project + fmt.Sprintf(format, args...)
}

// note is a comment under a merge request.
type note struct {
	ID     int64  `json:"id"`
	Body   string `json:"body"`
	System bool   `json:"system"`
	Author user   `json:"author"`
}

type user struct {
	ID   int64  `json:"id"`
	Name string `json:"username"`
}

func (n *note) text() string { return strings.ReplaceAll(n.Body, "\r\n", "\n") }

// us returns whose token it is.
func (c *Client) us(ctx context.Context) (user, error) {
	var us user
	err := c.rest.Get(ctx, c.rest.Base+"/user", &us)
	if err == nil && us.ID == 0 {
		err = errors.New("the answer names no user")
	}
	return us, rest.Wrap("ask whose the token is", err)
}

// PutComment writes the note about a topic under a merge request: over ours if there is one, else as a new one.
func (c *Client) PutComment(ctx context.Context, mergeRequest int, about github.Topic, text string) (address string, err error) {
	ours, err := c.ours(ctx, mergeRequest, about)
	if err != nil {
		return "", err
	}
	return c.put(ctx, mergeRequest, ours, about.Mark()+text)
}

// UpdateComment writes over our note about a topic, if there is one. Else it returns "".
func (c *Client) UpdateComment(ctx context.Context, mergeRequest int, about github.Topic, text string) (address string, err error) {
	ours, err := c.ours(ctx, mergeRequest, about)
	if err != nil || ours == nil {
		return "", err
	}
	return c.put(ctx, mergeRequest, ours, about.Mark()+text)
}

// Outdate writes above the plan in our note that it holds no more, as package github does. Without such a note, nothing is
// written, and the address is "".
func (c *Client) Outdate(ctx context.Context, mergeRequest int, about github.Topic, o github.Outdating) (address string, err error) {
	ours, err := c.ours(ctx, mergeRequest, about)
	if err != nil || ours == nil {
		return "", err
	}
	body, isNeeded := o.In(ours.text())
	if !isNeeded {
		return "", nil
	}
	return c.put(ctx, mergeRequest, ours, body)
}

// ours returns our note about a topic, or nil.
func (c *Client) ours(ctx context.Context, mergeRequest int, about github.Topic) (*note, error) {
	us, err := c.us(ctx)
	if err != nil {
		return nil, err
	}
	marked, _, err := c.marked(ctx, mergeRequest, about, maxNotePages, us.ID)
	if err != nil {
		return nil, fmt.Errorf("look for our note: %w", err)
	}
	at := slices.IndexFunc(marked, func(n note) bool { return n.Author.ID == us.ID })
	if at < 0 {
		return nil, nil
	}
	return &marked[at], nil
}

// put writes a note: over ours, or as a new one for nil.
func (c *Client) put(ctx context.Context, mergeRequest int, ours *note, body string) (address string, err error) {
	send := rest.Request{Method: http.MethodPost, URL: c.api("/merge_requests/%d/notes", mergeRequest), Body: map[string]string{"body": body}}
	if ours != nil {
		send.Method, send.URL, send.Repeatable = http.MethodPut, fmt.Sprintf("%s/%d", send.URL, ours.ID), true
	}
	var written note
	err = c.rest.Send(ctx, send, &written)
	return fmt.Sprintf("#note_%d", written.ID), rest.Wrap("write the note", err)
}

// marked returns the notes that begin with the mark of a topic, by any author, and how many pages of notes it has
// asked for. The first one by us ends the search.
func (c *Client) marked(ctx context.Context, mergeRequest int, about github.Topic, limit int, us int64) (found []note, pages int, err error) {
	for pages < min(limit, maxNotePages) {
		pages++
		var notes []note
		if err := c.rest.Get(ctx, c.api("/merge_requests/%d/notes?sort=asc&order_by=created_at&per_page=%d&page=%d", mergeRequest, perPage, pages), &notes); err != nil {
			return nil, pages, err
		}
		for _, n := range notes {
			if !n.System && strings.HasPrefix(n.text(), about.Mark()) {
				found = append(found, n)
			}
		}
		if len(notes) < perPage || slices.ContainsFunc(found, func(n note) bool { return n.Author.ID == us }) {
			break
		}
	}
	return found, pages, nil
}

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
