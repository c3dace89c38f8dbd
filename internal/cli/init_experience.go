package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/whop"
)

// newApp is what init --experience makes: an experience of the Courses app, named in whopsync.yaml.
type newApp struct {
	name    string
	product string // that it comes to; "" is none
	yes     bool   // nothing is asked

	env     *environment
	repo    *repository
	conn    *connection
	account whop.Account
}

// checkAppName refuses a name that students could not read.
func checkAppName(name string) error {
	isHidden := func(r rune) bool {
		return unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r)
	}
	switch {
	case strings.TrimSpace(name) == "":
		return misuse("--experience needs a name that students can read: --experience \"My academy\"")
	case strings.ContainsFunc(name, isHidden):
		return misuse("the name of the app holds an invisible character: %q", name)
	}
	return nil
}

// createApp makes a Courses app for an environment that has none: the one of --env, else production.
func createApp(ctx context.Context, e *environment, a newApp) (err error) {
	e.flags.Env = cmp.Or(e.flags.Env, "production")
	e.shell.Env = e.flags.Env
	r, err := openForApp(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	c, err := connect(e, r, tuning{}, false)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	a.env, a.repo, a.conn = e, r, c
	return a.run(ctx)
}

// openForApp opens the repository for an environment, which may be new, and refuses one for which
// whopsync.yaml cannot name another experience. What else is wrong in the files does not matter.
func openForApp(e *environment) (*repository, error) {
	name := e.flags.Env
	if !namePattern.MatchString(name) {
		return nil, misuse("%q cannot name an environment", name)
	}
	r, _, err := openRepository(e)
	if err != nil {
		return nil, err
	}
	if r.project.Environment.Name == "" {
		r.project.Environment = spec.Environment{Name: name, BaseURL: spec.DefaultBaseURL(name)}
	}
	if err := checkForApp(r); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func checkForApp(r *repository) error {
	env := r.project.Environment
	if named := cmp.Or(env.Experience, env.Product); named != "" {
		return hint.Add(fmt.Errorf("environment %s is for %s already", env.Name, named), "For an environment of another name: %s",
			r.shell.For("NAME").Command("init --experience Courses"))
	}
	text, err := fs.ReadFile(r.files, spec.ConfigFile)
	if err != nil {
		return err
	}
	if _, ok := spec.SetExperience(text, env.Name, noExperience); !ok {
		return fmt.Errorf("%s has no line in which the experience of %s could stand: write `experience: %s` there first", spec.ConfigFile, env.Name, noExperience)
	}
	return nil
}

func (a *newApp) run(ctx context.Context) error {
	if err := a.checkLocal(ctx); err != nil {
		return err
	}
	var err error
	if a.account, err = a.conn.client.Me(ctx); err != nil {
		return explainKey(a.conn.explain(err))
	}
	if wanted := a.conn.environment.Account; wanted != "" && wanted != a.account.ID {
		return refuse("the key belongs to account %s, and environment %s is for %s", a.account.ID, a.conn.environment.Name, wanted)
	}
	if err := a.checkProduct(ctx); err != nil {
		return err
	}
	x, err := a.find(ctx)
	if err != nil {
		return err
	}
	if err := a.ask(ctx, x); err != nil {
		return err
	}
	if x.ID == "" {
		if x, err = a.create(ctx, x.App.ID); err != nil {
			return err
		}
	}
	if err := a.attach(ctx, x); err != nil {
		return err
	}
	return a.write(x.ID)
}

// explainKey says what a key without an account cannot do.
func explainKey(err error) error {
	if !hasNoAccount(err) {
		return err
	}
	return hint.Add(err, "A Courses app is created with a key of the account itself: make one at whop.com/dashboard/developer")
}

// checkLocal refuses to lead away from what was applied to the local environment. No other can have
// been applied to without an experience.
func (a *newApp) checkLocal(ctx context.Context) error {
	if a.conn.local == nil {
		return nil
	}
	store, err := a.repo.store()
	if err != nil {
		return err
	}
	s, err := store.Load(ctx)
	if err != nil || s == nil || s.IsEmpty() {
		return err
	}
	return hint.Add(refuse("the state of %s knows %s of %s: with another experience nothing could be planned", spec.Local, counted(len(s.Bindings), "object"), s.Target.Experience),
		"For an environment of Whop's own:\n\n  %s", a.repo.shell.For("production").Command("init --experience "+hint.Word(a.name)))
}

// checkProduct refuses a product that is not there. A key that may not list them has to know.
func (a *newApp) checkProduct(ctx context.Context) error {
	if a.product == "" {
		return nil
	}
	all, err := a.conn.client.Products(ctx, a.account.ID)
	if err != nil {
		if course.OutcomeOf(err) == course.OutcomeRefused {
			return nil
		}
		return err
	}
	var lines strings.Builder
	for _, p := range all {
		if p.ID == a.product {
			return nil
		}
		fmt.Fprintf(&lines, "\n  %s   # %s", p.ID, render.OneLine(p.Title))
	}
	return hint.Add(fmt.Errorf("account %s has no product %s", a.account.ID, a.product), "It has:\n%s", lines.String())
}

// find looks for an experience that has the name already: an earlier run may have been cut off. Where
// there is none, it has no id, and the app that a new one is of.
func (a *newApp) find(ctx context.Context) (whop.Experience, error) {
	all, err := coursesApps(ctx, a.conn.client, a.account.ID, "")
	if err != nil {
		return whop.Experience{}, err
	}
	app := whop.App{ID: whop.CoursesApp}
	if len(all) > 0 {
		app = all[0].App
	}
	named := slices.DeleteFunc(all, func(x whop.Experience) bool { return x.Name != a.name })
	switch len(named) {
	case 0:
		return whop.Experience{App: app}, nil
	case 1:
		return a.conn.client.Experience(ctx, named[0].ID) // which shows its products
	}
	return whop.Experience{}, hint.Add(fmt.Errorf("account %s has %d Courses apps called %q already", a.account.ID, len(named), a.name), "%s",
		linesFor(a.conn.environment, named))
}

func (a *newApp) ask(ctx context.Context, x whop.Experience) error {
	question := fmt.Sprintf("Do you want to create the Courses app %q on account %s (%s)", a.name, a.account.ID, a.account.Title)
	if x.ID != "" {
		question = fmt.Sprintf("Account %s (%s) has a Courses app %q already: %s.\nDo you want to use it", a.account.ID, a.account.Title, x.Name, x.ID)
	}
	if a.product != "" && !slices.Contains(x.Products, a.product) {
		question += ", and to attach it to product " + a.product
	}
	if a.yes {
		return nil
	}
	err := confirm(ctx, a.env, render.Sanitize(question+"?"))
	if errors.Is(err, errNotConfirmed) {
		return errors.New("not confirmed; no Courses app was created")
	}
	return err
}

func (a *newApp) create(ctx context.Context, app string) (whop.Experience, error) {
	made, err := a.conn.client.CreateExperience(ctx, rand.Text(), a.account.ID, app, a.name)
	switch {
	case err == nil:
		fmt.Fprintf(a.env.Out, "created the Courses app %s (%s)\n", made.ID, render.OneLine(made.Name))
		return made, nil
	case course.OutcomeOf(err) == course.OutcomeRefused:
		return made, hint.Add(err, "Or install the app yourself: %s", installPage)
	}
	return made, hint.Add(err, "It may have been created. Run the same command again: it looks for the app by its name first")
}

func (a *newApp) attach(ctx context.Context, x whop.Experience) error {
	if a.product == "" || slices.Contains(x.Products, a.product) {
		return nil
	}
	if _, err := a.conn.client.AttachExperience(ctx, rand.Text(), x.ID, a.product); err != nil {
		return hint.Add(err, "Run the same command again: it goes on from here")
	}
	fmt.Fprintf(a.env.Out, "attached it to product %s\n", a.product)
	return nil
}

// write names the experience in whopsync.yaml.
func (a *newApp) write(id string) error {
	name := a.conn.environment.Name
	before, err := fs.ReadFile(a.repo.files, spec.ConfigFile)
	if err != nil {
		return err
	}
	after, ok := spec.SetExperience(before, name, id)
	if ok {
		err = a.repo.files.Replace(spec.ConfigFile, before, after)
	}
	if !ok || err != nil {
		return hint.Add(errors.Join(fmt.Errorf("%s is as it was", spec.ConfigFile), err), "%s", linesFor(a.conn.environment, []whop.Experience{{ID: id, Name: a.name}}))
	}
	fmt.Fprintf(a.env.Out, "wrote %s: environment %s is for %s\n\nSee what an apply would do:\n\n  %s\n", spec.ConfigFile, name, id, a.repo.shell.Command("plan"))
	return nil
}
