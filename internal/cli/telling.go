package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/github"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/render"
)

// telling is what an apply has to say to people who were not there: in the summary of the step, and under the pull
// requests whose changes it was about. It never decides how the command ends.
type telling struct {
	env         *environment
	environment string // "" until it is known
	comments    bool   // under pull requests as well

	plan    *plan.Plan // nil: the run did not come to one
	applied string     // the commit of the last complete apply before
	looked  *looking   // nil: GitHub was not asked
	line    string     // how a complete run ended
	partial *summary   // of a run that stopped part-way
}

// How long GitHub may take, also when a runner waits for the end of a job that was cancelled.
const (
	tellingTime      = 2 * time.Minute
	tellingTimeAtEnd = 4 * time.Second
)

// end tells how the run ended.
func (t *telling) end(ctx context.Context, err error) {
	if t.env.getenv("GITHUB_STEP_SUMMARY") == "" && !t.comments {
		return
	}
	limit := tellingTime
	if ctx.Err() != nil {
		limit = tellingTimeAtEnd
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	ending := t.ending(err)
	if err := summarize(t.env, placed(ending, "below"), t.plan); err != nil {
		t.env.warn("%v", err)
	}
	if !t.comments || t.env.job.system != onGitHub {
		return
	}
	if err := t.under(ctx, placed(ending, "in that run")); err != nil {
		t.env.warn("what became of the pull requests does not stand under them: %s", hint.Text(err))
	}
}

// placed is an ending with the place of the plan, which a log has above the line.
func placed(e render.Ending, where string) render.Ending {
	words := strings.NewReplacer("the plan above", "the plan "+where, "named above", "named "+where)
	e.Line, e.Advice = words.Replace(e.Line), words.Replace(e.Advice)
	return e
}

// ending is how the run ended.
func (t *telling) ending(err error) render.Ending {
	e := render.Ending{Environment: t.environment, Verdict: render.Applied, Line: t.line, Run: t.env.job.run, Site: t.env.job.repository}
	switch {
	case t.partial != nil:
		t.partial.tell(&e, t.env.shell)
	case err != nil:
		tellError(&e, err)
	case !t.plan.HasChanges():
		e.Verdict, e.Line = render.NothingToApply, render.Summary(t.plan)
	}
	return e
}

// tell says how far a run came.
func (s summary) tell(e *render.Ending, shell hint.Shell) {
	e.Verdict, e.Line, e.Advice = render.AppliedInPart, s.line(), s.advice(shell)
	if s.wroteNothing() {
		e.Verdict = render.NotApplied
	}
	if s.err != nil {
		e.Failed = append(e.Failed, hint.Text(s.err))
	}
	for _, result := range s.report.Results {
		if result.Status == apply.Failed {
			e.Failed = append(e.Failed, failure(result))
		}
		e.Failed = append(e.Failed, result.Rejected...)
	}
	for _, o := range s.leftOver() {
		e.Left = append(e.Left, leftOverLine(o))
	}
	for _, at := range s.report.Exposed {
		e.Left = append(e.Left, exposedLine(at))
	}
}

// tellError says why nothing was done.
func tellError(e *render.Ending, err error) {
	if rest := without(err, isSaid); rest != nil {
		err = rest
	}
	if isInterrupt(err) {
		err = errors.New("the run was interrupted before it wrote anything")
	}
	line, advice, _ := strings.Cut(hint.Text(err), "\n")
	e.Verdict, e.Line, e.Advice = render.NotApplied, line, advice
	var files *filesError
	if errors.As(err, &files) {
		for _, p := range files.problems.Errors() {
			e.Failed = append(e.Failed, p.String())
		}
	}
}

// summarize writes how a run ended into the summary of the step, if there is one.
func summarize(e *environment, ending render.Ending, p *plan.Plan) error {
	return writeSummary(e, func(w io.Writer) error { return render.EndingMarkdown(w, ending, p, maxSummary) })
}

// maxTold is under how many pull requests one run writes.
const maxTold = 20

// under tells how the run ended under the pull requests that it was about.
func (t *telling) under(ctx context.Context, e render.Ending) error {
	if t.looked == nil {
		applied := t.applied
		if e.Verdict == render.NothingToApply {
			applied = "" // only this commit's pull request may wait for news
		}
		looked, err := look(ctx, t.env, t.environment, applied)
		if errors.Is(err, github.ErrNotReviewed) {
			return nil
		}
		if err != nil {
			return err
		}
		t.looked = looked
	}
	numbers := t.looked.merged.Numbers
	var failed error
	for _, number := range numbers[:min(maxTold, len(numbers))] {
		review, err := t.looked.at(ctx, number)
		if err != nil {
			return err
		}
		if t.concerns(review, e.Verdict) {
			failed = cmp.Or(failed, t.looked.comments.Tell(ctx, review, e.News()))
		}
	}
	return failed
}

// concerns reports whether a run was about a pull request: about changes that it shows, or it was told of an earlier
// run. The one that became this commit is told that nothing came of it also if it shows nothing, as that of a fork.
func (t *telling) concerns(review github.Review, verdict render.Verdict) bool {
	isLast := review.Number == t.looked.merged.Last
	switch news := review.News(); {
	case verdict == render.NothingToApply:
		return strings.HasPrefix(news, render.NotApplied.News()) || strings.HasPrefix(news, render.AppliedInPart.News())
	case news != "":
		return true
	case isLast && (verdict != render.Applied || len(review.Shown.Parts) > 0):
		return true
	case t.plan == nil:
		return false
	}
	shown := func(digest string) bool { return slices.Contains(review.Shown.Parts, digest) }
	return review.Shown.Fingerprint == planfile.Fingerprint(t.plan) || slices.ContainsFunc(planfile.Digests(t.plan), shown)
}
