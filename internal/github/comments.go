package github

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"whopsync/internal/rest"
)

// Anyone who can read a repository can begin a comment with our mark. So a comment is ours when it is by the one whom our
// token writes for, and is believed when it is ours or by someone who may write to the repository: they could apply any
// plan anyway.

// What is looked at for one apply, besides what was merged.
const (
	maxPages = 100 // of comments under one pull request: after 10,000, there is a new comment of ours
	maxAsked = 200 // pages of comments, and authors of whom it is asked whether they may write
)

// Comments reads and writes the comments about a topic under pull requests. It asks once whose the token is, and once what an author may do.
type Comments struct {
	forge Forge
	about Topic
	us    string          // whose the token is; "": not asked yet
	may   map[string]bool // what is known of authors
	asked int             // requests so far
}

// CommentsAbout returns the comments that a forge has about a topic.
func CommentsAbout(forge Forge, about Topic) *Comments {
	return &Comments{forge: forge, about: about, may: map[string]bool{}}
}

// Put writes the comment under a pull request: over ours if there is one, else as a new one. It returns the comment's
// address.
func (c *Comments) Put(ctx context.Context, number int, text string) (address string, err error) {
	ours, err := c.ours(ctx, number)
	if err != nil {
		return "", err
	}
	body := c.about.Mark() + text
	if ours != nil {
		address, err := c.forge.Change(ctx, number, ours.ID, body)
		if !rest.IsRefused(err, http.StatusForbidden, http.StatusNotFound) {
			return address, err
		}
	}
	return c.forge.Post(ctx, number, body)
}

// Update writes over our comment. Without one, nothing is written, and the address is "".
func (c *Comments) Update(ctx context.Context, number int, text string) (address string, err error) {
	return c.edit(ctx, number, func(string) (string, bool) { return c.about.Mark() + text, true })
}

// Outdate writes above the plan in our comment that it holds no more, and folds the plan: it counts no more as shown.
// Without such a comment, nothing is written, and the address is "".
func (c *Comments) Outdate(ctx context.Context, number int, o Outdating) (address string, err error) {
	return c.edit(ctx, number, o.in)
}

func (c *Comments) edit(ctx context.Context, number int, edited func(body string) (changed string, isNeeded bool)) (address string, err error) {
	ours, err := c.ours(ctx, number)
	if err != nil || ours == nil {
		return "", err
	}
	body, isNeeded := edited(ours.Body)
	if !isNeeded {
		return "", nil
	}
	return c.forge.Change(ctx, number, ours.ID, body)
}

// ours returns our comment, or nil.
func (c *Comments) ours(ctx context.Context, number int) (*Comment, error) {
	found, err := c.find(ctx, number)
	return by(c.us, found.marked, found.former), rest.Wrap("look for our comment", err)
}

// Review is what the comment under a pull request shows.
type Review struct {
	Number int
	Shown  Shown
	Why    string // it shows nothing that counts: "shows no plan"

	isRead bool
	ours   *Comment // that shows a plan, or has nothing but news; nil if there is neither
}

// Review returns what the comment shows under a pull request: that of the one whose token it is, else the first one of
// someone who may write. A comment of an earlier version, which names no folder, counts where no other does; its
// digests tell it from one about another target.
func (c *Comments) Review(ctx context.Context, number int) (Review, error) {
	review := Review{Number: number}
	if c.asked >= maxAsked {
		review.Why = "is one too many to look at"
		return review, nil
	}
	found, err := c.find(ctx, number)
	if err != nil {
		return Review{}, fmt.Errorf("look for the reviewed plan: %w", err)
	}
	review.isRead, review.ours = true, by(c.us, found.marked, found.former, found.news)
	plans := slices.Concat(found.marked, found.former)
	if len(plans) == 0 {
		review.Why = "shows no plan"
		return review, nil
	}
	believed, err := c.believed(ctx, found)
	switch {
	case err != nil:
		return Review{}, fmt.Errorf("look for the reviewed plan: %w", err)
	case believed == nil:
		review.Why = fmt.Sprintf("shows a plan by %q, who may not write here", plans[0].Name)
		return review, nil
	}
	_, text, _ := strings.Cut(believed.Body, "\n")
	review.Shown, review.Why = readShown(text)
	return review, nil
}

// News returns the news that stand under the pull request already, "" for none.
func (r Review) News() string {
	if r.ours == nil {
		return ""
	}
	news := strings.TrimPrefix(layersOf(r.ours.Body).news, beginNews)
	return strings.TrimSpace(strings.TrimSuffix(news, endNews))
}

// Tell writes news, which are a line of Markdown, under the pull request of a review: into our comment, in the place of
// older news, else as a comment of their own. What the comment shows stays as it is. A Review that was not read, since
// there were too many, is not written to.
func (c *Comments) Tell(ctx context.Context, review Review, news string) (err error) {
	switch {
	case !review.isRead:
	case review.ours == nil:
		_, err = c.forge.Post(ctx, review.Number, c.about.newsMark()+newsOf(news))
	default:
		if body := withNews(review.ours.Body, newsOf(news)); body != review.ours.Body {
			_, err = c.forge.Change(ctx, review.Number, review.ours.ID, body)
		}
	}
	return rest.Wrap(fmt.Sprintf("pull request #%d", review.Number), err)
}

// found are comments that begin with the mark of a topic, by any author, in their order. A comment that quotes a mark
// does not count.
type found struct {
	marked []Comment
	former []Comment // with the mark of an earlier version, which may be about another folder
	news   []Comment // that have nothing but news
}

// find looks for comments page by page. The first one of ours ends the search.
func (c *Comments) find(ctx context.Context, number int) (all found, err error) {
	mark, former, news := c.about.Mark(), c.about.formerMark(), c.about.newsMark()
	for page := 1; page <= maxPages && c.asked < maxAsked; page++ {
		c.asked++
		comments, isLast, err := c.forge.Page(ctx, number, page)
		if err != nil {
			return found{}, err
		}
		for _, comment := range comments {
			comment.Body = strings.ReplaceAll(comment.Body, "\r\n", "\n") // as an edit on the website leaves them
			switch {
			case strings.HasPrefix(comment.Body, mark):
				all.marked = append(all.marked, comment)
			case strings.HasPrefix(comment.Body, former):
				all.former = append(all.former, comment)
			case strings.HasPrefix(comment.Body, news):
				all.news = append(all.news, comment)
			}
		}
		if c.us == "" && len(all.marked)+len(all.former)+len(all.news) > 0 {
			if c.us, err = c.forge.Login(ctx); err != nil {
				return found{}, err
			}
		}
		if isLast || by(c.us, all.marked) != nil {
			break
		}
	}
	return all, nil
}

// by returns the first comment by an author, or nil.
func by(author string, lists ...[]Comment) *Comment {
	for _, comment := range slices.Concat(lists...) {
		if author != "" && comment.Author == author {
			return &comment
		}
	}
	return nil
}

// believed returns the comment that is ours, else the first one by someone who may write, or nil. One that names its
// folder comes before those that do not.
func (c *Comments) believed(ctx context.Context, found found) (*Comment, error) {
	for _, comments := range [][]Comment{found.marked, found.former} {
		if ours := by(c.us, comments); ours != nil {
			return ours, nil
		}
		for _, comment := range comments {
			may, err := c.mayWrite(ctx, comment.Author)
			if err != nil || may {
				return &comment, err
			}
		}
	}
	return nil, nil
}

func (c *Comments) mayWrite(ctx context.Context, author string) (bool, error) {
	may, isKnown := c.may[author]
	if isKnown || author == "" || c.asked >= maxAsked {
		return may, nil
	}
	c.asked++
	may, err := c.forge.MayWrite(ctx, author)
	if err == nil {
		c.may[author] = may
	}
	return may, err
}
