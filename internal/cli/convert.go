package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/convert"
	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/outline"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

type convertCmd struct {
	Source string `arg:"" name:"source" help:"The folder of the book, site, vault or export."`
	From   string `name:"from" enum:"auto,${converters}" default:"auto" help:"The tool that the folder is of: auto, ${converters}."`
	Out    string `name:"out" placeholder:"DIR" help:"The folder of the new repository, which is made or must be empty (default: beside the source, as SOURCE-course)."`
	Title  string `name:"title" help:"The title of the course (default: what the source says)."`
	Deeper string `name:"deeper" enum:"chapters,lessons" default:"chapters" help:"What sections in sections become: chapters \"Outer · Inner\", or lessons \"Inner · Title\" in the chapter of the outer section."`
	DryRun bool   `name:"dry-run" help:"Write nothing: show the outline and the whole report."`
}

// Help is what --help adds.
func (convertCmd) Help() string {
	return `The source is not changed, and nothing in it is run. The order comes from where the tool keeps it, links lead to the new files, and the files that lessons show are copied. What could not be taken along is named with its place: the first of each kind on the screen, all of it in CONVERT.md. The course is hidden until you take that line out of its course.yaml. For example:

whopsync convert ~/handbook --out academy`
}

// Run makes a repository of a source.
func (cmd *convertCmd) Run(ctx context.Context, e *environment) (err error) {
	c := &converting{env: e, cmd: cmd, from: e.at(cmd.Source)}
	root, err := c.open()
	if err != nil {
		return err
	}
	defer closing(root, &err)
	if err := c.chooseFolder(); err != nil {
		return err
	}
	options := convert.Options{From: strings.TrimPrefix(cmd.From, "auto"), Title: cmd.Title, Folder: filepath.Base(c.from), Deeper: convert.Deeper(cmd.Deeper), Now: e.now()}
	c.result, err = convert.Convert(root.FS(), options)
	if err != nil {
		return fmt.Errorf("convert %s: %w", cmd.Source, err)
	}
	return c.write(root.FS())
}

// converting is a conversion.
type converting struct {
	env    *environment
	cmd    *convertCmd
	from   string // the source's folder
	to     string // the folder of the repository
	result *convert.Result
}

// open opens the source. Nothing that it leads to outside of it can be read.
func (c *converting) open() (*os.Root, error) {
	info, err := os.Stat(c.from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no %s", c.cmd.Source)
	case err != nil:
		return nil, err
	case !info.IsDir() && strings.EqualFold(filepath.Ext(c.from), ".zip"):
		folder := strings.TrimSuffix(c.cmd.Source, filepath.Ext(c.from))
		return nil, hint.Add(fmt.Errorf("%s is packed", c.cmd.Source), "Unpack it first:\n\n  unzip %s -d %s\n  %s",
			hint.Word(c.cmd.Source), hint.Word(folder), c.env.command("convert", folder))
	case !info.IsDir():
		return nil, fmt.Errorf("%s is no folder: name the folder that it lies in", c.cmd.Source)
	}
	if c.from, err = filepath.Abs(c.from); err != nil {
		return nil, err
	}
	return os.OpenRoot(c.from)
}

// chooseFolder says where the repository comes. It may not lie in the source, which stays as it is.
func (c *converting) chooseFolder() (err error) {
	c.to = c.from + "-course"
	if c.cmd.Out != "" {
		c.to = c.env.at(c.cmd.Out)
	}
	if c.to, err = filepath.Abs(c.to); err != nil {
		return err
	}
	if isWithin(real(c.to), real(c.from)) {
		return hint.Add(refuse("%s lies in the source, which stays as it is", c.shown()), "Name another folder: %s",
			c.env.command("convert --out "+hint.Word(c.relative(c.from+"-course")), c.cmd.Source))
	}
	if files, err := spec.Open(filepath.Dir(c.to)); err == nil {
		defer files.Close()
		return hint.Add(refuse("a course repository cannot be made in another one, which is %s", render.OneLine(files.Dir())),
			"Name a folder outside of it: %s", c.env.command("convert --out DIR", c.cmd.Source))
	}
	return nil
}

// real returns a path without symbolic links, as far as it is there.
func real(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	if parent := filepath.Dir(path); parent != path {
		return filepath.Join(real(parent), filepath.Base(path))
	}
	return path
}

// isWithin reports whether a path is a folder or lies in it.
func isWithin(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && (rel == "." || filepath.IsLocal(rel))
}

// relative returns a path as it is shortest from where the command works.
func (c *converting) relative(path string) string {
	here, err := filepath.Abs(c.env.folder())
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(here, path)
	if err != nil || len(rel) > len(path) {
		return path
	}
	return rel
}

func (c *converting) shown() string { return render.OneLine(c.relative(c.to)) }

// write puts the files into a stage, looks at them there as validate does, and brings them to their place. With
// --dry-run, the stage is one of the system's, and goes.
func (c *converting) write(source fs.FS) (err error) {
	at := c.to
	if c.cmd.DryRun {
		if at, err = os.MkdirTemp("", "whopsync-convert-"); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(at)) }()
	}
	stage, err := convert.OpenStage(at)
	var full *convert.NotEmptyError
	if errors.As(err, &full) {
		return hint.Add(refuse("%s", render.OneLine(err.Error())), "Name another folder: %s", c.intoAnother())
	}
	if err != nil {
		return err
	}
	defer closing(stage, &err)
	if err := c.addSettings(); err != nil {
		return err
	}
	if err := stage.Write(source, c.result.Files); err != nil {
		return err
	}
	wrong, err := c.examine(stage.Dir())
	switch {
	case err != nil:
		return err
	case c.cmd.DryRun:
		fmt.Fprintln(c.env.Out, "\nNothing was written. The repository would come to "+c.shown()+".")
		return nil
	}
	report := convert.File{Path: convert.ReportFile, Data: c.result.Report(filepath.Base(c.from), wrong)}
	if err := stage.Write(source, []convert.File{report}); err != nil {
		return err
	}
	if err := stage.Commit(); err != nil {
		return err
	}
	c.tellNext(len(wrong) > 0)
	return nil
}

// intoAnother is the same command with a folder that is not there yet.
func (c *converting) intoAnother() string {
	to := func(n int) string { return fmt.Sprintf("%s-%d", c.to, n) }
	n := 2
	for _, err := os.Lstat(to(n)); err == nil; _, err = os.Lstat(to(n)) {
		n++
	}
	again := *c.env
	again.args = slices.Clone(c.env.args)
	if i := slices.IndexFunc(again.args, func(arg string) bool { return arg == "--out" || strings.HasPrefix(arg, "--out=") }); i >= 0 {
		end := i + 1
		if again.args[i] == "--out" {
			end++
		}
		again.args = slices.Delete(again.args, i, end)
	}
	return again.again("--out", c.relative(to(n)))
}

// addSettings adds what init writes beside the example course.
func (c *converting) addSettings() error {
	files, err := templateFiles()
	for _, file := range files {
		if !strings.HasPrefix(file.path, "courses/") {
			c.result.Files = append(c.result.Files, convert.File{Path: file.path, Data: file.data})
		}
	}
	return err
}

// examine looks at the files as validate does, and tells of them. It returns the errors.
func (c *converting) examine(dir string) (lines []string, err error) {
	repo, err := spec.Open(dir)
	if err != nil {
		return nil, err
	}
	defer closing(repo, &err)
	repo.At(c.env.now())
	project, problems := spec.Load(repo, "")
	for _, p := range problems.Errors() {
		lines = append(lines, render.OneLine(p.String()))
	}
	return lines, c.tell(repo, project, problems)
}

// tell says what there is, and what is not.
func (c *converting) tell(repo *spec.Repo, project *spec.Project, problems spec.Problems) error {
	r, out := c.result, c.env.Out
	copies := 0
	for _, file := range r.Files {
		if file.Copy != "" {
			copies++
		}
	}
	if c.cmd.DryRun && !problems.HasErrors() {
		err := render.Outline(out, outline.Of(project.Courses, outline.Options{
			URL:    func(course.Address) string { return "" },
			Drafts: func(*course.Resource) []string { return nil },
			Has:    func(course.Address) bool { return true },
		}), c.env.style(out))
		if err != nil {
			return err
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "%s: %s, %s, %s, read as %s\n", render.Sanitize(r.Course.Title()), counted(len(r.Course.Chapters), course.KindChapter),
		counted(r.Course.LessonCount(), course.KindLesson), counted(copies, "file"), r.From)
	if groups := r.Groups(); len(groups) > 0 {
		fmt.Fprintln(out, "\nNot taken along as it was:")
		for _, g := range groups {
			c.tellGroup(g)
		}
	}
	if n := len(problems.Warnings()); n > 0 {
		fmt.Fprintf(out, "\nvalidate has %s about the new files.\n", counted(n, "warning"))
	}
	if problems.HasErrors() {
		fmt.Fprintln(out, "\nWhat you have to decide is told by validate:")
	}
	return c.env.showProblems(repo, problems.Errors())
}

// tellGroup says what there is of one kind: the first, or in a dry run all.
func (c *converting) tellGroup(g convert.Group) {
	const few = 3
	fmt.Fprintf(c.env.Out, "  %s (%d)\n", g.Happened, g.Count)
	for i, row := range g.Rows {
		if i == few && !c.cmd.DryRun && len(g.Rows) > few+1 {
			fmt.Fprintf(c.env.Out, "    and %d more in %s\n", len(g.Rows)-few, convert.ReportFile)
			return
		}
		fmt.Fprintf(c.env.Out, "    %s\n", render.OneLine(row.String()))
	}
}

func (c *converting) tellNext(hasErrors bool) {
	shell := hint.Shell{Dir: c.relative(c.to)}
	fmt.Fprintf(c.env.Out, "\nWritten to %s, with the whole report in %s. Next:\n\n  %s\n", c.shown(), convert.ReportFile, shell.Command("validate"))
	if !hasErrors {
		fmt.Fprintf(c.env.Out, "  %s\n", shell.Command("preview"))
	}
}
