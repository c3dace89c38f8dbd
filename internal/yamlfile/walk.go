package yamlfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Read reads a file, and checks it against its grammar. It returns false for text that is
// not YAML.
func Read(src string, g Grammar, r *Report) (o Object, ok bool) {
	mapping, ok := parseYAML(src, r)
	if ok {
		o = walkFile(mapping, g, r)
	}
	return o, ok
}

// walkFile checks a file's mapping against its grammar. A nil mapping is an empty file.
func walkFile(mapping *yaml.Node, g Grammar, r *Report) Object {
	if mapping == nil {
		mapping = &yaml.Node{Kind: yaml.MappingNode}
	}
	return walker{r}.object(mapping, g)
}

type walker struct{ report *Report }

// object reads a mapping: that of a file, or one in a value.
func (w walker) object(node *yaml.Node, g Grammar) Object {
	o := Object{At: nodeSpan(node), Values: make(map[string]Value, len(node.Content)/2), Others: map[string]Span{}}
	seen := make(map[string]int, len(node.Content)/2)
	for name, content := range pairs(node) {
		if !w.fresh(name, content, seen) {
			continue
		}
		k := slices.IndexFunc(g.Keys, func(k Key) bool { return k.Name == name.Value })
		switch {
		case k < 0 && g.Ignores(name.Value) && (g.Retired[name.Value] == "" || content.Tag != boolTag):
			o.Others[name.Value] = nodeSpan(name)
			continue
		case k < 0:
			if text := textBefore(node, name, content); text != "" {
				w.report.Error(nodeSpan(name), "unknown-key", "the comma before "+strconv.Quote(Shorten(name.Value))+" ends the text", "write `"+text+"`")
				continue
			}
			meant := w.unknownKey(name, g)
			o.wrong = append(o.wrong, meant)
			if meant == "" && g.Retired[name.Value] == "" && g.Ignored != nil {
				o.Unknown = append(o.Unknown, name.Value)
			}
			continue
		}
		if w.isAllComment(name, content, &g.Keys[k]) {
			o.wrong = append(o.wrong, name.Value)
			continue
		}
		if v, ok := w.value(content, &g.Keys[k]); ok {
			v.Key = nodeSpan(name)
			o.Values[name.Value] = v
		} else {
			o.wrong = append(o.wrong, name.Value)
		}
	}
	for _, k := range g.Keys {
		if _, ok := seen[k.Name]; k.Required && !ok && !o.IsWrong(k.Name) {
			w.report.Error(o.At, "missing-key", fmt.Sprintf("%s has no %q", g.Name, k.Name), missingHint(&k))
		}
	}
	return o
}

// textBefore returns the pair in braces that ends at a comma which its text has: {text: Yeast, mostly}; "" where name
// is no such rest of a text.
func textBefore(node, name, content *yaml.Node) string {
	at := slices.Index(node.Content, name)
	if node.Style&yaml.FlowStyle == 0 || content.Tag != nullTag || content.Value != "" || at < 2 {
		return ""
	}
	key, text := node.Content[at-2], node.Content[at-1]
	if text.Kind != yaml.ScalarNode || text.Style != 0 || text.Tag == nullTag {
		return ""
	}
	return key.Value + ": " + inQuotes(text.Value+", "+name.Value)
}

// fresh reports whether a key is text, and the first of its name.
func (w walker) fresh(name, content *yaml.Node, seen map[string]int) bool {
	if name.Kind != yaml.ScalarNode {
		w.report.Error(nodeSpan(name), "wrong-type", "a key must be a word, got "+describe(name), "")
		return false
	}
	if line, ok := seen[name.Value]; ok {
		advice := "keep one of the two"
		if content.Kind == yaml.SequenceNode && content.Style&yaml.FlowStyle == 0 {
			advice = "put its lines under the first"
		}
		w.report.Error(nodeSpan(name), "duplicate-key", fmt.Sprintf("%q is here twice, first on line %d", Shorten(name.Value), line), advice)
		return false
	}
	seen[name.Value] = name.Line
	return true
}

// unknownKey returns the key that may be meant, or "".
func (w walker) unknownKey(name *yaml.Node, g Grammar) (meant string) {
	at, message := nodeSpan(name), fmt.Sprintf("unknown key %q", Shorten(name.Value))
	if advice, ok := g.Retired[name.Value]; ok {
		w.report.Error(at, "unknown-key", message, advice)
		return ""
	}
	names := make([]string, len(g.Keys))
	for i, k := range g.Keys {
		names[i] = k.Name
	}
	hint := g.Name + " has " + strings.Join(names, ", ")
	if g.Ignored != nil {
		hint = IgnoreHint(Shorten(name.Value))
	}
	meant, _ = w.report.Nearest(name.Value, names)
	if meant != "" {
		hint = didYouMean(meant)
	}
	w.report.Error(at, "unknown-key", message, hint)
	return meant
}

// IgnoreHint is the hint about a key that nothing reads; keys are those to let pass, as they are written between brackets.
func IgnoreHint(keys string) string {
	return "remove it; if another tool reads it, write into whopsync.yaml: `ignore_keys: [" + keys + "]`"
}

const commentMark = "YAML takes everything from the # on for a comment"

// isAllComment reports a text that YAML has taken for a comment as a whole, where the key needs a value.
// Comments meant as such have a space after the #.
func (w walker) isAllComment(name, content *yaml.Node, k *Key) bool {
	said, isComment := strings.CutPrefix(name.LineComment, "#")
	if k.Nullable || content.Tag != nullTag || !isComment || said == "" || strings.HasPrefix(said, " ") {
		return false
	}
	w.report.Error(nodeSpan(content), "comment", commentMark, inQuotesHint(k.Name, name.LineComment))
	return true
}

// warnOfComment warns of a text that YAML has cut off: "Part #1" is "Part" and a comment.
func (w walker) warnOfComment(node *yaml.Node, at Span, k *Key) {
	said, isComment := strings.CutPrefix(node.LineComment, "#")
	if node.Kind == yaml.ScalarNode && node.Style == 0 && isComment && said != "" && !strings.HasPrefix(said, " ") {
		w.report.Warn(at, "comment", commentMark, "if it is part of the text, "+inQuotesHint(k.Name, node.Value+" "+node.LineComment))
	}
}

func inQuotesHint(key, text string) string {
	if mayHoldSecret(text) {
		return "put the whole value in quotes"
	}
	if key != "" {
		key += ": "
	}
	return "write `" + key + inQuotes(text) + "`"
}

// value reads the value of one key.
func (w walker) value(node *yaml.Node, k *Key) (Value, bool) {
	v := Value{At: nodeSpan(node)}
	w.warnOfComment(node, v.At, k)
	if node.Kind == yaml.ScalarNode && node.Tag == nullTag {
		if !k.Nullable {
			w.report.Error(v.At, "wrong-type", wants(k)+", got nothing", "write a value or remove the key")
			return v, false
		}
		v.Null = true
		return v, true
	}
	var ok bool
	switch k.Form {
	case FormList:
		v.List, ok = w.list(node, k)
	case FormMap:
		v.Object, ok = w.names(node, k)
	case FormObject:
		v.Object, ok = w.entry(node, k)
	default:
		ok = w.report.accepts(v.At, readScalar(node, k, &v))
	}
	return v, ok
}

func (w walker) list(node *yaml.Node, k *Key) (list []Value, ok bool) {
	if node.Kind != yaml.SequenceNode {
		return nil, w.report.accepts(nodeSpan(node), wrongType(node, k))
	}
	ok = true
	for _, item := range node.Content {
		v, fine := w.value(item, k.Item)
		list, ok = append(list, v), ok && fine
	}
	return list, ok
}

// names reads a mapping whose keys are the author's own.
func (w walker) names(node *yaml.Node, k *Key) (Object, bool) {
	if node.Kind != yaml.MappingNode {
		return Object{}, w.report.accepts(nodeSpan(node), wrongType(node, k))
	}
	o := Object{At: nodeSpan(node), Values: make(map[string]Value)}
	seen := make(map[string]int)
	for name, content := range pairs(node) {
		if !w.fresh(name, content, seen) {
			continue
		}
		entry := k.named()
		entry.Name = name.Value
		v, ok := w.value(content, &entry)
		v.Key, v.Broken = nodeSpan(name), !ok
		o.Values[name.Value] = v
		o.Order = append(o.Order, name.Value)
	}
	return o, true
}

func (w walker) entry(node *yaml.Node, k *Key) (Object, bool) {
	if node.Kind == yaml.ScalarNode && k.Short != "" {
		i := slices.IndexFunc(k.Keys, func(k Key) bool { return k.Name == k.Short })
		v, ok := w.value(node, &k.Keys[max(i, 0)])
		return Object{At: v.At, Values: map[string]Value{k.Short: v}}, ok
	}
	if node.Kind != yaml.MappingNode {
		return Object{}, w.report.accepts(nodeSpan(node), wrongType(node, k))
	}
	if text, ok := textOfPair(node, k); ok {
		w.report.Error(nodeSpan(node), "wrong-type", "the colon makes keys with values of the text", "write `- "+inQuotes(text)+"`")
		return Object{}, false
	}
	before := len(w.report.Problems)
	o := w.object(node, Grammar{Name: ownerOf(k), Keys: k.Keys, Retired: k.Retired})
	return o, !slices.ContainsFunc(w.report.Problems[before:], func(p Problem) bool { return p.Severity == SeverityError })
}

// textOfPair returns the text of an entry that may be text alone, and that YAML has cut in two at a colon.
func textOfPair(node *yaml.Node, k *Key) (text string, ok bool) {
	if k.Short == "" || len(node.Content) != 2 || node.Style&yaml.FlowStyle != 0 {
		return "", false
	}
	name, content := node.Content[0], node.Content[1]
	isKey := slices.ContainsFunc(k.Keys, func(k Key) bool { return k.Name == name.Value }) || k.Retired[name.Value] != ""
	if isKey || name.Kind != yaml.ScalarNode || content.Kind != yaml.ScalarNode || content.Style != 0 {
		return "", false
	}
	return name.Value + ": " + content.Value, true
}

func ownerOf(k *Key) string {
	if k.Name == "" {
		return "an entry"
	}
	return fmt.Sprintf("%q", Shorten(k.Name))
}

// missingHint shows the line of a key that is missing, where there is only one, and else says what the key is.
func missingHint(k *Key) string {
	if k.Max > 0 && k.Min == k.Max {
		return fmt.Sprintf("add the line `%s: %d`", k.Name, k.Max)
	}
	return lowerFirst(k.Doc)
}

func lowerFirst(doc string) string {
	if doc == "" {
		return ""
	}
	return strings.ToLower(doc[:1]) + strings.TrimSuffix(doc[1:], ".")
}
