package yamlfile

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// flaw is a mistake in a value, with advice.
type flaw struct{ rule, message, hint string }

// accepts reports a flaw, if there is one, and returns whether there is none.
func (r *Report) accepts(at Span, wrong *flaw) bool {
	if wrong != nil {
		r.Error(at, wrong.rule, wrong.message, wrong.hint)
	}
	return wrong == nil
}

// wrongType is the flaw of a value in another form than its key has.
func wrongType(node *yaml.Node, k *Key) *flaw {
	return &flaw{"wrong-type", wants(k) + ", got " + describe(node), formHint(node, k)}
}

// wants words what a key wants: "title wants one line of text".
func wants(k *Key) string {
	noun := map[Form]string{
		FormText: "text", FormProse: "text", FormLiteral: "text", FormBool: "true or false",
		FormInt: "a whole number", FormNumber: "a number", FormDecimal: "a number",
		FormName: "a name", FormKey: "a short word", FormAddress: "an address", FormPath: "a file's path",
		FormMoment: "a date and a time with its zone",
		FormObject: "keys with values", FormMap: "names with keys and values", FormList: "a list",
		FormEnum: "one of " + strings.Join(k.Enum, ", "),
	}[k.Form]
	if k.Name == "" {
		return "want " + noun
	}
	return k.Name + " wants " + noun
}

// formHint shows how a value gets the form that its key has: as text, a bare word that YAML
// reads as something else needs quotes.
func formHint(node *yaml.Node, k *Key) string {
	if node.Kind != yaml.ScalarNode {
		return ""
	}
	required := slices.IndexFunc(k.Keys, func(k Key) bool { return k.Required })
	switch k.Form {
	case FormObject:
		if k.Name == "" && required >= 0 {
			return "write `- " + k.Keys[required].Name + ": " + Scalar(Shorten(node.Value)) + "`"
		}
	case FormText, FormProse, FormName, FormKey, FormPath, FormEnum:
		prefix := ""
		if k.Name != "" {
			prefix = k.Name + ": "
		}
		return fmt.Sprintf("write it in quotes: %s%q", prefix, Shorten(node.Value))
	case FormMoment:
		return exampleOf(k)
	case FormList:
		return "write each entry on its own line after a dash"
	case FormBool:
		return boolHint(node.Value)
	case FormInt, FormNumber, FormDecimal:
		return "write it in digits: " + k.Name + ": " + digitsOf(node.Value, k)
	}
	return ""
}

var leadingNumber = regexp.MustCompile(`^\d+(\.\d+)?`)

// digitsOf returns a number that is quoted or written as a word, else one in its place.
func digitsOf(written string, k *Key) string {
	words := []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n := slices.Index(words, strings.ToLower(written)); n >= 0 {
		return strconv.Itoa(n)
	}
	if digits := leadingNumber.FindString(written); digits != "" {
		written = digits // "70%" and "14 days"
	}
	n, err := strconv.ParseFloat(written, 64)
	switch {
	case err != nil || math.Abs(n) > 1_000_000:
		return "7"
	case k.Form == FormInt:
		return strconv.Itoa(int(n))
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

func boolHint(written string) string {
	switch strings.ToLower(written) {
	case "yes", "on", "y", "1":
		return "write true"
	case "no", "off", "n", "0":
		return "write false"
	}
	return ""
}

func exampleOf(k *Key) string { return "write it like `" + k.Name + ": " + someMoment + "`" }

// Examples in hints: a place whose zone has summer time, and a moment that is long to come.
const (
	somePlace  = "Europe/Berlin"
	someMoment = "2030-01-31 09:00 " + somePlace
	otherPlace = ", with your place, or an offset such as +01:00"
)
