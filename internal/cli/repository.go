package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
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
	environ []string      // the variables of the process
	apart   bool          // the local Whop is only looked at: another run may have it
	fork    bool          // the files may be a stranger's: see state.Place
	shell   hint.Shell    // that printed commands are made for
	job     job           // that the command is part of

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
	return &repository{files: files, project: project, git: git, environ: e.environ, shell: e.shell, job: e.job, warnings: problems.Warnings()}, problems, nil
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
	files.At(e.now())
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
	if isThere, err := hasJournal(r.files.Dir()); err == nil && isThere {
		e.warn("a pull or a rollback was cut off while it wrote files; to finish it: %s", e.command("pull"))
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
	cache, err := cacheDir(r.files.Dir())
	return state.Place{Env: r.project.Environment.Name, Memory: cache, Repo: r.files.Dir(), Environ: r.environ, Fork: r.fork}, err
}

// runs is the folder of the records that lie beside the courses.
func (r *repository) runs() (string, error) {
	cache, err := cacheDir(r.files.Dir())
	return filepath.Join(cache, "runs"), err
}

// input is what the repository and the state say, to be compared with Whop.
func (r *repository) input(s *state.State, options plan.Options) plan.Input {
	return inputOf(r.project, s, options)
}

func inputOf(project *spec.Project, s *state.State, options plan.Options) plan.Input {
	return plan.Input{
		Environment: project.Environment.Name,
		Desired:     project.Courses, State: s, Options: options,
		LessonURL: project.Environment.LessonURL, ReadsAs: importer.ReadsAs,
	}
}

// commit returns the git commit that what is applied stands in, "" when there is none.
func (r *repository) commit(ctx context.Context) string {
	var paths []string
	for resource := range r.project.Resources() {
		path := resource.Source.Path
		if resource.Address.Kind() != course.KindChapter || strings.HasSuffix(path, ".yaml") {
			paths = append(paths, path) // else it is a folder
		}
	}
	return r.git.CommitOf(ctx, r.files, paths)
}
