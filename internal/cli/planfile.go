package cli

import (
	"fmt"
	"os"

	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/render"
)

// maxComment is the size limit of a pull request comment on GitHub, in bytes, with room for
// marks around it.
const maxComment = 65_536 - 1_024

// detail is how much of a plan is shown to people.
type detail struct {
	Full bool `name:"full" help:"Show every object, every field and whole texts."`
}

// printPlan writes a plan in one of the formats.
func printPlan(e *environment, p *plan.Plan, format string, full bool) error {
	switch format {
	case "json":
		return render.PlanJSON(e.Out, p, version())
	case "markdown":
		return render.Markdown(e.Out, p, maxComment, render.InLog)
	}
	style := e.style(e.Out)
	style.Full = full
	return render.Plan(e.Out, p, style)
}

// savePlan writes a plan for its owner's eyes: it holds the text of lessons.
func savePlan(path string, p *plan.Plan) error {
	data, err := planfile.Encode(p)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("save plan: %w", err)
	}
	return nil
}

func loadPlan(path string) (*plan.Plan, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read plan: %w", err)
	}
	p, err := planfile.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return p, nil
}
