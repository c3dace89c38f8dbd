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
	return h.client(t).Reviewed(context.Background(), commit, "refs/heads/main", github.Mark("production"))
}

func TestTheMergedPullRequestSaysWhatWasReviewed(t *testing.T) {
	h := openHub(t)
	h.pulls = `[{"number":6,"merged_at":null,"merge_commit_sha":"` + commit + `",` + intoMain + `},{"number":7,"merged_at":"2026-11-23T12:00:00Z","merge_commit_sha":"` + commit + `",` + intoMain + `}]`
	h.put(t, "sandbox", github.Shown("othereothereothe")+"other")
	h.put(t, "production", github.Shown("abcd2345abcd2345")+"# <!-- fingerprint:evil -->")
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
			h.add(workflow, github.Mark("production")+github.Shown("abcd")+"plan")
		},
		"merged into another branch": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, `"ref":"main"`, `"ref":"drafts"`)
			h.add(workflow, github.Mark("production")+github.Shown("abcd")+"plan")
		},
		"merged into another repository": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, "Ada/pottery", "eve/pottery")
			h.add(workflow, github.Mark("production")+github.Shown("abcd")+"plan")
		},
		"merged nobody says into what": func(h *hub) {
			h.pulls = strings.ReplaceAll(merged, intoMain, `"base":null`)
			h.add(workflow, github.Mark("production")+github.Shown("abcd")+"plan")
		},
		"no comment":     func(h *hub) { h.pulls = merged },
		"no fingerprint": func(h *hub) { h.pulls = merged; h.add(workflow, github.Mark("production")+"plan") },
		"said further on": func(h *hub) {
			h.pulls = merged
			h.add(workflow, github.Mark("production")+"plan\n"+github.Shown("abcd"))
		},
	} {
		h := openHub(t)
		prepare(h)
		if got, err := h.reviewed(t, commit); got != "" || !errors.Is(err, github.ErrNotReviewed) {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
}

// A tag is applied from the default branch.
func TestWithoutABranchTheDefaultOneIsMeant(t *testing.T) {
	for branch, want := range map[string]string{"main": "abcd2345abcd2345", "drafts": "", "": ""} {
		h := openHub(t)
		h.pulls = `[{"number":7,"merged_at":"2026-11-23T12:00:00Z","merge_commit_sha":"` + commit + `","base":{"ref":"` + branch +
			`","repo":{"full_name":"ada/pottery","default_branch":"main"}}}]`
		h.put(t, "production", github.Shown("abcd2345abcd2345")+"plan")
		got, err := h.client(t).Reviewed(context.Background(), commit, "refs/tags/v1", github.Mark("production"))
		if got != want || (want == "") != errors.Is(err, github.ErrNotReviewed) {
			t.Errorf("merged into %q: %q, %v", branch, got, err)
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
