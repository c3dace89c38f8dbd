package cli

import (
	"context"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/outline"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

type treeCmd struct {
	Format string   `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
	Paths  []string `arg:"" optional:"" name:"path" complete:"address" help:"Files, folders or addresses to show (default: all courses)."`
}

// Help returns more text for --help.
func (treeCmd) Help() string {
	return `The outline shows address, title and type of everything, words and minutes of reading, questions, what is hidden, and until when (publish_at), the day on which a lesson opens, and drafts: files whose names begin with _. As JSON it also has paths, keys, and the addresses on whop.com that a state beside the courses knows. No request is sent. For example:

whopsync tree courses/pottery`
}

// Run prints the outline of the files.
func (cmd *treeCmd) Run(ctx context.Context, e *environment) (err error) {
	r, problems, err := openRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	if err := checkFiles(e, r, problems.Errors(), ""); err != nil {
		return err
	}
	shown, err := named(e, r, "", cmd.Paths)
	if err != nil {
		return err
	}
	for _, address := range shown {
		if !declares(r.project, address) {
			return misuse("there is no %s in the files", address)
		}
	}
	url, err := cmd.urls(ctx, e, r)
	if err != nil {
		return err
	}
	courses := outline.Of(r.project.Courses, outline.Options{
		URL:    url,
		Drafts: func(at *course.Resource) []string { return spec.Drafts(r.files, at) },
		Has: func(address course.Address) bool {
			return len(shown) == 0 || slices.ContainsFunc(shown, func(at course.Address) bool { return at.Contains(address) })
		},
	})
	if cmd.Format == "json" {
		return render.JSON(e.Out, treeDocument{documentVersion, version(), courses})
	}
	return render.Outline(e.Out, courses, e.style(e.Out))
}

// treeDocument is the outline for programs.
type treeDocument struct {
	FormatVersion string         `json:"format_version"`
	Whopsync      string         `json:"whopsync"`
	Courses       []outline.Node `json:"courses"`
}

// urls returns what the state of the environment knows of addresses on Whop, where that state lies
// beside the courses: for one kept elsewhere, a request would be needed.
func (cmd *treeCmd) urls(ctx context.Context, e *environment, r *repository) (func(course.Address) string, error) {
	env := r.project.Environment
	none := func(course.Address) string { return "" }
	if cmd.Format != "json" || !isBeside(env.State) {
		return none, nil
	}
	store, err := r.store()
	if err != nil {
		return nil, err
	}
	s, err := store.Load(ctx)
	if err != nil || s == nil {
		return none, explainDamage(r.shell, err)
	}
	return func(at course.Address) string { return addressOf(at, env, s) }, nil
}
