package github

import (
	"fmt"
	"net/url"
	"strings"
)

// Topic is what a comment is about: the courses in a folder, as one environment has them. Under a pull
// request, each topic has a comment of its own.
type Topic struct {
	Environment string
	Folder      string // from the top of the repository, with slashes; "." is the top
}

// Mark returns the invisible line that a comment begins with, by which it is found again. Two topics
// have two marks.
func (t Topic) Mark() string {
	return fmt.Sprintf("<!-- whopsync:%s in %s -->\n", inMark(t.Environment), inMark(t.Folder))
}

// formerMark is the mark of earlier versions, which says nothing about the folder.
func (t Topic) formerMark() string {
	return "<!-- whopsync:" + strings.ReplaceAll(t.Environment, "--", "- -") + " -->\n"
}

// newsMark is the mark of a comment that has nothing but news: where no comment of ours shows a plan.
func (t Topic) newsMark() string {
	return fmt.Sprintf("<!-- whopsync news:%s in %s -->\n", inMark(t.Environment), inMark(t.Folder))
}

// inMark writes a text so that it ends neither the comment in HTML nor its line.
func inMark(text string) string {
	escaped := url.PathEscape(text)
	return strings.ReplaceAll(strings.ReplaceAll(escaped, "%2F", "/"), "--", "-%2D")
}
