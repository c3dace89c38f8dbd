package cli

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/github"
	"whopsync/internal/plan"
)

// reviewed is the word that stands for a fingerprint in --expect: the one that reviewers
// were shown. No fingerprint is as short.
const reviewed = "reviewed"

// hold refuses a plan that is not the expected one. Where the review is asked for by name,
// a plan that does nothing passes: there is nothing that anybody could have reviewed, and
// a job that is run a second time ends well.
func (a *application) hold(ctx context.Context, p *plan.Plan) error {
	if a.cmd.Expect == reviewed && !p.HasChanges() {
		return nil
	}
	expected, err := a.expected(ctx)
	if err != nil || expected == "" || expected == p.Fingerprint() {
		return err
	}
	return &outcome{exitRefused, fmt.Errorf("the plan has the fingerprint %s, not %s: it is not the one that was reviewed; nothing was written\n"+
		"If what it shows is right, apply it by its own: --expect %s", p.Fingerprint(), expected, p.Fingerprint())}
}

// expected returns the fingerprint that the plan must have, "" for any.
func (a *application) expected(ctx context.Context) (string, error) {
	if a.cmd.Expect != reviewed {
		return a.cmd.Expect, nil
	}
	client, err := a.github()
	if err != nil {
		return "", fmt.Errorf("ask GitHub what was reviewed: %w", err)
	}
	fingerprint, err := client.Reviewed(ctx, a.getenv("GITHUB_SHA"), github.Mark(a.project.Environment.Name))
	if errors.Is(err, github.ErrNotReviewed) {
		return "", &outcome{exitRefused, fmt.Errorf("%w; nothing was written\nIf what the plan shows is right, apply it by its fingerprint: --expect FINGERPRINT", err)}
	}
	return fingerprint, err
}
