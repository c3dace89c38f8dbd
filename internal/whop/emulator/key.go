package emulator

import (
	"slices"
	"strings"
)

// The permissions that the emulated operations ask for. (Documented.)
const (
	ReadCourses   = "courses:read"
	WriteCourses  = "courses:update"
	ReadAnalytics = "course_analytics:read"
	ReadCompanies = "company:basic:read"
)

// Key is an API key: whose it is and what it may do.
type Key struct {
	Token       string
	Account     string
	Permissions []string

	// Admin shows hidden lessons to a key that cannot write. A key that can write is an
	// admin without it. (Assumed: Whop only says that others do not see them.)
	Admin bool
	// User is whom the key acts for when it starts or completes a lesson. A key of an
	// account acts for nobody.
	User string
	// Version is the API version of requests that name none; "" is the newest.
	Version string
}

// FullKey may do everything that whopsync does.
func FullKey(token string) Key {
	return Key{Token: token, Account: LocalAccount, Permissions: []string{ReadCourses, WriteCourses, ReadAnalytics, ReadCompanies}}
}

// ReadOnlyKey sees what an admin sees, the answers of quizzes apart, and writes nothing.
func ReadOnlyKey(token string) Key {
	return Key{Token: token, Account: LocalAccount, Permissions: []string{ReadCourses, ReadAnalytics}, Admin: true}
}

// WeakKey sees what a student sees: no hidden lessons in a tree or a list, no answers.
func WeakKey(token string) Key {
	return Key{Token: token, Account: LocalAccount, Permissions: []string{ReadCourses}}
}

// AddKey makes k known, in the place of a key with the same token. Keys are not kept in
// Options.Dir.
func (e *Emulator) AddKey(k Key) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.keys[k.Token] = k
}

func (k Key) may(permission string) bool { return slices.Contains(k.Permissions, permission) }
func (k Key) isAdmin() bool              { return k.Admin || k.may(WriteCourses) }

// authenticate returns the key that the request was sent with.
func (e *Emulator) authenticate(r *request) (Key, error) {
	token, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if key, ok := e.keys[token]; ok && isBearer {
		return key, nil
	}
	return Key{}, &refusal{Status: 401, Type: "unauthorized", Message: "The API key is missing or not known"}
}

func (k Key) authorize(permissions []string) error {
	for _, permission := range permissions {
		if !k.may(permission) {
			return &refusal{Status: 403, Type: "forbidden", Message: "The API key lacks the permission " + permission}
		}
	}
	return nil
}
