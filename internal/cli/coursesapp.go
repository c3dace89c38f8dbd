package cli

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/whop"
)

// installPage is where Whop's Courses app is added to an account (documented).
const installPage = "https://whop.com/apps/" + whop.CoursesApp + "/install/"

// findExperience returns the experience that an environment names, or the one of the Courses app that
// its product has. One of another app is refused: courses made there can never be moved into the
// Courses app. A key that may not read experiences leaves the app unknown.
func findExperience(ctx context.Context, client *whop.Client, env spec.Environment, account string, shell hint.Shell) (whop.Experience, error) {
	if env.Experience == "" {
		return findByProduct(ctx, client, env, account, shell)
	}
	found, err := client.Experience(ctx, env.Experience)
	switch {
	case course.OutcomeOf(err) == course.OutcomeRefused && hasStatus(err, http.StatusForbidden):
		return whop.Experience{ID: env.Experience}, nil
	case whop.IsNotFound(err):
		return found, hint.Add(unseen(err, account), "%s", choices(ctx, client, env, account, shell))
	case err != nil:
		return found, unseen(err, account)
	case !found.App.MayBeCourses():
		err := refuse("experience %s (%s) belongs to the app %q, not to Whop's Courses app: courses that are made in another app cannot be moved",
			found.ID, render.OneLine(found.Name), render.OneLine(found.App.Name))
		return found, hint.Add(err, "%s", choices(ctx, client, env, account, shell))
	}
	return found, nil
}

// findByProduct returns the one experience of the Courses app that a product has.
func findByProduct(ctx context.Context, client *whop.Client, env spec.Environment, account string, shell hint.Shell) (whop.Experience, error) {
	if env.Product == "" {
		return whop.Experience{}, hint.Add(fmt.Errorf("environment %s names no Courses app, neither by `experience:` nor by `product:`", env.Name), "%s", choices(ctx, client, env, account, shell))
	}
	found, err := coursesApps(ctx, client, account, env.Product)
	switch {
	case err != nil:
		return whop.Experience{}, err
	case len(found) == 0:
		return whop.Experience{}, hint.Add(fmt.Errorf("product %s has no Courses app, or this key does not see it", env.Product), "%s", choices(ctx, client, env, account, shell))
	case len(found) > 1:
		return whop.Experience{}, hint.Add(fmt.Errorf("product %s has %d Courses apps: name one of them", env.Product, len(found)), "%s", linesFor(env, found))
	}
	return found[0], nil
}

// coursesApps lists the experiences of the Courses app, by their names. Where an account has none of
// the known id, another app that is called so is taken for it.
func coursesApps(ctx context.Context, client *whop.Client, account, product string) ([]whop.Experience, error) {
	all, err := client.Experiences(ctx, account, product)
	if err != nil {
		return nil, err
	}
	is := func(a whop.App) bool { return a.IsCourses() }
	if !slices.ContainsFunc(all, func(x whop.Experience) bool { return is(x.App) }) {
		is = whop.App.MayBeCourses
	}
	found := slices.DeleteFunc(all, func(x whop.Experience) bool { return !is(x.App) })
	slices.SortFunc(found, func(a, b whop.Experience) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return found, nil
}

// choices says which experiences of the account could be named, with the lines to paste.
func choices(ctx context.Context, client *whop.Client, env spec.Environment, account string, shell hint.Shell) string {
	if account == "" {
		return "Open your Courses app on whop.com, and write its address into " + spec.ConfigFile + ", after experience:. To install one: " + installPage
	}
	found, err := coursesApps(ctx, client, account, "")
	switch {
	case err != nil:
		return "Open your Courses app on whop.com, and write its address into " + spec.ConfigFile + ", after experience:. Those of the account cannot be listed: " + hint.Text(err)
	case len(found) == 0:
		return fmt.Sprintf("The account has no Courses app. Install it at %s%s", installPage, orInit(env, shell))
	}
	return linesFor(env, found) + fmt.Sprintf("\n\nTo install one more: %s%s", installPage, orInit(env, shell))
}

// orInit is the command that creates an experience for an environment that names none.
func orInit(env spec.Environment, shell hint.Shell) string {
	if env.Experience != "" || env.Product != "" {
		return ""
	}
	return "\nor let whopsync create it, after a question:\n\n  " + shell.For(env.Name).Command("init --experience Courses")
}

// linesFor are the lines of whopsync.yaml that name the experiences.
func linesFor(env spec.Environment, found []whop.Experience) string {
	instead := ""
	switch {
	case env.Experience != "":
		instead = ", in the place of " + env.Experience
	case env.Product != "":
		instead = ", in the place of product"
	}
	lines := make([]string, len(found))
	for i, x := range found {
		lines[i] = fmt.Sprintf("    experience: %s   # %s", x.ID, render.OneLine(x.Name))
	}
	if len(lines) == 1 {
		return fmt.Sprintf("Write this into %s under %s%s:\n\n%s", spec.ConfigFile, env.Name, instead, lines[0])
	}
	return fmt.Sprintf("Write one of these into %s under %s%s:\n\n%s", spec.ConfigFile, env.Name, instead, strings.Join(lines, "\n"))
}

// unseen says what to do about an experience that Whop does not show to a key.
func unseen(err error, account string) error {
	if course.OutcomeOf(err) != course.OutcomeRefused || hasStatus(err, http.StatusUnauthorized) || hasStatus(err, http.StatusForbidden) {
		return err
	}
	whose := ""
	if account != "" {
		whose = ", which is of account " + account + ","
	}
	return hint.Add(err, "This key%s does not see that experience: check WHOP_API_KEY, and experience: in %s", whose, spec.ConfigFile)
}
