package cli

import (
	"fmt"
	"strings"

	"whopsync/internal/apply"
)

// line says in one line how far the apply came.
func (s ending) line() string {
	resources := fmt.Sprintf("Resources: %d added, %d changed, %d destroyed.", s.Added, s.Changed, s.Destroyed)
	if s.onlyUntaken() {
		return fmt.Sprintf("Apply finished, but Whop did not take %s of %s. %s", counted(s.Untaken(), "field"), counted(s.untakenObjects(), "object"), resources)
	}
	how := "stopped part-way"
	if s.interrupted {
		how = "was interrupted"
	}
	n := map[apply.Status]int{}
	for _, o := range s.Objects {
		n[o.Status]++
	}
	return fmt.Sprintf("Apply %s: %d done, %d failed, %d not attempted. %s", how, n[apply.Done], n[apply.Failed], n[apply.NotAttempted], resources)
}

// advice says what to do next.
func (s ending) advice() string {
	if s.onlyUntaken() {
		return "The next plan shows it again. If Whop does not take it then either, write it otherwise, or set it on Whop."
	}
	return "Nothing is lost: run apply again to go on from here."
}

// onlyUntaken reports a run in which everything was sent, and not everything was kept.
func (s ending) onlyUntaken() bool { return s.err == nil && s.IsFinished() && s.Untaken() > 0 }

func (s ending) untakenObjects() (n int) {
	for _, o := range s.Objects {
		if o.Untaken > 0 {
			n++
		}
	}
	return n
}

// leftOver returns the objects that are not, or not wholly, as the plan wants them, although
// nothing about them failed.
func (s ending) leftOver() (objects []apply.Object) {
	for _, o := range s.Objects {
		if o.Status == apply.NotAttempted {
			objects = append(objects, o)
		}
	}
	return objects
}

func leftOverLine(o apply.Object) string {
	text := "Not attempted: " + o.Address.String()
	if o.Begun {
		text = "Not finished: " + o.Address.String()
	}
	if o.Err != nil {
		text += ": " + o.Err.Error()
	}
	return text
}

// failure is why a step failed, with its object in front unless the reason names it.
func failure(r apply.Result) string {
	about, why := subject(r.Step), r.Err.Error()
	if strings.Contains(why, about+" ") || strings.Contains(why, about+":") {
		return why
	}
	return about + ": " + why
}
