package github_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"whopsync/internal/github"
	"whopsync/internal/hint"
)

// tell writes news under the pull request, as a run does that has read what it shows.
func (h *hub) tell(t *testing.T, news string) (github.Review, error) {
	t.Helper()
	reviews := github.CommentsAbout(h.client(t), topic("production"))
	review, err := reviews.Review(context.Background(), 7)
	if err != nil {
		t.Fatal(err)
	}
	return review, reviews.Tell(context.Background(), review, news)
}

func (h *hub) bodies() (bodies []string) {
	for _, c := range h.comments {
		bodies = append(bodies, c.User.Login+": "+c.Body)
	}
	return bodies
}

var full = github.Shown{Fingerprint: "abcd2345abcd2345", Parts: []string{"aaaaaaaaaaaaaaaa"}, Serial: 7, Head: "0123456789012345678901234567890123456789"}

// What a comment shows is read the same before and after, whatever news came and from which version it is.
func TestNewsStandAtTheTopAndTheLastCount(t *testing.T) {
	for _, mark := range []string{topic("production").Mark(), formerMark} {
		h := openHub(t)
		h.add(workflow, mark+strings.ReplaceAll(full.Lines(), "\n", "\r\n")+"### plan\n")
		for i, news := range []string{"**Not applied**: `<!-- end of news -->`", "**Applied**", "**Applied**"} {
			review, err := h.tell(t, news)
			if err != nil || !gocmp.Equal(full, review.Shown) || (review.News() != "") != (i > 0) {
				t.Errorf("%+v, news: %v, %v", review, review.News(), err)
			}
		}
		want := []string{workflow + ": " + mark + full.Lines() + "<!-- news -->\n**Applied**\n<!-- end of news -->\n\n### plan\n"}
		if diff := gocmp.Diff(want, h.bodies()); diff != "" {
			t.Errorf("comments (-want +got):\n%s", diff)
		}
		h.put(t, "production", full.Lines()+"### next\n")
		if want := topic("production").Mark() + full.Lines() + "### next\n"; h.comments[0].Body != want {
			t.Errorf("the next plan stands as %q", h.comments[0].Body)
		}
	}
}

// Comments of others stay as they are, and count for what they did before.
func TestNewsAreNotWrittenIntoCommentsOfOthers(t *testing.T) {
	plan := topic("production").Mark() + full.Lines() + "### plan\n"
	for by, want := range map[string]github.Shown{"eve": {}, "ada": full} {
		h := openHub(t)
		h.may["ada"] = "write"
		h.add(by, plan)
		for range 2 {
			if _, err := h.tell(t, "**Applied**"); err != nil {
				t.Fatal(err)
			}
		}
		bodies := []string{by + ": " + plan, workflow + ": <!-- whopsync news:production in . -->\n<!-- news -->\n**Applied**\n<!-- end of news -->\n\n"}
		if diff := gocmp.Diff(bodies, h.bodies()); diff != "" {
			t.Errorf("comments (-want +got):\n%s", diff)
		}
		review, err := github.CommentsAbout(h.client(t), topic("production")).Review(context.Background(), 7)
		if err != nil || !gocmp.Equal(want, review.Shown) || review.News() != "**Applied**" {
			t.Errorf("by %s: %+v, %v", by, review, err)
		}
	}
}

// A stranger's text that looks like news, or like a comment for news, is neither.
func TestForgedNewsAreNone(t *testing.T) {
	h := openHub(t)
	h.add("eve", "<!-- whopsync news:production in . -->\n<!-- news -->\n**Applied**\n<!-- end of news -->\n\n")
	h.add(workflow, topic("production").Mark()+full.Lines()+"### plan\n<!-- news -->\nof a lesson\n<!-- end of news -->\n\n")
	review, err := h.tell(t, "**Not applied**")
	if err != nil || review.News() != "" {
		t.Errorf("%+v, %v", review, err)
	}
	if len(h.comments) != 2 || strings.Contains(h.comments[0].Body, "Not") || !strings.Contains(h.comments[1].Body, "of a lesson") {
		t.Errorf("comments: %q", h.bodies())
	}
}

func TestACommentWithNewsFits(t *testing.T) {
	h := openHub(t)
	h.add(workflow, topic("production").Mark()+full.Lines()+strings.Repeat("é", 65_536-200))
	if review, err := h.tell(t, "**Applied** "+strings.Repeat("x", 200)); err != nil || review.Shown.Fingerprint == "" {
		t.Fatalf("%+v, %v", review, err)
	}
	if n := len([]rune(h.comments[0].Body)); n > 65_536 {
		t.Errorf("the comment has %d characters", n)
	}
	review, err := github.CommentsAbout(h.client(t), topic("production")).Review(context.Background(), 7)
	if err != nil || !gocmp.Equal(full, review.Shown) {
		t.Errorf("%+v, %v", review, err)
	}
}

func TestNewsThatMayNotBeWrittenNameThePermission(t *testing.T) {
	h := openHub(t)
	h.put(t, "production", full.Lines()+"plan")
	h.refusals = []refusal{{status: http.StatusForbidden, message: "Resource not accessible by integration"}}
	if _, err := h.tell(t, "**Applied**"); err == nil || !strings.Contains(hint.Text(err), "#7") || !strings.Contains(hint.Text(err), "pull-requests: write") {
		t.Errorf("%v", err)
	}
}

// A plan that is not of the newest commit is folded, and what it has shown counts no more.
func TestAnOldPlanIsSaidToBeOne(t *testing.T) {
	outdate := func(h *hub) string {
		address, err := github.CommentsAbout(h.client(t), topic("production")).Outdate(context.Background(), 7, github.Outdating{Why: "**Outdated**", Unless: "for `b`"})
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	h := openHub(t)
	h.add("eve", topic("production").Mark()+"hers")
	if address := outdate(h); address != "" || len(h.comments) != 1 {
		t.Errorf("without a comment of ours: %s, %q", address, h.bodies())
	}
	h.put(t, "production", full.Lines()+"### plan for `b`")
	if address := outdate(h); address != "" {
		t.Errorf("for the same commit: %s", address)
	}
	h.put(t, "production", full.Lines()+"### plan for `a`")
	outdate(h)
	if address := outdate(h); address != "https://github.example/7#2" {
		t.Errorf("the comment is said to be at %q", address)
	}
	want := topic("production").Mark() + "<!-- outdated -->\n<!-- news -->\n**Outdated**\n\n<details>\n<summary>The plan of before</summary>\n\n<!-- end of news -->\n\n### plan for `a`"
	if got := h.comments[1].Body; got != want || len(h.comments) != 2 {
		t.Errorf("the comment is %q", h.bodies())
	}
}

// A plan that does nothing takes the place of one that did, and makes no comment.
func TestOnlyACommentThatIsThereIsUpdated(t *testing.T) {
	h := openHub(t)
	update := func(text string) string {
		address, err := github.CommentsAbout(h.client(t), topic("production")).Update(context.Background(), 7, text)
		if err != nil {
			t.Fatal(err)
		}
		return address
	}
	if address := update("nothing"); address != "" || len(h.comments) > 0 {
		t.Errorf("%s, %q", address, h.bodies())
	}
	h.put(t, "production", "something")
	if address := update("nothing"); address == "" || h.comments[0].Body != topic("production").Mark()+"nothing" {
		t.Errorf("%s, %q", address, h.bodies())
	}
}
