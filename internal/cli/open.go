package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

type openCmd struct {
	Address string `arg:"" optional:"" name:"address" complete:"address" help:"A course, chapter or lesson, as in pottery/clay/wedging (default: the course, where there is one alone)."`
	Print   bool   `name:"print" help:"Print the address, and open nothing."`
}

// Help returns more text for --help.
func (openCmd) Help() string {
	return `The address on Whop is printed, and opened if standard output is a terminal and there is a browser. For a chapter, and for a course without an address of its own, it is the address of the first lesson. No request is sent: the address is made from the state.`
}

// Run prints the address of one object on Whop, and opens it.
func (cmd *openCmd) Run(ctx context.Context, e *environment) error {
	s, env, err := readState(ctx, e)
	if err != nil {
		return err
	}
	if env.Name == spec.Local {
		return errors.New("there is no address: the environment local is inside this program, and nothing of it is on Whop")
	}
	at, err := cmd.object(s, e.shell)
	if err != nil {
		return err
	}
	address := addressOf(at, env, s)
	if first := firstLesson(s, at); address == "" && !first.IsZero() {
		address = addressOf(first, env, s)
	}
	if address == "" {
		return noAddress(at, e.shell)
	}
	fmt.Fprintln(e.Out, render.OneLine(address))
	if cmd.Print || !isTerminal(e.Out) {
		return nil
	}
	if err := openInBrowser(e, address); err != nil {
		e.warn("%v", err)
	}
	return nil
}

// object is what the command line names, else the only course.
func (cmd *openCmd) object(s *state.State, shell hint.Shell) (course.Address, error) {
	if cmd.Address != "" {
		at, _, err := bindingOf(s, cmd.Address, shell)
		return at, err
	}
	courses := slices.DeleteFunc(s.Addresses(), func(a course.Address) bool { return a.Kind() != course.KindCourse })
	switch len(courses) {
	case 0:
		return course.Address{}, errors.New("the state knows no course")
	case 1:
		return courses[0], nil
	}
	return course.Address{}, hint.Add(misuse("name what to open: there are %d courses", len(courses)), "For the first of them: %s", shell.Command("open", courses[0].String()))
}

// firstLesson returns the first lesson of a course or chapter in the order on Whop, zero for none.
func firstLesson(s *state.State, at course.Address) course.Address {
	byID := s.ByID()
	if top := s.Bindings[course.Address{Course: at.Course}]; top != nil {
		for _, branch := range top.Outline {
			for _, id := range branch.Lessons {
				if lesson := byID[id]; at.Contains(lesson) {
					return lesson
				}
			}
		}
	}
	return course.Address{}
}

func noAddress(at course.Address, shell hint.Shell) error {
	return hint.Add(fmt.Errorf("the address of %s on Whop is not known", at),
		"An apply finds it, even if it changes nothing: %s\nIf the key sees neither the account nor the experience, give lesson_url: in %s", shell.Command("apply"), spec.ConfigFile)
}

// openInBrowser opens an address that others may have written.
func openInBrowser(e *environment, address string) error {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return errors.New("only addresses that begin with https:// are opened")
	}
	return startBrowser(e, address)
}

// startBrowser starts the program that opens addresses. No shell reads the address, and the program
// gets no key.
func startBrowser(e *environment, address string) error {
	command := browser(runtime.GOOS, e.getenv)
	if command == nil {
		return nil
	}
	program, err := exec.LookPath(command[0])
	if err != nil {
		return nil // the address is printed
	}
	start := exec.Command(program, append(command[1:], address)...)
	start.Env = slices.DeleteFunc(slices.Clone(e.environ), isSecret)
	if err := start.Start(); err != nil {
		return fmt.Errorf("open the browser: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- start.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("open the browser: %s: %w", command[0], err)
		}
	case <-time.After(patience): // some are the browser itself, and go on
	}
	return nil
}

// patience is how long a program may take that starts a browser. One that fails does so sooner.
const patience = 2 * time.Second

// browser is the command that opens an address on an operating system; nil where there is no screen.
func browser(system string, getenv func(string) string) []string {
	switch {
	case system == "darwin":
		return []string{"open"}
	case system == "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != "":
		return []string{"xdg-open"}
	}
	return nil
}

// isSecret reports a variable that no other program needs to see.
func isSecret(variable string) bool {
	return slices.ContainsFunc([]string{"WHOP", "TF_HTTP_", "AWS_", "ACTIONS_"}, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
}
