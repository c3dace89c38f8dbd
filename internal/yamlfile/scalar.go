package yamlfile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"gopkg.in/yaml.v3"

	"whopsync/internal/course"
)

// scalar reads a single value into v.
func (w walker) scalar(node *yaml.Node, k *Key, v *Value) bool {
	if node.Kind != yaml.ScalarNode {
		return w.wrongType(node, k)
	}
	switch k.Form {
	case FormBool:
		return w.bool(node, k, v)
	case FormInt, FormNumber:
		return w.number(node, k, v)
	case FormDecimal:
		return w.decimal(node, k, v)
	case FormEnum:
		return w.enum(node, k, v)
	case FormLiteral:
		v.Text = node.Value
		return w.printable(v, "\n\t", k)
	}
	return w.words(node, k, v)
}

func (w walker) bool(node *yaml.Node, k *Key, v *Value) bool {
	if node.Tag != boolTag {
		return w.wrongType(node, k)
	}
	v.Flag = strings.EqualFold(node.Value, "true")
	return true
}

func (w walker) number(node *yaml.Node, k *Key, v *Value) bool {
	n, err := strconv.ParseFloat(node.Value, 64)
	whole := strings.Trim(strings.TrimPrefix(node.Value, "-"), "0123456789") == ""
	switch {
	case node.Tag != intTag && (k.Form == FormInt || node.Tag != floatTag),
		err != nil, k.Form == FormInt && (!whole || n > 1<<31):
		return w.wrongType(node, k)
	case k.Name == "version" && n > float64(k.Max):
		w.report.Error(v.At, "out-of-range", fmt.Sprintf("this whopsync reads version %d of the format, not %s", k.Max, Shorten(node.Value)), "update whopsync")
		return false
	case n < float64(k.Min), k.Max > 0 && n > float64(k.Max), n != n:
		w.report.Error(v.At, "out-of-range", wants(k)+bounds(k)+", got "+Shorten(node.Value), "")
		return false
	}
	v.Number = n
	return true
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

// decimal keeps a number as it is written: a binary fraction would not be the same.
func (w walker) decimal(node *yaml.Node, k *Key, v *Value) bool {
	decimal, ok := course.ParseDecimal(node.Value)
	if !ok || node.Tag == timeTag || node.Tag == boolTag {
		return w.wrongType(node, k)
	}
	v.Text = string(decimal)
	return true
}

func (w walker) enum(node *yaml.Node, k *Key, v *Value) bool {
	if slices.Contains(k.Enum, node.Value) {
		v.Text = node.Value
		return true
	}
	hint := DidYouMean(node.Value, k.Enum)
	if advice, ok := k.Retired[node.Value]; ok {
		hint = advice
	}
	w.report.Error(v.At, "unknown-value", wants(k)+", got "+describe(node), hint)
	return false
}

// words reads what must be text. A bare word that YAML takes for something else is an
// error even where its letters are known: 1.10 is 1.1 to the next tool, and no is false.
func (w walker) words(node *yaml.Node, k *Key, v *Value) bool {
	if node.Tag != textTag || k.Form != FormPath && isOldBool(node) {
		return w.wrongType(node, k)
	}
	v.Text = node.Value
	switch k.Form {
	case FormProse:
		return w.printable(v, "\n\t", k)
	case FormName:
		return w.name(v, k)
	case FormKey:
		return w.key(v)
	case FormAddress:
		return w.address(v)
	}
	if !w.printable(v, "", k) {
		return false
	}
	if !strings.HasPrefix(v.Text, k.Prefix) {
		w.report.Error(v.At, "bad-id", fmt.Sprintf("%s wants an id that begins with %s, got %q", k.Name, k.Prefix, Shorten(v.Text)), "")
		return false
	}
	if k.Max > 0 {
		return CheckLength(w.report, v.At, k.Name, v.Text, k.Max)
	}
	return true
}

func (w walker) printable(v *Value, allowed string, k *Key) bool {
	r, found := Unprintable(v.Text, allowed)
	if found {
		hint := "remove it"
		if r == '\n' {
			hint = "write it on one line"
		}
		w.report.Error(v.At, "invisible-character", fmt.Sprintf("%s holds the invisible character %U", subject(k), r), hint)
	}
	return !found
}

func subject(k *Key) string { return cmp.Or(k.Name, "the text") }

func (w walker) name(v *Value, k *Key) bool {
	v.Text = norm.NFC.String(v.Text)
	if err := course.CheckName(v.Text); err != nil {
		w.report.Error(v.At, "bad-name", subject(k)+" cannot be part of an address: "+Shorten(err.Error()), "")
		return false
	}
	return true
}

// key reads a key. One of another form is shown in the form that it could have.
func (w walker) key(v *Value) bool {
	if err := course.CheckKey(v.Text); err != nil {
		w.report.Error(v.At, "bad-key", fmt.Sprintf("%q is no key: %s", Shorten(v.Text), err), fmt.Sprintf("write `key: %s`", Scalar(keyLike(v.Text))))
		return false
	}
	return true
}

// keyLike returns the key that a text comes nearest to.
func keyLike(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return course.CheckKey(string(r)) != nil })
	like := strings.Join(words, "-")
	like = like[:min(len(like), course.MaxKey)]
	if like == "" {
		return course.KeyOf(text, func(string) bool { return false })
	}
	return like
}

func (w walker) address(v *Value) bool {
	v.Text = norm.NFC.String(v.Text)
	if _, err := course.ParseAddress(v.Text); err != nil {
		w.report.Error(v.At, "bad-address", Shorten(err.Error()), "write course, course/chapter or course/chapter/lesson")
		return false
	}
	return true
}

// CheckLength reports a text of more characters than Whop takes.
func CheckLength(r *Report, at Span, what, text string, most int) bool {
	n := utf8.RuneCountInString(text)
	if n <= most {
		return true
	}
	r.Error(at, "too-long", fmt.Sprintf("%s has %d characters, Whop takes at most %d", what, n, most), "shorten it")
	return false
}
