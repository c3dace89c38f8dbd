package cli

import "whopsync/internal/hint"

type showCmd struct {
	detail
	Plan   string `arg:"" name:"planfile" help:"A plan saved with plan --out."`
	Format string `name:"format" enum:"text,json,markdown" default:"text" help:"Print as text, json or markdown."`
}

// Run prints a saved plan as plan itself printed it.
func (cmd *showCmd) Run(e *environment) error {
	p, err := loadPlan(e.at(cmd.Plan))
	if err != nil {
		return err
	}
	e.shell.Env = p.Environment // the files, which may choose it, need not be here
	e.views = "show " + hint.Word(cmd.Plan)
	return printPlan(e, p, cmd.Format, cmd.Full)
}
