package cli

import (
	"fmt"
	"strings"
	"sync/atomic"

	"whopsync/internal/render"
)

// examination is a doctor's visit on its way.
type examination struct {
	env    *environment
	failed bool
	new    bool         // there is no state, which was looked for
	skew   atomic.Int64 // how far the server's clock is ahead of ours, in nanoseconds
}

func (d *examination) ok(what, found string) { d.say("ok", what, found) }

func (d *examination) note(what, found, hint string) { d.say("note", what, found+"\n"+hint) }

// fail needs no hint for what brings its own.
func (d *examination) fail(what, found, hint string) {
	d.failed = true
	d.say("FAIL", what, strings.TrimSuffix(found+"\n"+hint, "\n"))
}

// say keeps to its column what has several lines: many errors bring advice of their own.
func (d *examination) say(verdict, what, text string) {
	column := "\n" + strings.Repeat(" ", 19)
	fmt.Fprintf(d.env.Out, "%-5s %-12s %s\n", verdict, what, strings.ReplaceAll(render.Sanitize(text), "\n", column))
}
