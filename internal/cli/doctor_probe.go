package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"

	"whopsync/internal/hint"
	"whopsync/internal/probe"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/whop"
)

// probe asks Whop what nobody has written down, in a course of its own. It takes no lock: it writes no
// state, and nothing that another run knows.
func (cmd *doctorCmd) probe(ctx context.Context, e *environment) (err error) {
	if !cmd.Yes && !isTerminal(e.In) {
		return hint.Add(errors.New("cannot ask for confirmation: standard input is not a terminal"),
			"To go on without asking: %s", e.again("--yes"))
	}
	var met, named atomic.Bool
	e.watch = func(x whop.Exchange) {
		if x.Status == http.StatusTooManyRequests {
			met.Store(true)
			named.Store(named.Load() || x.RetryAfter)
		}
	}
	open, err := openForProbe(ctx, e)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	known, err := open.locate(ctx)
	if err != nil {
		return err
	}
	if err := mayWrite(ctx, open.conn); err != nil {
		return err
	}
	if err := cmd.ask(ctx, e, open.conn); err != nil {
		return err
	}
	fmt.Fprintln(e.Err, "Testing Whop in a scratch course...")
	tell := context.AfterFunc(ctx, func() {
		fmt.Fprintf(e.Err, "Interrupted: removing the scratch course. A second interrupt ends at once; to remove the course then:\n\n  %s\n\n", cmd.line(e))
	})
	defer tell()
	report, err := probe.Run{
		Client: open.conn.client, Experience: open.conn.target.Experience,
		IsBound: func(id string) bool { return known[id] }, Random: e.random, Wait: e.wait,
		Limited: func() (bool, bool) { return met.Load(), named.Load() },
	}.Ask(ctx)
	switch {
	case report == nil:
	case ctx.Err() != nil && report.Removed:
		fmt.Fprintln(e.Err, "The scratch course is removed.")
		return ctx.Err()
	case len(report.Findings) > 0:
		err = errors.Join(cmd.show(e, open.conn, report), err)
	}
	return cmd.explain(e, err)
}

// openForProbe opens the session of a repository. What is wrong in its courses is no matter here.
func openForProbe(ctx context.Context, e *environment) (*session, error) {
	r, problems, err := openRepository(e)
	if err != nil {
		return nil, err
	}
	if r.project.Environment.Name == "" {
		return nil, errors.Join(checkProblems(e, r, problems), r.Close())
	}
	return startSession(ctx, e, r, tuning{}, false)
}

// locate makes sure that the key leads where the state belongs, and returns the ids that the state knows.
func (s *session) locate(ctx context.Context) (known map[string]bool, err error) {
	const advice = "use the environment and the key that the state was made with"
	loaded, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	environment := s.repo.project.Environment.Name
	if err := checkTarget(environment, loaded, s.conn.target, false, advice); err != nil {
		return nil, err
	}
	if err := s.conn.locate(ctx); err != nil {
		return nil, err
	}
	known = map[string]bool{}
	if loaded != nil {
		for _, binding := range loaded.Bindings {
			known[binding.ID] = true
		}
	}
	return known, checkTarget(environment, loaded, s.conn.target, true, advice)
}

// mayWrite refuses a key that is known not to write courses.
func mayWrite(ctx context.Context, c *connection) error {
	if c.target.Account == "" {
		return nil // which such a key cannot be asked about
	}
	granted, err := c.client.Permissions(ctx, c.target.Account, []string{whop.ReadCourses, whop.WriteCourses})
	if err != nil {
		return nil // the first write tells
	}
	for _, action := range []string{whop.ReadCourses, whop.WriteCourses} {
		if !granted[action] {
			return hint.Add(fmt.Errorf("this key lacks %s, so it cannot make a scratch course; nothing was sent", action), "Add it to the key in Whop's dashboard")
		}
	}
	return nil
}

// ask says what is about to be done, and asks.
func (cmd *doctorCmd) ask(ctx context.Context, e *environment, c *connection) error {
	if cmd.Yes {
		return nil
	}
	asking := *e
	asking.Out = e.Err // the report may go into a file
	return confirm(ctx, &asking, render.Sanitize(fmt.Sprintf(`Do you want to ask Whop what is documented nowhere, in a scratch course?
  It is made in %s of environment %s, hidden from students, and deleted afterwards.
  So are scratch courses that earlier runs have left. Nothing else is written.
  It takes at most %d requests, if none has to be sent twice. Two files of less than
  a kilobyte stay in the account, where no one sees them: Whop deletes no files.`, c.target.Experience, c.environment.Name, probe.MaxRequests)))
}

// show prints what was found. What is wrong or open is no success.
func (cmd *doctorCmd) show(e *environment, c *connection, report *probe.Report) error {
	var err error
	if cmd.Format == "json" {
		err = render.JSON(e.Out, probeDocument{documentVersion, version(), c.target.BaseURL, cmp.Or(e.getenv("WHOP_API_VERSION"), whop.DefaultVersion), *report})
	} else {
		err = render.Probe(e.Out, report)
	}
	if err == nil && c.environment.Name == spec.Local {
		fmt.Fprintln(e.Err, "This was the Whop inside whopsync, which behaves as assumed. Nothing was sent to Whop.")
	}
	if n := report.Count(); err == nil && n[probe.Wrong]+n[probe.NotSettled] > 0 {
		return exit(exitError)
	}
	return err
}

// probeDocument is what was found for programs.
type probeDocument struct {
	FormatVersion string `json:"format_version"`
	Whopsync      string `json:"whopsync"`
	BaseURL       string `json:"base_url"`
	APIVersion    string `json:"api_version"`
	probe.Report
}

// explain says what to do about a scratch course that is still there.
func (cmd *doctorCmd) explain(e *environment, err error) error {
	if err == nil || isSaid(err) {
		return err
	}
	return hint.Add(err, "To remove a scratch course that is still there:\n\n  %s", cmd.line(e))
}

// line is the command line of this run, without --yes.
func (cmd *doctorCmd) line(e *environment) string {
	if cmd.Format == "json" {
		return e.command("doctor --probe --format json")
	}
	return e.command("doctor --probe")
}
