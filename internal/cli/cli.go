// Package cli is the command line: one file per command, and here what all of them share:
// flags, streams, exit codes. It is the only room that knows the environment, prints, and
// decides how the program ends.
package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"whopsync/internal/convert"
	"whopsync/internal/course"
	"whopsync/internal/render"
	"whopsync/internal/safegroup"
)

// Main runs one command and returns its exit code.
func Main(ctx context.Context, args []string, process Process) (code int) {
	env := newEnvironment(&globals{}, args, process)
	defer env.catch(&code)
	parser, exited, err := newParser(env)
	if err != nil {
		panic(err)
	}
	parsed, err := parse(parser, env.args)
	if *exited != nil {
		return **exited
	}
	if err != nil {
		return fail(env.Err, withHelp(usageErrorOf(err), commandOf(err)))
	}
	return perform(ctx, parsed, env)
}

// newEnvironment returns what a command runs in.
func newEnvironment(flags *globals, args []string, process Process) *environment {
	env := &environment{
		Streams: process.Streams.mask(process.getenv("WHOP_API_KEY")), flags: flags, args: terraformFlags(args),
		dir: process.Dir, environ: process.Environ, getenv: process.getenv,
		random: rand.Reader, now: process.Now, wait: process.Wait, carrier: process.Transport,
		job: jobOf(process.getenv),
	}
	if env.wait == nil {
		env.wait = sleep
	}
	if env.now == nil {
		env.now = time.Now
	}
	return env
}

// catch, deferred, tells a panic as a bug.
func (e *environment) catch(code *int) {
	if value := recover(); value != nil {
		fmt.Fprintf(e.Err, "Error: whopsync has a bug: %s\nPlease report it with the lines above.\n", render.Sanitize(safegroup.Recovered(value).Error()))
		*code = exitBug
	}
}

// perform runs a command line that was understood, and returns its exit code.
func perform(ctx context.Context, parsed *kong.Context, env *environment) int {
	if strings.Contains(env.flags.Env, separator) && parsed.Selected().Name != "init" {
		return fail(env.Err, withHelp(misuse("several environments are named, which init alone takes, for its workflows"), parsed.Selected()))
	}
	env.shell = env.flags.shell()
	ctx, stop := interruptible(ctx)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(env); err != nil {
		return fail(env.Err, withHelp(withTrouble(err), parsed.Selected()))
	}
	return exitOK
}

// interruptible returns a context that the first interrupt ends. The second one ends the
// program at once.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// newParser makes the parser of the command line in env. It reports through exited when kong itself ended the run,
// as it does for --help.
func newParser(env *environment) (*kong.Kong, **int, error) {
	var exited *int
	parser, err := kong.New(env.flags, append(grammar(env.args),
		kong.Name("whopsync"),
		kong.Description(description),
		kong.Vars{"lessonTypes": strings.Join(course.LessonTypes(), ","), "converters": strings.Join(convert.Names(), ",")},
		kong.Writers(env.Out, env.Err),
		kong.Exit(func(code int) {
			if exited == nil {
				exited = &code
			}
		}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 80}),
		kong.UsageOnError(),
		kong.NamedMapper("environments", kong.MapperFunc(addEnvironment)),
	)...)
	return parser, &exited, err
}

const description = `Keep Whop courses in git: write lessons in Markdown, review what would change in a pull request, and apply it from CI, without losing a student's progress.

Without any setting, everything works against "local", a Whop inside this program.
The key is given in the variable WHOP_API_KEY, or in a file .env beside whopsync.yaml. It goes to Whop's own hosts, to
this machine, or to the host in WHOP_BASE_URL: to none that whopsync.yaml alone names.

A terminal is shown colour. The first of these that is set decides: --no-color, NO_COLOR (no colour), FORCE_COLOR
(colour everywhere, none if it is 0 or false), CLICOLOR_FORCE (colour everywhere, unless it is 0).`

func parse(parser *kong.Kong, args []string) (*kong.Context, error) {
	if len(args) == 0 {
		args = []string{"--help"}
	}
	return parser.Parse(args)
}
