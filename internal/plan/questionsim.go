package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/textsim"
)

// gist is a question as far as it is compared with another: its text, and what there is
// to answer.
type gist struct {
	kind    string
	text    textsim.Set
	answer  textsim.Set // in the author's words
	options []string    // sorted, the right ones marked
}

func gistsOf(questions course.QuestionList) []gist {
	all := make([]gist, len(questions))
	for i, q := range questions {
		all[i] = gist{kind: q.Type, text: textsim.Letters(q.Text)}
		switch {
		case q.Type == "true_false": // that something is true tells no question from another
		case len(q.Options) > 0:
			all[i].options = answersOf(q)
		case q.Answer != nil:
			all[i].answer = textsim.Letters(*q.Answer)
		}
	}
	return all
}

func lettersOfOptions(options []course.Option) []textsim.Set {
	all := make([]textsim.Set, len(options))
	for i, o := range options {
		all[i] = textsim.Letters(o.Text)
	}
	return all
}

// like is how much two questions have in common, from 0 to 1. Questions of one quiz often
// have half of their words in common, so what there is to answer counts as much.
func (g *gist) like(o *gist) float64 {
	text := g.text.Similarity(o.text)
	switch {
	case g.kind != o.kind:
		return 0
	case len(g.options) > 0 || len(o.options) > 0:
		return (text + common(g.options, o.options)) / 2
	case !g.answer.IsEmpty() || !o.answer.IsEmpty():
		return (text + g.answer.Similarity(o.answer)) / 2
	}
	return text
}

// The share that two questions in one place must have in common to be the same, edited. Any two
// questions of a quiz begin alike, and answers to one must not become answers to another.
const (
	mostWords = 0.7 // of the text, whatever there is to answer
	someWords = 0.3 // of the text, where two options or an answer tell nothing
	related   = 0.4 // of text and options together
)

// resembles reports whether a question may be the same one, edited, in the place of the other.
func (g *gist) resembles(o *gist) bool {
	if g.kind != o.kind {
		return false
	}
	text := g.text.Similarity(o.text)
	canTell := text >= someWords || len(g.options) > 2 && len(o.options) > 2
	return text >= mostWords || canTell && g.like(o) >= related
}

// common is how much of two sorted lists is in both, from 0 to 1.
func common(a, b []string) float64 {
	shared := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}

// answersOf returns the options in an order of their own, the right ones marked, or the
// answer where there is nothing to choose.
func answersOf(q course.Question) []string {
	if len(q.Options) == 0 && q.Answer != nil {
		return []string{identity.FoldTitle(*q.Answer)}
	}
	var answers []string
	for _, o := range q.Options {
		mark := "- "
		if o.Correct != nil && *o.Correct {
			mark = "+ "
		}
		answers = append(answers, mark+identity.FoldTitle(o.Text))
	}
	slices.Sort(answers)
	return answers
}
