package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"

	"whopsync/internal/hint"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop"
	"whopsync/internal/whop/emulator"
)

// tuning are the flags of the commands that talk to Whop.
type tuning struct {
	Parallelism int `name:"parallelism" default:"10" placeholder:"N" help:"At most N requests at once."`
	MaxRate     int `name:"max-rate" placeholder:"N" help:"At most N requests a minute for each operation (default 600, and no limit on loopback)."`
}

// Validate refuses numbers that mean nothing.
func (t *tuning) Validate() error {
	if t.Parallelism < 1 || t.MaxRate < 0 {
		return errors.New("--parallelism takes a number of at least 1, --max-rate one of at least 0")
	}
	return nil
}

// connection is an environment's Whop: the client, and the local one behind it if there is.
type connection struct {
	client      *whop.Client
	environment spec.Environment
	target      state.Target // complete once locate has run
	was         state.Target // of the state; zero when there is none
	local       *emulator.Emulator
	warn        func(format string, args ...any)
	shell       hint.Shell // that printed commands are made for
}

// Close drops idle connections, and gives back the local Whop.
func (c *connection) Close() error {
	c.client.Close()
	if c.local == nil {
		return nil
	}
	return c.local.Close()
}

// connect opens the way to the environment's Whop. A read-only connection cannot send
// anything but GET.
func connect(e *environment, r *repository, tuning tuning, readOnly bool) (*connection, error) {
	config := whop.Config{
		UserAgent: "whopsync/" + version(), Version: e.getenv("WHOP_API_VERSION"),
		ReadOnly: readOnly, MaxRate: tuning.MaxRate, Parallel: tuning.Parallelism, Observe: e.observe(),
	}
	env := r.project.Environment
	if env.Name == spec.Local {
		return connectLocal(r, config)
	}
	base, err := baseURL(e, env)
	if err != nil {
		return nil, err
	}
	config.BaseURL, config.Transport = base, e.carrier
	config.Key = e.getenv("WHOP_API_KEY")
	if config.Key == "" {
		return nil, hint.Add(fmt.Errorf("environment %s needs a key, and WHOP_API_KEY is not set", env.Name),
			"%s", aboutKey(e, env.Name, readOnly))
	}
	client, err := whop.New(config)
	if err != nil {
		return nil, err
	}
	return &connection{client: client, environment: env, target: targetOf(env, base), warn: e.warn, shell: e.shell}, nil
}

// connectLocal starts the Whop inside this program, with its data beside the courses.
func connectLocal(r *repository, config whop.Config) (*connection, error) {
	cache, err := cacheDir(r.files.Dir())
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "local")
	if !r.apart {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, fmt.Errorf("make the local environment: %w", err)
		}
	}
	// Every local world has its own ids: a state from an earlier world must not find other
	// objects under them.
	local, err := emulator.New(emulator.Options{Dir: dir, Seed: mathrand.Uint64(), Snapshot: r.apart})
	if err != nil {
		return nil, err
	}
	env := r.project.Environment
	if err := ensureExperience(local, env.Experience); err != nil {
		return nil, errors.Join(err, local.Close())
	}
	config.BaseURL, config.Key, config.Transport = emulator.LocalBaseURL, emulator.LocalKey, local.Transport()
	client, err := whop.New(config)
	if err != nil {
		return nil, errors.Join(err, local.Close())
	}
	return &connection{client: client, environment: env, target: localTarget(env), local: local}, nil
}

// ensureExperience installs the Courses app that the files name: a local world belongs to one clone,
// and the files to all of them.
func ensureExperience(local *emulator.Emulator, id string) error {
	if id == "" || local.Dashboard.HasExperience(id) {
		return nil
	}
	_, err := local.Dashboard.AddExperience(emulator.Experience{
		ID: id, Account: emulator.LocalAccount, Products: []string{emulator.LocalProduct},
		Name: "Courses", App: emulator.App{ID: emulator.CoursesApp, Name: "Courses"},
	})
	return err
}

// explain says what to do about a key that Whop does not know, whichever request was the
// first to be told.
func (c *connection) explain(err error) error {
	if !hasStatus(err, http.StatusUnauthorized) {
		return err
	}
	return hint.Add(err, "Whop does not know this key: check WHOP_API_KEY, and that it belongs to the environment %s (%s)", c.environment.Name, c.target.BaseURL)
}

// locate finds out where exactly the key and the settings lead. The account is read from
// Whop, since keys of different accounts look alike; a key that has no account to show
// leaves it as the settings say. Only Whop itself can say so: what a proxy says, or a fault
// on the way, would lift the check for the run that needs it.
func (c *connection) locate(ctx context.Context) error {
	if c.local != nil {
		return nil
	}
	env := c.environment
	me, err := c.client.Me(ctx)
	switch {
	case hasStatus(err, http.StatusUnauthorized):
		return c.explain(err)
	case err == nil && env.Account != "" && me.ID != env.Account:
		return refuse("the key belongs to account %s, and environment %s is for %s", me.ID, env.Name, env.Account)
	case err == nil:
		c.target.Account, c.target.Route = me.ID, cmp.Or(me.Route, c.target.Route)
	case !hasNoAccount(err):
		return err
	}
	needsRoute := me.ID == "" && c.target.Route == "" && env.LessonURL == "" // else links between lessons are text
	switch was := c.was; {
	case !was.CanBe(c.target):
		return nil // which is refused for another reason
	case was.App != "" && was.Fits(c.target) && !needsRoute:
		c.target.App = was.App
		return nil
	}
	found, err := findExperience(ctx, c.client, env, c.target.Account, c.shell)
	if err != nil {
		return c.explain(err)
	}
	switch {
	case found.App.ID == "":
		c.warn("this key may not read experience %s, so whopsync cannot tell whether it belongs to the Courses app: courses that are made in another app cannot be moved", found.ID)
	case !found.App.IsCourses():
		c.warn("experience %s belongs to the app %q (%s), not to the Courses app that whopsync knows (%s): check on whop.com whether it is for courses",
			found.ID, found.App.Name, found.App.ID, whop.CoursesApp)
	}
	c.target.Experience, c.target.App, c.target.Route = found.ID, found.App.ID, cmp.Or(c.target.Route, found.Route)
	return nil
}

// remember keeps the target of the state: the app of an experience never changes, and need not be
// asked for again.
func (c *connection) remember(s *state.State) {
	if s != nil && !s.IsEmpty() {
		c.was = s.Target
	}
}

// aboutKey says what to do where a key is needed and none is set.
func aboutKey(e *environment, environment string, readOnly bool) string {
	if text := e.job.missingKey(environment, readOnly); text != "" {
		return text
	}
	return fmt.Sprintf("Make one at whop.com/dashboard/developer, and set the variable, or write WHOP_API_KEY=… into .env beside %s. To try everything without a key: %s", spec.ConfigFile, e.shell.For(spec.Local).Command("plan"))
}
