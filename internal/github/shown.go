package github

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Shown is which plan a comment shows.
type Shown struct {
	Fingerprint string
	Parts       []string // digests of 16 characters; none where there are too many
	Serial      int64    // of the state that it was made from
	// Head is the last commit of the pull request that was planned, in full; "" where that is not known, as in comments of
	// earlier versions.
	Head string
}

// Lines returns the invisible lines that tell a later run which plan a comment shows. They come right after the
// mark, where no lesson's text can stand.
func (s Shown) Lines() string {
	text := "<!-- fingerprint:" + s.Fingerprint
	if s.Head != "" {
		text += " head:" + s.Head
	}
	text += " -->\n"
	if len(s.Parts) > 0 {
		text += fmt.Sprintf("<!-- parts:%d %s -->\n", s.Serial, strings.Join(s.Parts, " "))
	}
	return text
}

// readShown reads the lines at the beginning of a text; why says for people why there is nothing that counts.
func readShown(text string) (shown Shown, why string) {
	match := shownPattern.FindStringSubmatch(text)
	switch {
	case match != nil:
		serial, _ := strconv.ParseInt(match[3], 10, 64) // digits, or "" where there are no parts
		return Shown{Fingerprint: match[1], Head: match[2], Parts: strings.Fields(match[4]), Serial: serial}, ""
	case strings.HasPrefix(text, outdated):
		return Shown{}, "shows a plan that is outdated"
	}
	return Shown{}, "has a comment that names no fingerprint"
}

// outdated stands where a comment has shown a plan that counts no more.
const outdated = "<!-- outdated -->\n"

var (
	shownPattern  = regexp.MustCompile(`^<!-- fingerprint:([a-z0-9]+)(?: head:([0-9a-f]{40}))? -->\n(?:<!-- parts:([0-9]{1,18}) ([a-z0-9]{16}(?: [a-z0-9]{16})*) -->\n)?`)
	commitPattern = regexp.MustCompile(`^[0-9a-f]{40}$`)
)

// IsCommit reports the id of a commit in full, as forges name it.
func IsCommit(id string) bool { return commitPattern.MatchString(id) }
