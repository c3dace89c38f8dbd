package github

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"whopsync/internal/rest"
)

// ErrHidden says that a token does not show a setting.
var ErrHidden = errors.New("the token does not show it")

// Settings reads those settings of a repository that workflows depend on. It changes nothing, and no secret is
// among what it reads: GitHub shows their names alone.
type Settings struct {
	client    *Client
	IsPrivate bool // or internal
	IsOwned   bool // by an organization
	mayAdmin  bool // whose token it is
}

// SettingsOf finds the repository of a client. The error wraps ErrHidden where the token shows none of that name.
func SettingsOf(ctx context.Context, c *Client) (Settings, error) {
	var said struct {
		Private     bool
		Owner       struct{ Type string }
		Permissions struct{ Admin bool }
	}
	_, err := Settings{client: c}.look(ctx, c.api(""), &said) // where no admin asks, what is not there is hidden
	return Settings{c, said.Private, said.Owner.Type == "Organization", said.Permissions.Admin}, rest.Wrap("look at the repository", err)
}

// look reads a setting. GitHub answers 404 for what is not there, and as well for what is not shown to someone
// who does not administer the repository.
func (s Settings) look(ctx context.Context, address string, result any) (isThere bool, err error) {
	err = s.client.rest.Get(ctx, address, result)
	switch {
	case rest.IsRefused(err, http.StatusNotFound) && s.mayAdmin:
		return false, nil
	case rest.IsRefused(err, http.StatusNotFound, http.StatusForbidden, http.StatusUnauthorized):
		return false, ErrHidden
	}
	return err == nil, err
}

// Access returns who may use the actions of a private repository: "none", "user", "organization" or "enterprise".
func (s Settings) Access(ctx context.Context) (string, error) {
	var said struct {
		Level string `json:"access_level"`
	}
	_, err := s.look(ctx, s.client.api("/actions/permissions/access"), &said)
	return said.Level, rest.Wrap("look who may use its actions", err)
}

// MayOpenPullRequests reports whether workflows may open pull requests.
func (s Settings) MayOpenPullRequests(ctx context.Context) (bool, error) {
	var said struct {
		May bool `json:"can_approve_pull_request_reviews"`
	}
	_, err := s.look(ctx, s.client.api("/actions/permissions/workflow"), &said)
	return said.May, rest.Wrap("look what workflows may do", err)
}

// Actions returns which actions may run: "" for none, "all", "local_only" or "selected".
func (s Settings) Actions(ctx context.Context) (string, error) {
	var said struct {
		Enabled bool
		Allowed string `json:"allowed_actions"`
	}
	_, err := s.look(ctx, s.client.api("/actions/permissions"), &said)
	if !said.Enabled {
		said.Allowed = ""
	}
	return said.Allowed, rest.Wrap("look which actions may run", err)
}

// HasSecret reports whether the repository has a secret of that name, its own or its organization's.
func (s Settings) HasSecret(ctx context.Context, name string) (bool, error) {
	isThere, err := s.look(ctx, s.client.api("/actions/secrets/%s", url.PathEscape(name)), &struct{}{})
	if isThere || err != nil || !s.IsOwned {
		return isThere, rest.Wrap("look for the secret", err)
	}
	var said struct{ Secrets []struct{ Name string } }
	_, err = s.look(ctx, s.client.api("/actions/organization-secrets?per_page=%d", perPage), &said)
	return slices.ContainsFunc(said.Secrets, func(s struct{ Name string }) bool { return s.Name == name }), rest.Wrap("look for the organization's secrets", err)
}

// Environment is how an environment of a repository is protected.
type Environment struct {
	IsThere      bool
	HasReviewers bool
	IsLimited    bool // to branches, or to protected ones
	Lets         bool // the branch through that was asked for
	HasSecret    bool // of the name that was asked for
}

// Environment reads an environment, and what it says of a branch and a secret.
func (s Settings) Environment(ctx context.Context, name, branch, secret string) (e Environment, err error) {
	var said struct {
		Rules []struct {
			Type      string
			Reviewers []struct{}
		} `json:"protection_rules"`
		Policy *struct {
			Custom bool `json:"custom_branch_policies"`
		} `json:"deployment_branch_policy"`
	}
	at := s.client.api("/environments/%s", url.PathEscape(name))
	if e.IsThere, err = s.look(ctx, at, &said); err != nil || !e.IsThere {
		return e, rest.Wrap("look at the environment", err)
	}
	for _, rule := range said.Rules {
		e.HasReviewers = e.HasReviewers || rule.Type == "required_reviewers" && len(rule.Reviewers) > 0
	}
	e.IsLimited, e.Lets = said.Policy != nil, true
	if said.Policy != nil && said.Policy.Custom {
		var policies struct {
			Branches []struct{ Name string } `json:"branch_policies"`
		}
		if _, err := s.look(ctx, at+"/deployment-branch-policies", &policies); err != nil {
			return e, rest.Wrap("look at the branches of the environment", err)
		}
		e.Lets = slices.ContainsFunc(policies.Branches, func(b struct{ Name string }) bool { return b.Name == branch })
	}
	e.HasSecret, err = s.look(ctx, at+"/secrets/"+url.PathEscape(secret), &struct{}{})
	return e, rest.Wrap("look for the secret of the environment", err)
}

// Rule is what a branch demands before something is merged into it.
type Rule struct {
	NeedsPullRequest bool
	Checks           []string
}

// RuleOf returns what rulesets and the protection of a branch demand together.
func (s Settings) RuleOf(ctx context.Context, branch string) (rule Rule, err error) {
	var said []struct {
		Type       string
		Parameters struct {
			Checks []struct{ Context string } `json:"required_status_checks"`
		}
	}
	if _, err := s.look(ctx, s.client.api("/rules/branches/%s?per_page=%d", url.PathEscape(branch), perPage), &said); err != nil {
		return rule, rest.Wrap("look at the rules of the branch", err)
	}
	for _, one := range said {
		rule.NeedsPullRequest = rule.NeedsPullRequest || one.Type == "pull_request"
		for _, check := range one.Parameters.Checks {
			rule.Checks = append(rule.Checks, check.Context)
		}
	}
	var classic struct {
		Reviews *struct{}                    `json:"required_pull_request_reviews"`
		Checks  *struct{ Contexts []string } `json:"required_status_checks"`
	}
	isThere, err := s.look(ctx, s.client.api("/branches/%s/protection", url.PathEscape(branch)), &classic)
	if errors.Is(err, ErrHidden) || err == nil && !isThere {
		return rule, nil // most have rulesets alone
	}
	rule.NeedsPullRequest = rule.NeedsPullRequest || classic.Reviews != nil
	if classic.Checks != nil {
		rule.Checks = append(rule.Checks, classic.Checks.Contexts...)
	}
	return rule, rest.Wrap("look at the protection of the branch", err)
}
