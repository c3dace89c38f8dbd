// Package emulator is Whop's REST API as an http.Handler, so that whopsync can be tried
// without an account and proven against failures that nobody can order from the real one.
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
	"sync"
	"time"
)

// Options say which emulator to make. The zero value is one in memory that holds the
// local world, answers LocalKey and has no quirks.
type Options struct {
	Dir     string           // where the world is kept; "" keeps it in memory
	Seed    uint64           // what ids are made from; a world in Dir keeps the seed it was made with
	Clock   func() time.Time // nil is time.Now
	Keys    []Key            // nil is the one full key LocalKey
	Latency time.Duration    // how long every request travels before it has an effect

	// PageSize is the most that a list returns, whatever the caller asks for; 0 is 100.
	PageSize int
	// Origin begins the addresses of uploads and files, as in "http://localhost:8787".
	// Empty takes the origin that each request was sent to.
	Origin string

	Quirks Quirks
}

// Emulator is one Whop, with its accounts, keys and students. It is safe for use by
// several goroutines; requests take effect one at a time.
type Emulator struct {
	clock   func() time.Time
	latency time.Duration
	origin  string

	longestPage int

	// gate orders the arrivals. It is not held while a request has its effect, so that a
	// fault function may act as the dashboard user.
	gate gate

	mu      sync.Mutex
	world   *world
	store   *store
	keys    map[string]Key
	quirks  Quirks
	memory  memory
	rates   map[operation]*window
	late    []*errand
	log     []*Entry
	dropped int    // entries that the log has held before
	served  uint64 // requests so far: what makes signed addresses differ from read to read
}

// New opens the world in o.Dir, or makes one in memory.
func New(o Options) (*Emulator, error) {
	e := &Emulator{
		clock:       o.Clock,
		latency:     o.Latency,
		origin:      o.Origin,
		longestPage: cmp.Or(o.PageSize, maxPage),
		quirks:      o.Quirks,
		keys:        map[string]Key{},
		memory:      memory{},
		rates:       map[operation]*window{},
	}
	if e.clock == nil {
		e.clock = time.Now
	}
	if err := e.open(o); err != nil {
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
func (e *Emulator) open(o Options) error {
	e.world = newWorld(o.Seed)
	if o.Dir != "" {
		store, err := openStore(o.Dir, e.world, e.memory, e.now())
		if err != nil {
			return err
		}
		e.store = store
	}
	if len(e.world.accounts) == 0 {
		e.makeLocalWorld()
	}
	return e.commit()
}

// Close ends the use of Options.Dir, so that another emulator may open it.
func (e *Emulator) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.store == nil {
		return nil
	}
	return e.store.close()
}

// SetQuirks changes how Whop behaves from the next request on.
func (e *Emulator) SetQuirks(q Quirks) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.quirks = q
}

// now is the time as Whop writes it: UTC, in milliseconds.
func (e *Emulator) now() time.Time { return e.clock().UTC().Truncate(time.Millisecond) }

// commit makes what was changed since the last commit durable, all of it or nothing.
func (e *Emulator) commit() error {
	changes := e.world.takeChanges()
	if e.store == nil || changes.empty() {
		return nil
	}
	return e.store.append(changes)
}
