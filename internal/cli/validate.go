package cli

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

type validateCmd struct {
	Format string   `name:"format" enum:"text,json,github,gitlab,sarif" default:"text" help:"Print problems as text, json, github (annotations), gitlab (code quality) or sarif."`
	Strict bool     `name:"strict" help:"Exit with 1 when there are warnings too."`
	Files  []string `arg:"" optional:"" name:"file" help:"Files or folders to check (default: all files of the courses)."`
}

// Help returns more text for --help.
func (validateCmd) Help() string {
	return `Problems are named with file, line and column. With files or folders, only their problems count, as in:

whopsync validate courses/pottery/01-clay`
}

// Run checks the files. What is valid is a question of errors, in every format; --strict
// only decides how the command ends.
func (cmd *validateCmd) Run(ctx context.Context, e *environment) (err error) {
	e.remote = cmd.Format == "github" || cmd.Format == "gitlab" || cmd.Format == "sarif"
	r, problems, err := openRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	if !problems.HasErrors() {
		problems = slices.Concat(problems, idleEverywhere(ctx, e, r)).Sorted()
	}
	chosen, err := choose(e, r.files, cmd.Files)
	if err != nil {
		return err
	}
	if len(cmd.Files) > 0 {
		if err := unknownEnvironment(problems); err != nil {
			return err
		}
	}
	problems = slices.DeleteFunc(problems, func(p spec.Problem) bool { return !chosen.has(p.Path) })
	found := contents(r.project, chosen)
	if err := chosen.unknown(); err != nil {
		return err
	}
	if err := cmd.show(e, r, problems, found); err != nil {
		return err
	}
	switch {
	case problems.HasErrors():
		return errFiles
	case cmd.Strict && len(problems) > 0:
		return fmt.Errorf("there are warnings, and --strict counts them as errors")
	}
	return nil
}

// show prints for people on two streams, and for programs on one.
func (cmd *validateCmd) show(e *environment, r *repository, problems spec.Problems, found string) error {
	switch cmd.Format {
	case "json":
		return render.ProblemsJSON(e.Out, problems, version())
	case "github":
		return render.ProblemsGitHub(e.Out, inWorkspace(e, r.files.Dir(), problems))
	case "gitlab":
		return render.ProblemsGitLab(e.Out, inWorkspace(e, r.files.Dir(), problems))
	case "sarif":
		return render.ProblemsSARIF(e.Out, inWorkspace(e, r.files.Dir(), problems), version())
	}
	if err := e.showProblems(r.files, problems); err != nil || problems.HasErrors() {
		return err
	}
	_, err := fmt.Fprintf(e.Out, "The configuration is valid: %s.\n", found)
	return err
}

// contents counts what a project declares in the chosen files.
func contents(project *spec.Project, chosen *choice) string {
	count := map[course.Kind]int{}
	for resource := range project.Resources() {
		if chosen.has(resource.Source.Path) || chosen.has(spec.Place(resource)) {
			count[resource.Address.Kind()]++
		}
	}
	chosen.has(spec.ConfigFile)
	return fmt.Sprintf("%s, %s, %s", counted(count[course.KindCourse], course.KindCourse),
		counted(count[course.KindChapter], course.KindChapter), counted(count[course.KindLesson], course.KindLesson))
}

// inWorkspace returns problems with paths from the top of the checkout, where GitHub and GitLab
// look for them: the courses may lie in a folder of it.
func inWorkspace(e *environment, dir string, problems spec.Problems) spec.Problems {
	top, err := filepath.EvalSymlinks(cmp.Or(e.getenv("GITHUB_WORKSPACE"), e.getenv("CI_PROJECT_DIR")))
	if err != nil || !filepath.IsAbs(top) {
		return problems
	}
	dir, err = filepath.EvalSymlinks(dir)
	if err != nil {
		return problems
	}
	folder, err := filepath.Rel(top, dir)
	if err != nil || !filepath.IsLocal(folder) {
		return problems
	}
	placed := make(spec.Problems, len(problems))
	for i, p := range problems {
		if p.Path != "" {
			p.Path = path.Join(filepath.ToSlash(folder), p.Path)
		}
		placed[i] = p
	}
	return placed
}
