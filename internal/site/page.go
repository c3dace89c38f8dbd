package site

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Page is what the address of a page on whop.com names.
type Page struct {
	Experience string // "exp_…"
	Course     string // "cors_…"; "" where the page is not of one course
}

// Starts are the beginnings of addresses that ParsePage reads, for schemas.
var Starts = []string{"https://whop.com/", "https://www.whop.com/", "https://sandbox.whop.com/", "whop.com/"}

// IsPage reports whether a text is meant as the address of a page on whop.com.
func IsPage(text string) bool {
	return slices.ContainsFunc(Starts, func(start string) bool { return strings.HasPrefix(text, start) })
}

// ParsePage reads the address of a Courses app, or of a page in one, as a browser shows it:
//
//	https://whop.com/ROUTE/exp_ID/…
//	https://whop.com/joined/ROUTE/NAME-ID/…
//
// and after both app/courses/cors_ID/…
func ParsePage(address string) (Page, error) {
	u, err := url.Parse(address)
	if err != nil || !IsPage(address) {
		return Page{}, errors.New("it is no address of a page on whop.com")
	}
	parts := strings.Split(strings.Trim(strings.TrimPrefix(u.Path, "whop.com/"), "/"), "/")
	at := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	page := Page{Experience: idAt(at(1), experienceForm), Course: idAt(at(4), courseForm)}
	if at(0) == "joined" {
		page = Page{Experience: joinedID(at(2)), Course: idAt(at(5), courseForm)}
	}
	if page.Experience == "" {
		return Page{}, errors.New("it names no Courses app")
	}
	return page, nil
}

var (
	experienceForm = regexp.MustCompile(`^exp_[A-Za-z0-9]+$`)
	courseForm     = regexp.MustCompile(`^cors_[A-Za-z0-9]+$`)
	endForm        = regexp.MustCompile(`-([A-Za-z0-9]{8,})$`)
)

func idAt(part string, form *regexp.Regexp) string {
	if form.MatchString(part) {
		return part
	}
	return ""
}

// joinedID returns the id at the end of a name. A name alone ends in a word: that has neither a digit
// nor a capital.
func joinedID(part string) string {
	found := endForm.FindStringSubmatch(part)
	if found == nil || !strings.ContainsAny(found[1], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return ""
	}
	return "exp_" + found[1]
}
