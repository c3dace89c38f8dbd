package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop"
)

// whop checks the way to Whop: the key, its permissions, and its target.
func (d *examination) whop(ctx context.Context, r *repository, s *state.State) {
	if r.project.Environment.Name != spec.Local && d.env.getenv("WHOP_API_KEY") == "" {
		d.fail("key", "WHOP_API_KEY is not set", "make a key at whop.com/dashboard/developer, and set the variable, or write it into .env beside "+spec.ConfigFile+"; to try everything without one: "+r.shell.For(spec.Local).Command("plan"))
		return
	}
	if r.project.Environment.Name == spec.Local && d.env.getenv("WHOP_API_KEY") != "" {
		d.note("key", "WHOP_API_KEY is set, and not used here: environment local is inside this program", keyUse(r))
	}
	c, err := connect(d.env, r, tuning{}, true)
	if err != nil {
		d.fail("key", hint.Text(err), "check WHOP_API_KEY, base_url in whopsync.yaml or WHOP_BASE_URL, and WHOP_API_VERSION")
		return
	}
	defer c.Close()
	if d.isElsewhere(r, s, c, false) || !d.account(ctx, c) {
		return
	}
	c.warn = func(string, ...any) {} // what it would say is said of the experience
	if err := c.locate(ctx); err != nil {
		if d.isElsewhere(r, s, c, true) {
			return
		}
		d.fail("experience", hint.Text(err), remedy(err, ""))
		return
	}
	d.experience(ctx, c)
	d.links(s, c)
	if d.new {
		d.lookalikes(ctx, r, c)
	}
	d.permissions(ctx, c)
	d.scratch(ctx, r, c)
	d.isElsewhere(r, s, c, true)
}

// keyUse says where a key is used: in the environments of whopsync.yaml, or in one that is yet to be declared.
func keyUse(r *repository) string {
	lines := ""
	for _, name := range slices.Sorted(maps.Keys(r.project.Config.Environments)) {
		if name != spec.Local {
			lines += "\n  " + r.shell.For(name).Command("doctor")
		}
	}
	if lines != "" {
		return "to see what the key leads to:\n" + lines
	}
	return "no environment on Whop is declared: write into " + spec.ConfigFile + "\n\n  environments:\n    production:\n      experience: " + noExperience +
		"\n\nand this lists your Courses apps, with the line of each to put there:\n\n  " + r.shell.For("production").Command("doctor")
}

// scratch looks for what a killed doctor --probe has left.
func (d *examination) scratch(ctx context.Context, r *repository, c *connection) {
	all, err := c.client.List(ctx, course.KindCourse, c.target.Experience)
	if err != nil {
		return // for a reason that is told of the experience or of a permission
	}
	for _, found := range all {
		if found.MayBeScratch() {
			d.note("probe", fmt.Sprintf("course %s, %q, was left by a probe", found.ID, found.Title()), "remove it: "+r.shell.Command("doctor --probe"))
		}
	}
}

// isElsewhere compares the target with the state's: once before the first request, which
// carries the key, and once when Whop has said whose key it is.
func (d *examination) isElsewhere(r *repository, s *state.State, c *connection, whole bool) bool {
	if !isElsewhere(s, c.target, whole) {
		return false
	}
	d.fail("target", fmt.Sprintf("the state of %s belongs to another target: %s", r.project.Environment.Name, s.Target.Differences(c.target)),
		"use the environment and the key that the state was made with")
	return true
}

// account looks at whose key it is, and reports whether it leads anywhere.
func (d *examination) account(ctx context.Context, c *connection) bool {
	me, err := c.client.Me(ctx)
	switch wanted := c.environment.Account; {
	case hasStatus(err, http.StatusUnauthorized):
		d.fail("key", "Whop does not know it at "+c.target.BaseURL, "keys of the sandbox and of production look alike: check which one WHOP_API_KEY holds")
		return false
	case err != nil && hasNoAccount(err):
		d.note("key", "it has no account to show: "+hint.Text(err), "keys of apps and users have none; give account: in whopsync.yaml")
		return true
	case err != nil:
		d.fail("key", hint.Text(err), remedy(err, "check the network, base_url in whopsync.yaml and WHOP_BASE_URL"))
		return false
	case c.local == nil && wanted != "" && me.ID != wanted:
		d.fail("account", fmt.Sprintf("the key belongs to account %s, and environment %s is for %s", me.ID, c.environment.Name, wanted), "use a key of that account, or correct account: in whopsync.yaml")
		return false
	}
	d.ok("key", fmt.Sprintf("of account %s (%s) at %s", me.ID, me.Title, c.target.BaseURL))
	return true
}

// remedy is what to do about an error: what stands here when it is a plain no, and what helps
// against a fault on the way when Whop itself has not answered.
func remedy(err error, refused string) string {
	var answer *whop.Error
	if errors.As(err, &answer) && answer.Outcome() != course.OutcomeRefused {
		return "check the network, base_url in whopsync.yaml and WHOP_BASE_URL"
	}
	return refused
}

func (d *examination) experience(ctx context.Context, c *connection) {
	experience, err := c.client.Experience(ctx, c.target.Experience)
	switch {
	case err != nil:
		d.fail("experience", hint.Text(err), remedy(err, "check experience: in whopsync.yaml; it is the exp_… part of your Courses app's address"))
	case !experience.App.IsCourses():
		d.note("experience", fmt.Sprintf("%s (%s) is of the app %q (%s)", experience.ID, experience.Name, experience.App.Name, experience.App.ID),
			"it is not the Courses app that whopsync knows ("+whop.CoursesApp+"): see on whop.com whether courses belong there")
	default:
		d.ok("experience", fmt.Sprintf("%s (%s)", experience.ID, experience.Name))
	}
}

// links says where links between lessons lead.
func (d *examination) links(s *state.State, c *connection) {
	target := c.target
	if s != nil {
		target = s.Target.Renew(target)
	}
	if template := plan.LessonURL(c.environment.LessonURL, target); template != "" {
		d.ok("links", "between lessons lead to "+template)
		return
	}
	d.note("links", "between lessons become plain text: this key shows no route of the account", "give the address of lessons as lesson_url: in whopsync.yaml")
}

// needs are the permissions that whopsync uses, and what for. init --experience alone needs
// experience:create, and experience:attach with --product.
var needs = []struct{ action, use, without string }{
	{whop.ReadCourses, "to read courses", "nothing can be read"},
	{whop.WriteCourses, "to write them", "apply cannot write, and a plan sees neither hidden lessons nor quiz answers"},
	{whop.ReadProgress, "to count students' progress", "students' progress cannot be counted, so nothing can be destroyed"},
}

func (d *examination) permissions(ctx context.Context, c *connection) {
	actions := make([]string, len(needs))
	for i, need := range needs {
		actions[i] = need.action
	}
	granted, err := c.client.Permissions(ctx, c.target.Account, actions)
	if err != nil {
		d.note("permissions", "cannot be read: "+hint.Text(err), "the key needs "+strings.Join(actions, ", "))
		return
	}
	for i, need := range needs {
		switch {
		case granted[need.action]:
			d.ok("permission", need.action+", "+need.use)
		case i == 0:
			d.fail("permission", need.action+" is missing: "+need.without, "add it to the key in Whop's dashboard")
		default:
			d.note("permission", need.action+" is missing: "+need.without, "enough for plans of pull requests; to apply, add it to the key in Whop's dashboard")
		}
	}
}

// lookalikes looks for courses on Whop that the files would make a second time: then the
// state is not new, but lost.
func (d *examination) lookalikes(ctx context.Context, r *repository, c *connection) {
	prepared, err := apply.Prepare(ctx, c, r.input(nil, plan.Options{Unmanaged: r.project.Config.Unmanaged}))
	if err != nil {
		return // for a reason that is told of the experience or of a permission
	}
	for _, refusal := range prepared.Work.Refusals {
		message, hint := render.RefusalWords(refusal, render.Again{Shell: r.shell})
		d.fail("state", message, hint)
	}
}
