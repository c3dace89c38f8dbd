package github

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"whopsync/internal/rest"
)

// What became of a plan stands at the top of the comment that shows it, below the lines that no reader sees: those
// stay the first, so the comment is read as before. Comments of others are never changed, whoever
// may write to the repository: there, news have a comment of their own, which shows no plan.

const (
	beginNews = "<!-- news -->\n"
	endNews   = "<!-- end of news -->\n\n"
)

// newsPattern is the news of a comment.
var newsPattern = regexp.MustCompile(`(?s)^` + beginNews + `.*?` + endNews)

// maxBody is how many characters GitHub takes in a comment.
const maxBody = 65_536

// ours returns the comment of ours that news belong into, or nil.
func (f found) ours(us string) *comment {
	for _, comments := range [][]comment{f.marked, f.former, f.news} {
		if c := by(us, comments); c != nil {
			return c
		}
	}
	return nil
}

// News returns the news that stand under the pull request already, "" for none.
func (r Review) News() string {
	if r.ours == nil {
		return ""
	}
	news := strings.TrimPrefix(layersOf(r.ours.text()).news, beginNews)
	return strings.TrimSpace(strings.TrimSuffix(news, endNews))
}

// Tell writes news, which are a line of Markdown, under the pull request of a review: into our comment about the topic,
// in the place of older news, else as a comment of their own. What the comment shows stays as it is. A Review that
// was not read, since there were too many, is not written to.
func (r *Reviews) Tell(ctx context.Context, review Review, news string) error {
	if !review.isRead {
		return nil
	}
	if review.ours == nil {
		body := map[string]string{"body": r.about.newsMark() + newsOf(news)}
		err := r.client.send(ctx, request{Method: http.MethodPost, URL: r.client.api("/issues/%d/comments", review.Number), Body: body}, &comment{})
		return rest.Wrap(fmt.Sprintf("write under pull request #%d", review.Number), lacking("pull-requests: write", err))
	}
	body := withNews(review.ours.text(), newsOf(news))
	if body == review.ours.text() {
		return nil
	}
	_, err := r.client.change(ctx, review.ours, body)
	return rest.Wrap(fmt.Sprintf("pull request #%d", review.Number), err)
}

// layers are the parts of a comment of ours, from the top to the bottom.
type layers struct {
	mark, shown string // that no reader sees
	news, text  string
}

func layersOf(body string) (l layers) {
	mark, rest, _ := strings.Cut(body, "\n")
	l.mark = mark + "\n"
	if l.shown = shownPattern.FindString(rest); strings.HasPrefix(rest, outdated) {
		l.shown = outdated
	}
	rest = rest[len(l.shown):]
	l.news = newsPattern.FindString(rest)
	l.text = rest[len(l.news):]
	return l
}

// withNews returns a comment of ours with news in the place of those that it has.
func withNews(body, news string) string {
	l := layersOf(body)
	l.news = news
	return l.body()
}

// body puts the layers together.
func (l layers) body() string {
	changed := l.mark + l.shown + l.news + l.text
	if len([]rune(changed)) > maxBody {
		changed = l.mark + l.shown + l.news + "The plan that stood here leaves no room for this: an earlier version of this comment has it.\n"
	}
	return changed
}

// newsOf returns news as they stand in a comment.
func newsOf(text string) string {
	return beginNews + strings.ReplaceAll(text, "<!--", "<!- -") + "\n" + endNews
}

// Outdating is what is written above a plan that is not of the newest commit.
type Outdating struct {
	Why    string // a paragraph of Markdown
	Unless string // what a comment says that is up to date; "" for nothing
}

// outdated stands where a comment has shown a plan that counts no more.
const outdated = "<!-- outdated -->\n"

// In returns a comment that begins with a mark with that above its plan, which is folded and counts no more, and
// whether that is needed.
func (o Outdating) In(body string) (changed string, isNeeded bool) {
	if o.Unless != "" && strings.Contains(body, o.Unless) {
		return body, false
	}
	// What is folded ends with the comment: GitHub closes the element there.
	l := layersOf(body)
	l.shown, l.news = outdated, newsOf(o.Why+"\n\n<details>\n<summary>The plan of before</summary>\n")
	return l.body(), true
}

// Outdate writes above the plan in our comment about a topic that it holds no more, and folds the plan: it counts no more as
// shown. Without such a comment, nothing is written, and the address is "".
func (c *Client) Outdate(ctx context.Context, pullRequest int, about Topic, o Outdating) (address string, err error) {
	ours, err := c.ourComment(ctx, pullRequest, about)
	if err != nil || ours == nil {
		return "", err
	}
	body, isNeeded := o.In(ours.text())
	if !isNeeded {
		return "", nil
	}
	return c.change(ctx, ours, body)
}
