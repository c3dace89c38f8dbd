package cli

import (
	"errors"
	"fmt"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

// view is how an apply tells what it does.
type view interface {
	plan(*plan.Plan) error
	// progress is called from many goroutines.
	progress(apply.Progress)
	complete(*apply.Report, []place)
	// partial reports an incomplete run: the steps done, those that failed and why, and those
	// not attempted.
	partial(summary)
	// last ends what is told with where nothing was sent, "" for nothing.
	last(string)
	// fail tells of an error that ends the command before anything is sent. It is printed
	// on standard error as well.
	fail(error)
}

// place is where a course is on Whop.
type place struct {
	course   course.Address
	url      string // "" where none is known
	hiddenBy string // the file that hides the course; "" where it is not hidden
}

func newView(e *environment, json, full bool) view {
	if json {
		return newJSONView(e)
	}
	return &textView{env: e, full: full, bar: newProgress(e.Err, isTerminal(e.Err))}
}

// textView is for people.
type textView struct {
	env  *environment
	full bool // show all of the plan
	bar  *progress
}

func (v *textView) plan(p *plan.Plan) error { return printPlan(v.env, p, "text", v.full) }

func (v *textView) progress(p apply.Progress) { v.bar.step(p) }

func (v *textView) complete(r *apply.Report, places []place) {
	v.bar.end()
	fmt.Fprintf(v.env.Out, "\n%s\n", appliedLine(r))
	const most = 5
	for _, p := range places[:min(most, len(places))] {
		if p.url != "" {
			fmt.Fprintf(v.env.Out, "On Whop: %s (%s)\n", render.OneLine(p.url), render.OneLine(p.course.String()))
		}
		if p.hiddenBy != "" {
			fmt.Fprintf(v.env.Out, "Students do not see %s while `visibility: hidden` stands in %s.\n", render.OneLine(p.course.String()), render.OneLine(p.hiddenBy))
		}
	}
	if more := len(places) - most; more > 0 {
		fmt.Fprintf(v.env.Out, "… and %s more: %s\n", counted(more, course.KindCourse), v.env.command("state list --format json"))
	}
}

func (v *textView) last(line string) {
	if line != "" {
		fmt.Fprintln(v.env.Out, line)
	}
}

func (v *textView) fail(error) {}

func (v *textView) partial(s summary) {
	v.bar.end()
	for _, result := range s.report.Results {
		var journal *apply.JournalError
		stopped := s.err != nil && errors.As(result.Err, &journal) // and is said once for all
		if result.Status == apply.Failed && !stopped {
			fmt.Fprintf(v.env.Err, "Error: %s\n", render.Sanitize(failure(result)))
		}
		for _, rejected := range result.Rejected {
			v.env.warn("%s", rejected)
		}
	}
	if s.err != nil {
		fmt.Fprintf(v.env.Err, "Error: %s\n", render.Sanitize(hint.Text(s.err)))
	}
	v.leftOver(s)
	for _, at := range s.report.Exposed {
		v.env.warn("%s", exposedLine(at))
	}
	fmt.Fprintf(v.env.Out, "\n%s\n%s\n", s.line(), s.advice(v.env.shell))
}

// leftOver names what was not attempted.
func (v *textView) leftOver(s summary) {
	const most = 20
	left := s.leftOver()
	for _, o := range left[:min(most, len(left))] {
		fmt.Fprintf(v.env.Err, "%s\n", render.Sanitize(leftOverLine(o)))
	}
	if more := len(left) - most; more > 0 {
		fmt.Fprintf(v.env.Err, "… and %d more\n", more)
	}
}
