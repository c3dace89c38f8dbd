package github_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"whopsync/internal/github"
	"whopsync/internal/hint"
)

const (
	commit   = "0123456789abcdef0123456789abcdef01234567"
	intoMain = `"base":{"ref":"main","repo":{"full_name":"Ada/pottery"}}`
)

func (h *hub) reviewed(t *testing.T, commit string) (string, error) {
	t.Helper()
	review, err := h.review(t, github.Span{Head: commit, Ref: "refs/heads/main"})
	return review.Shown.Fingerprint, err
}

// shown are the lines of a plan that is known as a whole.
func shown(fingerprint string) string { return github.Shown{Fingerprint: fingerprint}.Lines() }

// review returns what the last pull request of a span shows.
func (h *hub) review(t *testing.T, s github.Span) (github.Review, error) {
	t.Helper()
	client := h.client(t)
	merged, err := client.MergedIn(context.Background(), s)
	if err != nil || len(merged.Numbers) == 0 {
		return github.Review{}, err
	}
	return github.CommentsAbout(client, topic("production")).Review(context.Background(), merged.Numbers[0])
}

func TestTheMergedPullRequestSaysWhatWasReviewed(t *testing.T) {
	h := openHub(t)
	h.pulls = `[{"number":6,"merged_at":null,"merge_commit_sha":"` + commit + `",` + intoMain + `},{"number":7,"merged_at":"2026-11-23T12:00:00Z","merge_commit_sha":"` + commit + `",` + intoMain + `}]`
	h.put(t, "sandbox", shown("othereothereothe")+"other")
	h.put(t, "production", shown("abcd2345abcd2345")+"# <!-- fingerprint:evil -->")
	got, err := h.reviewed(t, commit)
	if err != nil || got != "abcd2345abcd2345" {
		t.Errorf("reviewed was %q, %v", got, err)
	}
}

func TestWhatWasNotShownWasNotReviewed(t *testing.T) {
	merged := `[{"number":7,"merged_at":"2026-11-23T12:00:00Z","merge_commit_sha":"` + commit + `",` + intoMain + `}]`
	for what, prepare := range map[string]func(h *hub){
		"no pull request": func(h *hub) { h.pulls = `[]` },
		"merged as another commit": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, "0123", "3210")
			h.add(workflow, topic("production").Mark()+shown("abcd")+"plan")
		},
		"merged into another branch": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, `"ref":"main"`, `"ref":"drafts"`)
			h.add(workflow, topic("production").Mark()+shown("abcd")+"plan")
		},
		"merged into another repository": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, "Ada/pottery", "eve/pottery")
			h.add(workflow, topic("production").Mark()+shown("abcd")+"plan")
		},
		"merged nobody says into what": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, intoMain, `"base":null`)
			h.add(workflow, topic("production").Mark()+shown("abcd")+"plan")
		},
		"no comment":     func(h *hub) { h.pulls = merged },
		"no fingerprint": func(h *hub) { h.pulls = merged; h.add(workflow, topic("production").Mark()+"plan") },
		"said further on": func(h *hub) {
			h.pulls = merged
			h.add(workflow, topic("production").Mark()+"plan\n"+shown("abcd"))
		},
	} {
		h := openHub(t)
		prepare(h)
		review, err := h.review(t, github.Span{Head: commit, Ref: "refs/heads/main"})
		if review.Shown.Fingerprint != "" || errors.Is(err, github.ErrNotReviewed) == (review.Why != "") {
			t.Errorf("%s: %+v, %v", what, review, err)
		}
	}
}

// A tag is applied from the default branch.
func TestWithoutABranchTheDefaultOneIsMeant(t *testing.T) {
	for branch, want := range map[string]string{"main": "abcd2345abcd2345", "drafts": "", "": ""} {
		h := openHub(t)
		h.pulls = `[{"number":7,"merged_at":"2026-11-23T12:00:00Z","merge_commit_sha":"` + commit + `","base":{"ref":"` + branch +
			`","repo":{"full_name":"ada/pottery","default_branch":"main"}}}]`
		h.put(t, "production", shown("abcd2345abcd2345")+"plan")
		review, err := h.review(t, github.Span{Head: commit, Ref: "refs/tags/v1"})
		if review.Shown.Fingerprint != want || (want == "") != errors.Is(err, github.ErrNotReviewed) {
			t.Errorf("merged into %q: %+v, %v", branch, review, err)
		}
	}
}

func TestReviewsAreAskedForByFullCommit(t *testing.T) {
	h := openHub(t)
	for _, commit := range []string{"", "main", "0123456", commit + "/../.."} {
		if _, err := h.reviewed(t, commit); err == nil || !strings.Contains(err.Error(), "no full commit id") {
			t.Errorf("Reviewed(%q): %v", commit, err)
		}
	}
}

// span has h know these pull requests, merged within the commits one to n after the one that was applied.
func (h *hub) span(commits int, pulls ...string) github.Span {
	for i := range commits {
		h.between = append(h.between, id(i+1))
	}
	h.pulls = "[" + strings.Join(pulls, ",") + "]"
	return github.Span{Applied: id(0), Head: id(commits), Ref: "refs/heads/main"}
}

func id(n int) string { return fmt.Sprintf("%040x", n) }

// mergedAs is a pull request into main that was merged as the n-th commit.
func mergedAs(number, n int) string {
	at := time.Date(2026, 11, 23, 12, n, 0, 0, time.UTC).Format(time.RFC3339)
	return fmt.Sprintf(`{"number":%d,"merged_at":%q,"updated_at":%q,"merge_commit_sha":%q,"head":{"sha":%q},%s}`, number, at, at, id(n), id(100*number), intoMain)
}

func TestThoseCountThatWereMergedSince(t *testing.T) {
	for what, test := range map[string]struct {
		pulls []string
		want  []int
	}{
		"the last first":               {[]string{mergedAs(7, 1), mergedAs(8, 3), mergedAs(9, 2)}, []int{8, 9, 7}},
		"before":                       {[]string{mergedAs(7, 1), mergedAs(6, 0)}, []int{7}},
		"after":                        {[]string{mergedAs(7, 4)}, nil},
		"closed":                       {[]string{strings.ReplaceAll(mergedAs(7, 1), `"merged_at":"2026-11-23T12:01:00Z"`, `"merged_at":null`)}, nil},
		"into another branch":          {[]string{strings.ReplaceAll(mergedAs(7, 1), `"ref":"main"`, `"ref":"drafts"`)}, nil},
		"in another repository":        {[]string{strings.ReplaceAll(mergedAs(7, 1), "Ada/pottery", "eve/pottery")}, nil},
		"listed twice, as lists shift": {[]string{mergedAs(7, 1), mergedAs(7, 1)}, []int{7}},
	} {
		h := openHub(t)
		got, err := h.client(t).MergedIn(context.Background(), h.span(3, test.pulls...))
		want := github.Merged{Numbers: test.want, Heads: map[int]string{}, Since: id(0)}
		for _, number := range test.want {
			want.Heads[number] = id(100 * number)
		}
		if what == "the last first" {
			want.Last = 8
		}
		if err != nil || !gocmp.Equal(want, got) {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
}

func TestARunForAnOlderCommitIsKnown(t *testing.T) {
	h := openHub(t)
	h.status = "behind"
	got, err := h.client(t).MergedIn(context.Background(), h.span(0, mergedAs(7, 0)))
	if want := (github.Merged{Since: id(0), Heads: map[int]string{}, Backwards: true}); err != nil || !gocmp.Equal(want, got) {
		t.Errorf("%+v, %v", got, err)
	}
}

// A commit that GitHub does not know was applied from a branch that is gone, or from a clone.
func TestWithoutAKnownCommitTheLastPullRequestCounts(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusUnprocessableEntity} {
		h := openHub(t)
		span := h.span(2, mergedAs(7, 2))
		h.unknown = status
		got, err := h.client(t).MergedIn(context.Background(), span)
		if want := (github.Merged{Numbers: []int{7}, Heads: map[int]string{7: id(700)}, Last: 7}); err != nil || !gocmp.Equal(want, got) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	h := openHub(t)
	span := h.span(2, mergedAs(7, 2))
	h.unknown = http.StatusForbidden
	if _, err := h.client(t).MergedIn(context.Background(), span); err == nil || !strings.Contains(hint.Text(err), "contents: read") {
		t.Errorf("without the permission: %v", err)
	}
}

// Nothing that others do to a repository makes an apply ask without end.
func TestRequestsAreBounded(t *testing.T) {
	h := openHub(t)
	var pulls []string
	for n := range 1500 {
		pulls = append(pulls, mergedAs(7, 3000-n))
	}
	got, err := h.client(t).MergedIn(context.Background(), h.span(3000, pulls...))
	if err != nil || !got.Cut || h.requests > 20 {
		t.Errorf("%d requests, %+v, %v", h.requests, got, err)
	}
	if !slices.Equal(got.Numbers, []int{7}) {
		t.Errorf("of 3000 commits, of which the last was merged as #7, %v count", got.Numbers)
	}
	for n := range 30_000 {
		h.add(fmt.Sprint("eve", n), topic("production").Mark()+shown("abcd2345abcd2345")+"plan")
	}
	h.requests = 0
	reviews := github.CommentsAbout(h.client(t), topic("production"))
	var last github.Review
	for range 300 {
		if last, err = reviews.Review(context.Background(), 7); err != nil {
			t.Fatal(err)
		}
	}
	if h.requests > 201 || last.Why != "is one too many to look at" {
		t.Errorf("%d requests, %+v", h.requests, last)
	}
}

// Thousands of comments under one pull request do not keep others from being read.
func TestOurCommentEndsTheSearch(t *testing.T) {
	h := openHub(t)
	h.add(workflow, topic("production").Mark()+shown("abcd2345abcd2345")+"plan")
	for range 30_000 {
		h.add("eve", topic("production").Mark()+shown("evilevilevilevil")+"plan")
	}
	reviews := github.CommentsAbout(h.client(t), topic("production"))
	for range 100 {
		if review, err := reviews.Review(context.Background(), 7); err != nil || review.Shown.Fingerprint != "abcd2345abcd2345" {
			t.Fatalf("%+v, %v", review, err)
		}
	}
	if h.requests != 101 {
		t.Errorf("%d requests", h.requests)
	}
}

func TestOneMergeTakesFourRequests(t *testing.T) {
	h := openHub(t)
	span := h.span(1, mergedAs(7, 1))
	h.add(workflow, topic("production").Mark()+shown("abcd2345abcd2345")+"plan")
	if review, err := h.review(t, span); err != nil || review.Shown.Fingerprint == "" || h.requests != 4 {
		t.Errorf("%d requests, %+v, %v", h.requests, review, err)
	}
}

// What a comment shows is read from its first lines, and from these only in their one form.
func TestWhatACommentShowsComesFirst(t *testing.T) {
	const a, b = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
	whole := github.Shown{Fingerprint: "abcd2345abcd2345"}
	full := github.Shown{Fingerprint: "abcd2345abcd2345", Parts: []string{a, b}, Serial: 7}
	for text, want := range map[string]github.Shown{
		full.Lines() + "plan":                                           full,
		whole.Lines() + "plan":                                          whole,
		whole.Lines() + "plan\n" + full.Lines():                         whole, // as in a lesson's text
		whole.Lines() + "\n" + full.Lines():                             whole,
		whole.Lines() + " <!-- parts:7 " + a + " -->\n":                 whole,
		whole.Lines() + "<!-- parts:7 " + a + "," + b + " -->\n":        whole,
		whole.Lines() + "<!-- parts:7 " + a + " --><b>\n":               whole,
		whole.Lines() + "<!-- parts:7 " + a[1:] + " -->\n":              whole,
		whole.Lines() + "<!-- parts:-7 " + a + " -->\n":                 whole,
		strings.ReplaceAll(full.Lines(), "\n", "\r\n") + "plan":         full, // as edited on the website
		"plan\n" + full.Lines():                                         {},
		"\n" + full.Lines():                                             {},
		"<!-- parts:7 " + a + " -->\n":                                  {},
		"<!-- fingerprint: -->\n<!-- parts:7 " + a + " -->\n":           {},
		"<!-- fingerprint:abcd -->\n\n<!-- parts:7 " + a + " -->\nplan": {Fingerprint: "abcd"},
	} {
		h := openHub(t)
		h.add(workflow, topic("production").Mark()+text)
		review, err := h.review(t, h.span(1, mergedAs(7, 1)))
		if err != nil || !gocmp.Equal(want, review.Shown, cmpopts.EquateEmpty()) {
			t.Errorf("%q shows %+v, %v", text, review.Shown, err)
		}
	}
}
