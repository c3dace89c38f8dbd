package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// idleLines finds the lines under identity:, moved: and removed: that match nothing and that no state
// remembers to have followed: what they were written for does not happen. Where nothing was applied yet,
// only a missing file is known to be a slip.
func idleLines(project *spec.Project, states []*state.State) spec.Problems {
	f := idleFinder{config: project.Config, states: states, declared: course.ByAddress(project.Courses)}
	f.identity()
	if len(states) > 0 {
		f.removed()
		f.moved()
	}
	return f.problems.Sorted()
}

// showIdleLines warns of the lines that match nothing in the state of an environment.
func showIdleLines(e *environment, r *repository, s *state.State) error {
	var states []*state.State
	if s != nil && !s.IsEmpty() {
		states = append(states, s)
	}
	return e.showProblems(r.files, idleLines(r.project, states))
}

// idleEverywhere returns the lines that match nothing in any environment. It asks no network: where a
// state is kept elsewhere, nothing is said.
func idleEverywhere(ctx context.Context, e *environment, r *repository) spec.Problems {
	config := r.project.Config
	if len(config.Moved)+len(config.Removed)+len(config.Identity) == 0 {
		return nil
	}
	states, unread := localStates(ctx, r.files, config, e.environ)
	if len(unread) > 0 {
		return nil
	}
	states = slices.DeleteFunc(states, (*state.State).IsEmpty)
	return slices.Concat(idleLines(r.project, states), claimedTwice(config, states))
}

// claimedTwice returns the lines that give one object to two files: no plan of the environment can be applied.
func claimedTwice(config spec.Config, states []*state.State) (problems spec.Problems) {
	for _, s := range states {
		for _, pair := range plan.ClaimedTwice(answersOf(config), s) {
			first, second := config.Identity[pair[0]], config.Identity[pair[1]]
			problems = append(problems, spec.Problem{
				Path: second.Source.Path, Line: second.Source.Line, Col: second.Source.Col, Severity: spec.SeverityError, Rule: "duplicate-entry",
				Message: fmt.Sprintf("%s and %s cannot both be %s (line %d)", first.File, second.File, second.Is, first.Source.Line),
				Hint:    "remove the line that is wrong",
			})
		}
	}
	return slices.Compact(problems.Sorted())
}

// idleFinder looks through the lines of whopsync.yaml.
type idleFinder struct {
	config   spec.Config
	states   []*state.State
	declared map[course.Address]*course.Resource // of the files
	problems spec.Problems
}

func (f *idleFinder) warn(rule string, at course.Source, hint, format string, args ...any) {
	f.problems = append(f.problems, spec.Problem{
		Path: at.Path, Line: at.Line, Col: at.Col, Severity: spec.SeverityWarning, Rule: rule,
		Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

func (f *idleFinder) identity() {
	answers := answersOf(f.config)
	for i, line := range f.config.Identity {
		isFollowed := func(s *state.State) bool { return followedAnswer(s, line) || line.To.IsZero() && wasFollowed(s, line) }
		switch {
		case !plan.Counts(answers, i) || slices.ContainsFunc(f.states, isFollowed):
		case line.To.IsZero():
			f.warn("identity-file", line.Source, spec.DidYouMean(line.File, f.files()), "there is no file or folder %q of a course, so this line has no effect", line.File)
		case !line.Is.IsZero() && len(f.states) > 0 && !f.isKnown(line.Is):
			f.warn("identity-unknown", line.Source, f.nearestKnown(line.Is), "nothing that was applied is called %s, so this line has no effect", line.Is)
		case f.isAcross(line):
			f.warn("identity-course", line.Source, "remove the line", "%s is in another course than %s, and Whop moves nothing to another course, so this line has no effect", line.Is, line.File)
		case f.isAgainstKey(line):
			f.warn("identity-key", line.Source, "remove the line, or the key out of "+f.declared[line.To].Source.Path,
				"%s has the key %s, which is not that of %s, and a key decides first, so this line has no effect", line.File, f.declared[line.To].Key, line.Is)
		}
	}
}

// isAcross reports a line that names something of another course, where both courses are what they were.
func (f *idleFinder) isAcross(line spec.Answer) bool {
	to, is := course.Address{Course: line.To.Course}, course.Address{Course: line.Is.Course}
	return !line.Is.IsZero() && to != is && line.To.Kind() != course.KindCourse && f.declared[is] != nil && f.isKnown(is) && f.isKnown(to)
}

// isAgainstKey reports a line that names an object with another key than the file's, or a file whose key is that of
// another object.
func (f *idleFinder) isAgainstKey(line spec.Answer) bool {
	file := f.declared[line.To]
	if file == nil || file.Key == "" || line.Is.IsZero() {
		return false
	}
	return slices.ContainsFunc(f.states, func(s *state.State) bool {
		for address, known := range s.Bindings {
			if known.Key == file.Key && address != line.Is || address == line.Is && line.Is != line.To && known.Key != "" && known.Key != file.Key {
				return true
			}
		}
		return false
	})
}

// wasFollowed reports whether the line of a file that is gone was followed, whatever the address was.
func wasFollowed(s *state.State, line spec.Answer) bool {
	text := identity.Answer{Is: line.Is, Again: line.Again}.Text()
	for address, answers := range s.Answers {
		if address.Name() == line.Name() && slices.Contains(answers, text) {
			return true
		}
	}
	return false
}

func (f *idleFinder) removed() {
	for _, line := range f.config.Removed {
		isFollowed := func(s *state.State) bool {
			known := s.Bindings[line.Address]
			return known != nil && known.Retired || slices.Contains(s.Answers[line.Address], state.Gone)
		}
		switch file := f.declared[line.Address]; {
		case slices.ContainsFunc(f.states, isFollowed):
		case file != nil:
			f.warn("removed-present", line.Source, "remove "+file.Source.Path+", or remove the line", "%s is in the files, so this line has no effect", line.Address)
		case !f.isKnown(line.Address):
			f.warn("removed-unknown", line.Source, f.nearestKnown(line.Address), "nothing that was applied is called %s, so this line has no effect", line.Address)
		}
	}
}

func (f *idleFinder) moved() {
	for _, line := range f.config.Moved {
		isFollowed := func(s *state.State) bool {
			return slices.Contains(s.Answers[line.To], line.From.String()) || s.Bindings[line.From] == nil && s.Bindings[line.To] != nil
		}
		isBound := slices.ContainsFunc(f.states, func(s *state.State) bool { return s.Bindings[line.To] != nil })
		switch {
		case slices.ContainsFunc(f.states, isFollowed):
		case f.declared[line.To] != nil && isBound && f.stays(line.From):
			f.warn("moved-both", line.Source, "remove the line", "%s and %s are both in the files, and were applied as two, so this line has no effect", line.From, line.To)
		case !f.isKnown(line.From):
			f.warn("moved-unknown", line.Source, f.nearestKnown(line.From), "nothing that was applied is called %s, so this line has no effect", line.From)
		case f.declared[line.To] == nil && !isBound:
			f.warn("moved-nowhere", line.Source, spec.DidYouMean(line.To.String(), slices.DeleteFunc(f.addresses(), func(a string) bool { return a == line.From.String() })), "no file has the address %s, so this line has no effect", line.To)
		}
	}
}

// stays reports whether the file of an address is what was applied under it, so that nothing else is: a
// chapter or course that is known is itself, a lesson as long as it says what was sent.
func (f *idleFinder) stays(address course.Address) bool {
	file := f.declared[address]
	return file != nil && !slices.ContainsFunc(f.states, func(s *state.State) bool {
		known := s.Bindings[address]
		return known == nil || address.Kind() == course.KindLesson &&
			(course.DigestOf(file.Fields[course.Content]) != known.Fields[course.Content].Sent || course.DigestOf(file.Fields[course.Title]) != known.Fields[course.Title].Sent)
	})
}

// isKnown reports whether a state knows something by an address, or did.
func (f *idleFinder) isKnown(address course.Address) bool {
	return slices.ContainsFunc(f.states, func(s *state.State) bool { return s.Bindings[address] != nil || len(s.Answers[address]) > 0 })
}

// nearestKnown asks for the known address that may be meant; one without a file is the likelier.
func (f *idleFinder) nearestKnown(address course.Address) string {
	var gone, known []string
	for _, s := range f.states {
		for _, a := range s.Addresses() {
			if known = append(known, a.String()); f.declared[a] == nil {
				gone = append(gone, a.String())
			}
		}
	}
	return spec.DidYouMean(address.String(), slices.Concat(gone, known))
}

// files returns what an answer can name, sorted.
func (f *idleFinder) files() []string {
	var files []string
	for _, r := range f.declared {
		files = append(files, spec.Place(r))
	}
	slices.Sort(files)
	return files
}

// addresses returns those of the files, sorted.
func (f *idleFinder) addresses() []string {
	var addresses []string
	for _, a := range slices.SortedFunc(maps.Keys(f.declared), course.Address.Compare) {
		addresses = append(addresses, a.String())
	}
	return addresses
}
