package plan

import "whopsync/internal/course"

// gist is a question as far as it is compared with another: its text, and what there is
// to answer.
type gist struct {
	kind    string
	text    sketch
	answer  sketch   // in the author's words
	options []string // sorted, the right ones marked
}

func gistsOf(questions course.QuestionList) []gist {
	all := make([]gist, len(questions))
	for i, q := range questions {
		all[i] = gist{kind: q.Type, text: lettersOf(q.Text)}
		switch {
		case q.Type == "true_false": // that something is true tells no question from another
		case len(q.Options) > 0:
			all[i].options = answersOf(q)
		case q.Answer != nil:
			all[i].answer = lettersOf(*q.Answer)
		}
	}
	return all
}

func lettersOfOptions(options []course.Option) []sketch {
	all := make([]sketch, len(options))
	for i, o := range options {
		all[i] = lettersOf(o.Text)
	}
	return all
}

// like is how much two questions have in common, from 0 to 1. Questions of one quiz often
// have half of their words in common, so what there is to answer counts as much.
func (g *gist) like(o *gist) float64 {
	text := g.text.similarity(o.text)
	switch {
	case g.kind != o.kind:
		return 0
	case len(g.options) > 0 || len(o.options) > 0:
		return (text + common(g.options, o.options)) / 2
	case !g.answer.isEmpty() || !o.answer.isEmpty():
		return (text + g.answer.similarity(o.answer)) / 2
	}
	return text
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

// lettersOf is the sketch of a text that is too short to be known by its pairs of words: it
// holds its runs of three letters, so that a slip of the pen is a small difference.
func lettersOf(text string) sketch {
	var runs []uint64
	before, last := uint64(0), uint64(' ')
	add := func(r uint64) {
		runs = append(runs, pairHash(before<<32|last, r))
		before, last = last, r
	}
	for _, r := range text {
		if isPartOfWord(r) {
			add(uint64(lower(r)))
		} else if last != ' ' {
			add(' ')
		}
	}
	if last != ' ' {
		add(' ')
	}
	return sketch{pairs: smallest(runs, exact), limit: exact}
}
