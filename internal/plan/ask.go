package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// ask is what only the author can decide: which of the orphans a new address is, if any.
type ask struct {
	to         course.Address
	candidates []course.Address
	relation   string
}

// The relations of a new address to what it could be.
const (
	resembles  = "resembles"
	hasLessons = "has lessons of"
	leftCourse = "says what was said by" // in another course
)

var ofSeveral = map[string]string{resembles: "resemble", hasLessons: "have lessons of", leftCourse: "say what was said by"}

// askAboutForeigners asks about new lessons that say, word for word, what a lesson of another
// course said whose file is gone. On Whop it cannot follow its file there.
func (id *identity) askAboutForeigners() {
	lost, orphans := id.lost(course.KindLesson)
	bySign := map[string][]course.Address{}
	for _, from := range orphans {
		sign := id.sentTitledContent(from)
		bySign[sign] = append(bySign[sign], from)
	}
	for _, to := range lost {
		from := bySign[id.titledContentOf(to)]
		if len(from) == 1 && id.contentOf(to) != "" && !id.sameCourse(to, from[0]) && !id.in.isRemoved(from[0]) {
			id.ask(to, from, leftCourse)
		}
	}
}

func (id *identity) ask(to course.Address, candidates []course.Address, relation string) {
	slices.SortFunc(candidates, course.Address.Compare)
	id.asks = append(id.asks, ask{to, candidates, relation})
}

// guardAsks stops a run in which somebody's progress would hang on a guess. New lessons
// with the same candidates are one question. What is asked about as an exchange is not asked
// about twice.
func (d *differ) guardAsks(exchanged map[course.Address]course.Address) {
	groups := map[string][]ask{}
	var order []string
	claimed := slices.Collect(maps.Values(exchanged))
	for _, a := range d.identity.asks {
		_, isAsked := exchanged[a.to]
		_, isAskedAbove := exchanged[course.Address{Course: a.to.Course}]
		a.candidates = slices.DeleteFunc(slices.Clone(a.candidates), func(from course.Address) bool { return slices.Contains(claimed, from) })
		if isAsked || isAskedAbove || len(a.candidates) == 0 {
			continue
		}
		if !d.inScope(a.to) && !slices.ContainsFunc(a.candidates, d.inScope) {
			continue
		}
		key := a.relation + fmt.Sprint(a.candidates)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], a)
	}
	for _, key := range order {
		d.plan.Refusals = append(d.plan.Refusals, refusalOf(groups[key]))
	}
}

// linesEnough is how many lines of one kind a question shows. One of them is the answer, and
// from these anybody can write the others.
const linesEnough = 6

// refusalOf shows the lines that settle a question, ready to be pasted. The asks share
// their candidates.
func refusalOf(asks []ask) Refusal {
	first := asks[0]
	var moved, removed []string
	for i, a := range asks {
		candidates := a.candidates
		if len(asks)*len(candidates) > linesEnough { // one line each, as if in order
			candidates = candidates[i%len(candidates):][:1]
		}
		for _, from := range candidates {
			moved = append(moved, fmt.Sprintf("- {from: %s, to: %s}", quote(from), quote(a.to)))
		}
	}
	for _, from := range first.candidates {
		removed = append(removed, fmt.Sprintf("- {address: %s, action: hide}", quote(from)))
	}
	news, olds := first.to.String()+" is new", first.candidates[0].String()+", whose file is gone"
	relation := first.relation
	if n := len(asks); n > 1 {
		news, relation = fmt.Sprintf("%s and %d more are new", first.to, n-1), ofSeveral[relation]
	}
	if n := len(first.candidates); n > 1 {
		olds = fmt.Sprintf("%d %ss whose files are gone", n, first.to.Kind())
	}
	if first.relation == leftCourse {
		return Refusal{
			Guard: GuardAmbiguous, Address: first.to, Message: news + " and " + relation + " " + olds,
			Hint: "nothing can leave its course on Whop: here it is a new one, to which no student's progress belongs. If that is meant, say under removed: in whopsync.yaml what becomes of the old:" + lines(removed),
		}
	}
	which := "if it is the same, put this line"
	switch {
	case len(asks)*len(first.candidates) > linesEnough:
		which = "for each that is an old one put its line, with the name that it had,"
	case len(asks) > 1:
		which = "if one is the same as another, put its line"
	case len(moved) > 1:
		which = "if it is one of them, put its line"
	}
	return Refusal{
		Guard: GuardAmbiguous, Address: first.to, Message: news + " and " + relation + " " + olds,
		Hint: which + " under moved: in whopsync.yaml, and students keep their progress:" + lines(moved) +
			"\nif it is really new, say under removed: what becomes of the old:" + lines(removed),
	}
}

func lines(list []string) string {
	more := ""
	if n := len(list) - linesEnough; n > 0 {
		list, more = list[:linesEnough], fmt.Sprintf("\n  (and %d more)", n)
	}
	return "\n  " + strings.Join(list, "\n  ") + more
}

// quote writes an address so that YAML reads it as one text, whatever it holds.
func quote(address course.Address) string {
	text := address.String()
	if strings.IndexFunc(text, func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < 'A' || 'Z' < r) && (r < '0' || '9' < r) && r != '/' && r != '-' && r != '_'
	}) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
