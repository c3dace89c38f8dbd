package render

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"whopsync/internal/spec"
)

// ProblemsGitHub writes problems as workflow commands, which GitHub shows at their lines
// in a pull request. It shows only ten errors and ten warnings of a step, so errors come
// first, and the errors that say the same, like the warnings of one rule, are one annotation at
// the first place.
func ProblemsGitHub(w io.Writer, problems spec.Problems) error {
	var out bytes.Buffer
	for _, group := range slices.Concat(byWords(problems.Errors()), byRule(problems.Warnings())) {
		more := ""
		if n := len(group) - 1; n > 0 {
			more = " (and " + counted(n, "more place") + ")"
		}
		out.WriteString(annotation(group[0], more))
	}
	_, err := w.Write(out.Bytes())
	return err
}

// annotation is the only command that whopsync gives to a runner. Text of the author can
// neither end it nor begin another.
func annotation(p spec.Problem, more string) string {
	properties := []string{"title=" + escapedProperty("whopsync: "+p.Rule)}
	if p.Path != "" {
		properties = append(properties, "file="+escapedProperty(p.Path))
	}
	for _, number := range []struct {
		name  string
		value int
	}{{"line", p.Line}, {"col", p.Col}, {"endColumn", p.EndCol}} {
		if number.value > 0 {
			properties = append(properties, fmt.Sprintf("%s=%d", number.name, number.value))
		}
	}
	message := p.Message + more
	if p.Hint != "" {
		message += "\n" + p.Hint
	}
	return fmt.Sprintf("::%s %s::%s\n", p.Severity, strings.Join(properties, ","), escapedData(message))
}

// escapedData escapes the text of a workflow command as its documentation asks for.
func escapedData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(Sanitize(s))
}

// escapedProperty escapes one of the values before the text.
func escapedProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapedData(s))
}
