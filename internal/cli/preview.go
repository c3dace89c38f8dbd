package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/preview"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

type previewCmd struct {
	Listen string `name:"listen" placeholder:"HOST:PORT" help:"Where to serve, on this machine alone; port 0 picks a free one (default: 127.0.0.1:8788, else a free port)."`
	NoOpen bool   `name:"no-open" help:"Print the address, and open no browser."`
	Build  folder `name:"build" placeholder:"DIR" help:"Write the pages into this folder instead of serving them. With --env, they show what would change there."`
	Drafts bool   `name:"drafts" help:"With --build: write what students do not see as well."`
	Plan   string `name:"plan" placeholder:"FILE" help:"With --build: show what this plan would change, saved with plan --out."`
	Editor string `name:"editor" placeholder:"EDITOR" default:"" enum:",vscode,vscode-insiders,vscodium,cursor,windsurf,zed" help:"Link places in files to an editor: vscode, vscode-insiders, vscodium, cursor, windsurf or zed."`
}

// folder is a folder that a flag names. One that is empty is a mistake: so is a variable that a script has not set.
type folder string

// UnmarshalText implements encoding.TextUnmarshaler.
func (f *folder) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("it names no folder, such as _site")
	}
	*f = folder(text)
	return nil
}

// Help returns more text for --help.
func (previewCmd) Help() string {
	return `The pages show courses as students will see them, problems where they are, and what a plan would change, as far as the environment can be read. They change as soon as a file is saved. Nothing is written to Whop.

Whop's own rendering is not known in every detail: what may look different there is marked.

whopsync preview --build _site`
}

// defaultListen is where the pages are as long as no other program is there: an open page finds them again.
const defaultListen = "127.0.0.1:8788"

// Run serves or builds the pages.
func (cmd *previewCmd) Run(ctx context.Context, e *environment) (err error) {
	if err := cmd.check(); err != nil {
		return err
	}
	r, problems, err := openRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	r.apart = true
	if err := unknownEnvironment(problems); err != nil {
		return err
	}
	p := &previewer{env: e, repo: r, options: preview.Options{
		Drafts: cmd.Drafts || cmd.Build == "", Editor: cmd.Editor,
		Mask: func(page string) string { return render.Mask(page, secretKeys(e.getenv("WHOP_API_KEY"))...) },
	}}
	p.content = p.contentOf(r.files, r.project, problems)
	if cmd.Build != "" {
		return cmd.build(ctx, p)
	}
	return cmd.serve(ctx, p)
}

func (cmd *previewCmd) check() error {
	switch {
	case cmd.Drafts && cmd.Build == "":
		return misuse("--drafts goes with --build: what is served has the drafts")
	case cmd.Plan != "" && cmd.Build == "":
		return misuse("--plan goes with --build: what is served has a plan of its own")
	case cmd.Build != "" && cmd.Listen != "":
		return misuse("--build and --listen exclude each other")
	case cmd.Listen != "":
		host, _, err := net.SplitHostPort(cmd.Listen)
		if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return misuse("--listen takes an address of this machine alone, such as %s", defaultListen)
		}
	}
	return nil
}

// build writes the pages into a folder, which must not become a part of a course.
func (cmd *previewCmd) build(ctx context.Context, p *previewer) error {
	e, dir := p.env, p.env.at(string(cmd.Build))
	if folder := courseAround(p.repo, dir); folder != "" {
		return hint.Add(misuse("%s lies in the course %s", string(cmd.Build), render.OneLine(folder)), "Choose a folder elsewhere, or one whose name begins with _, such as _site")
	}
	switch {
	case cmd.Plan != "":
		saved, err := loadPlan(e.at(cmd.Plan))
		if err != nil {
			return err
		}
		p.content.Plan, p.content.Environment = saved, saved.Environment
	case e.flags.Env != "":
		p.content.Plan, p.content.NoPlan = p.planner.plan(ctx, e, p.repo, p.content.Problems)
	}
	if err := p.showErrors(); err != nil {
		return err
	}
	site := preview.New(p.content, p.options)
	if err := preview.Build(site, dir); err != nil {
		if errors.Is(err, preview.ErrNotMade) {
			return hint.Add(err, "Choose another folder, or empty this one")
		}
		return err
	}
	made := string(cmd.Build)
	if !filepath.IsAbs(made) {
		made = filepath.Join(e.flags.Chdir, made)
	}
	wrong := ""
	if n := len(p.content.Problems.Errors()); n > 0 {
		wrong = fmt.Sprintf(", with %s that the pages show", counted(n, "error"))
	}
	isHidden := func(c *course.Course) bool { return c.Fields.Text(course.Visibility) == course.Hidden }
	if !cmd.Drafts && slices.ContainsFunc(p.content.Courses, isHidden) {
		wrong += ", without courses that are hidden, as drafts are"
	}
	fmt.Fprintf(e.Out, "Built %s in %s%s: open %s in a browser.\n", counted(len(site.Paths()), "file"), render.OneLine(made), wrong, render.OneLine(filepath.Join(made, "index.html")))
	return nil
}

// courseAround returns the folder of the course that a folder lies in, "" for none, or for a part of it that is no content.
func courseAround(r *repository, dir string) string {
	for _, c := range r.project.Courses {
		folder := spec.Place(&c.Resource)
		in, err := filepath.Rel(filepath.Join(r.files.Dir(), filepath.FromSlash(folder)), dir)
		if err != nil || !filepath.IsLocal(in) {
			continue
		}
		isContent := true
		for part := range strings.SplitSeq(filepath.ToSlash(in), "/") {
			isContent = isContent && (part == "." || part[0] != '_' && part[0] != '.')
		}
		if isContent {
			return path.Clean(folder)
		}
	}
	return ""
}

// serve shows the pages until it is interrupted.
func (cmd *previewCmd) serve(ctx context.Context, p *previewer) error {
	e := p.env
	listener, err := cmd.listen()
	if err != nil {
		return hint.Add(fmt.Errorf("listen: %w", err), "Without --listen, a free port is taken: %s", e.command("preview"))
	}
	if p.server, err = preview.NewServer(listener.Addr(), rand.Text()); err != nil {
		return errors.Join(err, listener.Close())
	}
	p.content.NoPlan = "What would change is being read."
	p.server.Show(p.content, p.options)
	address := "http://" + listener.Addr().String() + "/"
	fmt.Fprintf(e.Out, "Showing the courses at %s\nStop with Ctrl-C.\n", address)
	server := &http.Server{Handler: p.server, ReadHeaderTimeout: 10 * time.Second}
	ctx, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { p.watch(ctx) })
	work.Go(func() {
		<-ctx.Done()
		p.server.Close()
		server.Close()
	})
	if !cmd.NoOpen && isTerminal(e.Out) {
		if err := startBrowser(e, address); err != nil {
			e.warn("%v", err)
		}
	}
	err = server.Serve(listener)
	stop()
	work.Wait()
	if !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func (cmd *previewCmd) listen() (net.Listener, error) {
	if cmd.Listen != "" {
		return net.Listen("tcp", cmd.Listen)
	}
	listener, err := net.Listen("tcp", defaultListen)
	if err != nil {
		return net.Listen("tcp", "127.0.0.1:0")
	}
	return listener, nil
}

// previewer keeps what the pages show up to date.
type previewer struct {
	env     *environment
	repo    *repository
	options preview.Options
	server  *preview.Server
	content preview.Content
	planner planner
	forget  bool        // Whop may have another side than the planner knows
	memory  spec.Memory // of the files
}

// contentOf is what the files say.
func (p *previewer) contentOf(files *spec.Repo, project *spec.Project, problems spec.Problems) preview.Content {
	content := preview.Content{
		Dir: p.repo.files.Dir(), Courses: project.Courses, Problems: problems, SetAside: map[course.Address][]string{}, Open: p.open,
		Environment: project.Environment.Name, Again: render.Again{Shell: p.env.shell, Options: configured(project.Config)},
	}
	for _, c := range project.Courses {
		for _, chapter := range c.Chapters {
			if drafts := spec.Drafts(files, &chapter.Resource); drafts != nil {
				content.SetAside[chapter.Address] = drafts
			}
		}
	}
	return content
}

// open opens a file as it is now.
func (p *previewer) open(name string) (fs.File, error) {
	files, err := spec.Open(p.repo.files.Dir())
	if err != nil {
		return nil, err
	}
	defer files.Close() // a file that is open stays so
	return files.Open(name)
}

// showErrors prints what is wrong in the files; the pages show it as well.
func (p *previewer) showErrors() error {
	if wrong := p.content.Problems.Errors(); len(wrong) > 0 {
		return p.env.showProblems(p.repo.files, wrong)
	}
	return nil
}

// calm is how long files have to stay as they are before a plan is made of them: the page comes first.
const calm = 300 * time.Millisecond

// watch reads files again when they change, and the plan after them, until ctx ends.
func (p *previewer) watch(ctx context.Context) {
	changed := make(chan bool)
	var watching sync.WaitGroup
	defer watching.Wait()
	watching.Go(func() {
		err := preview.Watch(ctx, p.repo.files.Dir(), func(stateOnly bool) {
			select {
			case changed <- stateOnly:
			case <-ctx.Done():
			}
		})
		if err != nil {
			p.env.warn("saved files are not noticed: %v", err)
		}
	})
	p.read() // what was saved meanwhile, and texts for the next time
	wait := time.NewTimer(0)
	var made chan planned // of the plan that is being made; nil while none is
	for {
		select {
		case <-ctx.Done():
			return
		case stateOnly := <-changed:
			if stateOnly {
				p.forget = true
			} else {
				p.read()
			}
			wait.Reset(calm)
		case <-wait.C:
			if made != nil {
				wait.Reset(calm)
				continue
			}
			made = make(chan planned, 1)
			if p.forget {
				p.planner.forget()
			}
			p.forget = false
			r, problems, done := *p.repo, p.content.Problems, made
			watching.Go(func() {
				var out planned
				out.plan, out.note = p.planner.plan(ctx, p.env, &r, problems)
				done <- out
			})
		case out := <-made:
			made, p.content.Plan, p.content.NoPlan = nil, out.plan, out.note
			p.server.Show(p.content, p.options)
		}
	}
}

// planned is a plan, or why there is none.
type planned struct {
	plan *plan.Plan
	note string
}

// read reads the files again. Without a repository there, the pages stay as they are.
func (p *previewer) read() {
	files, err := spec.Open(p.repo.files.Dir())
	if err != nil {
		return
	}
	defer files.Close()
	files.For(p.env.shell)
	files.At(p.env.now())
	for _, key := range secretKeys(p.env.getenv("WHOP_API_KEY")) {
		files.Forbid(key)
	}
	files.Remember(&p.memory)
	project, problems := spec.Load(files, p.env.flags.Env)
	content := p.contentOf(files, project, problems).OrBefore(p.content)
	content.Plan, content.NoPlan = p.content.Plan, p.content.NoPlan
	p.content, p.repo.project = content, project
	p.server.Show(p.content, p.options)
}
