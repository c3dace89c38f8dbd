package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"whopsync/internal/github"
	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
)

// reviewed is the word that stands for a fingerprint in --expect: the one that reviewers
// were shown. No fingerprint is as short.
const reviewed = "reviewed"

// fingerprint is a plan's, as the command line names it. One that is empty is a mistake: so
// looks a variable that a job forgot to set, and it must not stand for any plan.
type fingerprint string

// UnmarshalText is how a flag takes its value.
func (f *fingerprint) UnmarshalText(text []byte) error {
	if strings.TrimSpace(string(text)) == "" {
		return errors.New("a fingerprint is wanted, and there is none")
	}
	*f = fingerprint(text)
	return nil
}

// hold refuses a plan that is not the expected one. Where the review is asked for by name,
// a plan that does nothing passes: there is nothing that anybody could have reviewed, and
// a job that is run a second time ends well.
func (a *application) hold(ctx context.Context, p *plan.Plan) error {
	if a.cmd.Expect == reviewed && !p.HasChanges() {
		return nil
	}
	expected, err := a.expected(ctx)
	if err != nil || expected == "" || expected == planfile.Fingerprint(p) {
		return err
	}
	return &outcome{exitRefused, fmt.Errorf("the plan has the fingerprint %s, not %s: it is not the one that was reviewed; nothing was written\n"+
		"If what it shows is right, apply it by its own: --expect %s", planfile.Fingerprint(p), expected, planfile.Fingerprint(p))}
}

// expected returns the fingerprint that the plan must have, "" for any.
func (a *application) expected(ctx context.Context) (string, error) {
	if a.cmd.Expect != reviewed {
		return string(a.cmd.Expect), nil
	}
	client, err := githubClient(a.env)
	if err != nil {
		return "", fmt.Errorf("ask GitHub what was reviewed: %w", err)
	}
	fingerprint, err := client.Reviewed(ctx, a.env.getenv("GITHUB_SHA"), github.Mark(a.repo.project.Environment.Name))
	if errors.Is(err, github.ErrNotReviewed) {
		return "", &outcome{exitRefused, fmt.Errorf("%w; nothing was written\nIf what the plan shows is right, apply it by its fingerprint: --expect FINGERPRINT", err)}
	}
	return fingerprint, err
}
