package github

import "context"

// Forge is a service that keeps comments under pull requests, which are numbered.
type Forge interface {
	// Login returns whose the token is, as a comment has its author.
	Login(context.Context) (author string, err error)
	// MayWrite reports whether an author may write to the repository.
	MayWrite(ctx context.Context, author string) (bool, error)
	// Page returns some of the comments, the oldest first. The first page is 1.
	Page(ctx context.Context, number, page int) (comments []Comment, isLast bool, err error)
	// Post writes a new comment, and Change gives one of ours another body.
	Post(ctx context.Context, number int, body string) (address string, err error)
	Change(ctx context.Context, number int, id int64, body string) (address string, err error)
}

// Comment is what someone has written under a pull request.
type Comment struct {
	ID     int64
	Body   string
	Author string // "" for one who is gone
	Name   string // of the author, for people
}
