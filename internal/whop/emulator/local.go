package emulator

// The world that every emulator starts with: one account with a product, and a Courses
// app that is installed on it. They are constants so that a configuration can name them.
const (
	LocalKey        = "apik_local"
	LocalAccount    = "biz_LocalAcademy01"
	LocalProduct    = "prod_LocalCourses1"
	LocalExperience = "exp_LocalCourses01"
	LocalChat       = "exp_LocalChatApp01" // an experience of another app, on the same product

	// LocalBaseURL is where the client of an in-process emulator sends its requests.
	// Nobody listens there; it is loopback, so a key may be sent to it over http.
	LocalBaseURL = "http://localhost/api/v1"
)

func (e *Emulator) makeLocalWorld() {
	w, now := e.world, e.now()
	w.putAccount(Account{ID: LocalAccount, Born: w.bear(), Title: "Local academy", Route: "local-academy", CreatedAt: now})
	w.putProduct(Product{ID: LocalProduct, Born: w.bear(), Account: LocalAccount, Title: "All courses", Route: "all-courses", CreatedAt: now})
	w.putExperience(Experience{
		ID: LocalExperience, Born: w.bear(), Account: LocalAccount, Products: []string{LocalProduct},
		Name: "Courses", App: App{ID: "app_LocalCourses01", Name: "Courses"}, CreatedAt: now,
	})
	w.putExperience(Experience{
		ID: LocalChat, Born: w.bear(), Account: LocalAccount, Products: []string{LocalProduct},
		Name: "Chat", App: App{ID: "app_LocalChatApp01", Name: "Chat"}, CreatedAt: now,
	})
}
