package cli

import (
	"cmp"
	"fmt"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/host"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop/emulator"
)

// baseURL returns the address of the environment's API, to which the key goes. WHOP_BASE_URL
// decides it. The files decide it alone where they lead to a host of Whop's or to this machine:
// everyone who can get a line of them merged can write another host there, so one has to stand
// in the variable as well. With an error, the address is what the files say.
func baseURL(e *environment, env spec.Environment) (string, error) {
	named := strings.TrimRight(e.getenv("WHOP_BASE_URL"), "/")
	if _, err := host.ParseAPI(env.BaseURL); err != nil {
		return env.BaseURL, fmt.Errorf("read base_url of environment %s: %w", env.Name, err)
	}
	isSafe := host.IsWhop(env.BaseURL) || host.IsLocal(env.BaseURL)
	isSame := host.SameAPI(env.BaseURL, named)
	switch {
	case !isSafe && !isSame:
		return env.BaseURL, unnamedHost(env, named)
	case named == "" || isSame:
		return env.BaseURL, nil
	}
	if _, err := host.ParseAPI(named); err != nil {
		return env.BaseURL, fmt.Errorf("read WHOP_BASE_URL: %w", err)
	}
	if err := host.CheckPath(named); err != nil {
		return env.BaseURL, hint.Add(fmt.Errorf("WHOP_BASE_URL is wrong: %w", err), "Courses live under /api/v1:\n\n  export WHOP_BASE_URL=%s", host.WithPath(named))
	}
	if env.Written {
		e.warn("base_url of environment %s is %s, and is not used: WHOP_BASE_URL is set to another address", env.Name, env.BaseURL)
	}
	return named, nil
}

// unnamedHost refuses a host that the repository alone names.
func unnamedHost(env spec.Environment, named string) error {
	but := "is not set"
	if named != "" {
		but = "is set to another address"
	}
	err := refuse("base_url of environment %s is %s, and WHOP_BASE_URL %s: nothing was sent, "+
		"because the key goes to no host that the repository alone names", env.Name, env.BaseURL, but)
	return hint.Add(err, "If that host is right, name it in the environment, and in the workflows:\n\n  export WHOP_BASE_URL=%s", env.BaseURL)
}

// targetOf is where an environment's courses live, as far as the settings say.
func targetOf(env spec.Environment, base string) state.Target {
	return state.Target{BaseURL: base, Account: env.Account, Experience: env.Experience}
}

// localTarget is the target of the local environment.
func localTarget(env spec.Environment) state.Target {
	experience := cmp.Or(env.Experience, emulator.LocalExperience)
	return state.Target{BaseURL: emulator.LocalBaseURL, Account: emulator.LocalAccount, Experience: experience, Route: emulator.LocalRoute}
}

// offlineTarget is the target of a plan for which nothing is asked: what the settings say, and
// for the rest what the state remembers. Where no setting names a host, a variable may have done
// so for the run that made the state; without it, the key goes to Whop's own host at most.
func offlineTarget(e *environment, env spec.Environment, s *state.State) state.Target {
	if env.Name == spec.Local {
		return localTarget(env)
	}
	base, err := baseURL(e, env)
	if err != nil {
		e.warn("%s", hint.Text(err))
	}
	target := targetOf(env, base)
	if s == nil {
		return target
	}
	if was := s.Target.BaseURL; was != "" && !host.IsWhop(was) && !env.Written && e.getenv("WHOP_BASE_URL") == "" {
		e.warn("the state was made with %s, which no setting names here: to use that host, set WHOP_BASE_URL", was)
		target.BaseURL = was
	}
	target.Account = cmp.Or(target.Account, s.Target.Account)
	target.Experience = cmp.Or(target.Experience, s.Target.Experience)
	return s.Target.Renew(target)
}

// isElsewhere reports a state that belongs to another target. Before the first request not all
// of the target is known; whole says that it is.
func isElsewhere(s *state.State, target state.Target, whole bool) bool {
	return s != nil && !s.IsEmpty() && (!s.Target.CanBe(target) || whole && !s.Target.Fits(target))
}

// checkTarget refuses a state that belongs to another target.
func checkTarget(environment string, s *state.State, target state.Target, whole bool, advice string) error {
	if !isElsewhere(s, target, whole) {
		return nil
	}
	return hint.Add(refuse("the state of %s belongs to another target: %s", environment, s.Target.Differences(target)), "%s", advice)
}
