package gitlab

import (
	"context"
	"fmt"
	"net/http"

	"whopsync/internal/github"
	"whopsync/internal/rest"
)

// Anyone who can see a project can begin a note with our mark. A note is believed when it is by the one whose token
// it is, or by an active member of the project or its groups who may push.

// developer is the access level from which members may push.
const developer = 30

// Reviews reads what merge requests show. It asks once whose the token is, and once what an author may do.
type Reviews struct {
	client *Client
	about  github.Topic
	us     int64 // 0: not asked yet
	may    map[int64]bool
	asked  int
}

// Reviews returns a reader of the notes about a topic.
func (c *Client) Reviews(about github.Topic) *Reviews {
	return &Reviews{client: c, about: about, may: map[int64]bool{}}
}

// Of returns what the note about the topic shows under a merge request: ours, else the first one of someone who may push.
func (r *Reviews) Of(ctx context.Context, number int) (github.Review, error) {
	review, err := r.read(ctx, number)
	return review, rest.Wrap("look for the reviewed plan", err)
}

func (r *Reviews) read(ctx context.Context, number int) (github.Review, error) {
	review := github.Review{Number: number}
	if r.asked >= maxAsked {
		review.Why = "is one too many to look at"
		return review, nil
	}
	if r.us == 0 {
		us, err := r.client.us(ctx)
		if err != nil {
			return review, err
		}
		r.us = us.ID
	}
	marked, pages, err := r.client.marked(ctx, number, r.about, maxAsked-r.asked, r.us)
	if r.asked += pages; err != nil {
		return review, err
	}
	if len(marked) == 0 {
		review.Why = "shows no plan"
		return review, nil
	}
	believed, err := r.believed(ctx, marked)
	if err != nil {
		return review, err
	}
	if believed == nil {
		review.Why = fmt.Sprintf("shows a plan by %q, who may not push here", marked[0].Author.Name)
		return review, nil
	}
	review.Shown, review.Why = github.ReadShown(believed.text()[len(r.about.Mark()):])
	return review, nil
}

// believed returns the note that is ours, else the first one by someone who may push, or nil.
func (r *Reviews) believed(ctx context.Context, marked []note) (*note, error) {
	for i := range marked {
		if marked[i].Author.ID == r.us {
			return &marked[i], nil
		}
	}
	for i := range marked {
		may, err := r.mayPush(ctx, marked[i].Author.ID)
		if err != nil || may {
			return &marked[i], err
		}
	}
	return nil, nil
}

func (r *Reviews) mayPush(ctx context.Context, author int64) (bool, error) {
	may, isKnown := r.may[author]
	if isKnown || r.asked >= maxAsked || author == 0 {
		return may, nil
	}
	var member struct {
		Level int    `json:"access_level"`
		State string `json:"state"`
	}
	r.asked++
	err := r.client.rest.Get(ctx, r.client.api("/members/all/%d", author), &member)
	switch {
	case rest.IsRefused(err, http.StatusNotFound):
		err = nil // no member
	case err != nil:
		return false, rest.Wrap("ask what an author may do", err)
	}
	r.may[author] = member.Level >= developer && member.State == "active"
	return r.may[author], err
}
