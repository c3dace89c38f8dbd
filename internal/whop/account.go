package whop

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
)

// Account is the owner of the key.
type Account struct {
	ID    string
	Title string
	Route string // its name in addresses on whop.com
}

// CoursesApp is the id of Whop's own app that holds courses (documented). An app can be installed as
// often as one likes.
const CoursesApp = "app_0vPZThfBpAwLo"

// App is what an experience is an installation of.
type App struct{ ID, Name string }

// IsCourses reports Whop's own Courses app.
func (a App) IsCourses() bool { return a.ID == CoursesApp }

// MayBeCourses reports the Courses app, and an app of another id that is called so: another
// environment of Whop's may have one.
func (a App) MayBeCourses() bool { return a.IsCourses() || strings.EqualFold(a.Name, "courses") }

// Product is what students buy.
type Product struct{ ID, Title string }

func readProduct(o object) (Product, error) {
	id, err := o.id(productID)
	title, noTitle := o.optionalText("title")
	return Product{ID: id, Title: title}, cmp.Or(err, noTitle)
}

// Experience is an installed app of an account. Courses live in experiences of the
// Courses app.
type Experience struct {
	ID       string
	Name     string
	App      App
	Account  string   // id
	Route    string   // of the account
	Products []string // ids; only shown when the experience is read by its id
}

// namesAccount reports a refusal of the account's parameter. It was called company_id
// once, and which version of the API changed that is not documented.
func namesAccount(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusBadRequest {
		return false
	}
	said := e.Param + " " + e.Message
	return strings.Contains(said, "account_id") || strings.Contains(said, "company_id")
}

func readExperience(o object) (Experience, error) {
	id, err := o.id(experienceID)
	name, noName := o.optionalText("name")
	app, noApp := o.inner("app", "name")
	appID, noAppID := o.inner("app", "id")
	account, noAccount := o.inner("company", "id")
	renamed, noOther := o.inner("account", "id")
	route, noRoute := o.inner("company", "route")
	renamedRoute, noOtherRoute := o.inner("account", "route")
	products, noProducts := childrenOf(o, "products", func(o object) (string, error) { return o.id(productID) })
	experience := Experience{ID: id, Name: name, App: App{ID: appID, Name: app}, Account: cmp.Or(account, renamed), Route: cmp.Or(route, renamedRoute), Products: products}
	return experience, errors.Join(err, noName, noApp, noAppID, noAccount, noOther, noRoute, noOtherRoute, noProducts)
}

// Progress counts the students of a lesson, without reading who they are.
type Progress struct {
	Students  int // who have begun it, the finished included
	Completed int
}

// readInteraction reads a student's interaction with a lesson. An interaction without a
// student counts as another student: a number too high is safer than one too low.
func readInteraction(o object) (lesson, student string, completed bool, err error) {
	about, noLesson := o.object("lesson")
	lesson, badLesson := about.id(lessonID)
	student, badStudent := o.inner("user", "id")
	if student == "" && badStudent == nil {
		student, badStudent = o.text("id")
	}
	completed, noAnswer := o.flag("completed")
	return lesson, student, completed, cmp.Or(noLesson, badLesson, badStudent, noAnswer)
}

func countProgress(students map[string]map[string]bool) map[string]Progress {
	progress := make(map[string]Progress, len(students))
	for lesson, completed := range students {
		p := Progress{Students: len(completed)}
		for _, done := range completed {
			if done {
				p.Completed++
			}
		}
		progress[lesson] = p
	}
	return progress
}
