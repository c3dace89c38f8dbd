package render

import (
	"fmt"
	"io"
	"strings"

	"whopsync/internal/probe"
)

// Probe writes what doctor --probe has found: a table, and below it what follows from whatever is not as assumed.
// It is as wide as any terminal, so it looks the same in a report.
func Probe(w io.Writer, r *probe.Report) error {
	var out strings.Builder
	out.WriteString(cells(' ', "question", "assumed", "found"))
	for _, f := range r.Findings {
		found := f.Found
		if found == "" {
			found = string(f.Verdict)
		}
		out.WriteString(cells(verdictSigns[f.Verdict], f.Question, f.Assumed, found))
	}
	for _, verdict := range verdicts[1:] {
		for _, f := range r.Findings {
			if f.Verdict == verdict {
				out.WriteString(explained(f))
			}
		}
	}
	for _, left := range r.Left {
		fmt.Fprintf(&out, "\nLeft alone: course %s, %s: %s.\n", left.ID, quote(left.Title), OneLine(left.Why))
	}
	var totals []string
	for _, v := range verdicts {
		if n := r.Count()[v]; n > 0 {
			totals = append(totals, fmt.Sprintf("%d %s (%c)", n, v, verdictSigns[v]))
		}
	}
	fmt.Fprintf(&out, "\n%s: %s.\n", counted(len(r.Findings), "question"), strings.Join(totals, ", "))
	_, err := io.WriteString(w, out.String())
	return err
}

const probeWidth = 80

// verdicts are in the order of how much they matter: what matters stands last, where a terminal shows it.
var verdicts = []probe.Verdict{probe.AsAssumed, probe.NotTried, probe.Harmless, probe.NotSettled, probe.Wrong}

var verdictSigns = map[probe.Verdict]rune{probe.AsAssumed: '=', probe.Harmless: '~', probe.Wrong: '!', probe.NotSettled: '?', probe.NotTried: '-'}

// explained says what follows from a finding.
func explained(f probe.Finding) string {
	text := fmt.Sprintf("\n%c %s\n", verdictSigns[f.Verdict], f.Question)
	for _, part := range []string{found(f), f.Follows} {
		if part != "" {
			text += "  " + strings.Join(wrap(OneLine(part), probeWidth-2), "\n  ") + "\n"
		}
	}
	return text
}

// found is the answer with what else was seen, or why there is none.
func found(f probe.Finding) string {
	switch {
	case f.Verdict == probe.NotTried:
		return "Not tried: " + f.Why + "."
	case f.Verdict == probe.NotSettled:
		return "Not settled: " + f.Why + "."
	case f.Detail == "":
		return "Found: " + f.Found + "."
	}
	return "Found: " + f.Found + " (" + f.Detail + ")."
}

// cells is a row of the table. What is longer than its column goes on below.
func cells(sign rune, texts ...string) string {
	widths := [...]int{36, 19, 19}
	var columns [3][]string
	height := 0
	for i, text := range texts {
		columns[i] = wrap(OneLine(text), widths[i])
		height = max(height, len(columns[i]))
	}
	var out strings.Builder
	for line := range height {
		row := string(sign) + " "
		for i, column := range columns {
			cell := ""
			if line < len(column) {
				cell = column[line]
			}
			row += fmt.Sprintf("%-*s  ", widths[i], cell)
		}
		out.WriteString(strings.TrimRight(row, " ") + "\n")
		sign = ' '
	}
	return out.String()
}
