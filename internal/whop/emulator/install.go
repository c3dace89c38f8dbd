package emulator

import "slices"

// What follows is what a school has before it has courses, and what only people on
// whop.com can bring there.

// AddAccount adds an account, whose empty id is filled in.
func (e *Emulator) AddAccount(a Account) (id string, err error) {
	return e.made(func(w *world) (string, error) {
		a.Born, a.CreatedAt = w.bear(), e.now()
		a.ID = w.nameUnlessGiven(a.ID, "biz_", a.Born)
		w.putAccount(a)
		return a.ID, nil
	})
}

// AddProduct adds a product of an account, whose empty id is filled in.
func (e *Emulator) AddProduct(p Product) (id string, err error) {
	return e.made(func(w *world) (string, error) {
		if _, ok := w.accounts[p.Account]; !ok {
			return "", absent("account", p.Account)
		}
		p.Born, p.CreatedAt = w.bear(), e.now()
		p.ID = w.nameUnlessGiven(p.ID, "prod_", p.Born)
		w.putProduct(p)
		return p.ID, nil
	})
}

// AddExperience installs an app on an account. An empty id is filled in.
func (e *Emulator) AddExperience(x Experience) (id string, err error) {
	return e.made(func(w *world) (string, error) {
		if _, ok := w.accounts[x.Account]; !ok {
			return "", absent("account", x.Account)
		}
		x.Born, x.CreatedAt = w.bear(), e.now()
		x.ID, x.Products = w.nameUnlessGiven(x.ID, "exp_", x.Born), slices.Clone(x.Products)
		w.putExperience(x)
		return x.ID, nil
	})
}

// AddVideo uploads a video, as only the dashboard can.
func (e *Emulator) AddVideo(account string, seconds int) (id string, err error) {
	return e.made(func(w *world) (string, error) {
		born := w.bear()
		v := Video{ID: w.name("mux_", born), Born: born, Account: account, Seconds: seconds, CreatedAt: e.now()}
		w.putVideo(v)
		return v.ID, nil
	})
}

// FailFile ends the processing of an upload with a failure.
func (e *Emulator) FailFile(id string) error {
	return e.changed(func(w *world) error {
		f, ok := w.files[id]
		if !ok {
			return absent("file", id)
		}
		f.Status = "failed"
		w.putFile(f)
		return nil
	})
}

func (w *world) nameUnlessGiven(id, prefix string, born int) string {
	if id != "" {
		return id
	}
	return w.name(prefix, born)
}
