package github

import (
	"regexp"
	"strings"
)

// What became of a plan stands at the top of the comment that shows it, below the lines that no reader sees: those
// stay the first, so the comment is read as before. Comments of others are never changed, whoever
// may write to the repository: there, news have a comment of their own, which shows no plan.

const (
	beginNews = "<!-- news -->\n"
	endNews   = "<!-- end of news -->\n\n"
)

// newsPattern is the news of a comment.
var newsPattern = regexp.MustCompile(`(?s)^` + beginNews + `.*?` + endNews)

// maxBody is how many characters GitHub takes in a comment.
const maxBody = 65_536

// layers are the parts of a comment of ours, from the top to the bottom.
type layers struct {
	mark, shown string // that no reader sees
	news, text  string
}

func layersOf(body string) (l layers) {
	mark, rest, _ := strings.Cut(body, "\n")
	l.mark = mark + "\n"
	if l.shown = shownPattern.FindString(rest); strings.HasPrefix(rest, outdated) {
		l.shown = outdated
	}
	rest = rest[len(l.shown):]
	l.news = newsPattern.FindString(rest)
	l.text = rest[len(l.news):]
	return l
}

// withNews returns a comment of ours with news in the place of those that it has.
func withNews(body, news string) string {
	l := layersOf(body)
	l.news = news
	return l.body()
}

// body puts the layers together.
func (l layers) body() string {
	changed := l.mark + l.shown + l.news + l.text
	if len([]rune(changed)) > maxBody {
		changed = l.mark + l.shown + l.news + "The plan that stood here leaves no room for this: an earlier version of this comment has it.\n"
	}
	return changed
}

// newsOf returns news as they stand in a comment.
func newsOf(text string) string {
	return beginNews + strings.ReplaceAll(text, "<!--", "<!- -") + "\n" + endNews
}

// Outdating is what is written above a plan that is not of the newest commit.
type Outdating struct {
	Why    string // a paragraph of Markdown
	Unless string // what a comment says that is up to date; "" for nothing
}

// in returns a comment that begins with a mark with that above its plan, which is folded and counts no more, and
// whether that is needed.
func (o Outdating) in(body string) (changed string, isNeeded bool) {
	if o.Unless != "" && strings.Contains(body, o.Unless) {
		return body, false
	}
	// What is folded ends with the comment: GitHub closes the element there.
	l := layersOf(body)
	l.shown, l.news = outdated, newsOf(o.Why+"\n\n<details>\n<summary>The plan of before</summary>\n")
	return l.body(), true
}
