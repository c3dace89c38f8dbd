package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/term"

	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/whop"
)

// globals are the flags that every command takes.
type globals struct {
	Chdir   string `short:"C" name:"chdir" placeholder:"DIR" default:"." help:"Work in this folder instead of the current one."`
	Env     string `name:"env" type:"environments" complete:"environment" placeholder:"NAME" help:"Environment of whopsync.yaml to work with (default: its default_environment, else local)."`
	NoColor bool   `name:"no-color" help:"Print without colour (so does the variable NO_COLOR)."`
	Log     string `name:"log-level" enum:"off,info,debug" default:"off" help:"Log requests to standard error: off, info or debug."`
}

// environment is what a command runs in.
type environment struct {
	Streams
	flags   *globals
	args    []string // of the command line
	dir     string   // where the program was started; "" is the current folder
	environ []string // its variables
	getenv  func(string) string
	random  io.Reader        // of new keys
	now     func() time.Time // the clock
	wait    func(context.Context, time.Duration) error
	carrier http.RoundTripper   // of requests to Whop; nil: the network
	watch   func(whop.Exchange) // sees every request; may be nil
	shell   hint.Shell          // that printed commands are made for
	job     job                 // that the command is part of
	views   string              // the command that shows its result again, if it is not plan
	remote  bool                // what is printed is read on another machine, as annotations are
}

// shell returns where the command line was typed, as far as it says.
func (g *globals) shell() hint.Shell {
	s := hint.Shell{Env: g.Env}
	if filepath.Clean(g.Chdir) != "." {
		s.Dir = g.Chdir
	}
	return s
}

// command returns a command line for where the user is.
func (e *environment) command(command string, args ...string) string {
	return e.shell.Command(command, args...)
}

// again returns the command line of this run with more flags.
func (e *environment) again(flags ...string) string {
	at := slices.Index(e.args, "--")
	if at < 0 {
		at = len(e.args)
	}
	line := "whopsync"
	for _, arg := range slices.Insert(slices.Clone(e.args), at, flags...) {
		line += " " + hint.Word(arg)
	}
	return line
}

// unwrapped is the width of what is no terminal: lines stay whole, so that they can be
// searched.
const unwrapped = 1 << 16

// style is what the reader of a stream can see.
func (e *environment) style(w io.Writer) render.Style {
	s := render.Style{Width: unwrapped, Color: e.hasColor(w), Shell: e.shell, View: e.views}
	if file, ok := terminal(w); ok {
		s.Width = 80
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			s.Width = width
		}
	}
	return s
}

// hasColor decides by the first that says something: --no-color, NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, and
// whether the stream is a terminal that can show colour.
func (e *environment) hasColor(w io.Writer) bool {
	if e.flags.NoColor || e.getenv("NO_COLOR") != "" {
		return false
	}
	reads := canDraw(w)
	switch e.getenv("FORCE_COLOR") {
	case "":
	case "0", "false":
		return false
	default:
		return true
	}
	if force := e.getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	return reads && e.getenv("TERM") != "dumb"
}

// at reads a path of the command line from where the command works.
func (e *environment) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(e.folder(), path)
}

// folder is where the command works.
func (e *environment) folder() string { return e.under(e.flags.Chdir) }

// under reads a path from where the program was started.
func (e *environment) under(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(e.dir, path)
}

func (e *environment) warn(format string, args ...any) {
	fmt.Fprintf(e.Err, "Warning: %s\n", render.Sanitize(fmt.Sprintf(format, args...)))
}

// showProblems prints what is wrong in the files, each problem with its line. A key in it is
// masked before it can be cut in two.
func (e *environment) showProblems(repo *spec.Repo, problems spec.Problems) error {
	source := func(path string) ([]byte, error) {
		data, err := fs.ReadFile(repo, path)
		return []byte(render.Mask(string(data))), err
	}
	return render.Problems(e.Err, problems, source, e.style(e.Err))
}

// logger writes what the user asked to see with --log-level. Keys and contents are in
// none of it.
func (e *environment) logger() *slog.Logger {
	level := slog.LevelInfo
	switch e.flags.Log {
	case "off":
		return slog.New(slog.DiscardHandler)
	case "debug":
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(e.Err, &slog.HandlerOptions{Level: level}))
}

// observe logs requests when the user asks for it, and shows them to watch. Keys and
// contents are in none of them.
func (e *environment) observe() func(whop.Exchange) {
	log := e.logger()
	tell := func(time.Duration) {}
	if isTerminal(e.Err) {
		tell = tellWaits(e.Err)
	}
	return func(x whop.Exchange) {
		tell(x.Wait)
		log.Info("request", "method", x.Method, "path", x.Path, "status", x.Status, "ms", x.Duration.Milliseconds(), "retry", x.Retry)
		log.Debug("answer", "request_id", x.RequestID, "warning", x.Warning)
		if e.watch != nil {
			e.watch(x)
		}
	}
}

// tellWaits returns what says on a terminal how long Whop asks to wait: once, however many requests are told so.
func tellWaits(terminal io.Writer) func(time.Duration) {
	var mu sync.Mutex
	var until time.Time
	return func(wait time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if wait < silence || now.Before(until) {
			return
		}
		until = now.Add(wait)
		const wide = 79 // of a line that moves, which this one replaces
		fmt.Fprintf(terminal, "\r%-*s\n", wide, fmt.Sprintf("Whop asks to wait %s.", counted(int(wait.Round(time.Second)/time.Second), "second")))
	}
}

// silence is how long a command says nothing about what it waits for.
const silence = time.Second

func counted[T ~string](n int, noun T) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
