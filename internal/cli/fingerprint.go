package cli

import (
	"context"
	"errors"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
)

// reviewed is the word in --expect that stands for a plan of which reviewers were shown each
// change. No fingerprint is as short.
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

// check refuses a plan that is not the expected one. A plan that does nothing passes: there is nothing that
// anyone could have reviewed, and a job that is run a second time ends well. What was found under pull requests, if
// that was looked at, is returned with an error as well.
func (f fingerprint) check(ctx context.Context, e *environment, w *plan.Work, applied string) (*looking, error) {
	is := planfile.Fingerprint(&w.Plan)
	if f == reviewed && len(planfile.Unreviewed(w, planfile.Shown{})) == 0 {
		is = reviewed // what earlier applies have scheduled: GitHub need not be asked
	}
	switch {
	case f == "" || string(f) == is || !w.HasChanges():
		return nil, nil
	case f == reviewed:
		return checkReviewed(ctx, e, w, applied)
	}
	return nil, hint.Add(refuse("the plan has the fingerprint %s, not %s: it is not the one that was reviewed; nothing was written", is, string(f)), "%s", byItself(e, &w.Plan))
}
