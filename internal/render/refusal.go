package render

import (
	"whopsync/internal/plan"
)

// refusalBlocks return why apply would not run. What to do stands under each: a refusal
// without a way out only makes people look for a way around.
func refusalBlocks(refusals []plan.Refusal) [][]row {
	if len(refusals) == 0 {
		return nil
	}
	rows := []row{prose("apply would refuse:")}
	for _, r := range refusals {
		rows = append(rows, row{sign: removed, depth: 1, text: refusalText(r), form: flowing})
		if r.Hint != "" {
			rows = append(rows, row{depth: 2, text: "What to do: " + oneLine(r.Hint), form: flowing})
		}
	}
	return [][]row{rows}
}

func refusalText(r plan.Refusal) string {
	text := oneLine(r.Message) + " [" + oneLine(string(r.Guard)) + "]"
	if r.Address.IsZero() {
		return text
	}
	return oneLine(r.Address.String()) + ": " + text
}
