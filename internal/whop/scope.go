package whop

import (
	"net/http"
	"net/url"
	"strings"
)

// Scopes are the permissions that whopsync needs of a key (documented).
const (
	ReadCourses  = "courses:read"
	WriteCourses = "courses:update"
	ReadProgress = "course_analytics:read"
	createApps   = "experience:create"
	attachApps   = "experience:attach"
)

// scopeOf returns what a key needs for a call, "" where Whop documents nothing, and for what an apply
// writes: of that there is much, and it is said once.
func scopeOf(call call) string {
	switch {
	case strings.HasPrefix(call.path, "/course_lesson_interactions"):
		return ReadCourses + " and " + ReadProgress
	case strings.HasPrefix(call.path, "/course") && call.method == http.MethodGet:
		return ReadCourses
	case call.method == http.MethodPost && call.path == "/experiences":
		return createApps
	case call.method == http.MethodPost && call.path == "/experiences/{id}/attach":
		return attachApps
	}
	return ""
}

// dashboard is where people make keys and choose what these may do (documented).
func dashboard(api *url.URL) string {
	if strings.EqualFold(api.Hostname(), "sandbox-api.whop.com") {
		return "sandbox.whop.com/dashboard/developer"
	}
	return "whop.com/dashboard/developer"
}
