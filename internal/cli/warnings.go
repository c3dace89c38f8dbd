package cli

import (
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// showWarnings counts the warnings about the files, and shows those about files that the plan sends:
// before every plan, warnings that are known would be all that a screen has room for.
func showWarnings(e *environment, r *repository, p *plan.Plan) error {
	sent := map[string]bool{}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Action == plan.Create || c.Action == plan.Update && len(c.Fields) > 0 {
			sent[c.Path] = true
		}
	}
	return render.Warnings(e.Err, r.warnings, func(w spec.Problem) bool { return sent[w.Path] }, e.style(e.Err))
}
