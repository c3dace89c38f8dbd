package yamlfile

import (
	"slices"
	"time"
)

// Object is a YAML mapping that went through a grammar: only accepted keys, each with a
// value of its form. A key whose value is a problem is absent.
type Object struct {
	At     Span
	Values map[string]Value
	Order  []string        // the keys as written, for maps with names of the author's own
	Others map[string]Span // keys that other tools read
	// Unknown are keys of which nothing is near, and which may be another tool's. The hint of their problems is IgnoreHint of each.
	Unknown []string
	wrong   []string // keys that are there, or are meant, and are a problem themselves
}

// IsWrong reports a key of which more than its problem is not worth saying.
func (o Object) IsWrong(name string) bool { return slices.Contains(o.wrong, name) }

// Value is a checked YAML value. Which of its fields is set follows from the key's form.
type Value struct {
	At, Key Span // the value, and the key before it

	Null   bool
	Broken bool   // an entry of a FormMap with a problem inside: its name is known all the same
	Text   string // FormText, FormProse, FormEnum, FormName, FormKey, FormAddress, FormPath, FormDecimal, FormLiteral
	Flag   bool   // FormBool
	Number float64
	Time   time.Time // FormMoment, in its zone
	List   []Value
	Object Object
}

func (o Object) Get(name string) (Value, bool) {
	v, ok := o.Values[name]
	return v, ok
}

// Text returns the text of a key, or "" when it is absent or null.
func (o Object) Text(name string) string { return o.Values[name].Text }
