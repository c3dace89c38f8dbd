package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

type initCmd struct {
	Name       string  `arg:"" optional:"" name:"folder" help:"The folder of the repository, which is made (default: the current one)."`
	GitHub     bool    `name:"github" help:"Also write GitHub workflows: plan on pull requests, apply on main, and every night a pull of what was edited on Whop. Works in a repository that exists, too."`
	Experience *string `name:"experience" placeholder:"NAME" help:"Create a Courses app of this name on Whop, after a question, and write it into whopsync.yaml, for the environment of --env or production. Works in a repository that exists, too."`
	Product    string  `name:"product" placeholder:"PROD_ID" help:"With --experience: attach it to this product."`
	Yes        bool    `name:"yes" short:"y" help:"With --experience: do not ask."`
	Source     string  `name:"source" placeholder:"OWNER/REPO@COMMIT" help:"With --github: the repository and the full commit id that the workflows take whopsync from."`
}

// Help is what --help adds.
func (initCmd) Help() string {
	return `Nothing is overwritten. --github takes --env several times, in the order in which a merge is applied: --env staging --env production. With a name, the repository gets a folder of its own, as in:

whopsync init academy`
}

// Run writes a course repository that plans and applies as it is. It overwrites nothing:
// a file that exists ends it before the first one is written.
func (cmd *initCmd) Run(ctx context.Context, e *environment) (err error) {
	switch {
	case cmd.Source != "" && !cmd.GitHub:
		return misuse("--source goes with --github")
	case e.flags.Env != "" && !cmd.GitHub && cmd.Experience == nil:
		return misuse("--env goes with --github or --experience")
	case strings.Contains(e.flags.Env, separator) && (!cmd.GitHub || cmd.Experience != nil):
		return misuse("several --env go with --github, and without --experience")
	case cmd.Experience == nil && (cmd.Product != "" || cmd.Yes):
		return misuse("--product and --yes go with --experience")
	case cmd.Experience != nil:
		if err := checkAppName(*cmd.Experience); err != nil {
			return err
		}
	}
	if err := cmd.checkOutside(e); err != nil {
		return err
	}
	if cmd.Name != "" {
		leave, failed := enter(e, cmd.Name)
		if failed != nil {
			return failed
		}
		defer func() { leave(err) }()
	} else if cmd.GitHub || cmd.Experience != nil {
		climb(e)
	}
	if _, err := cacheDir(e.folder()); err != nil { // the schemas lie there
		return err
	}
	isNew := !isConfigured(e.folder()) || !cmd.GitHub && cmd.Experience == nil // else what is there is added to
	var w *workflow
	if cmd.GitHub {
		if w, err = newWorkflow(e, cmd.Source, isNew); err != nil {
			return err
		}
	}
	files, err := newFiles(e, w, isNew)
	if err != nil {
		return err
	}
	if err := writeFiles(e, files); err != nil {
		return err
	}
	if isNew {
		sayWhereItLies(e)
	}
	if isNew && cmd.Experience == nil {
		lines := "  " + e.shell.For(spec.Local).Command("apply") // named, since a line that is pasted again later must not reach Whop
		if filepath.Clean(cmd.Name) != "." {
			lines = "  cd " + hint.Word(e.flags.Chdir) + "\n  " + hint.Shell{Env: spec.Local}.Command("apply")
		}
		fmt.Fprintf(e.Out, "\nThis is a course. Apply it to the Whop inside this program, without a key:\n\n%s\n", lines)
	}
	if w != nil {
		w.printHints(e.Out, e.shell)
	}
	if cmd.Experience != nil {
		return createApp(ctx, e, newApp{name: *cmd.Experience, product: cmd.Product, yes: cmd.Yes})
	}
	return nil
}

// enter makes a folder if it is not there, and lets the command work in it. Where the command fails,
// leave takes the folder away again if nothing is in it.
func enter(e *environment, name string) (leave func(error), err error) {
	folder := e.at(name)
	_, before := os.Lstat(folder)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	e.flags.Chdir = filepath.Join(e.flags.Chdir, name)
	if filepath.IsAbs(name) {
		e.flags.Chdir = name
	}
	e.shell = e.flags.shell()
	return func(err error) {
		if err != nil && before != nil {
			_ = os.Remove(folder)
		}
	}, nil
}

// checkOutside refuses to make a repository in a folder of another: of two whopsync.yaml, commands take the nearer.
// What is added to a repository that is there can be added from a folder of its courses as well.
func (cmd *initCmd) checkOutside(e *environment) error {
	files, err := spec.Open(e.folder())
	if err != nil {
		return nil // there is none, or what is wrong with it is said by its own commands
	}
	defer files.Close()
	at, adds := folderIn(files, e.folder()), cmd.GitHub || cmd.Experience != nil
	switch {
	case cmd.Name == "" && (at == "." || cmd.Experience != nil || cmd.GitHub && holdsCourses(files, at)):
		return nil // whopsync.yaml is not overwritten
	case cmd.Name != "" && adds && isConfigured(e.at(cmd.Name)):
		return nil
	}
	text := "To add a course to that one: " + e.command("new course NAME")
	if cmd.GitHub {
		text = "To write the workflows of that one: " + hint.Shell{Dir: files.Dir()}.Command("init --github")
	}
	return hint.Add(fmt.Errorf("a course repository cannot be made in another one, which is %s", render.OneLine(files.Dir())),
		"%s\nFor another repository, run init outside of it.", text)
}

// isConfigured reports whether a folder is the top of a course repository.
func isConfigured(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, spec.ConfigFile))
	return err == nil
}

// holdsCourses reports whether a folder of a repository lies where its courses do, as courses/pottery does for the
// default, and notes does not.
func holdsCourses(files *spec.Repo, folder string) bool {
	project, _ := spec.Load(files, "")
	top, _, _ := strings.Cut(folder, "/")
	for resource := range project.Resources() {
		if first, _, _ := strings.Cut(resource.Source.Path, "/"); first == top {
			return true
		}
	}
	return false
}

// climb lets the command work at the top of the course repository that the folder lies in, if it lies in one.
func climb(e *environment) {
	files, err := spec.Open(e.folder())
	if err != nil {
		return // what is wrong there is said when it is opened for good
	}
	defer files.Close()
	if folderIn(files, e.folder()) != "." {
		e.flags.Chdir = files.Dir()
	}
}

// sayWhereItLies says in which git repository a new course lies, where that is not its own.
func sayWhereItLies(e *environment) {
	dir, err := filepath.Abs(e.folder())
	if err != nil {
		return
	}
	top := topOf(dir)
	if top == dir {
		return
	}
	fmt.Fprintf(e.Out, "\nIt lies in the git repository %s. To give it one of its own:\n\n  %s\n", render.OneLine(top), gitInit(e.shell))
}

// newFiles are what is to be written: an example course, workflows, or both.
func newFiles(e *environment, w *workflow, isNew bool) (files []templateFile, err error) {
	if isNew {
		if files, err = templateFiles(); err != nil {
			return nil, err
		}
	}
	if w == nil {
		return files, nil
	}
	for i, file := range files {
		if file.path == "whopsync.yaml" {
			files[i].data = w.share(file.data)
		}
	}
	added, err := w.files(e)
	return append(files, added...), err
}

// writeFiles overwrites nothing, and finds out about that before it writes.
func writeFiles(e *environment, files []templateFile) error {
	for _, file := range files {
		_, err := os.Lstat(filepath.Join(e.folder(), file.path))
		isForGit := file.path == ignoreFile || file.path == attributesFile
		if err == nil && !file.isOver && (!isForGit || file.isOdd(e.folder())) {
			return fmt.Errorf("%s exists already, and init overwrites nothing", file.path)
		}
	}
	for _, file := range files {
		if err := file.place(e.folder(), e.Out); err != nil {
			return err
		}
	}
	return nil
}
