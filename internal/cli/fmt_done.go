package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/state/backend"
)

// followedLines finds out which lines under moved:, removed: and identity: every environment has
// followed, as far as there is a state of it. It asks no network: where a state is kept
// elsewhere, the lines stay, and that is said.
func followedLines(ctx context.Context, e *environment, repo *spec.Repo) spec.Done {
	project, _ := spec.Load(repo, e.flags.Env)
	config := project.Config
	if len(config.Moved)+len(config.Removed)+len(config.Identity) == 0 {
		return spec.Done{}
	}
	states, unread := localStates(ctx, repo, config, e.environ)
	done := followedByAll(config, states)
	if len(unread) > 0 {
		if len(states) == 0 || slices.Contains(slices.Concat(done.Moved, done.Removed, done.Identity), true) {
			fmt.Fprintf(e.Err, "The lines under moved:, removed: and identity: stay: fmt asks no network, and does not see the state of %s.\n", render.Sanitize(strings.Join(unread, ", ")))
		}
		return spec.Done{}
	}
	return done
}

// localStates reads the states that lie beside the courses. An environment that was never applied
// has none.
func localStates(ctx context.Context, repo *spec.Repo, config spec.Config, environ []string) (states []*state.State, unread []string) {
	cache, err := cacheDir(repo.Dir())
	for _, name := range slices.Sorted(maps.Keys(config.Environments)) {
		where := config.Environments[name].State
		if err != nil || !isBeside(where) {
			unread = append(unread, name)
			continue
		}
		store, openErr := backend.Open(where, state.Place{Env: name, Memory: cache, Repo: repo.Dir(), Environ: environ})
		if openErr != nil {
			unread = append(unread, name)
			continue
		}
		switch s, loadErr := store.Load(ctx); {
		case loadErr != nil:
			unread = append(unread, name)
		case s != nil:
			states = append(states, s)
		}
	}
	return states, unread
}

// isBeside reports whether a state lies beside the courses, so no network is needed to read it.
func isBeside(where string) bool { return where == "" || where == "file" }

// followedByAll says which lines mean nothing any more to any of the states.
func followedByAll(config spec.Config, states []*state.State) spec.Done {
	by := func(followed func(s *state.State) bool) bool {
		return len(states) > 0 && !slices.ContainsFunc(states, func(s *state.State) bool { return !followed(s) })
	}
	var done spec.Done
	for _, line := range config.Moved {
		done.Moved = append(done.Moved, by(func(s *state.State) bool { return followedMove(s, line) }))
	}
	for _, line := range config.Removed {
		done.Removed = append(done.Removed, by(func(s *state.State) bool {
			binding := s.Bindings[line.Address]
			return binding == nil || binding.Retired != line.Again
		}))
	}
	answers := answersOf(config)
	for i, line := range config.Identity {
		done.Identity = append(done.Identity, !plan.Counts(answers, i) || by(func(s *state.State) bool { return followedAnswer(s, line) }))
	}
	return done
}

// followedMove reports whether what had the old address has the new one, or had it when the
// line was followed. A line of which both names have gone on says nothing either.
func followedMove(s *state.State, line spec.Move) bool {
	from, to := s.Bindings[line.From], s.Bindings[line.To]
	return to != nil && (from == nil || slices.Contains(s.Answers[line.To], line.From.String())) || to == nil && line.Idle
}

// followedAnswer reports whether the state remembers that it followed the answer.
func followedAnswer(s *state.State, line spec.Answer) bool {
	is := identity.Answer{Is: line.Is, Again: line.Again}.Text()
	for address, binding := range s.Bindings {
		if line.To.IsZero() && isPathOf(binding.Path, line.File, address.Kind()) && binding.Answer == is {
			return true
		}
	}
	return slices.Contains(s.Answers[line.To], is)
}

// isPathOf reports whether a path that a state remembers is that of the file or folder of an
// answer.
func isPathOf(path, file string, kind course.Kind) bool {
	return path == file || kind == course.KindChapter && path == file+"/chapter.yaml" || kind == course.KindCourse && path == strings.TrimPrefix(file+"/course.yaml", "./")
}
