package github_test

import (
	"context"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"whopsync/internal/github"
)

// formerMark is the mark of versions that did not name the folder.
const formerMark = "<!-- whopsync:production -->\n"

func TestTwoTopicsHaveTwoMarks(t *testing.T) {
	topics := []github.Topic{
		{"production", "."}, {"production", "a"}, {"production", "a/b"}, {"production", "a%2Fb"}, {"production", "a b"}, {"production", "a%20b"},
		{"production", "a--b"}, {"production", "a-%2Db"}, {"production", "a---b"}, {"production", "a- -b"}, {"production", "x --> <b>"}, {"production", "x\ny"},
		{"production-", "a"}, {"sandbox", "."}, {"production in a", "."},
	}
	seen := map[string]github.Topic{}
	for _, topic := range topics {
		mark := topic.Mark()
		if other, ok := seen[mark]; ok {
			t.Errorf("%+v and %+v have one mark, %q", topic, other, mark)
		}
		seen[mark] = topic
		inner := strings.TrimSuffix(strings.TrimPrefix(mark, "<!-- "), " -->\n")
		if len(inner)+len("<!--  -->\n") != len(mark) || strings.ContainsAny(inner, "<>\n") || strings.Contains(inner, "--") {
			t.Errorf("%+v has the mark %q", topic, mark)
		}
	}
	if got, want := topics[0].Mark(), "<!-- whopsync:production in . -->\n"; got != want {
		t.Errorf("the mark is %q, want %q", got, want)
	}
}

// Two folders with one environment have two comments, and one of an earlier version is taken over by the
// first that comes.
func TestEachFolderHasItsComment(t *testing.T) {
	alpha, beta := github.Topic{Environment: "production", Folder: "alpha"}, github.Topic{Environment: "production", Folder: "beta"}
	h := openHub(t)
	h.add("eve", formerMark+"hers")
	h.add(workflow, formerMark+"old")
	for _, topic := range []github.Topic{alpha, beta, alpha} {
		if _, err := github.CommentsAbout(h.client(t), topic).Put(context.Background(), 7, "plan of "+topic.Folder); err != nil {
			t.Fatal(err)
		}
	}
	var bodies []string
	for _, c := range h.comments {
		bodies = append(bodies, c.Body)
	}
	want := []string{formerMark + "hers", alpha.Mark() + "plan of alpha", beta.Mark() + "plan of beta"}
	if diff := gocmp.Diff(want, bodies); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

// What was shown before an update of whopsync still counts after it, and never in the place of what the folder's own
// comment shows.
func TestWhatAnEarlierVersionHasShownCountsUntilThereIsMore(t *testing.T) {
	const old, own, other = "oldoldoldoldoldo", "ownownownownowno", "otherotherothero"
	beta := github.Topic{Environment: "production", Folder: "beta"}
	for name, c := range map[string]struct {
		comments []remark
		want     string
	}{
		"an old one":                         {[]remark{{Body: formerMark + shown(old)}}, old},
		"an old one and its own":             {[]remark{{Body: formerMark + shown(old)}, {Body: beta.Mark() + shown(own)}}, own},
		"another folder's":                   {[]remark{{Body: topic("production").Mark() + shown(other)}}, ""},
		"another environment's":              {[]remark{{Body: github.Topic{Environment: "sandbox", Folder: "beta"}.Mark() + shown(other)}}, ""},
		"an old one of another environment":  {[]remark{{Body: "<!-- whopsync:sandbox -->\n" + shown(other)}}, ""},
		"a reader's, and an old one":         {[]remark{{Body: beta.Mark() + shown(other), User: user{"eve"}}, {Body: formerMark + shown(old)}}, old},
		"a reader's old one, and a writer's": {[]remark{{Body: formerMark + shown(other), User: user{"eve"}}, {Body: formerMark + shown(old), User: user{"ada"}}}, old},
	} {
		h := openHub(t)
		h.may["ada"] = "write"
		for _, comment := range c.comments {
			if comment.User.Login == "" {
				comment.User.Login = workflow
			}
			h.add(comment.User.Login, comment.Body)
		}
		review, err := github.CommentsAbout(h.client(t), beta).Review(context.Background(), 7)
		if err != nil || review.Shown.Fingerprint != c.want {
			t.Errorf("%s: %+v, %v", name, review, err)
		}
	}
}
