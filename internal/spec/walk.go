package spec

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// object is a YAML mapping that went through a grammar: only accepted keys, each with a
// value of its form. A key whose value is a problem is absent.
type object struct {
	at     span
	values map[string]value
	order  []string // the keys as written, for maps with names of the author's own
	wrong  []string // keys that are there, or are meant, and are a problem themselves
}

// isWrong reports a key of which more than its problem is not worth saying.
func (o object) isWrong(name string) bool { return slices.Contains(o.wrong, name) }

// value is a checked YAML value. Which of its fields is set follows from the key's form.
type value struct {
	at, key span // the value, and the key in front of it

	null   bool
	broken bool   // an entry of a formMap with a problem inside: its name is known all the same
	text   string // formText, formProse, formEnum, formName, formAddress, formPath, formDecimal, formLiteral
	flag   bool   // formBool
	number float64
	list   []value
	object object
}

func (o object) get(name string) (value, bool) {
	v, ok := o.values[name]
	return v, ok
}

// text returns the text of a key, or "" when it is absent or null.
func (o object) text(name string) string { return o.values[name].text }

// walkFile checks a file's mapping against its grammar. A nil mapping is an empty file.
func walkFile(mapping *yaml.Node, g grammar, r *report) object {
	if mapping == nil {
		mapping = &yaml.Node{Kind: yaml.MappingNode}
	}
	w := walker{r}
	return w.object(mapping, g.keys, g.retired, g.name)
}

type walker struct{ *report }

// object reads a mapping; owner is what its keys belong to, for messages.
func (w walker) object(node *yaml.Node, keys []key, retired map[string]string, owner string) object {
	o := object{at: nodeSpan(node), values: make(map[string]value, len(node.Content)/2)}
	seen := make(map[string]int, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, content := node.Content[i], node.Content[i+1]
		if !w.fresh(name, seen) {
			continue
		}
		k := slices.IndexFunc(keys, func(k key) bool { return k.name == name.Value })
		if k < 0 {
			o.wrong = append(o.wrong, w.unknownKey(name, keys, retired, owner))
			continue
		}
		if v, ok := w.value(content, &keys[k]); ok {
			v.key = nodeSpan(name)
			o.values[name.Value] = v
		} else {
			o.wrong = append(o.wrong, name.Value)
		}
	}
	for _, k := range keys {
		if _, ok := seen[k.name]; k.required && !ok && !o.isWrong(k.name) {
			w.error(o.at, "missing-key", fmt.Sprintf("%s has no %q", owner, k.name), lowerFirst(k.doc))
		}
	}
	return o
}

// fresh reports whether a key is text, and the first of its name.
func (w walker) fresh(name *yaml.Node, seen map[string]int) bool {
	if name.Kind != yaml.ScalarNode {
		w.error(nodeSpan(name), "wrong-type", "a key must be a word, got "+describe(name), "")
		return false
	}
	if line, ok := seen[name.Value]; ok {
		w.error(nodeSpan(name), "duplicate-key", fmt.Sprintf("%q is here twice, first on line %d", shorten(name.Value), line), "keep one of the two")
		return false
	}
	seen[name.Value] = name.Line
	return true
}

// unknownKey returns the key that may be meant, or "".
func (w walker) unknownKey(name *yaml.Node, keys []key, retired map[string]string, owner string) (meant string) {
	at, message := nodeSpan(name), fmt.Sprintf("unknown key %q", shorten(name.Value))
	if advice, ok := retired[name.Value]; ok {
		w.error(at, "unknown-key", message, advice)
		return ""
	}
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	hint := didYouMean(name.Value, names)
	if hint == "" {
		hint = owner + " has " + strings.Join(names, ", ")
	}
	w.error(at, "unknown-key", message, hint)
	meant, _ = nearest(name.Value, names)
	return meant
}

// warnOfComment warns of a text that YAML has cut off: "Part #1" is "Part" and a comment.
// Comments that are meant as such have a space behind the #.
func (w walker) warnOfComment(node *yaml.Node, at span) {
	said, isComment := strings.CutPrefix(node.LineComment, "#")
	if node.Kind == yaml.ScalarNode && node.Style == 0 && isComment && said != "" && !strings.HasPrefix(said, " ") {
		w.warn(at, "comment", "YAML takes everything from the # on for a comment", "if it belongs to the text, put the whole value in quotes")
	}
}

// value reads the value of one key.
func (w walker) value(node *yaml.Node, k *key) (value, bool) {
	v := value{at: nodeSpan(node)}
	w.warnOfComment(node, v.at)
	if node.Kind == yaml.ScalarNode && node.Tag == nullTag {
		if !k.nullable {
			w.error(v.at, "wrong-type", wants(k)+", got nothing", "write a value or remove the key")
			return v, false
		}
		v.null = true
		return v, true
	}
	var ok bool
	switch k.form {
	case formList:
		v.list, ok = w.list(node, k)
	case formMap:
		v.object, ok = w.names(node, k)
	case formObject:
		v.object, ok = w.entry(node, k)
	default:
		ok = w.scalar(node, k, &v)
	}
	return v, ok
}

func (w walker) list(node *yaml.Node, k *key) (list []value, ok bool) {
	if node.Kind != yaml.SequenceNode {
		w.wrongType(node, k)
		return nil, false
	}
	ok = true
	for _, item := range node.Content {
		v, fine := w.value(item, k.item)
		list, ok = append(list, v), ok && fine
	}
	return list, ok
}

// names reads a mapping whose keys are the author's own.
func (w walker) names(node *yaml.Node, k *key) (object, bool) {
	if node.Kind != yaml.MappingNode {
		w.wrongType(node, k)
		return object{}, false
	}
	o := object{at: nodeSpan(node), values: make(map[string]value)}
	seen := make(map[string]int)
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, content := node.Content[i], node.Content[i+1]
		if !w.fresh(name, seen) {
			continue
		}
		entry := &key{name: name.Value, form: formObject, keys: k.keys, retired: k.retired, nullable: true}
		v, ok := w.value(content, entry)
		v.key, v.broken = nodeSpan(name), !ok
		o.values[name.Value] = v
		o.order = append(o.order, name.Value)
	}
	return o, true
}

func (w walker) entry(node *yaml.Node, k *key) (object, bool) {
	if node.Kind == yaml.ScalarNode && k.short != "" {
		i := slices.IndexFunc(k.keys, func(k key) bool { return k.name == k.short })
		v, ok := w.value(node, &k.keys[max(i, 0)])
		return object{at: v.at, values: map[string]value{k.short: v}}, ok
	}
	if node.Kind != yaml.MappingNode {
		w.wrongType(node, k)
		return object{}, false
	}
	before := len(w.problems)
	o := w.object(node, k.keys, k.retired, ownerOf(k))
	return o, !slices.ContainsFunc(w.problems[before:], func(p Problem) bool { return p.Severity == SeverityError })
}

func ownerOf(k *key) string {
	if k.name == "" {
		return "an entry"
	}
	return fmt.Sprintf("%q", shorten(k.name))
}

func (w walker) wrongType(node *yaml.Node, k *key) {
	w.error(nodeSpan(node), "wrong-type", wants(k)+", got "+describe(node), quoteHint(node, k))
}

// wants words what a key wants: "title wants one line of text".
func wants(k *key) string {
	noun := map[form]string{
		formText: "text", formProse: "text", formLiteral: "text", formBool: "true or false",
		formInt: "a whole number", formNumber: "a number", formDecimal: "a number",
		formName: "a name", formKey: "a short word", formAddress: "an address", formPath: "a file's path",
		formObject: "keys with values", formMap: "names with keys and values", formList: "a list",
		formEnum: "one of " + strings.Join(k.enum, ", "),
	}[k.form]
	if k.name == "" {
		return "want " + noun
	}
	return k.name + " wants " + noun
}

// quoteHint shows how a bare word that YAML reads as something else becomes text.
func quoteHint(node *yaml.Node, k *key) string {
	switch {
	case node.Kind == yaml.ScalarNode && (k.form == formText || k.form == formProse || k.form == formName || k.form == formKey || k.form == formPath || k.form == formEnum):
		prefix := ""
		if k.name != "" {
			prefix = k.name + ": "
		}
		return fmt.Sprintf("write it in quotes: %s%q", prefix, shorten(node.Value))
	case node.Kind == yaml.ScalarNode && k.form == formList:
		return "write each entry on its own line behind a dash"
	}
	return ""
}

func lowerFirst(doc string) string {
	if doc == "" {
		return ""
	}
	return strings.ToLower(doc[:1]) + strings.TrimSuffix(doc[1:], ".")
}
