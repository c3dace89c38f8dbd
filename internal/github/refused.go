package github

import (
	"net/http"

	"whopsync/internal/hint"
	"whopsync/internal/rest"
)

// lacking adds to a refusal what the token was probably not given.
func lacking(permission string, err error) error {
	if !rest.IsRefused(err, http.StatusForbidden) {
		return err
	}
	return hint.Add(err, "The token lacks a permission, probably %s", permission)
}
