package yamlfile

import (
	"bytes"
	"encoding/json"
	"strings"

	"gopkg.in/yaml.v3"
)

// Text of a stranger has to come back from YAML as it went in. yaml.v3 gets some strings
// wrong when it writes them, so nothing here relies on it: a text is written bare or as a
// block only where reading it again gives the same text, and in double quotes with the
// escapes of JSON, which YAML has as well, everywhere else.

// Scalar writes a text on one line.
func Scalar(text string) string {
	if !strings.ContainsAny(text, "\n\t") && readsAs("k: "+text+"\nl:\n  - "+text+"\n", text) {
		return text
	}
	return Quoted(text)
}

// Block is scalar for text that may have several lines, which stand below each other
// after indent.
func Block(text, indent string) string {
	if !strings.Contains(text, "\n") || strings.HasSuffix(text, "\n") || !readsAs("k: |-\n"+indented(text, "  ")+"\n", text) {
		return Scalar(text)
	}
	return "|-\n" + indented(text, indent)
}

func indented(text, indent string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = indent + line
		}
	}
	return strings.Join(lines, "\n")
}

// readsAs reports whether every value in src, be it a key's or in a key's list, is the text
// and nothing that a reader could take for something else.
func readsAs(src, text string) bool {
	documents, err := decodeYAML(src)
	if err != nil || len(documents) != 1 {
		return false
	}
	root := documents[0].Content[0]
	if root.Kind != yaml.MappingNode || len(root.Content) == 0 {
		return false
	}
	for _, value := range pairs(root) {
		if value.Kind == yaml.SequenceNode && len(value.Content) == 1 {
			value = value.Content[0]
		}
		if !isText(value, text) {
			return false
		}
	}
	return true
}

func isText(node *yaml.Node, text string) bool {
	return node.Kind == yaml.ScalarNode && node.Value == text && node.Tag == textTag && node.Anchor == "" &&
		node.Style&^yaml.LiteralStyle == 0 && !isOldBool(node) && node.LineComment == "" && node.FootComment == ""
}

// Quoted writes a text in double quotes.
func Quoted(text string) string {
	quoted := strings.TrimSuffix(string(encode(text, "")), "\n")
	return strings.ReplaceAll(quoted, "\x7f", `\x7f`)
}

// encode returns the JSON of a value that has nothing that JSON has not.
func encode(v any, indent string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(v); err != nil {
		panic(err)
	}
	return out.Bytes()
}
