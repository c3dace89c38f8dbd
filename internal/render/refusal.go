package render

import (
	"strings"

	"whopsync/internal/plan"
)

// refusalRows return why apply would not run. What to do stands under each: a refusal
// without a way out only makes people look for a way around.
func refusalRows(refusals []plan.Refusal) []row {
	if len(refusals) == 0 {
		return nil
	}
	rows := []row{prose("apply would refuse:")}
	for _, r := range worded(refusals) {
		rows = append(rows, row{sign: removed, depth: 1, text: refusalText(r), form: flowing})
		rows = append(rows, adviceRows(r.Hint)...)
	}
	return rows
}

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
		} else if strings.HasPrefix(line, " ") {
			r = row{depth: 3, text: OneLine(strings.TrimLeft(line, " "))}
		}
		rows = append(rows, r)
	}
	return rows
}

func refusalText(r wordedRefusal) string {
	text := OneLine(r.Message) + " [" + OneLine(string(r.Guard)) + "]"
	if r.Address.IsZero() {
		return text
	}
	return addressName(r.Address) + ": " + text
}

// wordedRefusal is a refusal and what is said about it.
type wordedRefusal struct {
	plan.Refusal
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

func worded(refusals []plan.Refusal) []wordedRefusal {
	all := make([]wordedRefusal, len(refusals))
	for i, r := range refusals {
		message, hint := RefusalWords(r)
		all[i] = wordedRefusal{r, message, hint}
	}
	return all
}
