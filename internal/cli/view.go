package cli

import (
	"fmt"

	"whopsync/internal/apply"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

// view is how an apply tells what it does.
type view interface {
	plan(*plan.Plan) error
	// progress is called from many goroutines.
	progress(apply.Progress)
	complete(*apply.Report)
	// partial tells of a run that did not reach its end: what is done, what failed and
	// why, what was not attempted. err is what stopped the run as a whole, or nil.
	partial(report *apply.Report, err error)
}

func (e *environment) applyView(json bool) view {
	if json {
		return &jsonView{out: e.Out}
	}
	return &textView{environment: e, bar: newProgress(e.Err, isTerminal(e.Err))}
}

// textView is for people.
type textView struct {
	*environment
	bar *progress
}

func (v *textView) plan(p *plan.Plan) error { return v.printPlan(p, "text") }

func (v *textView) progress(p apply.Progress) { v.bar.step(p) }

func (v *textView) complete(r *apply.Report) {
	v.bar.end()
	fmt.Fprintf(v.Out, "\n%s\n", appliedLine(r))
}

func appliedLine(r *apply.Report) string {
	var extras []string
	for _, extra := range []struct {
		n    int
		word string
	}{{r.Moved, "moved"}, {r.Hidden, "hidden"}, {r.Uploaded, "uploaded"}} {
		if extra.n > 0 {
			extras = append(extras, fmt.Sprintf("%d %s", extra.n, extra.word))
		}
	}
	return render.Applied(r.Added, r.Changed, r.Destroyed, extras...)
}

func (v *textView) partial(r *apply.Report, err error) {
	v.bar.end()
	for _, result := range r.Results {
		if result.Status == apply.Failed {
			fmt.Fprintf(v.Err, "Error: %s: %s\n", subject(result.Step), render.Inert(result.Err.Error()))
		}
		for _, untaken := range result.Untaken {
			v.warn("%s", untaken)
		}
	}
	if err != nil {
		fmt.Fprintf(v.Err, "Error: %s\n", render.Inert(err.Error()))
	}
	fmt.Fprintf(v.Out, "\n%s\nNothing is lost: run apply again to go on from here.\n", partialLine(r))
}

func partialLine(r *apply.Report) string {
	n := map[apply.Status]int{}
	for _, result := range r.Results {
		n[result.Status]++
	}
	return fmt.Sprintf("Apply stopped part-way: %d done, %d failed, %d not attempted. Resources: %d added, %d changed, %d destroyed.",
		n[apply.Done], n[apply.Failed], n[apply.NotAttempted], r.Added, r.Changed, r.Destroyed)
}
