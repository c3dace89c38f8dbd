package cli

import (
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"whopsync/internal/render"
)

// examination is a doctor's visit on its way.
type examination struct {
	env    *environment
	found  []check
	isText bool // each check is printed as it is done
	failed bool
	new    bool         // there is no state, which was looked for
	skew   atomic.Int64 // how far the server's clock is ahead of ours, in nanoseconds
}

// check is one thing looked at.
type check struct {
	Name    string  `json:"name"`
	Verdict verdict `json:"verdict"`
	Found   string  `json:"found"`
	Advice  string  `json:"advice,omitempty"` // what to do
}

type verdict string

const (
	isOK   verdict = "ok"
	isNote verdict = "note" // worth knowing; it stops nothing
	isFail verdict = "fail" // an apply would stop at it
)

// doctorDocument is what was found for programs.
type doctorDocument struct {
	FormatVersion string  `json:"format_version"`
	Whopsync      string  `json:"whopsync"`
	OK            bool    `json:"ok"` // nothing would stop an apply
	Checks        []check `json:"checks"`
}

func (d *examination) ok(what, found string) { d.say(check{what, isOK, found, ""}) }

func (d *examination) note(what, found, hint string) { d.say(check{what, isNote, found, hint}) }

// fail needs no hint for what brings its own.
func (d *examination) fail(what, found, hint string) {
	d.failed = true
	d.say(check{what, isFail, found, hint})
}

func (d *examination) say(c check) {
	d.found = append(d.found, c)
	if d.isText {
		c.print(d.env)
	}
}

// print keeps text of several lines in its column, because many errors bring advice.
func (c check) print(e *environment) {
	word := string(c.Verdict)
	if c.Verdict == isFail {
		word = "FAIL"
	}
	text := strings.TrimSuffix(c.Found+"\n"+c.Advice, "\n")
	_, _ = io.WriteString(e.Out, render.Column(fmt.Sprintf("%-5s %-12s ", word, c.Name), text, e.style(e.Out)))
}

// conclude prints for programs what was found, and says how the command ends.
func (d *examination) conclude() error {
	if !d.isText {
		if err := render.JSON(d.env.Out, doctorDocument{documentVersion, version(), !d.failed, d.found}); err != nil {
			return err
		}
	}
	if d.failed {
		return exit(exitError)
	}
	return nil
}
