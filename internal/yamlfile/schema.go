package yamlfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// Schema returns the JSON Schema of a file. It is made from the tables that loading checks
// by, so the two cannot drift. A schema is the weaker one: what it refuses, loading refuses
// as well, but it knows one file only and sees no further than one key, so that it lets
// pass what only loading can judge.
func Schema(g Grammar) []byte {
	s := objectRule(g.Keys)
	if g.Ignored != nil {
		patterns := make([]string, len(g.Ignored))
		for i, key := range g.Ignored {
			start, isStart := strings.CutSuffix(key, "*")
			if patterns[i] = regexp.QuoteMeta(start); isStart {
				patterns[i] += ".*"
			}
		}
		s.Patterns = map[string]any{"^(?:" + strings.Join(patterns, "|") + ")$": true}
	}
	if len(s.Required) == 0 {
		s.Type = []string{"object", "null"} // nothing but comments
	}
	s.Dialect, s.Title, s.Description = "https://json-schema.org/draft/2020-12/schema", g.Name, g.Doc
	return encode(s, "  ")
}

// rule is a JSON Schema: of its words those that the tables need.
type rule struct {
	Dialect       string         `json:"$schema,omitempty"`
	Title         string         `json:"title,omitempty"`
	Description   string         `json:"description,omitempty"`
	Type          any            `json:"type,omitempty"`
	Enum          []any          `json:"enum,omitempty"`
	Default       any            `json:"default,omitempty"`
	Pattern       string         `json:"pattern,omitempty"`
	MaxLength     int            `json:"maxLength,omitempty"`
	Minimum       *int           `json:"minimum,omitempty"`
	Maximum       int            `json:"maximum,omitempty"`
	Entries       *rule          `json:"items,omitempty"`
	Properties    properties     `json:"properties,omitempty"`
	Patterns      map[string]any `json:"patternProperties,omitempty"`
	Additional    any            `json:"additionalProperties,omitempty"`
	Required      []string       `json:"required,omitempty"`
	MinProperties int            `json:"minProperties,omitempty"`
	MaxProperties int            `json:"maxProperties,omitempty"`
	Not           *rule          `json:"not,omitempty"`
	AnyOf         []*rule        `json:"anyOf,omitempty"`
	AllOf         []*rule        `json:"allOf,omitempty"`
}

// properties are in the order of the tables, which is the order that editors offer.
type properties []property

type property struct {
	name string
	rule *rule
}

func (ps properties) MarshalJSON() ([]byte, error) {
	all := make([]string, len(ps))
	for i, p := range ps {
		all[i] = string(encode(p.name, "")) + ":" + string(encode(p.rule, ""))
	}
	return []byte("{" + strings.Join(all, ",") + "}"), nil
}

// objectRule is the schema of a mapping with these keys and no others.
func objectRule(keys []Key) *rule {
	s := &rule{Type: "object", Additional: false}
	for i := range keys {
		k := &keys[i]
		s.Properties = append(s.Properties, property{k.Name, keyRule(k)})
		if k.Required {
			s.Required = append(s.Required, k.Name)
		}
		for _, rival := range k.Rivals {
			s.AllOf = append(s.AllOf, &rule{Not: &rule{Type: "object", Required: []string{k.Name, rival}}})
		}
	}
	return s
}

// keyRule is the schema of a key's value, with what an author wants to know of it.
func keyRule(k *Key) *rule {
	s := valueRule(k)
	if k.Nullable {
		s = orNull(s)
	}
	s.Description, s.Default = k.Doc, k.Absent
	if k.Absent != nil {
		s.Description += fmt.Sprintf(" Default: %s.", strings.Trim(fmt.Sprint(k.Absent), "[]"))
	}
	return s
}

func valueRule(k *Key) *rule {
	switch k.Form {
	case FormBool:
		return &rule{Type: "boolean"}
	case FormInt:
		return &rule{Type: "integer", Minimum: &k.Min, Maximum: k.Max}
	case FormNumber:
		return &rule{Type: "number", Minimum: &k.Min, Maximum: k.Max}
	case FormEnum:
		s := &rule{}
		for _, word := range k.Enum {
			s.Enum = append(s.Enum, word)
		}
		return s
	case FormLiteral:
		return &rule{Type: []string{"string", "number", "boolean"}}
	case FormObject, FormMap, FormList:
		return nestedRule(k)
	}
	return textRule(k)
}

func nestedRule(k *Key) *rule {
	switch k.Form {
	case FormList:
		return &rule{Type: "array", Entries: keyRule(k.Item)}
	case FormMap:
		return &rule{Type: "object", Additional: keyRule(new(k.named()))}
	}
	s := objectRule(k.Keys)
	if k.OneOf {
		s.MinProperties, s.MaxProperties = 1, 1
	}
	if i := slices.IndexFunc(k.Keys, func(inner Key) bool { return inner.Name == k.Short }); i >= 0 {
		return &rule{AnyOf: []*rule{valueRule(&k.Keys[i]), s}}
	}
	return s
}

// textRule is the schema of a scalar that is kept as it is written. The patterns use
// what all dialects of regular expressions share.
func textRule(k *Key) *rule {
	s := &rule{Type: "string", MaxLength: k.Max}
	const part = `[^/\\\s](?:[^/\\\n\r]*[^/\\\s])?`
	switch k.Form {
	case FormText:
		start := k.Prefix
		if len(k.Starts) > 0 {
			start = "(?:" + start + "|" + strings.Join(quoted(k.Starts), "|") + ")"
		}
		s.Pattern = `^` + start + `[^\n\r]*$`
	case FormName:
		s.Pattern = `^` + part + `$`
		s.Not = &rule{Type: "string", Pattern: `^\.\.?$`}
	case FormKey:
		s.Pattern = course.KeyPattern
	case FormAddress:
		s.Pattern = `^` + part + `(?:/` + part + `){0,2}$`
		s.Not = &rule{Type: "string", Pattern: `(?:^|/)\.\.?(?:/|$)`}
	case FormPath:
		s.Pattern = `^[^/\\\n\r][^\\\n\r]*$`
		s.Not = &rule{Type: "string", Pattern: `^[A-Za-z][A-Za-z0-9+.-]*:`}
	case FormMoment:
		s.Pattern = momentPattern
	case FormDecimal:
		s.Type, s.Pattern = []string{"number", "string"}, `^\s*-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)\s*$`
	}
	return s
}

// quoted spells texts as patterns that match them.
func quoted(texts []string) []string {
	patterns := make([]string, len(texts))
	for i, text := range texts {
		patterns[i] = regexp.QuoteMeta(text)
	}
	return patterns
}

// orNull lets null pass too.
func orNull(s *rule) *rule {
	switch types := s.Type.(type) {
	case string:
		s.Type = []string{types, "null"}
	case []string:
		s.Type = append(slices.Clone(types), "null")
	default:
		s.Enum = append(s.Enum, nil)
	}
	return s
}
