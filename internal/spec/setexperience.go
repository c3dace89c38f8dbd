package spec

import (
	"bytes"
	"slices"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/yamlfile"
)

// SetExperience returns the text of whopsync.yaml with the experience of an environment in it, which
// takes the place of one copied from a page. All other lines stay unchanged. It returns false where
// the environment names something else already, and for a text of a form in which there is no line
// for it.
func SetExperience(text []byte, environment, id string) ([]byte, bool) {
	before, ok := readEnvironments(text)
	if was := before[environment]; !ok || was.Product != "" || was.Experience != "" && !isPlaceholder(was.Experience) {
		return nil, false
	}
	set := withExperience(text, environment, id)
	after, ok := readEnvironments(set)
	wanted := before[environment]
	wanted.Name, wanted.Experience = environment, id
	if wanted.BaseURL == "" && environment != Local {
		wanted.BaseURL = DefaultBaseURL(environment) // it is new
	}
	before[environment] = wanted
	if !ok || len(after) != len(before) {
		return nil, false
	}
	for name, was := range before {
		if after[name] != was {
			return nil, false
		}
	}
	return set, true
}

// readEnvironments returns false for a text that cannot be read.
func readEnvironments(text []byte) (map[string]Environment, bool) {
	r := &yamlfile.Report{Path: ConfigFile}
	o, ok := yamlfile.Read(string(text), configGrammar, r)
	return environmentsOf(o.Values["environments"].Object, hint.Shell{}, r), ok
}

func withExperience(text []byte, environment, id string) []byte {
	o, _ := yamlfile.Read(string(text), configGrammar, &yamlfile.Report{})
	all, hasAny := o.Get("environments")
	one, isThere := all.Object.Values[environment]
	if old, ok := one.Object.Get("experience"); ok {
		return replaceIn(text, old, id)
	}
	column := func(inside yamlfile.Object, outer int) string {
		for _, v := range inside.Values {
			return strings.Repeat(" ", v.Key.Col-1)
		}
		return strings.Repeat(" ", outer+1)
	}
	switch {
	case isThere:
		return addLines(text, one.Key.Line, column(one.Object, one.Key.Col)+"experience: "+id)
	case hasAny:
		indent := column(all.Object, all.Key.Col)
		return addLines(text, all.Key.Line, indent+environment+":", indent+"  experience: "+id)
	}
	return addLines(text, bytes.Count(text, []byte("\n"))+1, "", "environments:", "  "+environment+":", "    experience: "+id)
}

func replaceIn(text []byte, old yamlfile.Value, id string) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	line := &lines[old.At.Line-1]
	*line = bytes.Replace(*line, []byte(old.Text), []byte(id), 1)
	return bytes.Join(lines, nil)
}

// addLines puts lines after the first n of a text.
func addLines(text []byte, n int, added ...string) []byte {
	end := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		end = "\r\n"
	}
	lines := strings.SplitAfter(string(text), "\n")
	if last := lines[len(lines)-1]; last == "" {
		lines = lines[:len(lines)-1]
	} else if n >= len(lines) {
		lines[len(lines)-1] = last + end
	}
	n = min(n, len(lines))
	return []byte(strings.Join(slices.Concat(lines[:n], []string{strings.Join(added, end) + end}, lines[n:]), ""))
}
