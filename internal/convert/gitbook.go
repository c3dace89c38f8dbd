package convert

import (
	"cmp"
	"path"
	"regexp"
	"strings"
)

var (
	gitBookOpen  = regexp.MustCompile(`^([ \t]*)\{% *(hint|tab|tabs|embed|code|file|content-ref|stepper|step)\b([^%]*)%\}[ \t]*$`)
	gitBookClose = regexp.MustCompile(`^[ \t]*\{% *end(hint|tab|tabs|embed|code|file|content-ref|stepper|step) *%\}[ \t]*$`)
)

// gitBookBlocks translates the blocks of GitBook: hints become containers, tabs bold titles, embeds their addresses. Others
// stay.
func gitBookBlocks(t Text) Text {
	var out Text
	var code fence
	for i, line := range t {
		next := lineAt(t, i+1)
		open, end := gitBookOpen.FindStringSubmatch(line.Text), gitBookClose.FindStringSubmatch(line.Text)
		switch {
		case code.has(line.Text):
			out = append(out, line)
		case open == nil && end == nil:
			line.Text = outsideCode(line.Text, func(part string) string { return rawMark.ReplaceAllString(part, "") })
			out = append(out, line)
		case end != nil && end[1] == "hint":
			out = append(out, Line{":::", line.At})
		case end != nil:
		case open[2] == "hint":
			out = out.apart(Text{{":::" + cmp.Or(wordsIn(open[3]).get(-1, "style"), "note"), line.At}}, "")
		case open[2] == "tab":
			out = out.apart(Text{{"**" + cmp.Or(wordsIn(open[3]).get(-1, "title"), "Tab") + "**", line.At}}, next)
		case open[2] == "embed" || open[2] == "content-ref":
			if address := wordsIn(open[3]).get(-1, "url"); open[2] == "embed" && strings.HasPrefix(address, "http") {
				out = out.apart(Text{{"<" + address + ">", line.At}}, next)
			}
		case open[2] == "code":
			if title := wordsIn(open[3]).get(-1, "title"); title != "" {
				out = out.apart(Text{{"**" + title + "**", line.At}}, next)
			}
		case open[2] == "file":
			out = append(out, Line{"[" + path.Base(wordsIn(open[3]).get(-1, "src")) + "](" + destination(wordsIn(open[3]).get(-1, "src")) + ")", line.At})
		}
	}
	return out
}
