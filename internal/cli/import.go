package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/site"
)

type importCmd struct {
	tuning
	IDs        []string `arg:"" optional:"" name:"course_id" help:"Courses to import: their addresses on whop.com, or the ids in them (cors_…)."`
	All        bool     `name:"all" help:"Every course of the environment's Courses app."`
	Product    string   `name:"product" placeholder:"PROD_ID" help:"Make sure that it is this product's Courses app."`
	Experience string   `name:"experience" placeholder:"EXP_ID" help:"Make sure that it is this Courses app: its id, or its address on whop.com."`
	Assets     bool     `name:"assets" help:"Download images, PDFs and attachments too. Without it they stay on Whop."`
	SkipEmpty  bool     `name:"skip-empty-chapter" help:"Leave the empty \"Chapter 1\" out of the files, which Whop adds to a course that is created through its API. It stays on Whop. On a terminal, import asks."`
	Dir        string   `name:"dir" placeholder:"DIR" default:"courses" help:"The folder of the repository to write into."`
}

// Help is what whopsync import --help says beyond the flags.
func (*importCmd) Help() string {
	return "Courses that were made in Whop's dashboard become files, and the state remembers which file is which lesson. " +
		"Nothing is written to Whop, and no file is overwritten. Afterwards whopsync plan says \"No changes\"."
}

// Run reads courses, makes files of them and remembers who is who.
func (cmd *importCmd) Run(ctx context.Context, e *environment) (err error) {
	if cmd.All == (len(cmd.IDs) > 0) {
		return misuse("name the courses to import by their addresses or ids (cors_…), or give --all")
	}
	apps, err := cmd.readPages()
	if err != nil {
		return err
	}
	if cmd.Dir, err = cleanDir(cmd.Dir); err != nil {
		return &usageError{err}
	}
	r, err := loadForImport(e, apps)
	if err != nil {
		return err
	}
	open, err := startSession(ctx, e, r, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	s, err := open.lock(ctx, "whopsync import")
	if err != nil {
		return err
	}
	i := &importing{env: e, repo: open.repo, conn: open.conn, lease: open.lease, cmd: cmd, apps: apps, state: s}
	return i.run(ctx)
}

// readPages puts the ids of courses in the place of addresses, and returns the Courses apps that the
// command line names.
func (cmd *importCmd) readPages() (apps []string, err error) {
	if cmd.Experience != "" {
		app := cmd.Experience
		if site.IsPage(app) {
			page, err := site.ParsePage(app)
			if err != nil {
				return nil, misuse("%s: %v", app, err)
			}
			app = page.Experience
		}
		apps = append(apps, app)
	}
	for i, id := range cmd.IDs {
		if !site.IsPage(id) {
			continue
		}
		page, err := site.ParsePage(id)
		if err == nil && page.Course == "" {
			err = errors.New("it names no course; for all courses of the app give --all")
		}
		if err != nil {
			return nil, misuse("%s: %v", id, err)
		}
		apps = append(apps, page.Experience)
		cmd.IDs[i] = page.Course
	}
	return apps, nil
}

// cleanDir takes folders inside of the repository in which courses can lie.
func cleanDir(dir string) (string, error) {
	clean := path.Clean(strings.ReplaceAll(dir, `\`, "/"))
	for part := range strings.SplitSeq(clean, "/") {
		if part == "" || part != "." && strings.ContainsAny(part[:1], "._") || strings.Contains(part, ":") {
			return "", fmt.Errorf("--dir %s is no folder of the repository in which courses can lie", dir)
		}
	}
	return clean, nil
}

// loadForImport is load for a repository that may hold no course yet.
func loadForImport(e *environment, apps []string) (*repository, error) {
	r, problems, err := openRepository(e)
	if err != nil {
		begin := howToBegin
		if len(apps) > 0 {
			begin = strings.Replace(begin, "exp_…   # from the address of the Courses app on whop.com", apps[0], 1)
		}
		return nil, hint.Add(err, "%s", begin)
	}
	if problems = withoutNoCourse(problems); problems.HasErrors() {
		return nil, errors.Join(checkProblems(e, r, problems), r.Close())
	}
	return r, nil
}

const howToBegin = `To import, a whopsync.yaml that names your Courses app is enough:

version: 1
default_environment: production
environments:
  production:
    experience: exp_…   # from the address of the Courses app on whop.com`
