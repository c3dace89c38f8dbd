package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"whopsync/internal/github"
	"whopsync/internal/gitrepo"
	"whopsync/internal/hint"
	"whopsync/internal/spec"
)

// github looks at the settings that no file of the repository can have.
func (cmd *doctorCmd) github(ctx context.Context, e *environment) error {
	d := &examination{env: e, isText: cmd.Format == "text"}
	e.flags.Env = "" // the workflows say which there are
	climb(e)
	w, err := newWorkflow(e, "", false)
	if err != nil {
		return err
	}
	repo, err := repositoryOn(e)
	if err != nil {
		return err
	}
	g := &settings{d: d, workflow: w, repo: repo}
	g.files()
	if err := g.connect(ctx, e); err != nil {
		return err
	}
	for _, look := range []func(context.Context) error{g.actions, g.copy, g.readKeys, g.environments, g.rule, g.pulls} {
		if err := look(ctx); err != nil {
			return err
		}
	}
	return d.conclude()
}

// settings is an examination of a repository on GitHub.
type settings struct {
	d        *examination
	workflow *workflow
	repo     string // OWNER/REPO, in these words where it is not known
	base     string // of the API
	token    string
	here     *github.Settings // nil: not looked at
}

const unknownRepository = "OWNER/REPO"

var (
	repositoryPattern = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$`)
	remotePattern     = regexp.MustCompile(`^(?:https://(?:[^/@]*@)?|ssh://git@|git@)([A-Za-z0-9.-]+)[/:]([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+?)(?:\.git)?/?$`)
)

// repositoryOn returns which repository on GitHub it is: the variable of workflows says so, else the remote.
func repositoryOn(e *environment) (string, error) {
	if repo := e.getenv("GITHUB_REPOSITORY"); repositoryPattern.MatchString(repo) {
		return repo, nil
	} else if repo != "" {
		return "", fmt.Errorf("GITHUB_REPOSITORY is %.60q, and not OWNER/REPO", repo)
	}
	dir, err := filepath.Abs(e.folder())
	if err != nil {
		return "", err
	}
	match := remotePattern.FindStringSubmatch(gitrepo.Open(dir, e.environ, e.logger()).Remote("origin"))
	if match == nil || match[1] != "github.com" && e.getenv("GITHUB_API_URL") == "" {
		return unknownRepository, nil
	}
	return match[2], nil
}

// files looks whether there is something that needs settings.
func (g *settings) files() {
	w := g.workflow
	switch {
	case len(w.there.environments) == 0:
		g.d.fail("workflows", "there are none for these courses", "write them: "+hint.Shell{Dir: g.d.env.shell.Dir}.Command("init --github --source OWNER/REPO@COMMIT"))
	case w.source == "":
		g.d.fail("workflows", "they name no repository to take whopsync from", "write it there: "+w.command(g.d.env.shell, "OWNER/REPO@COMMIT"))
	default:
		g.d.ok("workflows", "for "+strings.Join(w.there.environments, ", then ")+", with whopsync from "+w.source)
	}
	for _, environment := range w.environments {
		if is, wants := w.there.hosts[environment.Name], pinnedHost(environment); is != "" && is != wants {
			g.d.fail("workflows", "send what is for "+environment.Name+" to "+is+", and whopsync.yaml says "+wants, "write them again: "+w.command(g.d.env.shell, w.source))
		}
		if text := w.settingsHint(environment); text != "" {
			g.d.fail("whopsync.yaml", "does not yet have what workflows need for "+environment.Name, strings.TrimSuffix(strings.ReplaceAll(text, "\n\n", "\n"), "\n"))
		}
	}
}

// connect finds a token, and the repository.
func (g *settings) connect(ctx context.Context, e *environment) error {
	g.base = cmp.Or(e.getenv("GITHUB_API_URL"), "https://api.github.com")
	g.token = tokenFor(ctx, e, g.base)
	switch {
	case g.repo == unknownRepository:
		g.d.note("repository", "origin is no repository on GitHub, so its settings are not looked at", "put it there: gh repo create "+unknownRepository+" --private --source . --push\nWith its name in the place of "+unknownRepository+", these lines set what is needed")
		return nil
	case g.token == "":
		g.d.note("repository", g.repo+"; there is no token to look at its settings with", "log in with `gh auth login`, or set GITHUB_TOKEN. These lines set what is needed")
		return nil
	}
	client, err := github.New(g.base, g.repo, g.token)
	if err != nil {
		return err
	}
	here, err := github.SettingsOf(ctx, client)
	switch {
	case errors.Is(err, github.ErrHidden):
		g.d.note("repository", g.repo+" is not shown to the token", "take a token of someone who administers it. These lines set what is needed")
		return nil
	case isInterrupt(err):
		return err
	case err != nil:
		g.d.fail("repository", g.repo+" cannot be looked at: "+err.Error(), "check that this computer is online. These lines set what is needed")
		return nil
	}
	g.here = &here
	if !here.IsPrivate {
		g.d.ok("repository", g.repo)
		return nil
	}
	g.d.note("repository", g.repo+", which is private", "there, rules and environments take GitHub Pro, Team or Enterprise, and people who approve runs Enterprise; where the plan has none, "+
		"the review of pull requests is the approval")
	return nil
}

// tokenFor returns the token of the environment, or that of gh for GitHub itself. It goes to no other host.
func tokenFor(ctx context.Context, e *environment, base string) string {
	if token := cmp.Or(e.getenv("GITHUB_TOKEN"), e.getenv("GH_TOKEN")); token != "" || base != "https://api.github.com" {
		return token
	}
	program, err := exec.LookPath("gh")
	if err != nil || !filepath.IsAbs(program) {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	ask := exec.CommandContext(ctx, program, "auth", "token", "--hostname", "github.com")
	ask.Env = slices.DeleteFunc(slices.Clone(e.environ), isSecret)
	out, err := ask.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// say says what was found of a setting, and prints the lines that make it good where it is missing or was not
// looked at.
func (g *settings) say(what, good, missing, lines string, isGood bool, err error) error {
	switch {
	case g.here == nil:
		g.d.note(what, "not looked at: "+good, lines)
	case errors.Is(err, github.ErrHidden):
		g.d.note(what, "the token does not show it: "+good, lines)
	case err != nil:
		return err
	case isGood:
		g.d.ok(what, good)
	default:
		g.d.fail(what, missing, lines)
	}
	return nil
}

// gh is a line for GitHub's command line. The arguments are quoted; format, which may hold flags, is taken as it is.
func gh(format string, args ...string) string {
	words := make([]any, len(args))
	for i, arg := range args {
		words[i] = hint.Word(arg)
	}
	return "gh " + fmt.Sprintf(format, words...)
}

func (g *settings) actions(ctx context.Context) error {
	if g.here == nil {
		return nil // Actions run unless someone has turned them off
	}
	allowed, err := g.here.Actions(ctx)
	lines := "allow all actions, or these: actions/checkout, actions/setup-go, actions/upload-artifact, and your copy of whopsync:\n" +
		gh("api -X PUT repos/%s/actions/permissions -F enabled=true -f allowed_actions=all", g.repo)
	if allowed == "selected" && err == nil {
		g.d.note("actions", "selected ones may run", lines)
		return nil
	}
	return g.say("actions", "may run", "may not run, or those of this repository alone", lines, allowed == "all", err)
}

// copy looks at the repository that the workflows take whopsync from.
func (g *settings) copy(ctx context.Context) error {
	source, _, _ := strings.Cut(g.workflow.source, "@")
	if source == "" {
		return nil
	}
	lines := "if it is private: " + gh("api -X PUT repos/%s/actions/permissions/access -f access_level=organization", source) +
		"\n(user in the place of organization, where it belongs to a person)"
	if g.here == nil {
		return g.say("source", "other repositories may use the actions of "+source, "", lines, false, nil)
	}
	client, err := github.New(g.base, source, g.token)
	if err != nil {
		return err
	}
	there, err := github.SettingsOf(ctx, client)
	if err != nil || !there.IsPrivate {
		return g.say("source", source+" is public", "", lines, true, err)
	}
	access, err := there.Access(ctx)
	return g.say("source", "other repositories may use the actions of "+source, "no other repository may use the actions of "+source+", which is private", lines,
		slices.Contains([]string{"user", "organization", "enterprise"}, access), err)
}

func (g *settings) readKeys(ctx context.Context) (err error) {
	for i, environment := range g.workflow.environments {
		name, isThere := readKeyOf(g.workflow.environments, i), false
		if g.here != nil {
			if isThere, err = g.here.HasSecret(ctx, name); err != nil && !errors.Is(err, github.ErrHidden) {
				return err
			}
		}
		lines := "a key for " + environment.Name + " that reads (" + strings.Join(readPermissions, ", ") + "), which this asks for:\n" + gh("secret set %s --repo %s", name, g.repo)
		if err := g.say("secret", name, name+" is not set", lines, isThere, err); err != nil {
			return err
		}
	}
	return nil
}

func (g *settings) environments(ctx context.Context) (err error) {
	for _, environment := range g.workflow.environments {
		if err := g.environment(ctx, environment); err != nil {
			return err
		}
	}
	return nil
}

func (g *settings) environment(ctx context.Context, environment spec.Environment) (err error) {
	name, branch := environment.Name, g.workflow.branch
	limit := gh("api -X PUT repos/%s/environments/%s -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'", g.repo, name)
	approve := limit + " -F 'reviewers[][type]=User' -F \"reviewers[][id]=$(gh api user --jq .id)\""
	protect := "with you as the one who approves:\n" + approve
	if g.here != nil && g.here.IsPrivate {
		protect = limit // where people cannot be named, nothing of such a line would be taken
	}
	protect += "\n" + gh("api -X POST repos/%s/environments/%s/deployment-branch-policies -f name=%s", g.repo, name, branch)
	key := "a key for " + name + " that writes (" + strings.Join(writePermissions, ", ") + "), which this asks for:\n" + gh("secret set WHOP_KEY --env %s --repo %s", name, g.repo)
	var is github.Environment
	if g.here != nil {
		is, err = g.here.Environment(ctx, name, branch, "WHOP_KEY")
	}
	isGood := is.IsThere && is.IsLimited && is.Lets
	missing := name + " is not there"
	switch {
	case is.IsThere && !is.IsLimited:
		missing = name + " lets every branch use its key"
	case is.IsThere && !is.Lets:
		missing = name + " does not let the branch " + branch + " use its key"
	}
	if err := g.say("environment", name+", for the branch "+branch+" alone", missing, protect, isGood, err); err != nil {
		return err
	}
	if isGood && err == nil && !is.HasReviewers {
		g.d.note("environment", name+" asks no one to approve", "to be asked, where your plan of GitHub has that:\n"+approve)
	}
	return g.say("secret", "WHOP_KEY of "+name, "WHOP_KEY of "+name+" is not set", key, is.HasSecret, err)
}

// rule looks at what main demands.
func (g *settings) rule(ctx context.Context) (err error) {
	w := g.workflow
	checks := []string{"check" + w.in(), "plan" + w.in()}
	var is github.Rule
	if g.here != nil {
		is, err = g.here.RuleOf(ctx, w.branch)
	}
	isGood := is.NeedsPullRequest
	for _, check := range checks {
		isGood = isGood && slices.Contains(is.Checks, check)
	}
	lines := "echo " + hint.Word(ruleset("courses"+w.suffix, w.branch, checks)) + " | " + gh("api -X POST repos/%s/rulesets --input -", g.repo)
	good := fmt.Sprintf("%s takes pull requests alone, with the checks %s", w.branch, strings.Join(checks, " and "))
	return g.say("rule", good, fmt.Sprintf("%s can be changed without a pull request, or without the checks %s", w.branch, strings.Join(checks, " and ")), lines, isGood, err)
}

// ruleset is a rule as GitHub takes it.
func ruleset(name, branch string, checks []string) string {
	type object = map[string]any
	required := []object{}
	for _, check := range checks {
		required = append(required, object{"context": check})
	}
	text, _ := json.Marshal(object{
		"name": name, "target": "branch", "enforcement": "active",
		"conditions": object{"ref_name": object{"include": []string{"refs/heads/" + branch}, "exclude": []string{}}},
		"rules": []object{
			{"type": "pull_request", "parameters": object{"required_approving_review_count": 0, "dismiss_stale_reviews_on_push": true,
				"require_code_owner_review": false, "require_last_push_approval": false, "required_review_thread_resolution": false}},
			{"type": "required_status_checks", "parameters": object{"strict_required_status_checks_policy": false, "required_status_checks": required}},
		},
	}) // maps of texts, numbers and lists
	return string(text)
}

func (g *settings) pulls(ctx context.Context) (err error) {
	may := false
	if g.here != nil {
		may, err = g.here.MayOpenPullRequests(ctx)
	}
	return g.say("nightly", "workflows may open pull requests", "workflows may not open pull requests, so what was edited on Whop cannot be proposed",
		gh("api -X PUT repos/%s/actions/permissions/workflow -F can_approve_pull_request_reviews=true -f default_workflow_permissions=read", g.repo), may, err)
}
