// Package emulator is Whop's REST API as an http.Handler, so whopsync can be tried without
// an account and tested against failures that cannot be ordered from the real one.
//
// It was written from public descriptions of the API and shares no type with the client:
// a JSON name that one of the two has wrong shows up as a failing test. Where Whop's
// behaviour is documented the emulator is strict, down to refusing a field that an
// endpoint does not know. Where it is not, it picks one behaviour, the same every time,
// and offers the others as [Quirks]. What can go wrong on the way is a [Fault], chosen
// per request by a function of the test. What a person does on whop.com meanwhile is a
// method that bypasses the request log, such as [Emulator.EditLesson].
//
// A world lives in memory, or in a directory where it survives a kill at any moment.
// Nothing is random: one [Options.Seed] and one order of requests give one world.
package emulator

import (
	"cmp"
	"fmt"
	"path"
	"time"
)

// Emulator is one Whop, with accounts, keys and students. Several goroutines may use it;
// requests take effect one at a time.
type Emulator struct {
	Dashboard Dashboard

	latency     time.Duration
	origin      string
	longestPage int
	arrivals    arrivals

	site   *site
	api    api // this and what follows under the lock of the site
	late   []pending
	log    requestLog
	served uint64 // requests so far
}

// New opens the world in o.Dir, or makes one in memory.
func New(o Options) (*Emulator, error) {
	e := &Emulator{
		latency:     o.Latency,
		origin:      o.Origin,
		longestPage: cmp.Or(o.PageSize, maxPage),
		site:        &site{clock: o.Clock, world: newWorld(seed(o.Seed)), quirks: o.Quirks},
		api:         api{keys: map[string]Key{}, results: memory{}, rates: map[operation]*window{}},
	}
	if o.Clock == nil {
		e.site.clock = time.Now
	}
	e.Dashboard = Dashboard{e.site}
	if err := e.open(o.Dir, o.Snapshot); err != nil {
		return nil, fmt.Errorf("open emulator: %w", err)
	}
	if o.Keys == nil {
		o.Keys = []Key{FullKey(LocalKey)}
	}
	for _, key := range o.Keys {
		e.AddKey(key)
	}
	return e, nil
}

// open reads the world, or makes the local one where there is none yet.
func (e *Emulator) open(dir string, snapshot bool) (err error) {
	w, now := e.site.world, e.site.now()
	if snapshot {
		e.site.store, err = readStore(dir, w, e.api.results, now)
	} else {
		e.site.store, err = openStore(dir, w, e.api.results, now)
	}
	if err != nil {
		return err
	}
	if len(w.accounts) == 0 {
		makeLocalWorld(w, now)
	}
	if x := w.experiences[LocalExperience]; x != nil && x.App.ID != CoursesApp { // an earlier version made it
		record := x.Experience
		record.App.ID = CoursesApp
		w.putExperience(record)
	}
	return e.site.commit()
}

func makeLocalWorld(w *world, now time.Time) {
	w.putAccount(Account{ID: LocalAccount, Born: w.next(), Title: "Local academy", Route: LocalRoute, CreatedAt: now})
	w.putProduct(Product{ID: LocalProduct, Born: w.next(), Account: LocalAccount, Title: "All courses", Route: "all-courses", CreatedAt: now})
	for _, x := range []Experience{
		{ID: LocalExperience, Name: "Courses", App: App{ID: CoursesApp, Name: "Courses"}},
		{ID: LocalChat, Name: "Chat", App: App{ID: chatApp, Name: "Chat"}},
	} {
		x.Born, x.Account, x.Products, x.CreatedAt = w.next(), LocalAccount, []string{LocalProduct}, now
		w.putExperience(x)
	}
}

// Close ends the use of Options.Dir, so another emulator may open it.
func (e *Emulator) Close() error {
	defer e.site.lock()()
	return e.site.store.close()
}

// SetQuirks changes how Whop behaves from the next request on.
func (e *Emulator) SetQuirks(q Quirks) {
	defer e.site.lock()()
	e.site.quirks = q
}

// AddKey makes k known, replacing a key with the same token. Keys are not kept in
// Options.Dir.
func (e *Emulator) AddKey(k Key) {
	defer e.site.lock()()
	e.api.keys[k.Token] = k
}

// SetFault lets choose decide what goes wrong with each request from now on; nil ends all
// faults. choose is called for one request at a time, in the order of their arrival, and
// may use the dashboard. It must not send a request itself.
func (e *Emulator) SetFault(choose func(RequestInfo) Fault) { e.arrivals.set(choose) }

// Log returns the requests so far. What happens on the dashboard is not among them.
func (e *Emulator) Log() []Entry {
	defer e.site.lock()()
	return e.log.all()
}

// Count returns how many requests had this method and a path like pattern, which may hold
// the wildcards of path.Match: Count("PATCH", "/course_lessons/*"). An empty method is any.
func (e *Emulator) Count(method, pattern string) int {
	defer e.site.lock()()
	return e.log.count(func(entry *Entry) bool {
		matches, _ := path.Match(pattern, entry.Path)
		return matches && (method == "" || method == entry.Method)
	})
}

// Writes returns how many requests were anything but reads, uploads of bytes included.
func (e *Emulator) Writes() int {
	defer e.site.lock()()
	return e.log.count(func(entry *Entry) bool { return entry.Method != "GET" })
}

// ClearLog forgets the requests so far.
func (e *Emulator) ClearLog() {
	defer e.site.lock()()
	e.log = requestLog{}
}

// Snapshot returns the world as it is now.
func (e *Emulator) Snapshot() World {
	defer e.site.lock()()
	return snapshotOf(e.site.world)
}

// Bytes returns what was uploaded to a file.
func (e *Emulator) Bytes(file string) ([]byte, error) {
	defer e.site.lock()()
	return e.site.store.loadBytes(file)
}
