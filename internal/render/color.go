package render

import "strings"

// Colours follow Terraform's: green comes, yellow changes, red goes. They only repeat
// what the signs say, so nothing is lost without them.
const (
	reset  = "\x1b[0m"
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
)

// paint colours a finished line: all of it in a text diff, otherwise only its sign.
func paint(r row, line string) string {
	switch {
	case r.form == hunk:
		return cyan + line + reset
	case r.form == caret:
		return red + line + reset
	case r.sign == heading || r.form == title:
		return bold + line + reset
	case r.form == words:
		line = strings.NewReplacer("[-", red+"[-", "-]", "-]"+reset, "{+", green+"{+", "+}", "+}"+reset).Replace(line)
		line += reset // of a mark that ends on the next line
	case r.sign == none || r.sign == context:
		return line
	case r.form == body:
		return colorOf(r.sign) + line + reset
	}
	before, after, found := strings.Cut(line, string(r.sign))
	if !found {
		return line
	}
	return before + colorOf(r.sign) + string(r.sign) + reset + after
}

func colorOf(s sign) string {
	switch s {
	case added:
		return green
	case removed:
		return red
	case moved:
		return cyan
	}
	return yellow
}
