package emulator

import (
	"cmp"
	"slices"
)

// The following is what a school has before its first course, and what only people on
// whop.com can set up.

// AddAccount adds an account, whose empty id is filled in.
func (d Dashboard) AddAccount(a Account) (id string, err error) {
	return d.site.make(func(w *world) (string, error) {
		born, id := w.nextID("biz_")
		a.ID, a.Born, a.CreatedAt = cmp.Or(a.ID, id), born, d.site.now()
		w.putAccount(a)
		return a.ID, nil
	})
}

// AddProduct adds a product of an account, whose empty id is filled in.
func (d Dashboard) AddProduct(p Product) (id string, err error) {
	return d.site.make(func(w *world) (string, error) {
		if _, err := find(w.accounts, "account", p.Account); err != nil {
			return "", err
		}
		born, id := w.nextID("prod_")
		p.ID, p.Born, p.CreatedAt = cmp.Or(p.ID, id), born, d.site.now()
		w.putProduct(p)
		return p.ID, nil
	})
}

// AddExperience installs an app on an account. An empty id is filled in.
func (d Dashboard) AddExperience(x Experience) (id string, err error) {
	return d.site.make(func(w *world) (string, error) {
		if _, err := find(w.accounts, "account", x.Account); err != nil {
			return "", err
		}
		born, id := w.nextID("exp_")
		x.ID, x.Born, x.CreatedAt = cmp.Or(x.ID, id), born, d.site.now()
		x.Products = slices.Clone(x.Products)
		w.putExperience(x)
		return x.ID, nil
	})
}

// HasExperience reports whether an experience is there.
func (d Dashboard) HasExperience(id string) bool {
	defer d.site.lock()()
	return d.site.world.experiences[id] != nil
}

// AddVideo uploads a video, as only the dashboard can.
func (d Dashboard) AddVideo(account string, seconds int) (id string, err error) {
	return d.site.make(func(w *world) (string, error) {
		born, id := w.nextID("mux_")
		v := Video{ID: id, Born: born, Account: account, Seconds: seconds, CreatedAt: d.site.now()}
		w.putVideo(v)
		return v.ID, nil
	})
}

// FailFile ends the processing of an upload with a failure.
func (d Dashboard) FailFile(id string) error {
	return d.site.change(func(w *world) error {
		f, err := find(w.files, "file", id)
		if err != nil {
			return err
		}
		f.Status = "failed"
		w.putFile(f)
		return nil
	})
}

// AddStudent enrolls a new user in a course and returns the user.
func (d Dashboard) AddStudent(course, name string) (user string, err error) {
	return d.site.make(func(w *world) (string, error) {
		if _, err := find(w.courses, "course", course); err != nil {
			return "", err
		}
		_, user := w.nextID("user_")
		w.enroll(course, user, name)
		return user, nil
	})
}

// Start lets a student begin a lesson, and Complete finish it.
func (d Dashboard) Start(user, lesson string) error    { return d.interact(user, lesson, false) }
func (d Dashboard) Complete(user, lesson string) error { return d.interact(user, lesson, true) }

func (d Dashboard) interact(user, lesson string, completed bool) error {
	return d.site.change(func(w *world) error {
		l, err := find(w.lessons, "lesson", lesson)
		if err == nil {
			w.interact(l, user, completed, d.site.now())
		}
		return err
	})
}
