// Package gitlab puts a text under a merge request, and finds out what was reviewed there, as package github does
// for GitHub and in its words: a pull request is a merge request.
//
// GitLab's token of a job may do neither, so a token of the project is needed, whose user writes all notes.
package gitlab

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"whopsync/internal/rest"
)

// Client calls GitLab's REST API for one project.
type Client struct {
	rest    *rest.Client
	project string // its id, in digits
}

const perPage = 100

var projectPattern = regexp.MustCompile(`^[0-9]+$`)

// New returns a client. The token goes to base and nowhere else: over https or to loopback, and after no redirect.
func New(base, project, token string) (*Client, error) {
	switch {
	case token == "":
		return nil, errors.New("no token: set WHOPSYNC_GITLAB_TOKEN, a token of the project with the scope api")
	case !projectPattern.MatchString(project):
		return nil, fmt.Errorf("%q is no id of a project: set CI_PROJECT_ID", project)
	}
	c, err := rest.New("GitLab", base, http.Header{"Private-Token": {token}})
	if err != nil {
		return nil, err
	}
	return &Client{rest: c, project: project}, nil
}

func (c *Client) api(format string, args ...any) string {
	return c.rest.Base + "/projects/" + c.project + fmt.Sprintf(format, args...)
}
