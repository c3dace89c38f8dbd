package convert

import (
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"whopsync/internal/course"
)

// GIFT is Moodle's text format for quizzes: a question, and its answers in braces.

// readGIFT reads a file of questions as a page.
func readGIFT(src *Source, file string, notes *Notes) *Page {
	text, err := src.Text(file)
	if err != nil {
		notes.add(UnreadFile, Place{Path: file}, err.Error())
		return nil
	}
	p := &Page{Path: file, Name: strings.TrimSuffix(stemOf(file), ".gift"), Questions: course.QuestionList{}}
	r := &giftReader{notes: notes, file: file}
	for _, block := range giftBlocks(text) {
		if q, ok := r.question(block); ok {
			p.Questions = append(p.Questions, q)
		}
	}
	return p
}

// giftBlock is a question as it is written, without comments.
type giftBlock struct {
	text string
	line int
}

// giftBlocks parts a file where empty lines stand outside of braces.
func giftBlocks(text string) (blocks []giftBlock) {
	var open []string
	start, depth := 0, 0
	flush := func() {
		if joined := strings.TrimSpace(strings.Join(open, "\n")); joined != "" {
			blocks = append(blocks, giftBlock{joined, start})
		}
		open, depth = nil, 0
	}
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "//"), strings.HasPrefix(trimmed, "$CATEGORY:"):
			continue
		case trimmed == "" && depth == 0:
			flush()
			continue
		case len(open) == 0:
			start = i + 1
		}
		open = append(open, line)
		bare := giftEscape.ReplaceAllString(line, "")
		depth += strings.Count(bare, "{") - strings.Count(bare, "}")
	}
	flush()
	return blocks
}

var (
	giftEscape = regexp.MustCompile(`\\.`)
	giftTitle  = regexp.MustCompile(`^::(?s:(.*?))::`)
	giftFormat = regexp.MustCompile(`^\s*\[(?:html|markdown|moodle|plain)\]`)
	giftWeight = regexp.MustCompile(`^%(-?[0-9.]+)%`)
	giftTag    = regexp.MustCompile(`</?(?:p|br|span|div|b|i|em|strong)\b[^>]*>`)
)

// Characters that are escaped stand for themselves; while answers are parted they are others, of no text.
var (
	giftHide = strings.NewReplacer(`\\`, "\ue000", `\~`, "\ue001", `\=`, "\ue002", `\#`, "\ue003", `\{`, "\ue004", `\}`, "\ue005", `\:`, "\ue006", `\n`, "\n")
	giftShow = strings.NewReplacer("\ue000", `\`, "\ue001", "~", "\ue002", "=", "\ue003", "#", "\ue004", "{", "\ue005", "}", "\ue006", ":")
)

type giftReader struct {
	notes *Notes
	file  string
}

// question reads one question. What Whop has no place for is named.
func (r *giftReader) question(block giftBlock) (course.Question, bool) {
	at := Place{r.file, block.line}
	text := giftHide.Replace(block.text)
	text = giftFormat.ReplaceAllString(giftTitle.ReplaceAllString(text, ""), "")
	before, rest, hasAnswers := strings.Cut(text, "{")
	answers, after, _ := strings.Cut(rest, "}")
	if !hasAnswers {
		r.notes.add(QuizPart, at, "a text without answers: "+shortened(giftText(text)))
		return course.Question{}, false
	}
	asked := before
	if after = strings.TrimSpace(after); after != "" {
		asked = strings.TrimRight(before, " ") + " _____" + missingSpace(after) + after
	}
	q := course.Question{Text: giftText(asked)}
	if general := strings.Index(answers, "####"); general >= 0 {
		r.notes.add(QuizPart, at, "an explanation: "+shortened(giftText(answers[general+4:])))
		answers = answers[:general]
	}
	switch answers = strings.TrimSpace(answers); {
	case strings.Contains(answers, "->"):
		r.notes.add(QuizPart, at, "a question that matches pairs, which Whop does not have: "+shortened(q.Text))
		return q, false
	case strings.HasPrefix(answers, "#"):
		return r.number(q, answers[1:], at), true
	case isGIFTTruth(answers):
		q.Type, q.Answer = trueFalse, new(strconv.FormatBool(strings.HasPrefix(strings.ToUpper(answers), "T")))
		r.feedback(answers, at)
		return q, true
	case answers == "":
		r.notes.add(QuizPart, at, "an essay has no right answer: "+shortened(q.Text))
		q.Type = shortAnswer
		return q, true
	}
	return r.choices(q, answers, at), true
}

// missingSpace returns the space in front of words; in front of a full stop there is none.
func missingSpace(after string) string {
	if strings.ContainsRune(".,;:!?)", rune(after[0])) {
		return ""
	}
	return " "
}

func giftText(s string) string {
	s = html.UnescapeString(giftTag.ReplaceAllString(giftShow.Replace(s), "")) // most of its texts are HTML
	return strings.TrimSpace(printable(s))
}

func isGIFTTruth(answers string) bool {
	word, _, _ := strings.Cut(answers, "#")
	return slices.Contains([]string{"T", "F", "TRUE", "FALSE"}, strings.ToUpper(strings.TrimSpace(word)))
}

// feedback names what students would read after their answer.
func (r *giftReader) feedback(answer string, at Place) (without string) {
	without, feedback, has := strings.Cut(answer, "#")
	if has && strings.TrimSpace(feedback) != "" {
		r.notes.add(QuizPart, at, "an explanation: "+shortened(giftText(strings.TrimLeft(feedback, "#"))))
	}
	return without
}

// number makes a short answer of a number; a range or tolerance has no place.
func (r *giftReader) number(q course.Question, answer string, at Place) course.Question {
	answer = strings.TrimLeft(strings.TrimSpace(answer), "=")
	answer = giftWeight.ReplaceAllString(answer, "")
	answer, _, hasMore := strings.Cut(answer, "=")
	value, _, isRange := strings.Cut(r.feedback(answer, at), "..")
	value, _, hasTolerance := strings.Cut(value, ":")
	if isRange || hasTolerance || hasMore {
		r.notes.add(QuizPart, at, "the other numbers that are right: "+strings.TrimSpace(answer))
	}
	q.Type, q.Answer = shortAnswer, new(giftText(value))
	return q
}

// choices reads "=right ~wrong", and right answers alone.
func (r *giftReader) choices(q course.Question, answers string, at Place) course.Question {
	var options []string
	var correct []bool
	isShort, hasRight := !strings.Contains(answers, "~"), strings.Contains(answers, "=")
	for i := 0; i < len(answers); {
		mark := answers[i]
		end := len(answers)
		if next := strings.IndexAny(answers[i+1:], "=~"); next >= 0 {
			end = i + 1 + next
		}
		if part := strings.TrimSpace(answers[i+1 : end]); mark == '=' || mark == '~' {
			isRight := mark == '='
			if m := giftWeight.FindStringSubmatch(part); m != nil {
				weight, _ := strconv.ParseFloat(m[1], 64)
				part, isRight = part[len(m[0]):], weight > 0 && (!hasRight || weight == 100)
				if weight > 0 && !isRight {
					r.notes.add(QuizPart, at, "an answer that is right in part: "+shortened(giftText(part)))
				}
			}
			part = giftFormat.ReplaceAllString(part, "")
			options, correct = append(options, giftText(r.feedback(part, at))), append(correct, isRight)
		}
		i = end
	}
	if isShort && len(options) > 0 {
		if len(options) > 1 {
			r.notes.add(QuizPart, at, "the other answers that are right: "+strings.Join(options[1:], ", "))
		}
		q.Type, q.Answer = shortAnswer, &options[0]
		return q
	}
	return choice(q.Text, options, correct)
}
