package yamlfile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"gopkg.in/yaml.v3"

	"whopsync/internal/course"
)

// readScalar reads a single value into v.
func readScalar(node *yaml.Node, k *Key, v *Value) *flaw {
	if node.Kind != yaml.ScalarNode {
		return wrongType(node, k)
	}
	switch k.Form {
	case FormBool:
		return readBool(node, k, v)
	case FormInt, FormNumber:
		return readNumber(node, k, v)
	case FormDecimal:
		return readDecimal(node, k, v)
	case FormEnum:
		return readEnum(node, k, v)
	case FormMoment:
		return readMoment(node, k, v)
	case FormLiteral:
		v.Text = node.Value
		return printable(v, "\n\t", k)
	}
	return readWords(node, k, v)
}

func readBool(node *yaml.Node, k *Key, v *Value) *flaw {
	if node.Tag != boolTag {
		return wrongType(node, k)
	}
	v.Flag = strings.EqualFold(node.Value, "true")
	return nil
}

func readNumber(node *yaml.Node, k *Key, v *Value) *flaw {
	n, err := strconv.ParseFloat(node.Value, 64)
	whole := strings.Trim(strings.TrimPrefix(node.Value, "-"), "0123456789") == ""
	switch {
	case node.Tag != intTag && (k.Form == FormInt || node.Tag != floatTag),
		err != nil, k.Form == FormInt && (!whole || n > 1<<31):
		return wrongType(node, k)
	case k.Name == "version" && n > float64(k.Max):
		return &flaw{"out-of-range", fmt.Sprintf("this whopsync reads version %d of the format, not %s", k.Max, Shorten(node.Value)), "update whopsync"}
	case n < float64(k.Min), k.Max > 0 && n > float64(k.Max), n != n:
		return &flaw{"out-of-range", wants(k) + bounds(k) + ", got " + Shorten(node.Value), ""}
	}
	v.Number = n
	return nil
}

func bounds(k *Key) string {
	switch {
	case k.Max > 0 && k.Max == k.Min:
		return fmt.Sprintf(": %d", k.Min)
	case k.Max > 0:
		return fmt.Sprintf(" from %d to %d", k.Min, k.Max)
	}
	return fmt.Sprintf(" of at least %d", k.Min)
}

// readDecimal keeps a number as it is written: a binary fraction would not be the same.
func readDecimal(node *yaml.Node, k *Key, v *Value) *flaw {
	decimal, ok := course.ParseDecimal(node.Value)
	if !ok || node.Tag == timeTag || node.Tag == boolTag {
		return wrongType(node, k)
	}
	v.Text = string(decimal)
	return nil
}

func readEnum(node *yaml.Node, k *Key, v *Value) *flaw {
	if slices.Contains(k.Enum, node.Value) {
		v.Text = node.Value
		return nil
	}
	hint := DidYouMean(node.Value, k.Enum)
	if advice, ok := k.Retired[node.Value]; ok {
		hint = advice
	}
	return &flaw{"unknown-value", wants(k) + ", got " + describe(node), hint}
}

// readWords reads what must be text. A bare word that YAML takes for something else is an
// error even where its letters are known: 1.10 is 1.1 to the next tool, and no is false.
func readWords(node *yaml.Node, k *Key, v *Value) *flaw {
	if node.Tag != textTag || k.Form != FormPath && isOldBool(node) {
		return wrongType(node, k)
	}
	v.Text = node.Value
	switch k.Form {
	case FormProse:
		return printable(v, "\n\t", k)
	case FormName:
		return readName(v, k)
	case FormKey:
		return readKey(v)
	case FormAddress:
		return readAddress(v)
	}
	if wrong := printable(v, "", k); wrong != nil {
		return wrong
	}
	begins := func(start string) bool { return strings.HasPrefix(v.Text, start) }
	if !begins(k.Prefix) && !slices.ContainsFunc(k.Starts, begins) {
		return &flaw{"bad-id", fmt.Sprintf("%s wants an id that begins with %s, got %q", k.Name, k.Prefix, Shorten(v.Text)), ""}
	}
	if k.Max > 0 {
		return tooLong(k.Name, v.Text, k.Max)
	}
	return nil
}

func printable(v *Value, allowed string, k *Key) *flaw {
	r, found := Unprintable(v.Text, allowed)
	if !found {
		return nil
	}
	hint := "remove it"
	if r == '\n' {
		hint = "write it on one line"
	}
	return &flaw{"invisible-character", fmt.Sprintf("%s holds the invisible character %U", subject(k), r), hint}
}

func subject(k *Key) string { return cmp.Or(k.Name, "the text") }

func readName(v *Value, k *Key) *flaw {
	v.Text = norm.NFC.String(v.Text)
	if err := course.CheckName(v.Text); err != nil {
		return &flaw{"bad-name", subject(k) + " cannot be part of an address: " + Shorten(err.Error()), ""}
	}
	return nil
}

// readKey reads a key. One of another form is shown in the form that it could have.
func readKey(v *Value) *flaw {
	if err := course.CheckKey(v.Text); err != nil {
		return &flaw{"bad-key", fmt.Sprintf("%q is no key: %s", Shorten(v.Text), err), fmt.Sprintf("write `key: %s`", Scalar(keyLike(v.Text)))}
	}
	return nil
}

// keyLike returns the key that a text comes nearest to: without accents, and another one where letters
// would be lost.
func keyLike(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
	isLost := func(r rune) bool { return unicode.IsLetter(r) && course.CheckKey(string(r)) != nil }
	if strings.ContainsFunc(text, isLost) {
		return course.KeyOf(text, func(string) bool { return false })
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return course.CheckKey(string(r)) != nil })
	like := strings.Join(words, "-")
	like = like[:min(len(like), course.MaxKey)]
	if like == "" {
		return course.KeyOf(text, func(string) bool { return false })
	}
	return like
}

func readAddress(v *Value) *flaw {
	v.Text = norm.NFC.String(v.Text)
	if _, err := course.ParseAddress(v.Text); err != nil {
		return &flaw{"bad-address", Shorten(err.Error()), "write course, course/chapter or course/chapter/lesson"}
	}
	return nil
}

func tooLong(what, text string, most int) *flaw {
	n := utf8.RuneCountInString(text)
	if n <= most {
		return nil
	}
	return &flaw{"too-long", fmt.Sprintf("%s has %d characters, Whop takes at most %d", what, n, most), "shorten it"}
}

// CheckLength reports a text of more characters than Whop takes.
func CheckLength(r *Report, at Span, what, text string, most int) bool {
	return r.accepts(at, tooLong(what, text, most))
}
