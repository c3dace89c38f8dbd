package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"whopsync/internal/state/backend"

	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop"
	"whopsync/internal/whop/emulator"
)

// environment is what a command runs in.
type environment struct {
	Streams
	*globals
	getenv func(string) string
	random io.Reader           // of new keys
	watch  func(whop.Exchange) // sees every request; may be nil
}

// isTerminal reports whether a stream is somebody's screen or keyboard.
func isTerminal(stream any) bool {
	_, ok := terminal(stream)
	return ok
}

func terminal(stream any) (file *os.File, ok bool) {
	if m, ok := stream.(*masked); ok {
		stream = m.Writer
	}
	file, ok = stream.(*os.File)
	return file, ok && term.IsTerminal(int(file.Fd()))
}

// unwrapped is the width of what is no terminal: lines stay whole, so that they can be
// searched.
const unwrapped = 1 << 16

// style is what the reader of a stream can see.
func (e *environment) style(w io.Writer) render.Style {
	s := render.Style{Width: unwrapped}
	if file, ok := terminal(w); ok {
		s.Width = 80
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			s.Width = width
		}
		s.Color = !e.NoColor && e.getenv("NO_COLOR") == "" && e.getenv("TERM") != "dumb"
	}
	return s
}

// at reads a path of the command line from where the command works.
func (e *environment) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(e.Chdir, path)
}

func (e *environment) warn(format string, args ...any) {
	fmt.Fprintf(e.Err, "Warning: %s\n", render.Sanitize(fmt.Sprintf(format, args...)))
}

// repository is an opened course repository, loaded for one environment.
type repository struct {
	*spec.Repo
	project *spec.Project
	git     *git         // nil: there is none, or it has nothing to say
	back    *plan.Record // of the run that is rolled back; nil otherwise
	fork    bool         // the files may be a stranger's: see state.Place
}

// load opens and reads the repository. Warnings are printed; errors are printed all at
// once and end the command.
func (e *environment) load() (*repository, error) {
	repo, err := spec.Open(e.Chdir)
	if err != nil {
		return nil, err
	}
	project, problems := spec.Load(repo, e.Env)
	if err := unknownEnvironment(problems); err != nil {
		return nil, errors.Join(err, repo.Close())
	}
	err = e.showProblems(repo, problems)
	if err == nil && problems.HasErrors() {
		err = &filesError{problems}
	}
	if err != nil {
		return nil, errors.Join(err, repo.Close())
	}
	return &repository{Repo: repo, project: project, git: openGit(repo.Dir(), e.logger())}, nil
}

// unknownEnvironment returns the error of a --env that names none. That is a slip of the
// command line and not of the files, in which the same rule has a line.
func unknownEnvironment(problems spec.Problems) error {
	for _, p := range problems {
		if p.Rule == "unknown-environment" && p.Line == 0 {
			return &usageError{fmt.Errorf("--env: there is %s in %s; %s", p.Message, p.Path, p.Hint)}
		}
	}
	return nil
}

// errFiles ends a command after the problems of the files were shown.
var errFiles = errors.New("the files have the problems named above; nothing was sent")

// filesError is errFiles for those who show the problems in another form as well.
type filesError struct{ problems spec.Problems }

func (*filesError) Error() string { return errFiles.Error() }
func (*filesError) Unwrap() error { return errFiles }

// showProblems prints what is wrong in the files, each problem with its line. A key in it is
// masked before it can be cut in two.
func (e *environment) showProblems(repo *spec.Repo, problems spec.Problems) error {
	source := func(path string) ([]byte, error) {
		data, err := fs.ReadFile(repo, path)
		return []byte(render.Mask(string(data))), err
	}
	return render.Problems(e.Err, problems, source, e.style(e.Err))
}

// store opens the place where the environment's state is kept.
func (r *repository) store() (state.Store, error) {
	store, err := r.storeAt(r.project.Environment.State)
	if err != nil {
		return nil, fmt.Errorf("environment %s: %w", r.project.Environment.Name, err)
	}
	return store, nil
}

// storeAt opens a place for the environment's state.
func (r *repository) storeAt(where string) (state.Store, error) {
	place, err := r.place()
	if err != nil {
		return nil, err
	}
	return backend.Open(where, place)
}

// place is what stores know of the repository.
func (r *repository) place() (state.Place, error) {
	memory, err := r.memory()
	return state.Place{Env: r.project.Environment.Name, Memory: memory, Repo: r.Dir(), Environ: os.Environ(), Fork: r.fork}, err
}

// connection is an environment's Whop: the client, and the local one behind it if there is.
type connection struct {
	*whop.Client
	environment spec.Environment
	target      state.Target // complete once locate has run
	local       *emulator.Emulator
}

// Close gives back the local Whop.
func (c *connection) Close() error {
	if c.local == nil {
		return nil
	}
	return c.local.Close()
}

// connect opens the way to the environment's Whop. A read-only connection cannot send
// anything but GET.
func (e *environment) connect(r *repository, tuning tuning, readOnly bool) (*connection, error) {
	config := whop.Config{
		UserAgent: "whopsync/" + version(), Version: e.getenv("WHOP_API_VERSION"),
		ReadOnly: readOnly, MaxRate: tuning.MaxRate, Parallel: tuning.Parallelism, Observe: e.observe(),
	}
	env := r.project.Environment
	if env.Name == spec.Local {
		return connectLocal(r, config)
	}
	base, err := e.baseURL(env)
	if err != nil {
		return nil, err
	}
	config.BaseURL = base
	config.Key = e.getenv("WHOP_API_KEY")
	if config.Key == "" {
		return nil, fmt.Errorf("environment %s needs a key, and WHOP_API_KEY is not set\n"+
			"Make one at whop.com/dashboard/developer, or try everything without a key: --env local", env.Name)
	}
	client, err := whop.New(config)
	if err != nil {
		return nil, err
	}
	return &connection{Client: client, environment: env, target: targetOf(env, base)}, nil
}

// connectLocal starts the Whop that lives inside this program, with its data beside the
// courses.
func connectLocal(r *repository, config whop.Config) (*connection, error) {
	memory, err := r.memory()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(memory, "local")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("make the local environment: %w", err)
	}
	// Every local world has ids of its own: a state that outlived its world must not find
	// other objects under them.
	local, err := emulator.New(emulator.Options{Dir: dir, Seed: mathrand.Uint64()})
	if err != nil {
		return nil, err
	}
	config.BaseURL, config.Key, config.Transport = emulator.LocalBaseURL, emulator.LocalKey, local.Transport()
	client, err := whop.New(config)
	if err != nil {
		return nil, errors.Join(err, local.Close())
	}
	return &connection{Client: client, environment: r.project.Environment, target: localTarget(), local: local}, nil
}

// explain says what to do about a key that Whop does not know, whichever request was the
// first to be told.
func (c *connection) explain(err error) error {
	if !hasStatus(err, http.StatusUnauthorized) {
		return err
	}
	return fmt.Errorf("%w\nWhop does not know this key: check WHOP_API_KEY, and that it belongs to the environment %s (%s)", err, c.environment.Name, c.target.BaseURL)
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
	me, err := c.Me(ctx)
	switch {
	case hasStatus(err, http.StatusUnauthorized):
		return c.explain(err)
	case err == nil && env.Account != "" && me.ID != env.Account:
		return &outcome{exitRefused, fmt.Errorf("the key belongs to account %s, and environment %s is for %s", me.ID, env.Name, env.Account)}
	case err == nil:
		c.target.Account = me.ID
	case !hasNoAccount(err):
		return err
	}
	if c.target.Experience == "" {
		c.target.Experience, err = findExperience(ctx, c.Client, env, c.target.Account)
		return err
	}
	return nil
}

// hasNoAccount reports what Whop says to keys of apps and users.
func hasNoAccount(err error) bool {
	return course.OutcomeOf(err) == course.OutcomeRefused && (hasStatus(err, http.StatusForbidden) || hasStatus(err, http.StatusNotFound))
}

func hasStatus(err error, status int) bool {
	var answer *whop.Error
	return errors.As(err, &answer) && answer.Status == status
}

// findExperience resolves product: to the one Courses app that the product has.
func findExperience(ctx context.Context, client *whop.Client, env spec.Environment, account string) (string, error) {
	if env.Product == "" {
		return "", fmt.Errorf("environment %s says neither experience: nor product:\n"+
			"Copy the exp_… part of your Courses app's address in the Whop dashboard into whopsync.yaml", env.Name)
	}
	all, err := client.Experiences(ctx, account, env.Product)
	if err != nil {
		return "", err
	}
	var found []string
	for _, experience := range all {
		if strings.EqualFold(experience.App, "courses") {
			found = append(found, experience.ID)
		}
	}
	slices.Sort(found)
	switch len(found) {
	case 0:
		return "", fmt.Errorf("product %s has no Courses app, or this key does not see it: add the app to the product, or give another product:, or experience: in its place", env.Product)
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("product %s has %d Courses apps (%s): name the one that is meant under experience: in whopsync.yaml", env.Product, len(found), strings.Join(found, ", "))
}

// observe logs requests when the user asks for it, and shows them to watch. Keys and
// contents are in none of them.
func (e *environment) observe() func(whop.Exchange) {
	log := e.logger()
	return func(x whop.Exchange) {
		log.Info("request", "method", x.Method, "path", x.Path, "status", x.Status, "ms", x.Duration.Milliseconds(), "retry", x.Retry)
		log.Debug("answer", "request_id", x.RequestID, "warning", x.Warning)
		if e.watch != nil {
			e.watch(x)
		}
	}
}

// tuning are the flags of the commands that talk to Whop.
type tuning struct {
	Parallelism int `name:"parallelism" default:"10" placeholder:"N" help:"At most N requests at once."`
	MaxRate     int `name:"max-rate" placeholder:"N" help:"At most N requests a minute for each operation (default 600, and no limit on loopback)."`
}

// Validate refuses numbers that mean nothing.
func (t *tuning) Validate() error {
	if t.Parallelism < 1 || t.MaxRate < 0 {
		return errors.New("--parallelism takes a number from 1, --max-rate one from 0")
	}
	return nil
}

// narrowing are the flags that decide what a plan may do.
type narrowing struct {
	Target         []string `name:"target" complete:"address" placeholder:"ADDRESS" sep:"none" help:"Only this course, chapter or lesson, and what it contains. May be repeated."`
	OnDrift        string   `name:"on-drift" enum:"report,overwrite,fail" default:"report" help:"What to do about edits made on Whop: report, overwrite or fail."`
	AllowDelete    bool     `name:"allow-delete" help:"Let apply destroy what on_remove: delete or removed: names."`
	AllowRecreate  bool     `name:"allow-recreate" help:"Create again what was deleted on Whop. Students' progress on it stays lost."`
	AcceptProgress *int     `name:"accept-progress-loss" placeholder:"N" help:"Accept that exactly N students lose progress, each counted once for every lesson."`
}
