package spec

import (
	"slices"
	"strings"

	"whopsync/internal/markdown"
)

// Placeholders returns what a text has in the place of something else. In comments there is none.
func Placeholders(text string) []Placeholder {
	found := placeholdersOf(text, new(markdown.Budget))
	if found == nil {
		return nil
	}
	comments := slices.DeleteFunc(markdown.Parse(text).Comments(), func(c markdown.Comment) bool { return c.Open })
	return slices.DeleteFunc(found, func(p Placeholder) bool {
		for len(comments) > 0 && comments[0].End <= p.Start {
			comments = comments[1:]
		}
		return len(comments) > 0 && comments[0].Start <= p.Start
	})
}

// Filled returns a text with what its variables stand for.
func Filled(text string, variables map[string]string) string {
	var out strings.Builder
	done := 0
	for _, p := range Placeholders(text) {
		value, ok := variables[p.Variable]
		switch {
		case p.IsText && (ok || p.File != ""):
			out.WriteString(text[done:p.Start])
			done = p.Start + len(`\`)
		case ok && !p.IsText:
			out.WriteString(text[done:p.Start] + value)
			done = p.End
		}
	}
	return out.String() + text[done:]
}

// Literal makes text of what would include files, and of what would be filled in of variables.
func Literal(text string, variables map[string]string) string {
	var out strings.Builder
	done := 0
	for _, p := range Placeholders(text) {
		_, isVariable := variables[p.Variable]
		if isVariable || p.includes() {
			out.WriteString(text[done:p.Start] + `\`)
			done = p.Start
		}
	}
	return out.String() + text[done:]
}

// Rebased returns a text of the folder from as it has to be in the folder to, so that its destinations lead where they led.
func Rebased(text, from, to string) string {
	if from == to || !markdown.MayHold(text) {
		return text
	}
	return markdown.Parse(text).Replace(func(d markdown.Destination) (string, bool) {
		t, flaw := parseTarget(from, d.Value)
		if flaw != nil || t.isRemote || t.rooted || t.path == "" {
			return "", false
		}
		end := strings.IndexAny(d.Value, "?#")
		if end < 0 {
			end = len(d.Value)
		}
		return strings.NewReplacer("%", "%25", "#", "%23", "?", "%3F", " ", "%20").Replace(Relative(to, t.path)) + d.Value[end:], true
	})
}
