// Package yamlfile reads, describes and formats YAML files of which a table says what they
// accept. One table, a Grammar, drives the reading, the JSON Schema for editors and the
// order of the keys, so the three agree.
//
// The files are treated as hostile: yaml.v3 is called in one place, which turns its panics
// into problems, and YAML that says something else than it seems to is refused.
package yamlfile

import (
	"slices"
	"strings"

	"whopsync/internal/course"
)

// A Key is one word that a file accepts: the walk over YAML checks by it, and whatever
// else has to know the format (schemas, the formatter) reads it from the same tables.
type Key struct {
	Name     string
	Doc      string // what it does, for completion in editors
	Form     Form
	Field    course.Field // the field that it fills as it stands, or ""
	Enum     []string     // FormEnum: the accepted words
	Prefix   string       // FormText: what it begins with
	Starts   []string     // FormText: what it may begin with in the place of Prefix
	Absent   any          // what leaving the key out stands for, where that is always the same
	Min, Max int          // FormInt: bounds; FormText: characters at most; 0 is no bound
	Required bool
	Rivals   []string          // keys that it cannot stand beside
	Nullable bool              // null empties the field on Whop
	Keys     []Key             // FormObject, FormMap without Item: what is accepted inside
	OneOf    bool              // FormObject: exactly one of the keys
	Item     *Key              // FormList, FormMap: what every entry is
	Short    string            // FormObject: the key that a bare value stands for
	Retired  map[string]string // words of older formats, and what to write instead
}

// Form is the form of a value.
type Form int

const (
	FormText    Form = iota // one line
	FormProse               // any number of lines
	FormEnum                // one of a few words
	FormBool                // true or false
	FormInt                 // a whole number
	FormNumber              // a number with or without decimals
	FormDecimal             // the same, kept as it is written
	FormName                // one part of an address
	FormKey                 // the word that a file keeps whatever it is called
	FormAddress             // course, course/chapter or course/chapter/lesson
	FormPath                // a file, relative to the file that names it
	FormMoment              // a date and time with its zone
	FormLiteral             // any scalar, as it is written
	FormObject              // keys; where short is set, a bare value stands for that key
	FormMap                 // names of the author's own, each with keys, or with an item
	FormList                // entries
)

// named returns what every entry of a FormMap is.
func (k *Key) named() Key {
	if k.Item != nil {
		return *k.Item
	}
	return Key{Form: FormObject, Keys: k.Keys, Retired: k.Retired, Nullable: true}
}

// Grammar is what one kind of file accepts.
type Grammar struct {
	Name string // the words for it in messages
	Doc  string
	Keys []Key
	// Retired are refused keys, each with the right one. A key that is ignored as well is refused only
	// where it says true or false: in other tools it is a list.
	Retired map[string]string
	// Ignored are keys of other tools; a name that ends with "*" stands for all names that begin
	// so. Nil: there are none, and none may be added.
	Ignored []string
}

// Ignores reports whether a key says nothing here.
func (g Grammar) Ignores(key string) bool {
	return slices.ContainsFunc(g.Ignored, func(pattern string) bool {
		start, isStart := strings.CutSuffix(pattern, "*")
		return key == pattern || isStart && strings.HasPrefix(key, start)
	})
}
