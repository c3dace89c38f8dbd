package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/gitrepo"
	"whopsync/internal/hint"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/state/backend"
)

// repository is an opened course repository, loaded for one environment.
type repository struct {
	files   *spec.Repo
	project *spec.Project
	git     *gitrepo.Repo // nil: there is none, or it has nothing to say
	back    *plan.Record  // of the run that is rolled back; nil otherwise
	environ []string      // the variables of the process
	fork    bool          // the files may be a stranger's: see state.Place
	shell   hint.Shell    // that printed commands are made for

	warnings spec.Problems // about the files
}

// openRepository opens the repository that the command works in, and reads it for one
// environment. What is wrong in the files is for the command to judge.
func openRepository(e *environment) (*repository, spec.Problems, error) {
	files, err := openFiles(e)
	if err != nil {
		return nil, nil, err
	}
	git := gitrepo.Open(files.Dir(), e.environ, e.logger())
	takeKey(e, files, git)
	for _, key := range secretKeys(e.getenv("WHOP_API_KEY")) {
		files.Forbid(key)
	}
	project, problems := spec.Load(files, e.flags.Env)
	if e.shell.Env == project.Config.DefaultEnvironment {
		e.shell.Env = ""
	}
	return &repository{files: files, project: project, git: git, environ: e.environ, shell: e.shell, warnings: problems.Warnings()}, problems, nil
}

// openFiles opens the files of the repository that the command works in.
func openFiles(e *environment) (*spec.Repo, error) {
	files, err := spec.Open(e.folder())
	if errors.Is(err, spec.ErrNoRepo) {
		return nil, hint.Add(err, "To make one here: %s", hint.Shell{Dir: e.shell.Dir}.Command("init"))
	}
	if err != nil {
		return nil, err
	}
	e.shell.Folder = folderIn(files, e.folder())
	if e.remote {
		e.shell = hint.Shell{Env: e.shell.Env}
	}
	files.For(e.shell)
	return files, nil
}

// folderIn returns where a folder lies, from the top of the repository.
func folderIn(files *spec.Repo, folder string) string {
	at, err := filepath.Abs(folder)
	if err != nil {
		return ""
	}
	if at, err = filepath.Rel(files.Dir(), at); err != nil {
		return ""
	}
	return filepath.ToSlash(at)
}

// loadRepository opens a repository whose files have to be valid.
func loadRepository(e *environment) (*repository, error) {
	r, problems, err := openRepository(e)
	if err != nil {
		return nil, err
	}
	if err := checkProblems(e, r, problems); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// checkProblems prints the errors in the files all at once, which ends the command. Warnings let it
// go on.
func checkProblems(e *environment, r *repository, problems spec.Problems) error {
	return checkFiles(e, r, problems, nothingSent)
}

// checkFiles is checkProblems for commands that end in other words, such as those that never send.
func checkFiles(e *environment, r *repository, problems spec.Problems, end string) error {
	if err := unknownEnvironment(problems); err != nil {
		return err
	}
	if !problems.HasErrors() {
		return nil
	}
	return errors.Join(e.showProblems(r.files, problems.Errors()), &filesError{problems, end})
}

// unknownEnvironment returns the error of a --env that names none. That is a slip of the
// command line and not of the files, in which the same rule has a line.
func unknownEnvironment(problems spec.Problems) error {
	for _, p := range problems {
		if p.Rule == "unknown-environment" && p.Line == 0 {
			return misuse("--env: there is %s in %s; %s", p.Message, p.Path, p.Hint)
		}
	}
	return nil
}

// errFiles ends a command after the problems of the files were shown.
var errFiles = errors.New("the files have the problems named above")

// filesError is errFiles for those who show the problems in another form as well.
type filesError struct {
	problems spec.Problems
	end      string
}

// nothingSent is what people ask after a command that may send something.
const nothingSent = "; nothing was sent"

func (f *filesError) Error() string { return errFiles.Error() + f.end }
func (*filesError) Unwrap() error   { return errFiles }

// Close ends the use of the files.
func (r *repository) Close() error { return r.files.Close() }

// store opens the place where the environment's state is kept.
func (r *repository) store() (state.Store, error) {
	place, err := r.place()
	if err != nil {
		return nil, err
	}
	store, err := backend.Open(r.project.Environment.State, place)
	if err != nil {
		return nil, fmt.Errorf("environment %s: %w", r.project.Environment.Name, err)
	}
	return store, nil
}

// place is what stores know of the repository.
func (r *repository) place() (state.Place, error) {
	cache, err := r.cacheDir()
	return state.Place{Env: r.project.Environment.Name, Memory: cache, Repo: r.files.Dir(), Environ: r.environ, Fork: r.fork}, err
}

// whereItDidNotGo says of an apply to the local environment that it is no apply to Whop, and how to make
// one. For other environments it is empty.
func (r *repository) whereItDidNotGo() string {
	if r.project.Environment.Name != spec.Local {
		return ""
	}
	line := "Environment local is inside this program: nothing was sent to Whop."
	for _, name := range slices.Sorted(maps.Keys(r.project.Config.Environments)) {
		env := r.project.Config.Environments[name]
		if env.Product != "" || env.Experience != "" && env.Experience != noExperience && name != spec.Local {
			return line + " For your students: " + r.shell.For(name).Command("apply")
		}
	}
	return line
}

// cacheDir returns the folder of what whopsync remembers beside the courses: states, records
// of runs, the local Whop. It is not content.
func (r *repository) cacheDir() (string, error) { return cacheDir(r.files.Dir()) }

// runs is the folder of the records. A run is named by its environment and the serial of
// the state that it leads to. One that saved nothing led nowhere, and so the next has the
// same serial: its record lies beside the first, as in production-7.2.
func (r *repository) runs() (string, error) {
	cache, err := r.cacheDir()
	return filepath.Join(cache, "runs"), err
}

// knows refuses to narrow a run to, or to leave out of it, what neither the files nor the state have:
// narrowed to a slip of the keyboard, a run would find that everything matches.
func (r *repository) knows(options plan.Options, s *state.State) error {
	isKnown := func(address course.Address) bool {
		return r.declares(address) || s != nil && s.Bindings[address] != nil
	}
	for i, address := range slices.Concat(options.Targets, options.Exclude) {
		flag := "--target"
		if i >= len(options.Targets) {
			flag = "--exclude"
		}
		if !isKnown(address) {
			return misuse("%s: there is no %s in the files or in the state", flag, address)
		}
	}
	return nil
}

// declares reports whether the files have an address.
func (r *repository) declares(address course.Address) bool {
	for resource := range r.project.Resources() {
		if resource.Address == address {
			return true
		}
	}
	return false
}

// at returns the addresses of what lies at a path of the command line: of a lesson's file, of the
// folder or file of a course or chapter, or of all that is in a folder around them.
func (r *repository) at(e *environment, path string) ([]course.Address, error) {
	chosen, err := choose(e, r.files, []string{path})
	if err != nil {
		return nil, err
	}
	var found []course.Address
	for resource := range r.project.Resources() {
		isIn := slices.ContainsFunc(found, func(around course.Address) bool { return around.Contains(resource.Address) })
		if !isIn && (chosen.has(resource.Source.Path) || chosen.has(spec.PlaceOf(resource.Source.Path))) {
			found = append(found, resource.Address)
		}
	}
	return found, nil
}

// input is what the repository and the state say, to be compared with Whop.
func (r *repository) input(s *state.State, options plan.Options) plan.Input {
	return plan.Input{
		Environment: r.project.Environment.Name,
		Desired:     r.project.Courses, State: s, Options: options,
		LessonURL: r.project.Environment.LessonURL, RollbackTo: r.back, ReadsAs: importer.ReadsAs,
	}
}

// commit returns the git commit that what is applied stands in, "" when there is none.
func (r *repository) commit(ctx context.Context) string {
	if r.back != nil {
		return ""
	}
	var paths []string
	for resource := range r.project.Resources() {
		path := resource.Source.Path
		if resource.Address.Kind() != course.KindChapter || strings.HasSuffix(path, ".yaml") {
			paths = append(paths, path) // else it is a folder
		}
	}
	return r.git.CommitOf(ctx, r.files, paths)
}
