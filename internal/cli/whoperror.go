package cli

import (
	"errors"
	"net/http"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/whop"
)

// withTrouble adds to an error of a server that was not reached, or that has trouble, what to do.
func withTrouble(err error) error {
	var answer *whop.Error
	switch {
	case !errors.As(err, &answer) || isInterrupt(err):
		return err
	case answer.Status == 0:
		return hint.Add(err, "The server was not reached: check that this computer is online, and WHOP_BASE_URL and base_url: where they are set")
	case answer.Status >= http.StatusInternalServerError:
		return hint.Add(err, "The server has trouble at the moment: try again in a few minutes")
	}
	return err
}

// hasNoAccount reports what Whop says to keys of apps and users.
func hasNoAccount(err error) bool {
	return course.OutcomeOf(err) == course.OutcomeRefused && (hasStatus(err, http.StatusForbidden) || hasStatus(err, http.StatusNotFound))
}

func hasStatus(err error, status int) bool {
	var answer *whop.Error
	return errors.As(err, &answer) && answer.Status == status
}
