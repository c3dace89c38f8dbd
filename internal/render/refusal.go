package render

import (
	"strings"

	"whopsync/internal/plan"
)

// refusalRows return why apply would not run, what is refused for the same reason once. What to do
// stands below: a refusal without a way out only makes people look for a way around.
func refusalRows(refusals []plan.Refusal, again Again) []row {
	if len(refusals) == 0 {
		return nil
	}
	rows := []row{prose("apply would refuse:")}
	for _, group := range groupBy(worded(refusals, again), reasonOf) {
		rows = append(rows, row{sign: removed, depth: 1, text: refusalText(group), form: flowing})
		rows = append(rows, adviceRows(group[0].Hint)...)
	}
	return rows
}

// reasonOf is equal for what is refused of several objects for the same reason.
func reasonOf(r wordedRefusal) [3]string { return [3]string{string(r.Guard), r.Message, r.Hint} }

// adviceRows keep the lines of a hint: some are there to be pasted.
func adviceRows(hint string) []row {
	if hint == "" {
		return nil
	}
	var rows []row
	for i, line := range strings.Split(hint, "\n") {
		r := row{depth: 2, text: OneLine(line), form: flowing}
		if i == 0 {
			r.text = "What to do: " + r.text
		} else if strings.HasPrefix(line, "  - {") { // a line for whopsync.yaml stands as far in as fmt writes it
			r = row{depth: 1, text: OneLine(strings.TrimLeft(line, " "))}
		} else if strings.HasPrefix(line, " ") {
			r = row{depth: 3, text: OneLine(strings.TrimLeft(line, " "))}
		}
		rows = append(rows, r)
	}
	return rows
}

// mostRefused is how many objects are named refused for one reason.
const mostRefused = 20

func refusalText(group []wordedRefusal) string {
	var names []string
	for _, r := range group {
		if !r.Address.IsZero() {
			names = append(names, addressName(r.Address))
		}
	}
	text := OneLine(group[0].Message) + " [" + OneLine(string(group[0].Guard)) + "]"
	if names == nil {
		return text
	}
	return firstOf(names, mostRefused) + ": " + text
}

// wordedRefusal is a refusal and what is said about it.
type wordedRefusal struct {
	plan.Refusal
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

func worded(refusals []plan.Refusal, again Again) []wordedRefusal {
	all := make([]wordedRefusal, len(refusals))
	for i, r := range refusals {
		message, hint := RefusalWords(r, again)
		all[i] = wordedRefusal{r, message, hint}
	}
	return all
}
