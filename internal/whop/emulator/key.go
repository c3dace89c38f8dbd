package emulator

import "slices"

// The permissions that the emulated operations ask for. (Documented.)
const (
	ReadCourses   = "courses:read"
	WriteCourses  = "courses:update"
	ReadAnalytics = "course_analytics:read"
	ReadCompanies = "company:basic:read"

	CreateExperiences = "experience:create"
	UpdateExperiences = "experience:update"
	AttachExperiences = "experience:attach"
	DetachExperiences = "experience:detach"
)

// The world that every emulator starts with: one account with a product, and a Courses
// app installed on it. They are constants so a configuration can name them.
const (
	LocalKey        = "apik_local"
	LocalAccount    = "biz_LocalAcademy01"
	LocalRoute      = "local-academy"
	LocalProduct    = "prod_LocalCourses1"
	LocalExperience = "exp_LocalCourses01"
	LocalChat       = "exp_LocalChatApp01" // an experience of another app, on the same product

	CoursesApp = "app_0vPZThfBpAwLo"  // Whop's own app that holds courses (documented)
	chatApp    = "app_LocalChatApp01" // any other app

	// LocalBaseURL is where the client of an in-process emulator sends its requests.
	// No server listens there; it is loopback, so a key may be sent to it over http.
	LocalBaseURL = "http://localhost/api/v1"
)

// Key is an API key: its account and its permissions.
type Key struct {
	Token       string
	Account     string
	Permissions []string

	// Admin shows hidden lessons to a key that cannot write. A key that can write is an admin
	// anyway. (Assumed: Whop only says that other keys do not see them.)
	Admin bool
	// User is whom the key acts for when it starts or completes a lesson. A key of an
	// account acts for no user.
	User string
	// Version is the API version of requests that name none; "" is the newest.
	Version string
}

// FullKey may do everything that the emulator asks a permission for.
func FullKey(token string) Key {
	return Key{Token: token, Account: LocalAccount, Permissions: []string{
		ReadCourses, WriteCourses, ReadAnalytics, ReadCompanies, CreateExperiences, UpdateExperiences, AttachExperiences, DetachExperiences,
	}}
}

// ReadOnlyKey sees what an admin sees, the answers of quizzes apart, and writes nothing.
func ReadOnlyKey(token string) Key {
	return Key{Token: token, Account: LocalAccount, Permissions: []string{ReadCourses, ReadAnalytics}, Admin: true}
}

// WeakKey sees what a student sees: no hidden lessons in a tree or a list, no answers.
func WeakKey(token string) Key {
	return Key{Token: token, Account: LocalAccount, Permissions: []string{ReadCourses}}
}

func (k Key) may(permission string) bool { return slices.Contains(k.Permissions, permission) }
func (k Key) isAdmin() bool              { return k.Admin || k.may(WriteCourses) }

func (k Key) authorize(permissions []string) error {
	for _, permission := range permissions {
		if !k.may(permission) {
			return &refusal{Status: 403, Type: "forbidden", Message: "The API key lacks the permission " + permission}
		}
	}
	return nil
}
