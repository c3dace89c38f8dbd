package spec

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"whopsync/internal/yamlfile"
)

// variableName is what stands between {{ and }}.
const variableName = `[A-Za-z][A-Za-z0-9_-]*`

var isVariable = regexp.MustCompile(`^` + variableName + `$`)

// variables are what is filled in into texts, by name.
type variables struct {
	values map[string]string // in the environment worked with
	known  map[string]string // the same of all environments, which may lack some
}

// variablesOf reads the variables of whopsync.yaml, of which an environment may have its own.
func variablesOf(config yamlfile.Object, environment string, r *yamlfile.Report) variables {
	common := valuesOf(config, r)
	v := variables{maps.Clone(common), maps.Clone(common)}
	environments := config.Values["environments"].Object
	all := map[string]map[string]string{}
	for _, name := range environments.Order {
		all[name] = valuesOf(environments.Values[name].Object, r)
		maps.Copy(v.known, all[name])
	}
	maps.Copy(v.values, all[environment])
	for _, name := range environments.Order {
		if name != environment { // where a text that lacks a value is an error
			warnOfLacking(environments.Values[name].Key, name, common, all, r)
		}
	}
	return v
}

// warnOfLacking names the variables that an environment lacks and others have: lessons with them cannot go there.
func warnOfLacking(at yamlfile.Span, environment string, common map[string]string, all map[string]map[string]string, r *yamlfile.Report) {
	lacks := map[string]string{} // and an environment that has them
	for _, other := range slices.Backward(slices.Sorted(maps.Keys(all))) {
		for name := range all[other] {
			lacks[name] = other
		}
	}
	for _, name := range slices.Sorted(maps.Keys(lacks)) {
		_, isCommon := common[name]
		if _, isOwn := all[environment][name]; !isCommon && !isOwn {
			r.Warn(at, "no-value", fmt.Sprintf("%s has no value for the variable %s, which %s has: a text with it stops every run of %[1]s", environment, name, lacks[name]),
				fmt.Sprintf("write one for all, `variables: {%s: …}` at the top of the file, or one into %s", name, environment))
		}
	}
}

func valuesOf(o yamlfile.Object, r *yamlfile.Report) map[string]string {
	values := map[string]string{}
	in := o.Values["variables"].Object
	for _, name := range in.Order {
		v := in.Values[name]
		if !isVariable.MatchString(name) {
			r.Error(v.Key, "bad-name", fmt.Sprintf("%q cannot name a variable", yamlfile.Shorten(name)), "begin with a letter, and use letters, digits, - and _")
		}
		values[name] = v.Text
	}
	return values
}

// hint says what else to do about a tag with a name that is no variable's.
func (v variables) hint(name string) string {
	if name == "" {
		return ""
	}
	if near := v.near(name); near != "" {
		return "; " + near
	}
	return ", or " + giveText(name)
}

// missing says what to do about a name that no variable has.
func (v variables) missing(name string) string { return cmp.Or(v.near(name), giveText(name)) }

func (v variables) near(name string) string {
	return DidYouMean(name, slices.Sorted(maps.Keys(v.known)))
}

func giveText(name string) string {
	return fmt.Sprintf("give it a text in %s: `variables: {%s: …}`", ConfigFile, name)
}
