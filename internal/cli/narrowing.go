package cli

import (
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// narrowing are the flags that decide what a plan may do.
type narrowing struct {
	Target         []string `name:"target" complete:"address" placeholder:"ADDRESS" sep:"none" help:"Only this course, chapter or lesson, and what it contains: an address, or the path of its file or folder. May be repeated."`
	Exclude        []string `name:"exclude" complete:"address" placeholder:"ADDRESS" sep:"none" help:"All but this course, chapter or lesson, and what it contains: an address, or the path of its file or folder. May be repeated."`
	Due            bool     `name:"due" help:"Only make those lessons visible whose publish_at has come, as an earlier apply has scheduled it. All else is left as it is."`
	OnDrift        string   `name:"on-drift" enum:"report,overwrite,fail" default:"report" help:"What to do about edits made on Whop: report, overwrite or fail."`
	AllowDelete    bool     `name:"allow-delete" help:"Allow apply to delete objects covered by on_remove: delete or removed:, and parts of quizzes that students have begun."`
	AllowHide      bool     `name:"allow-hide" help:"Allow apply to take more lessons from students (hidden, emptied, or closed for more than a year) than limits: says in max_hide and max_hide_percent."`
	AllowRecreate  bool     `name:"allow-recreate" help:"Create again what was deleted on Whop. Students' progress on it stays lost."`
	AcceptProgress *int     `name:"accept-progress-loss" placeholder:"N" help:"Accept that exactly N students lose progress, each counted once for every lesson."`
}

// options puts together what the flags and whopsync.yaml say.
func (n *narrowing) options(e *environment, r *repository) (options plan.Options, err error) {
	options = configured(r.project.Config)
	options.Due, options.OnDrift, options.AcceptProgress = n.Due, plan.OnDrift(n.OnDrift), n.AcceptProgress
	options.AllowDelete, options.AllowHide, options.AllowRecreate = n.AllowDelete, n.AllowHide, n.AllowRecreate
	if options.Targets, err = named(e, r, "--target: ", n.Target); err != nil {
		return plan.Options{}, err
	}
	if options.Exclude, err = named(e, r, "--exclude: ", n.Exclude); err != nil {
		return plan.Options{}, err
	}
	return options, nil
}

// configured is what whopsync.yaml says.
func configured(config spec.Config) plan.Options {
	options := plan.Options{
		OnRemove: plan.OnRemove(config.OnRemove),
		Limits: plan.Limits{
			Count: config.Limits.MaxDelete, Percent: config.Limits.MaxDeletePercent,
			Hide: config.Limits.MaxHide, HidePercent: config.Limits.MaxHidePercent,
		},
		Unmanaged: config.Unmanaged,
	}
	for _, move := range config.Moved {
		options.Moved = append(options.Moved, plan.Moved{From: move.From, To: move.To})
	}
	for _, removal := range config.Removed {
		if removal.Again {
			continue
		}
		options.Removed = append(options.Removed, plan.Removal{Address: removal.Address, Action: plan.OnRemove(removal.Action)})
	}
	options.Identity = answersOf(config)
	return options
}

// answersOf returns the lines under identity:.
func answersOf(config spec.Config) []plan.Answer {
	var answers []plan.Answer
	for _, answer := range config.Identity {
		answers = append(answers, plan.Answer{File: answer.File, To: answer.To, Is: answer.Is, Again: answer.Again})
	}
	return answers
}

// named returns the addresses that words name: each as it is, or by paths of files and folders. Errors
// begin with the flag.
func named(e *environment, r *repository, flag string, words []string) ([]course.Address, error) {
	var addresses []course.Address
	for _, word := range words {
		address, err := course.ParseAddress(word)
		if err == nil && declares(r.project, address) {
			addresses = append(addresses, address)
			continue
		}
		found, pathErr := addressesAt(e, r, word)
		switch {
		case len(found) > 0:
			addresses = append(addresses, found...)
		case err != nil && pathErr != nil:
			return nil, pathErr
		case err != nil:
			return nil, withTree(r, fmt.Errorf("%s%s is no course, chapter or lesson, nor an address of one: %w", flag, word, err))
		default:
			addresses = append(addresses, address) // of what the state knows, perhaps
		}
	}
	return addresses, nil
}

// withTree adds to an error about an address where the addresses stand.
func withTree(r *repository, err error) error {
	return hint.Add(err, "To see what there is: %s", r.shell.Command("tree"))
}

// checkKnown refuses to narrow a run to, or to leave out of it, what neither the files nor the state have:
// narrowed to a slip of the keyboard, a run would find that everything matches.
func checkKnown(project *spec.Project, options plan.Options, s *state.State) error {
	isKnown := func(address course.Address) bool {
		return declares(project, address) || s != nil && s.Bindings[address] != nil
	}
	for i, address := range slices.Concat(options.Targets, options.Exclude) {
		flag := "--target"
		if i >= len(options.Targets) {
			flag = "--exclude"
		}
		if !isKnown(address) {
			return withNearest(misuse("%s: there is no %s in the files or in the state", flag, address), address, addresses(project, s))
		}
	}
	return nil
}

// addresses returns what the files and the state have, in the order of the files.
func addresses(project *spec.Project, s *state.State) []course.Address {
	var all []course.Address
	for resource := range project.Resources() {
		all = append(all, resource.Address)
	}
	if s != nil {
		all = append(all, slices.SortedFunc(maps.Keys(s.Bindings), course.Address.Compare)...)
	}
	return all
}

// declares reports whether the files have an address.
func declares(project *spec.Project, address course.Address) bool {
	for resource := range project.Resources() {
		if resource.Address == address {
			return true
		}
	}
	return false
}

// addressesAt returns the addresses of what lies at a path of the command line: of a lesson's file, of the
// folder or file of a course or chapter, or of all that is in a folder around them.
func addressesAt(e *environment, r *repository, path string) ([]course.Address, error) {
	chosen, err := choose(e, r.files, []string{path})
	if err != nil {
		return nil, err
	}
	var found []course.Address
	for resource := range r.project.Resources() {
		isIn := slices.ContainsFunc(found, func(around course.Address) bool { return around.Contains(resource.Address) })
		if !isIn && (chosen.has(resource.Source.Path) || chosen.has(spec.Place(resource))) {
			found = append(found, resource.Address)
		}
	}
	return found, nil
}
