package render

import (
	"fmt"
	"strings"

	"whopsync/internal/plan"
)

// lossRows name what an update destroys of its object, one by one.
func lossRows(lost []plan.Loss) []row {
	return partRows(removed, lost, lossText)
}

// partRows list parts of an object. The fields below them show the rest of a very long list.
func partRows(s sign, parts []plan.Loss, word func(plan.Loss) string) []row {
	var rows []row
	say := func(text string) { rows = append(rows, row{sign: s, depth: fieldDepth, text: text, form: flowing}) }
	for _, part := range parts[:min(len(parts), manyNames)] {
		say(word(part))
	}
	if more := len(parts) - manyNames; more > 0 {
		say("and " + grouped(more) + " more")
	}
	return rows
}

func lossText(loss plan.Loss) string {
	if loss.Kind == plan.LostType {
		return partName(loss) + " will be destroyed: the lesson becomes one of another type"
	}
	return partName(loss) + " will be destroyed"
}

func partName(part plan.Loss) string {
	switch part.Kind {
	case plan.LostQuestion:
		return "question " + quote(part.Text)
	case plan.LostOption:
		return fmt.Sprintf("option %s of question %s", quote(part.Text), quote(part.Question))
	}
	return "the " + strings.ReplaceAll(OneLine(part.Text), "_", " ")
}
