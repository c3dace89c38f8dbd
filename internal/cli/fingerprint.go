package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"whopsync/internal/github"
	"whopsync/internal/hint"
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
		return errors.New("--expect needs a fingerprint")
	}
	*f = fingerprint(text)
	return nil
}

// check refuses a plan that is not the expected one. Where the review is asked for by name,
// a plan that does nothing passes: there is nothing that anyone could have reviewed, and a
// job that is run a second time ends well.
func (f fingerprint) check(ctx context.Context, e *environment, p *plan.Plan) error {
	if f == reviewed && !p.HasChanges() {
		return nil
	}
	is := planfile.Fingerprint(p)
	expected, err := f.expected(ctx, e, p.Environment, is)
	if err != nil || expected == "" || expected == is {
		return err
	}
	return hint.Add(refuse("the plan has the fingerprint %s, not %s: it is not the one that was reviewed; nothing was written", is, expected),
		"If the plan above is right, apply it by its own fingerprint: %s", e.command("apply --expect "+is))
}

// expected returns the fingerprint that the plan must have, "" for any.
func (f fingerprint) expected(ctx context.Context, e *environment, name, is string) (string, error) {
	if f != reviewed {
		return string(f), nil
	}
	client, err := githubClient(e)
	if err != nil {
		return "", fmt.Errorf("ask GitHub what was reviewed: %w", err)
	}
	found, err := client.Reviewed(ctx, e.getenv("GITHUB_SHA"), e.getenv("GITHUB_REF"), github.Mark(name))
	if errors.Is(err, github.ErrNotReviewed) {
		return "", hint.Add(refuse("%w; nothing was written", err), "If the plan above is right, apply it by its fingerprint: %s", e.command("apply --expect "+is))
	}
	return found, err
}
