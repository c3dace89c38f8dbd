package render

import (
	"fmt"
	"io"
	"slices"

	"whopsync/internal/spec"
)

// Problems writes what is wrong in the files: the warnings, one entry for each rule, and then, next to
// the prompt, every error with its line and what to do, those that say the same once. Real courses have
// raw HTML in nearly every file, and what is said a hundred times is not read once.
//
// source returns a file's bytes, to quote the line in question; where it cannot, the
// problem stands without a quotation. It may be nil.
func Problems(w io.Writer, problems spec.Problems, source func(path string) ([]byte, error), s Style) error {
	if len(problems) == 0 {
		return nil
	}
	out := newPage(w, s)
	quoted := quotations{source: source, width: out.style.Width}
	for _, group := range byRule(problems.Warnings()) {
		if len(group) == 1 {
			out.block(quoted.problem(group[0])...)
		} else {
			out.block(groupRows(group)...)
		}
	}
	errors := map[string]int{}
	var more []row
	for _, group := range byWords(problems.Errors()) {
		rule := group[0].Rule
		if errors[rule]++; errors[rule] <= many {
			out.block(quoted.problems(group)...)
		} else if errors[rule] == many+1 {
			more = append(more, row{text: "… and more of [" + OneLine(rule) + "]; all of them: " + s.Shell.Command("validate --format json")})
		}
	}
	if len(more) > 0 {
		out.block(more...)
	}
	out.block(prose(list(some(len(problems.Errors()), "error"), some(len(problems.Warnings()), "warning")) + "."))
	return out.flush()
}

// Warnings writes of the warnings about files those that a reader needs now, a line for each rule, and
// how many there are. whopsync validate shows all of them.
func Warnings(w io.Writer, warnings spec.Problems, isNeeded func(spec.Problem) bool, s Style) error {
	if len(warnings) == 0 {
		return nil
	}
	var rows []row
	needed := slices.DeleteFunc(slices.Clone(warnings), func(p spec.Problem) bool { return !isNeeded(p) })
	groups := byRule(needed)
	for _, group := range groups[:min(few, len(groups))] {
		text := position(group[0]) + ": " + string(group[0].Severity) + ": " + OneLine(group[0].Message) + " [" + OneLine(group[0].Rule) + "]"
		if len(group) > 1 {
			text += ", and " + counted(len(group)-1, "place") + " more"
		}
		rows = append(rows, prose(text))
	}
	rows = append(rows, row{text: counted(len(warnings), "warning") + " about the files; all of them: " + s.Shell.Command("validate")})
	out := newPage(w, s)
	out.block(rows...)
	return out.flush()
}

// problem returns a problem with its line of the file.
func (q *quotations) problem(p spec.Problem) []row { return q.problems(spec.Problems{p}) }

// problems returns equal problems together: the first with its line of the file, the others
// with their places.
func (q *quotations) problems(group spec.Problems) []row {
	p := group[0]
	text := fmt.Sprintf("%s: %s [%s]", p.Severity, OneLine(p.Message), OneLine(p.Rule))
	if len(group) > 1 {
		text += ", in " + counted(len(group), "place")
	}
	if at := position(p); at != "" {
		text = at + ": " + text
	}
	rows := append([]row{{text: text, form: title}}, q.excerpt(p)...)
	for _, other := range group[1:min(few, len(group))] {
		rows = append(rows, row{depth: 1, text: position(other)})
	}
	return append(append(rows, moreRows(len(group))...), hintRows(p.Hint)...)
}

// many is how many errors of one rule are shown with their lines: a person reads no more before mending some.
const many = 25

// few is how many places are named of problems that say the same.
const few = 3

func moreRows(places int) []row {
	if places <= few {
		return nil
	}
	return []row{{depth: 1, text: fmt.Sprintf("… and %s more", grouped(places-few))}}
}

// groupRows returns the warnings of one rule, with their common words once.
func groupRows(group spec.Problems) []row {
	first := group[0]
	message, hint := first.Message, first.Hint
	for _, p := range group {
		if p.Message != first.Message {
			message = ""
		}
		if p.Hint != first.Hint {
			hint = ""
		}
	}
	text := fmt.Sprintf("%s: %s [%s]", first.Severity, counted(len(group), "place"), OneLine(first.Rule))
	if message != "" {
		text = fmt.Sprintf("%s: %s [%s], in %s", first.Severity, OneLine(message), OneLine(first.Rule), counted(len(group), "place"))
	}
	rows := []row{{text: text, form: title}}
	for _, p := range group[:min(few, len(group))] {
		at := position(p)
		if message == "" {
			at += ": " + OneLine(p.Message)
		}
		if hint == "" && p.Hint != "" {
			at += " (" + OneLine(p.Hint) + ")"
		}
		rows = append(rows, row{depth: 1, text: at})
	}
	return append(append(rows, moreRows(len(group))...), hintRows(hint)...)
}

func hintRows(hint string) []row {
	if hint == "" {
		return nil
	}
	return []row{{depth: 1, text: "hint: " + OneLine(hint), form: flowing}}
}

// position is the place of a problem as editors and terminals make it clickable.
func position(p spec.Problem) string {
	at := OneLine(p.Path)
	if p.Line > 0 {
		at += fmt.Sprintf(":%d", p.Line)
		if p.Col > 0 {
			at += fmt.Sprintf(":%d", p.Col)
		}
	}
	return at
}

func byRule(problems spec.Problems) []spec.Problems {
	return groupBy(problems, func(p spec.Problem) string { return p.Rule })
}

// byWords groups what says the same, in as many words.
func byWords(problems spec.Problems) []spec.Problems {
	return groupBy(problems, func(p spec.Problem) string { return p.Rule + "\n" + p.Message + "\n" + p.Hint })
}
