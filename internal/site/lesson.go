// Package site knows the addresses that courses and lessons have on whop.com, to which links
// between lessons lead.
//
// Whop documents none of them. Both forms were seen in links of several businesses that do not
// know each other:
//
//	https://whop.com/ROUTE/exp_ID/app/courses/cors_ID/lessons/lesn_ID/
//	https://whop.com/joined/ROUTE/NAME-ID/app/courses/cors_ID/lessons/lesn_ID/
//
// ROUTE is the account's. NAME-ID is the experience's name and its id without exp_. Addresses are
// made in the first form, for which nothing is needed that is not read anyway, and are read in both.
package site

import (
	"net/url"
	"regexp"
	"strings"
)

const (
	production = "https://whop.com"
	sandbox    = "https://sandbox.whop.com" // where Whop documents the sandbox's dashboard to be
	// nowhere is where the courses of the local environment are. No browser finds such a host, so no
	// one is led to a business on whop.com that has the same route.
	nowhere = "https://whop.invalid"
)

// localAPI is the address of the Whop inside this program. No server listens there.
const localAPI = "http://localhost/api/v1"

// at returns the site to which an API belongs. An API elsewhere is a way to Whop, or takes its
// place: whatever is sent there is what Whop would get.
func at(api string) string {
	u, err := url.Parse(api)
	switch {
	case api == localAPI:
		return nowhere
	case err == nil && strings.EqualFold(u.Hostname(), "sandbox-api.whop.com"):
		return sandbox
	}
	return production
}

var (
	routePattern      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	experiencePattern = regexp.MustCompile(`^exp_[A-Za-z0-9_-]+$`)
)

// LessonURL returns the template of the lessons' addresses in an experience, with {course} and
// {lesson} for the ids. It is "" while the account's route is not known.
func LessonURL(api, route, experience string) string {
	if !routePattern.MatchString(route) || !experiencePattern.MatchString(experience) {
		return ""
	}
	return at(api) + "/" + route + "/" + experience + "/app/courses/{course}" + behindCourse + "/"
}

const behindCourse = "/lessons/{lesson}"

// CourseURL returns the template of the courses' addresses that goes with that of the lessons': what
// stands before the lesson. It is "" where a template has another form, which says nothing of courses.
func CourseURL(lessonURL string) string {
	front, ok := strings.CutSuffix(strings.TrimSuffix(lessonURL, "/"), "{course}"+behindCourse)
	if !ok {
		return ""
	}
	return front + "{course}/"
}

// IsNowhere reports an address of the local environment, which no browser finds.
func IsNowhere(address string) bool { return strings.HasPrefix(address, nowhere+"/") }

var lessonPattern = regexp.MustCompile(`^https://(?:www\.)?(?:sandbox\.)?whop\.(?:com|invalid)/` +
	`(?:joined/)?[^/?#]+/[^/?#]+/app/courses/(cors_[A-Za-z0-9_-]+)/lessons/(lesn_[A-Za-z0-9_-]+)/?$`)

// Lesson returns the ids of the lesson to which an address leads, and of its course, in whichever
// form it is written. Ids are Whop's own, so the rest of the address decides nothing.
func Lesson(address string) (course, lesson string, ok bool) {
	found := lessonPattern.FindStringSubmatch(address)
	if found == nil {
		return "", "", false
	}
	return found[1], found[2], true
}
