package cli

import (
	"errors"
	"net/http"

	"whopsync/internal/course"
	"whopsync/internal/whop"
)

// hasNoAccount reports what Whop says to keys of apps and users.
func hasNoAccount(err error) bool {
	return course.OutcomeOf(err) == course.OutcomeRefused && (hasStatus(err, http.StatusForbidden) || hasStatus(err, http.StatusNotFound))
}

func hasStatus(err error, status int) bool {
	var answer *whop.Error
	return errors.As(err, &answer) && answer.Status == status
}
