package course

import "errors"

// Outcome is what is known of one request's effect. Whop has no transactions, so what
// may be done after a failure depends on this alone, never on the error's text.
//
//	                 did it happen?              may it be sent again?
//	OutcomeUnknown   nobody knows                only after a look
//	OutcomeNotSent   no, it never left           yes
//	OutcomeRefused   no, the server said so      not unchanged
//	OutcomeUnread    yes, its result is unknown  never: look for it
//	OutcomeDone      yes                         no
type Outcome int

const (
	OutcomeUnknown Outcome = iota // timeouts, cut connections, 408, 409, 5xx, answers of a proxy
	OutcomeNotSent
	OutcomeRefused
	OutcomeUnread // success, but the answer is cut short or not what was asked for
	OutcomeDone
)

// OutcomeOf returns the outcome that err knows. An error that knows none is unknown: to
// take it for a failure would send a request twice.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return OutcomeDone
	}
	var known interface{ Outcome() Outcome }
	if errors.As(err, &known) {
		return known.Outcome()
	}
	return OutcomeUnknown
}

func (o Outcome) String() string {
	return [...]string{"unknown", "not sent", "refused", "done, answer unreadable", "done"}[o]
}

// IsGone reports whether err says that an object does not exist, or is invisible to this
// key.
func IsGone(err error) bool {
	var gone interface{ Gone() bool }
	return errors.As(err, &gone) && gone.Gone()
}

// IsFinal reports whether err says that the same request would come to the same again, whatever
// is known of its effect.
func IsFinal(err error) bool {
	var final interface{ IsFinal() bool }
	return errors.As(err, &final) && final.IsFinal()
}
