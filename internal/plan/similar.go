package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"whopsync/internal/course"
)

// Texts are similar when enough of their words stand in the same order. From sureOf a
// unique candidate is taken for the same lesson; from doubt it is too close to destroy.
const (
	sureOf = 0.5
	doubt  = 0.25
	// margin is how much better the best candidate has to be than the next.
	margin = 0.15
)

// matchSimilar matches lessons by their text: file name, title and some lines may have
// changed in one commit, and it is still the lesson that students were reading.
func (id *identity) matchSimilar() {
	lost, orphans := id.lost(course.KindLesson)
	if len(lost) == 0 || len(orphans) == 0 {
		return
	}
	scores := id.score(lost, orphans)
	for _, to := range lost {
		candidates := scores.candidates(to, orphans)
		switch {
		case len(candidates) == 0:
			continue
		case len(candidates) > 1:
			id.ambiguous(to, candidates)
		case len(scores.rivals(candidates[0], lost)) > 1:
			id.ambiguous(to, candidates)
		default:
			id.bind(to, candidates[0], BySimilarity)
		}
	}
	id.doubtful(scores)
}

// pair is a desired address and one of the state.
type pair struct{ to, from course.Address }

// scores is how similar two lessons are, from 0 to 1.
type scores map[pair]float64

// candidates returns the orphans that to may be: the best one alone if it stands out.
func (s scores) candidates(to course.Address, orphans []course.Address) []course.Address {
	return standOut(orphans, func(from course.Address) float64 { return s[pair{to, from}] })
}

// rivals returns the lost addresses that from may have become.
func (s scores) rivals(from course.Address, lost []course.Address) []course.Address {
	return standOut(lost, func(to course.Address) float64 { return s[pair{to, from}] })
}

func standOut(addresses []course.Address, score func(course.Address) float64) []course.Address {
	top := 0.0
	for _, address := range addresses {
		top = max(top, score(address))
	}
	if top < sureOf {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(addresses), func(a course.Address) bool { return score(a) < max(top-margin, doubt) })
}

// doubtful remembers orphans that resemble a new lesson, though not enough to be sure:
// they must not be destroyed on the strength of a missing file.
func (id *identity) doubtful(scores scores) {
	for p, score := range scores {
		if score < doubt || id.taken[p.from] {
			continue
		}
		if _, bound := id.bound[p.to]; !bound {
			id.doubts = append(id.doubts, p)
		}
	}
	slices.SortFunc(id.doubts, func(a, b pair) int {
		if c := a.from.Compare(b.from); c != 0 {
			return c
		}
		return a.to.Compare(b.to)
	})
}

// doubtRefusals refuses to destroy the doubtful ones until the author decides.
func doubtRefusal(p pair) Refusal {
	return Refusal{
		Guard:   GuardAmbiguous,
		Address: p.from,
		Message: fmt.Sprintf("%s would be destroyed, and the new %s resembles it", p.from, p.to),
		Hint: fmt.Sprintf("if it is the same lesson, put this line under moved: in whopsync.yaml:\n  - {from: %s, to: %s}\n"+
			"if it is really gone, put it under removed:\n  - %s", p.from, p.to, p.from),
	}
}

// score compares every lost address with every orphan. Only texts that share words are
// looked at: an index leads from a word pair to the orphans that hold it.
func (id *identity) score(lost, orphans []course.Address) scores {
	old := make([]sketch, len(orphans))
	holders := map[string][]int{}
	for i, from := range orphans {
		old[i] = sketchOf(id.live[id.bindings[from].ID].Fields)
		for words := range old[i].body {
			holders[words] = append(holders[words], i)
		}
	}
	scores := scores{}
	for _, to := range lost {
		mine := sketchOf(id.desired[to].Fields)
		shared := make([]int, len(orphans))
		for words := range mine.body {
			for _, i := range holders[words] {
				shared[i]++
			}
		}
		for i, from := range orphans {
			if shared[i] > 0 && id.sameCourse(to, from) {
				scores[pair{to, from}] = mine.similarity(old[i], shared[i])
			}
		}
	}
	return scores
}

// sketch is a text as the set of its word pairs, and its title's words.
type sketch struct {
	body, title map[string]bool
}

func sketchOf(fields course.Fields) sketch {
	return sketch{body: wordPairs(fields.Text(course.Content)), title: words(fields.Text(course.Title))}
}

// similarity is how much of both texts is common, by Dice's coefficient. Titles only tip
// the scale: two lessons called "Introduction" are not one lesson.
func (s sketch) similarity(o sketch, sharedBody int) float64 {
	sharedTitle := 0
	for word := range s.title {
		sharedTitle += count(o.title[word])
	}
	return 0.9*dice(sharedBody, len(s.body), len(o.body)) + 0.1*dice(sharedTitle, len(s.title), len(o.title))
}

func dice(shared, a, b int) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(a+b)
}

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range splitWords(text) {
		set[word] = true
	}
	return set
}

func wordPairs(text string) map[string]bool {
	list := splitWords(text)
	set := make(map[string]bool, len(list))
	for i := range len(list) - 1 {
		set[list[i]+" "+list[i+1]] = true
	}
	return set
}

func splitWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}
