package cli

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/render"
)

// summary is how an apply ended that did not reach its end.
type summary struct {
	report      *apply.Report
	err         error // what stopped the run as a whole, or nil
	interrupted bool
	again       string // what goes on from here: a command, or a button
}

// line says in one line how far the apply came.
func (s summary) line() string {
	resources := fmt.Sprintf("Resources: %d added, %d changed, %d destroyed.", s.report.Added, s.report.Changed, s.report.Destroyed)
	if s.onlyRejected() {
		return fmt.Sprintf("Apply finished, but Whop did not take %s of %s. %s", counted(s.report.Rejected(), "field"), counted(s.rejectedObjects(), "object"), resources)
	}
	how := "stopped part-way"
	switch {
	case s.interrupted:
		how = "was interrupted"
	case s.wroteNothing():
		how = "wrote nothing"
	}
	n, begun := map[apply.Status]int{}, 0
	for _, o := range s.report.Objects {
		if isUnfinished(o) {
			begun++
		} else {
			n[o.Status]++
		}
	}
	unfinished := ""
	if begun > 0 {
		unfinished = fmt.Sprintf(" %d not finished,", begun)
	}
	return fmt.Sprintf("Apply %s: %d done, %d failed,%s %d not attempted. %s", how, n[apply.Done], n[apply.Failed], unfinished, n[apply.NotAttempted], resources)
}

// advice says what to do next.
func (s summary) advice(shell hint.Shell) string {
	if s.onlyRejected() {
		return "The next plan shows it again. If Whop does not accept it then either, write it differently, or set it on Whop."
	}
	var conflict *apply.ConflictError
	var twins *apply.TwinError
	var loss *apply.LossError
	var seeds *apply.SeedError
	switch {
	case s.hasFailed(func(err error) bool { return errors.As(err, &loss) }):
		return "A lesson may be lost: look at the course on Whop before anything else. The next plan shows what is missing."
	case s.hasFailed(isUnknownKey):
		return "Whop does not know this key: check WHOP_API_KEY, and run again: " + s.again
	case s.hasFailed(isForbidden):
		return "This key may not write: add the permission courses:update to it in Whop's dashboard, and run again: " + s.again + "\nWhat a key may do: " + shell.Command("doctor")
	case s.hasFailed(func(err error) bool { return errors.As(err, &twins) }):
		return "Nothing is lost: first settle what was created more than once, as said above. Then go on from here: " + s.again
	case s.hasFailed(func(err error) bool { return errors.As(err, &seeds) }):
		return "Nothing is lost: look on Whop at the chapters named above. To go on from here: " + s.again
	case s.hasFailed(func(err error) bool { return errors.As(err, &conflict) }):
		return "Nothing is lost. To see what has changed on Whop before you apply it: " + shell.Command("plan")
	}
	return "Nothing is lost. To go on from here: " + s.again
}

// wroteNothing reports a run whose key may not write: Whop has refused all that was sent.
func (s summary) wroteNothing() bool {
	for _, result := range s.report.Results {
		if result.Status == apply.Done || result.Status == apply.Failed && !isForbidden(result.Err) {
			return false
		}
	}
	return s.err == nil && !s.interrupted && s.hasFailed(isForbidden)
}

func (s summary) hasFailed(like func(error) bool) bool {
	return slices.ContainsFunc(s.report.Results, func(r apply.Result) bool { return r.Status == apply.Failed && like(r.Err) })
}

// isForbidden reports that Whop itself does not let this key do something.
func isForbidden(err error) bool {
	return isUnknownKey(err) || course.OutcomeOf(err) == course.OutcomeRefused && hasStatus(err, http.StatusForbidden)
}

func isUnknownKey(err error) bool {
	return course.OutcomeOf(err) == course.OutcomeRefused && hasStatus(err, http.StatusUnauthorized)
}

// onlyRejected reports a run where everything was sent, and not everything was kept.
func (s summary) onlyRejected() bool {
	return s.err == nil && s.report.IsFinished() && s.report.Rejected() > 0
}

func (s summary) rejectedObjects() (n int) {
	for _, o := range s.report.Objects {
		if o.Rejected > 0 {
			n++
		}
	}
	return n
}

// leftOver returns the objects that are not, or not wholly, as the plan wants them, although
// nothing about them failed.
func (s summary) leftOver() (objects []apply.Object) {
	for _, o := range s.report.Objects {
		if o.Status == apply.NotAttempted {
			objects = append(objects, o)
		}
	}
	return objects
}

// exposedLine says of a lesson what students may see of it meanwhile.
func exposedLine(at course.Address) string {
	return fmt.Sprintf("%s is not hidden yet: students may see it, empty, until the next apply hides it", at)
}

func leftOverLine(o apply.Object) string {
	text := "Not attempted: " + o.Address.String()
	if isUnfinished(o) {
		text = "Not finished: " + o.Address.String()
	}
	if o.Err != nil {
		text += ": " + hint.Text(o.Err)
	}
	return text
}

// isUnfinished tells what was begun, as when a lesson is created and not yet in its place, from
// what nothing was done about.
func isUnfinished(o apply.Object) bool { return o.Status == apply.NotAttempted && o.Begun }

// failure is why a step failed, with its object in front unless the reason names it.
func failure(r apply.Result) string {
	about, why := subject(r.Step), hint.Text(r.Err)
	if strings.Contains(why, about+" ") || strings.Contains(why, about+":") {
		return why
	}
	return about + ": " + why
}

// appliedLine describes a completed apply in one line.
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
	return render.AppliedLine(r.Added, r.Changed, r.Destroyed, extras...)
}
