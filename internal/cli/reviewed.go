package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/github"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/render"
)

// looking is what was found under the pull requests that a run applies.
type looking struct {
	merged   github.Merged
	head     string
	access   forgeAccess
	comments *github.Comments
	shown    planfile.Shown
	reviews  []github.Review
}

// look asks which pull requests were merged after the commit that was applied last, "" if it is not known: then only the one
// that became this commit counts.
func look(ctx context.Context, e *environment, environment, applied string) (*looking, error) {
	at, err := openForge(e)
	if err != nil {
		return nil, err
	}
	about, err := topicOf(e, environment)
	if err != nil {
		return nil, err
	}
	merged, err := at.forge.MergedIn(ctx, github.Span{Applied: applied, Head: at.head, Ref: at.ref})
	return &looking{merged: merged, head: at.head, access: at, comments: github.CommentsAbout(at.forge, about), shown: planfile.Shown{}}, err
}

// checkReviewed refuses a plan of which a part was shown under no pull request. Those count that were merged
// after the commit that was applied last, so what an earlier run has left undone counts as well, and what
// was applied once counts for no second time. What was found so far is returned with an error as well.
func checkReviewed(ctx context.Context, e *environment, w *plan.Work, applied string) (*looking, error) {
	l, err := look(ctx, e, w.Environment, applied)
	if errors.Is(err, github.ErrNotReviewed) {
		return l, hint.Add(refuse("%w; nothing was written", err), "%s%s", toBegin(applied), byItself(e, &w.Plan))
	}
	if err != nil {
		return l, fmt.Errorf("ask what was reviewed: %w", err)
	}
	if l.merged.Backwards {
		return l, hint.Add(refuse("this run is for the commit %.12s, and %.12s, which is newer, was applied before it: the plan above takes newer edits back; nothing was written", l.head, applied),
			"There is nothing to run again: later runs have applied this commit and more")
	}
	for _, number := range l.merged.Numbers {
		if _, err := l.at(ctx, number); err != nil {
			return l, err
		}
		if l.isEnough(w) {
			return l, nil
		}
	}
	return l, l.refusal(e, w)
}

// toBegin says how a repository comes to its first apply, where nothing was applied before.
func toBegin(applied string) string {
	if applied != "" {
		return ""
	}
	return "Nothing has been applied so far. The next pull request that touches a course shows all that is to be done, and once it is merged, that is applied.\n"
}

// at reads what a pull request shows, once.
func (l *looking) at(ctx context.Context, number int) (github.Review, error) {
	at := slices.IndexFunc(l.reviews, func(r github.Review) bool { return r.Number == number })
	if at >= 0 {
		return l.reviews[at], nil
	}
	review, err := l.comments.Review(ctx, number)
	if err == nil {
		l.hold(&review)
		l.reviews = append(l.reviews, review)
		l.shown.Add(review.Shown.Serial, review.Shown.Parts)
	}
	return review, err
}

// hold leaves nothing of what a pull request shows if that is not the plan of what was merged: a branch may be given other
// commits, and no plan of them.
func (l *looking) hold(review *github.Review) {
	merged, planned := l.merged.Heads[review.Number], review.Shown.Head
	switch {
	case review.Shown.Fingerprint == "" || planned != "" && planned == merged:
		return
	case planned == "":
		review.Why = "has a plan that does not say of which commit it is, as whopsync has written it before: what is still open is planned again by the next push"
	default:
		review.Why = fmt.Sprintf("has the plan of the commit %.12s, and was merged with other commits since, which have none: plan again what is still open", planned)
	}
	review.Shown = github.Shown{}
}

// isEnough reports whether the whole plan was shown, or all of its parts.
func (l *looking) isEnough(w *plan.Work) bool {
	is := planfile.Fingerprint(&w.Plan)
	isWhole := slices.ContainsFunc(l.reviews, func(r github.Review) bool { return r.Shown.Fingerprint == is })
	return isWhole || len(planfile.Unreviewed(w, l.shown)) == 0
}

// maxListed bounds each list in a refusal.
const maxListed = 10

// refusal names what was reviewed by no one, where that was looked for, and what to do.
func (l *looking) refusal(e *environment, w *plan.Work) error {
	parts := planfile.Unreviewed(w, l.shown)
	var text strings.Builder
	for i, part := range parts {
		if i == maxListed {
			fmt.Fprintf(&text, "  and %d more\n", len(parts)-i)
			break
		}
		fmt.Fprintf(&text, "  %s %s\n", part.Address, doing[part.Action](part))
	}
	fmt.Fprintf(&text, "%s\n%s", l.where(), byItself(e, &w.Plan))
	return hint.Add(refuse("no merged %s has shown %s of the plan above; nothing was written", l.access.request, counted(len(parts), "change")), "%s", text.String())
}

// doing says what a part of a plan does, after the address.
var doing = map[planfile.Doing]func(planfile.Part) string{
	planfile.Creates:   func(planfile.Part) string { return "will be created" },
	planfile.Destroys:  func(planfile.Part) string { return "will be destroyed" },
	planfile.Writes:    func(p planfile.Part) string { return "will be updated: " + string(p.Field) },
	planfile.Moves:     func(planfile.Part) string { return "has another place" },
	planfile.Addresses: func(planfile.Part) string { return "has another address" },
	planfile.Keeps:     func(planfile.Part) string { return "has no file any more, and is kept" },
	planfile.Schedules: func(planfile.Part) string { return "has another publish_at" },
	planfile.Completes: func(planfile.Part) string { return "is a new course that is to be completed" },
}

// where says which pull requests were looked at.
func (l *looking) where() string {
	since := fmt.Sprintf("those merged after %.12s, which was applied last", l.merged.Since)
	if l.merged.Since == "" {
		since = fmt.Sprintf("the one that became %.12s", l.head)
	}
	var names []string
	for i, review := range l.reviews {
		if i == maxListed {
			names = append(names, fmt.Sprintf("and %d more", len(l.reviews)-i))
			break
		}
		name := fmt.Sprintf("%s%d", l.access.sign, review.Number)
		if review.Why != "" {
			name += ", which " + review.Why
		}
		names = append(names, name)
	}
	text := fmt.Sprintf("%ss looked at, %s: %s", strings.ToUpper(l.access.request[:1])+l.access.request[1:], since, cmp.Or(strings.Join(names, "; "), "none"))
	if l.merged.Cut {
		text += ". There are more than are looked at"
	}
	return text
}

// byItself says how a plan that was not reviewed is applied all the same: where a workflow runs, by hand.
func byItself(e *environment, p *plan.Plan) string {
	is, flags := planfile.Fingerprint(p), render.Flags(p.Options)
	if e.job.system == onGitLab {
		return pipelineByHand(e, is, flags)
	}
	if e.job.system != onGitHub {
		return "If the plan above is right, apply it by its own fingerprint: " + e.command("apply"+flags+" --expect "+is)
	}
	workflow, page := e.job.here()
	text := fmt.Sprintf("If the plan above is right, run the workflow \"%s\" by hand for %s, with the fingerprint %s", workflow, p.Environment, is)
	if flags != "" {
		text += " and the flags" + flags
	}
	text += ": " + page
	if e.job.run != "" {
		text += "\nThis run: " + e.job.run
	}
	return text
}
