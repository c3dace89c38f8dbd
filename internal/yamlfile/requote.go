package yamlfile

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// valueLine is a line with a value: what is before the value, and the value.
var valueLine = regexp.MustCompile(`^\s*((?:- +)*(?:[\w-]+:[ \t]+)?)(\S.*?)\s*$`)

// keyInValue is a value meant as an entry of a list, or as keys with values.
var keyInValue = regexp.MustCompile(`^(- +[\w-]+:|\{)`)

// requote returns what is wrong with the quotes of a line's value, "" if it has none, and the line with the
// value in quotes, "" if it is not clear how the line was meant.
func requote(line string) (message, finished string) {
	const longest = 300 // a line that can be read in a hint
	m := valueLine.FindStringSubmatch(line)
	if m == nil || len(line) > longest || mayHoldSecret(line) || keyInValue.MatchString(m[2]) {
		return "", ""
	}
	before, value := m[1], m[2]
	items, isList := strings.CutPrefix(value, "[")
	items, isClosed := strings.CutSuffix(items, "]")
	switch {
	case isList && !strings.Contains(items, "]") && !isClosed:
		return "", "" // where the list ends is not known
	case isList && isClosed:
		value = requoteList(items)
	case isQuote(value[0]):
		message, value = misquoted(value)
		value = inQuotes(value)
	case strings.Contains(value, " #"):
		return "", "" // the comment may be part of the text
	default:
		value = inQuotes(value)
	}
	if value == "" || !isYAML(before+value) {
		return "", ""
	}
	return message, before + value
}

// mayHoldSecret reports a text that is not to be printed: an address may have a password in it.
func mayHoldSecret(text string) bool {
	return strings.Contains(text, "://") || strings.Contains(text, "api_key")
}

// requoteHint shows the finished line, or says in words what to do.
func requoteHint(finished, otherwise string) string {
	if finished == "" {
		return otherwise
	}
	return "write `" + finished + "`"
}

func isQuote(c byte) bool { return c == '"' || c == '\'' }

// misquoted returns what is wrong with a text that begins with a quote, and the text that is meant.
func misquoted(value string) (message, text string) {
	quote := value[:1]
	inner, isClosed := strings.CutSuffix(value[1:], quote)
	inner = strings.ReplaceAll(inner, map[string]string{`"`: `\"`, "'": "''"}[quote], quote)
	switch first := strings.Index(value[1:], quote) + 1; {
	case isClosed && !strings.Contains(inner, quote):
		return `a \ in double quotes begins a code such as \n`, inner
	case first > 0 && isWordEnd(value, first):
		return "the text goes on after its closing quote", value
	}
	return "a quote inside the quotes ends the text early", inner
}

// isWordEnd reports that a quote follows a word and precedes none, so it is a closing quote.
func isWordEnd(value string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(value[:at])
	after, _ := utf8.DecodeRuneInString(value[at+1:])
	isWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return !unicode.IsSpace(before) && !isWord(after)
}

// requoteList returns a list whose broken entries are in other quotes, "" if it is not clear where one ends.
func requoteList(items string) string {
	var list []string
	isOpen := false
	for part := range strings.SplitSeq(items, ",") {
		if isOpen {
			list[len(list)-1] += "," + part
		} else {
			list = append(list, part)
		}
		item := strings.TrimSpace(list[len(list)-1])
		if item == "" {
			return ""
		}
		isOpen = isQuote(item[0]) && (len(item) == 1 || item[len(item)-1] != item[0])
	}
	for i, item := range list {
		item = strings.TrimSpace(item)
		switch {
		case isYAML("[" + item + "]"):
		case isQuote(item[0]):
			_, text := misquoted(item)
			item = inQuotes(text)
		default:
			item = inQuotes(item)
		}
		list[i] = item
	}
	if isOpen {
		return ""
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// inQuotes puts a text into the quotes that it does not hold itself, if there are any.
func inQuotes(text string) string {
	if strings.ContainsAny(text, `"\`) && !strings.Contains(text, "'") {
		return "'" + text + "'"
	}
	return Quoted(text)
}
