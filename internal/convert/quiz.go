package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
)

// Whop's question types.
const (
	shortAnswer    = "short_answer"
	trueFalse      = "true_false"
	multipleChoice = "multiple_choice"
	multipleSelect = "multiple_select"
)

// choice returns a question with options of which those in correct are right.
func choice(text string, options []string, correct []bool) course.Question {
	q := course.Question{Text: text, Type: multipleChoice}
	count := 0
	for i, option := range options {
		q.Options = append(q.Options, course.Option{Text: option, Correct: &correct[i]})
		if correct[i] {
			count++
		}
	}
	isTruth := func(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }
	switch {
	case len(options) == 2 && isTruth(options[0]) && isTruth(options[1]):
		q.Type = trueFalse
	case count > 1:
		q.Type = multipleSelect
	}
	return q
}

var (
	optionLine   = regexp.MustCompile(`^([ \t]*)[-*+] \[([ xX])\][ \t]+(.*)$`)
	questionMark = regexp.MustCompile(`^(?:\p{L}{1,10} *)?[0-9]+[.):．。、：）] *`)
	headingLine  = regexp.MustCompile(`^#{1,6}[ \t]+(.*?)[ \t]*#*$`)
	pictureLine  = regexp.MustCompile(`^[ \t]*!\[[^\[\]]*\]\(<?([^\s()<>]+)>?\)[ \t]*$`)
)

// group is a task list, with the question above it.
type group struct {
	start, list, end int // lines: of the question, of its options, after them
	options          []*strings.Builder
	correct          []bool
}

// takeQuiz makes questions of a page's task lists, if nearly all of them are questions: a few options below a question,
// with the right ones checked. What stands before the first stays the text. What stands below others has no place, so a page of
// which that is most is none.
func (p *Page) takeQuiz(notes *Notes) {
	groups := groupsOf(p.Text)
	if len(groups) == 0 {
		return
	}
	odd := slices.Clone(groups)
	odd = slices.DeleteFunc(odd, func(g group) bool { return g.isQuestion(p.Text, len(groups) > 1) })
	asked, below := 0, make([]Text, len(groups))
	for i, g := range groups {
		next := len(p.Text)
		if i+1 < len(groups) {
			next = groups[i+1].start
		}
		below[i] = p.Text[g.end:next].trimmed()
		asked += p.Text[g.start:g.end].size()
	}
	switch {
	case len(odd)*5 > len(groups):
		if len(odd) < len(groups) {
			notes.add(QuizPart, p.Text[odd[0].list].At, "a task list that is no question, or has no right answer: the page stays a text, with its other questions")
		}
		return
	case slices.Concat(below...).size() > asked:
		notes.add(QuizPart, p.Text[groups[0].list].At, "questions in a page with more text below them: the page stays a text")
		return
	}
	for _, g := range odd {
		notes.add(QuizPart, p.Text[g.list].At, "a question without a right answer, or with one alone")
	}
	text := p.Text[:groups[0].start]
	p.pictures = map[int]string{}
	for i, g := range groups {
		var options []string
		for _, option := range g.options {
			options = append(options, option.String())
		}
		q := choice("", options, g.correct)
		q.Text, p.pictures[len(p.Questions)] = questionText(p.Text[g.start:g.list])
		p.Questions = append(p.Questions, q)
		if rest := below[i]; len(rest) > 0 {
			notes.add(QuizPart, rest[0].At, "an explanation"+linesFrom(rest)+": "+shortened(rest[0].Text))
		}
	}
	p.Text = text.trimmed()
}

// linesFrom says how many lines a text has, if it has more than one.
func linesFrom(t Text) string {
	if len(t) < 2 {
		return ""
	}
	return fmt.Sprintf(" of %d lines", len(t))
}

// shortened returns the beginning of a text, for a note.
func shortened(s string) string {
	const most = 60
	s = oneLine(s)
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return s
}

// groupsOf finds the task lists of a text.
func groupsOf(t Text) (groups []group) {
	var code fence
	last := 0
	for i := 0; i < len(t); i++ {
		if code.has(t[i].Text) || !optionLine.MatchString(t[i].Text) {
			continue
		}
		if n := len(groups); n > 0 && headingLine.MatchString(t[groups[n-1].start].Text) && !hasHeading(t[last:i]) {
			g := &groups[n-1] // the same question goes on
			var between []string
			for _, line := range t[last:i] {
				between = append(between, line.Text)
			}
			g.more(between)
			g.end = g.read(t, i)
			i, last = g.end-1, g.end
			continue
		}
		g := group{list: i}
		g.end = g.read(t, i)
		g.start = questionAbove(t, last, i)
		groups = append(groups, g)
		i, last = g.end-1, g.end
	}
	return groups
}

func hasHeading(t Text) bool {
	var code fence
	for _, line := range t {
		if !code.has(line.Text) && headingLine.MatchString(line.Text) {
			return true
		}
	}
	return false
}

// read reads the options from a line on, and returns the line after them. An option goes on in indented lines, and in
// code below it.
func (g *group) read(t Text, start int) (end int) {
	var code fence
	end = start
	var open []string // lines that belong to the last option, if nothing else comes
	for i := start; i < len(t); i++ {
		line := t[i].Text
		m := optionLine.FindStringSubmatch(line)
		isCode := code.has(line)
		isMore := isCode || indentOf(line) != ""
		switch {
		case m != nil && !isCode:
			g.more(open)
			open = nil
			g.options, g.correct, end = append(g.options, &strings.Builder{}), append(g.correct, m[2] != " "), i+1
			g.options[len(g.options)-1].WriteString(m[3])
		case isMore:
			open = append(open, strings.TrimPrefix(strings.TrimPrefix(line, "  "), "    "))
			if code.mark == "" {
				g.more(open)
				open, end = nil, i+1
			}
		case isBlank(line):
			open = append(open, "")
		default:
			return end
		}
	}
	return end
}

// more adds lines to the last option.
func (g *group) more(lines []string) {
	if text := strings.TrimRight(strings.Join(lines, "\n"), "\n"); !isBlank(text) && len(g.options) > 0 {
		g.options[len(g.options)-1].WriteString("\n" + strings.TrimLeft(text, "\n"))
	}
}

// questionAbove returns where the question to a list begins: at the last heading, else at the last paragraph.
func questionAbove(t Text, first, list int) int {
	var code fence
	heading, paragraph := -1, list
	for i := first; i < list; i++ {
		switch isCode := code.has(t[i].Text); {
		case isCode:
		case headingLine.MatchString(t[i].Text):
			heading = i
		case !isBlank(t[i].Text) && (i == first || isBlank(t[i-1].Text)):
			paragraph = i
		}
	}
	if heading >= 0 {
		return heading
	}
	return paragraph
}

// isQuestion reports whether a task list is meant as one: a list of things to do has no question above it. Where it is the
// only one, a number does not make a question, for steps have numbers as well.
func (g group) isQuestion(t Text, byNumber bool) bool {
	checked := 0
	for _, c := range g.correct {
		if c {
			checked++
		}
	}
	if len(g.options) < 2 || checked == 0 || g.start == g.list {
		return false
	}
	text := t[g.start:g.list].trimmed()
	if len(text) == 0 {
		return false
	}
	first := text[0].Text
	if m := headingLine.FindStringSubmatch(first); m != nil {
		first = m[1]
	}
	return byNumber && questionMark.MatchString(first) || strings.ContainsAny(text.String(), "?？")
}

// questionText returns a question as it is asked, without its number, and the picture that it has, "" for none.
func questionText(t Text) (text, picture string) {
	var lines []string
	for i, line := range t.trimmed() {
		m := headingLine.FindStringSubmatch(line.Text)
		shown := pictureLine.FindStringSubmatch(line.Text)
		switch {
		case i == 0 && m != nil:
			lines = append(lines, questionMark.ReplaceAllString(m[1], ""))
		case i == 0:
			lines = append(lines, questionMark.ReplaceAllString(line.Text, ""))
		case shown != nil && picture == "" && !remote.MatchString(shown[1]):
			picture = shown[1]
		default:
			lines = append(lines, line.Text)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), picture
}

// withoutLinks returns a text of a question without links and pictures of the source, which Whop shows in no
// question.
func withoutLinks(text string, at Place, notes *Notes) string {
	body := course.Body{Text: text}
	for _, dest := range markdown.Parse(text).Destinations() {
		if remote.MatchString(dest.Value) || dest.Form == markdown.Autolink {
			continue
		}
		notes.add(QuizPart, at, "a link or picture in a question: "+dest.Value)
		ref := course.Ref{Span: course.Span{Start: dest.Start, End: dest.End}}
		for _, s := range dest.Unlink {
			ref.Unlink = append(ref.Unlink, course.Span(s))
		}
		body.Refs = append(body.Refs, ref)
	}
	return strings.TrimSpace(body.Fill(func(course.Ref) (string, bool) { return "", false }))
}
