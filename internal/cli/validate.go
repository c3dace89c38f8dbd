package cli

import (
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
	Format string `name:"format" enum:"text,json,github,sarif" default:"text" help:"Print problems as text, json, github (annotations) or sarif."`
	Strict bool   `name:"strict" help:"Exit with 1 when there are warnings too."`
}

// Run checks the files. What is valid is a question of errors, in every format; --strict
// only decides how the command ends.
func (cmd *validateCmd) Run(ctx context.Context, e *environment) (err error) {
	r, problems, err := openRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	if !problems.HasErrors() {
		problems = slices.Concat(problems, idleEverywhere(ctx, e, r)).Sorted()
	}
	if err := cmd.show(e, r, problems); err != nil {
		return err
	}
	switch {
	case problems.HasErrors():
		return errFiles
	case cmd.Strict && len(problems) > 0:
		return fmt.Errorf("there are warnings, and --strict lets none pass")
	}
	return nil
}

// show prints for people on two streams, and for programs on one.
func (cmd *validateCmd) show(e *environment, r *repository, problems spec.Problems) error {
	switch cmd.Format {
	case "json":
		return render.ProblemsJSON(e.Out, problems)
	case "github":
		return render.ProblemsGitHub(e.Out, inWorkspace(e, r.files.Dir(), problems))
	case "sarif":
		return render.ProblemsSARIF(e.Out, inWorkspace(e, r.files.Dir(), problems))
	}
	if err := e.showProblems(r.files, problems); err != nil || problems.HasErrors() {
		return err
	}
	_, err := fmt.Fprintf(e.Out, "The configuration is valid: %s.\n", contents(r.project))
	return err
}

// contents counts what a project declares.
func contents(project *spec.Project) string {
	chapters, lessons := 0, 0
	for _, c := range project.Courses {
		chapters += len(c.Chapters)
		lessons += c.LessonCount()
	}
	return fmt.Sprintf("%s, %s, %s", counted(len(project.Courses), course.KindCourse),
		counted(chapters, course.KindChapter), counted(lessons, course.KindLesson))
}

// inWorkspace returns problems with paths from the top of the checkout, where GitHub
// looks for them: the courses may lie in a folder of it.
func inWorkspace(e *environment, dir string, problems spec.Problems) spec.Problems {
	top, err := filepath.EvalSymlinks(e.getenv("GITHUB_WORKSPACE"))
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
