package convert

import (
	"regexp"
	"strings"

	"whopsync/internal/yamlfile"
)

// variables are values that texts name between braces, as the templates of Jekyll, Hugo and MkDocs do.
type variables map[string]string

var (
	variable = regexp.MustCompile(`\{\{-?\s*([\w.-]+)\s*-?\}\}`)
	macro    = regexp.MustCompile(`\{\{.*?\}\}|\{%.*?%\}`)
	rawMark  = regexp.MustCompile(`\{%-?\s*(end)?raw\s*-?%\}`)
)

// add notes all texts in a value, by their path.
func (v variables) add(prefix string, value yamlfile.Foreign) {
	for _, entry := range value.Keys {
		name := strings.TrimPrefix(prefix+"."+entry.Name, ".")
		if entry.Value.Kind == yamlfile.ForeignText {
			v[name] = entry.Value.Text
		}
		v.add(name, entry.Value)
	}
}

// filled puts values in the place of their names, and names what has none. What is marked as raw stays, without the marks.
func (v variables) filled(t Text, notes *Notes) Text {
	var code fence
	out := make(Text, len(t))
	isRaw := false
	for i, line := range t {
		isCode := code.has(line.Text)
		out[i] = line
		if !strings.Contains(line.Text, "{{") && !strings.Contains(line.Text, "{%") {
			continue
		}
		var text strings.Builder
		rest := line.Text
		for rest != "" {
			mark := rawMark.FindStringIndex(rest)
			if mark == nil {
				mark = []int{len(rest), len(rest)}
			}
			part := rest[:mark[0]]
			if !isRaw && !isCode {
				part = v.fill(part, line.At, notes)
			}
			text.WriteString(part)
			if mark[0] < mark[1] {
				isRaw = !strings.Contains(rest[mark[0]:mark[1]], "endraw")
			}
			rest = rest[mark[1]:]
		}
		out[i].Text = text.String()
	}
	return out
}

// fill returns a part of a line with its values.
func (v variables) fill(part string, at Place, notes *Notes) string {
	filled := variable.ReplaceAllStringFunc(part, func(mark string) string {
		if value, ok := v[variable.FindStringSubmatch(mark)[1]]; ok {
			return oneLine(value)
		}
		return mark
	})
	outsideCode(filled, func(rest string) string {
		for _, mark := range macro.FindAllString(rest, -1) {
			notes.addOnce(Unresolved, at, mark)
		}
		return rest
	})
	return filled
}
