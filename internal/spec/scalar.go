package spec

import (
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
func (w walker) scalar(node *yaml.Node, k *key, v *value) bool {
	if node.Kind != yaml.ScalarNode {
		w.wrongType(node, k)
		return false
	}
	switch k.form {
	case formBool:
		return w.bool(node, k, v)
	case formInt, formNumber:
		return w.number(node, k, v)
	case formDecimal:
		return w.decimal(node, k, v)
	case formEnum:
		return w.enum(node, k, v)
	case formLiteral:
		v.text = node.Value
		return w.printable(v, "\n\t", k)
	}
	return w.words(node, k, v)
}

func (w walker) bool(node *yaml.Node, k *key, v *value) bool {
	if node.Tag != boolTag {
		w.error(v.at, "wrong-type", wants(k)+", got "+describe(node), boolHint(node.Value))
		return false
	}
	v.flag = strings.EqualFold(node.Value, "true")
	return true
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

func (w walker) number(node *yaml.Node, k *key, v *value) bool {
	n, err := strconv.ParseFloat(node.Value, 64)
	whole := strings.Trim(strings.TrimPrefix(node.Value, "-"), "0123456789") == ""
	switch {
	case node.Tag != intTag && (k.form == formInt || node.Tag != floatTag),
		err != nil, k.form == formInt && (!whole || n > 1<<31):
		w.error(v.at, "wrong-type", wants(k)+", got "+describe(node), "")
		return false
	case k.name == "version" && n > float64(k.max):
		w.error(v.at, "out-of-range", fmt.Sprintf("this whopsync reads version %d of the format, not %s", k.max, shorten(node.Value)), "update whopsync")
		return false
	case n < float64(k.min), k.max > 0 && n > float64(k.max), n != n:
		w.error(v.at, "out-of-range", wants(k)+bounds(k)+", got "+shorten(node.Value), "")
		return false
	}
	v.number = n
	return true
}

func bounds(k *key) string {
	switch {
	case k.max > 0 && k.max == k.min:
		return fmt.Sprintf(": %d", k.min)
	case k.max > 0:
		return fmt.Sprintf(" from %d to %d", k.min, k.max)
	}
	return fmt.Sprintf(" of at least %d", k.min)
}

// decimal keeps a number as it is written: a binary fraction would not be the same.
func (w walker) decimal(node *yaml.Node, k *key, v *value) bool {
	decimal, ok := course.ParseDecimal(node.Value)
	if !ok || node.Tag == timeTag || node.Tag == boolTag {
		w.error(v.at, "wrong-type", wants(k)+", got "+describe(node), "")
		return false
	}
	v.text = string(decimal)
	return true
}

func (w walker) enum(node *yaml.Node, k *key, v *value) bool {
	if slices.Contains(k.enum, node.Value) {
		v.text = node.Value
		return true
	}
	hint := didYouMean(node.Value, k.enum)
	if advice, ok := k.retired[node.Value]; ok {
		hint = advice
	}
	w.error(v.at, "unknown-value", wants(k)+", got "+describe(node), hint)
	return false
}

// words reads what must be text. A bare word that YAML takes for something else is an
// error even where its letters are known: 1.10 is 1.1 to the next tool, and no is false.
func (w walker) words(node *yaml.Node, k *key, v *value) bool {
	if node.Tag != textTag || k.form != formPath && isOldBool(node) {
		w.wrongType(node, k)
		return false
	}
	v.text = node.Value
	switch k.form {
	case formProse:
		return w.printable(v, "\n\t", k)
	case formName:
		return w.name(v, k)
	case formKey:
		return w.key(v)
	case formAddress:
		return w.address(v)
	}
	if !w.printable(v, "", k) {
		return false
	}
	if !strings.HasPrefix(v.text, k.prefix) {
		w.error(v.at, "bad-id", fmt.Sprintf("%s wants an id that begins with %s, got %q", k.name, k.prefix, shorten(v.text)), "")
		return false
	}
	if k.max > 0 {
		return checkLength(w.report, v.at, k.name, v.text, k.max)
	}
	return true
}

func (w walker) printable(v *value, allowed string, k *key) bool {
	r, found := unprintable(v.text, allowed)
	if found {
		hint := "remove it"
		if r == '\n' {
			hint = "write it on one line"
		}
		w.error(v.at, "invisible-character", fmt.Sprintf("%s holds the invisible character %U", subject(k), r), hint)
	}
	return !found
}

func subject(k *key) string {
	if k.name == "" {
		return "the text"
	}
	return k.name
}

func (w walker) name(v *value, k *key) bool {
	v.text = norm.NFC.String(v.text)
	if err := course.CheckName(v.text); err != nil {
		w.error(v.at, "bad-name", subject(k)+" cannot be part of an address: "+shorten(err.Error()), "")
		return false
	}
	return true
}

// key reads a key. One of another form is shown in the form that it could have.
func (w walker) key(v *value) bool {
	if err := course.CheckKey(v.text); err != nil {
		w.error(v.at, "bad-key", fmt.Sprintf("%q is no key: %s", shorten(v.text), err), fmt.Sprintf("write `key: %s`", scalar(keyLike(v.text))))
		return false
	}
	return true
}

func (w walker) address(v *value) bool {
	v.text = norm.NFC.String(v.text)
	if _, err := course.ParseAddress(v.text); err != nil {
		w.error(v.at, "bad-address", shorten(err.Error()), "write course, course/chapter or course/chapter/lesson")
		return false
	}
	return true
}

// checkLength reports a text of more characters than Whop takes.
func checkLength(r *report, at span, what, text string, most int) bool {
	n := utf8.RuneCountInString(text)
	if n <= most {
		return true
	}
	r.error(at, "too-long", fmt.Sprintf("%s has %d characters, Whop takes at most %d", what, n, most), "shorten it")
	return false
}
