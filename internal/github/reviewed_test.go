package github_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"whopsync/internal/github"
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
	return client.Reviews(github.Mark("production")).Of(context.Background(), merged.Numbers[0])
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
			h.add(workflow, github.Mark("production")+shown("abcd")+"plan")
		},
		"merged into another branch": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, `"ref":"main"`, `"ref":"drafts"`)
			h.add(workflow, github.Mark("production")+shown("abcd")+"plan")
		},
		"merged into another repository": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, "Ada/pottery", "eve/pottery")
			h.add(workflow, github.Mark("production")+shown("abcd")+"plan")
		},
		"merged nobody says into what": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, intoMain, `"base":null`)
			h.add(workflow, github.Mark("production")+shown("abcd")+"plan")
		},
		"no comment":     func(h *hub) { h.pulls = merged },
		"no fingerprint": func(h *hub) { h.pulls = merged; h.add(workflow, github.Mark("production")+"plan") },
		"said further on": func(h *hub) {
			h.pulls = merged
			h.add(workflow, github.Mark("production")+"plan\n"+shown("abcd"))
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
