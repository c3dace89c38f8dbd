package render

import (
	"fmt"

	"whopsync/internal/hint"
	"whopsync/internal/plan"
)

// Again makes the command lines that plan and apply again under other flags.
type Again struct {
	Shell   hint.Shell
	Options plan.Options // of the plan, which the command keeps
}

// anywhere is for what is read in another place than the run's, as on GitHub: the command is for
// the author's own machine, in the folder of the courses.
func anywhere(p *plan.Plan) Again {
	return Again{Shell: hint.Shell{Env: p.Environment}, Options: p.Options}
}

// with returns the command line with the flags of the plan, as change makes them.
func (a Again) with(change func(*plan.Options)) string {
	options := a.Options
	change(&options)
	return a.Shell.Command("apply" + Flags(options))
}

// pull is the command that brings edits made on Whop into the files, for what the run is narrowed to.
func (a Again) pull() string {
	var targets []string
	for _, target := range a.Options.Targets {
		targets = append(targets, target.String())
	}
	return a.Shell.Command("pull", targets...)
}

// Flags returns the flags of a command that stand for options.
func Flags(o plan.Options) string {
	flags := ""
	for _, target := range o.Targets {
		flags += " --target " + hint.Word(target.String())
	}
	for _, out := range o.Exclude {
		flags += " --exclude " + hint.Word(out.String())
	}
	if o.Due {
		flags += " --due"
	}
	if o.OnDrift != plan.ReportDrift && o.OnDrift != "" {
		flags += " --on-drift=" + string(o.OnDrift)
	}
	for _, flag := range []struct {
		name  string
		isSet bool
	}{{"allow-delete", o.AllowDelete}, {"allow-hide", o.AllowHide}, {"allow-recreate", o.AllowRecreate}} {
		if flag.isSet {
			flags += " --" + flag.name
		}
	}
	if o.AcceptProgress != nil {
		flags += fmt.Sprintf(" --accept-progress-loss=%d", *o.AcceptProgress)
	}
	return flags
}

// command is a row that is pasted, and so never wrapped.
func command(line string) row { return row{depth: 1, text: line} }

// withCommand puts a command on a line of its own below a text: lines that begin with blanks are there to be
// pasted.
func withCommand(text, command string) string { return text + ":\n  " + command }

func overwriteDrift(o *plan.Options) { o.OnDrift = plan.OverwriteDrift }
func reportDrift(o *plan.Options)    { o.OnDrift = plan.ReportDrift }
func allowDelete(o *plan.Options)    { o.AllowDelete = true }
func allowHide(o *plan.Options)      { o.AllowHide = true }
func allowRecreate(o *plan.Options)  { o.AllowRecreate = true }
func withoutTargets(o *plan.Options) { o.Targets, o.Exclude = nil, nil }
