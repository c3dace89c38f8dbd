package plan

import (
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
	"whopsync/internal/textsim"
)

// withIDs gives the questions of the files the ids of the live questions they stand for, so
// Whop updates them: a question sent without its id is a new one, and what students
// answered to the old one is lost. Every other value is returned as it is.
//
// The ids are also what a plan shows by: what has none comes, and what no id names any more
// goes. Nothing else decides it a second time.
func withIDs(files, live course.Value, remembered []state.Question) course.Value {
	questions, isQuiz := files.(course.QuestionList)
	if !isQuiz || live == nil { // what Whop shows is not known
		return files
	}
	shown, _ := live.(course.QuestionList)
	return carryIDs(questions, shown, remembered)
}

// carryIDs removes ids unknown to Whop: the run to roll back may have dropped the question of
// its record.
func carryIDs(files, live course.QuestionList, remembered []state.Question) course.QuestionList {
	carried := slices.Clone(files)
	for i, at := range pairQuestions(files, live, remembered) {
		was := course.Question{}
		if at >= 0 {
			was = live[at]
		}
		carried[i].ID = was.ID
		carried[i].Options = carryOptions(files[i].Options, was.Options)
	}
	return carried
}

// pairQuestions returns the live question for each question of the files, -1 for a new one. The
// evidence, the surest first: the id in a record, the key, the whole content, the text, the
// options, a common share of words, and last the place, unless a record says otherwise.
func pairQuestions(files, live course.QuestionList, remembered []state.Question) []int {
	keys := map[string]string{}
	for _, known := range remembered {
		keys[known.ID] = known.Key
	}
	keyOf := func(q course.Question) string { return keys[q.ID] }
	p := textsim.NewPairing(len(files), len(live), func(i, at int) bool {
		mine, theirs := files[i].Key, keyOf(live[at])
		return mine != "" && theirs != "" && mine != theirs // so says the author
	})
	idOf := func(q course.Question) string { return q.ID }
	p.Same(signs(files, idOf), signs(live, idOf))
	p.Same(signs(files, func(q course.Question) string { return q.Key }), signs(live, keyOf))
	p.Same(signs(files, wholeOf), signs(live, wholeOf))
	p.Unique(p.Open(signs(files, textOf), signs(live, textOf)))
	p.Unique(signs(files, choiceOf), signs(live, choiceOf))
	mine, theirs := gistsOf(files), gistsOf(live)
	p.Alike(func(i, at int) float64 { return mine[i].like(&theirs[at]) })
	p.Place(func(i, at int) bool { return files[i].ID == "" && mine[i].resembles(&theirs[at]) })
	return p.Of
}

// carryOptions does the same for the options of a question. A reworded option keeps its id in its
// place, unless all options are new.
func carryOptions(files, live []course.Option) []course.Option {
	p := textsim.NewPairing(len(files), len(live), func(int, int) bool { return false })
	idOf := func(o course.Option) string { return o.ID }
	p.Same(signs(files, idOf), signs(live, idOf))
	exact := func(o course.Option) string { return strings.TrimSpace(o.Text) }
	p.Same(signs(files, exact), signs(live, exact))
	mine, theirs := lettersOfOptions(files), lettersOfOptions(live)
	p.Alike(func(i, at int) float64 { return mine[i].Similarity(theirs[at]) })
	if !areOthers(p, files, live) {
		p.Place(func(i, at int) bool { return files[i].ID == "" })
	}
	carried := slices.Clone(files)
	for i, at := range p.Of {
		carried[i].ID = ""
		if at >= 0 {
			carried[i].ID = live[at].ID
		}
	}
	return carried
}

// areOthers reports whether all options were replaced by options without a common word: a
// student's choice must not become another choice. A word of several options, such as an article,
// does not count.
func areOthers(p *textsim.Pairing, files, live []course.Option) bool {
	for _, at := range p.Of {
		if at >= 0 {
			return false
		}
	}
	textOf := func(o course.Option) string { return o.Text }
	mine, theirs := textsim.OwnWords(signs(files, textOf)), textsim.OwnWords(signs(live, textOf))
	return !mine.IsEmpty() && !theirs.IsEmpty() && !mine.Meets(theirs)
}

// withKeys gives the remembered questions the keys that the files give them now. A key is
// not a part of what is written, so a new one changes nothing on Whop; but the next edit has
// to find it. Questions that say what was sent last stand in the order of then.
func withKeys(remembered []state.Question, files course.Value, synced *state.Synced) []state.Question {
	questions, isQuiz := files.(course.QuestionList)
	if !isQuiz || synced == nil || len(questions) != len(remembered) || course.DigestOf(files) != synced.Sent {
		return remembered
	}
	named := slices.Clone(remembered)
	for i := range named {
		named[i].Key = questions[i].Key
	}
	return named
}

func signs[T any](items []T, sign func(T) string) []string {
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = sign(item)
	}
	return all
}

func textOf(q course.Question) string { return identity.FoldTitle(q.Text) }

// wholeOf is all that both sides say of a question. An image has only its name in common.
func wholeOf(q course.Question) string {
	if textOf(q) == "" {
		return ""
	}
	parts := []string{q.Type, textOf(q)}
	if q.Image != nil {
		parts = append(parts, q.Image.Name)
	}
	return strings.Join(append(parts, answersOf(q)...), "\n")
}

// choiceOf is what can be chosen, with what is right, where that is enough to tell a question:
// two options are as good as yes and no.
func choiceOf(q course.Question) string {
	if len(q.Options) < 3 {
		return ""
	}
	return q.Type + "\n" + strings.Join(answersOf(q), "\n")
}
