package pull

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/markdown"
	"whopsync/internal/spec"
)

// weaving is a text on its way.
type weaving struct {
	mine, made []unit
	stays      []int  // which of made each of mine says; -1 for none
	silent     []bool // which of mine send nothing
	out        []unit
	next       int              // of made
	at         int              // of mine: before which of them others come
	goes       []unit           // the author's units in the place of which others come
	keys       []string         // of made
	gone       map[string][]int // the includes that units come from that do not stay, by their keys; nil where there are no includes
	variables  map[string]string
	notes      []string
	err        error
}

// goesAway reports whether one of the author's units is not on Whop any more.
func (w *weaving) goesAway(i int) bool { return w.stays[i] < 0 && !w.silent[i] }

// weave puts one of the author's units, if it stays, and before it what comes.
func (w *weaving) weave(i int) {
	u := w.mine[i]
	if left := commentsOf(u.text); w.goesAway(i) && left != "" {
		w.out = append(w.out, unit{text: left, gap: "\n", left: true, isSilent: true, from: u.from})
	}
	until := w.replace(i)
	isPair := w.goesAway(i) && len(w.goes) == until-w.next // what sends nothing stays between those that come
	if isPair {
		until, w.goes = w.next+1, w.goes[:1]
	}
	if !w.silent[i] {
		w.come(i, until)
	}
	if isPair && i > 0 && w.silent[i-1] {
		w.out[len(w.out)-1].gap = u.gap
	}
	switch {
	case w.stays[i] >= 0:
		if i == 0 && len(w.out) > 0 || i > 0 && w.goesAway(i-1) { // its neighbour is another now
			u.gap = longer(u.gap, w.made[w.stays[i]].gap)
		}
		w.out = append(w.out, u)
		w.next++
	case w.silent[i]:
		u.isSilent = true
		w.out = append(w.out, u)
	}
}

// replace notes which of the author's units go from one on, and returns up to where others come in their place.
func (w *weaving) replace(i int) (until int) {
	w.at, w.goes = i, nil
	for at := i; at < len(w.mine); at++ {
		switch {
		case w.stays[at] >= 0:
			return w.stays[at]
		case !w.silent[at]:
			w.goes = append(w.goes, w.mine[at])
		}
	}
	return len(w.made)
}

// come adds what was edited on Whop, up to a unit, near one of the author's.
func (w *weaving) come(near, until int) {
	from := w.origin(until - w.next)
	for n := 0; w.next < until; w.next++ {
		u := unit{text: likeItems(w.made[w.next].text, w.mine, near), gap: w.made[w.next].gap, from: from(n)}
		if n < len(w.goes) {
			u.text = wrapped(u.text, w.goes[n].text)
			u.text = w.refilled(u.text, w.goes[n].text)
		}
		n++
		if w.isMoved(w.next, u.from) {
			w.err = errBorder
		}
		if w.next == 0 || len(w.out) > 0 && w.out[len(w.out)-1].left {
			u.gap = longer(u.gap, "\n")
		}
		w.out = append(w.out, u)
	}
}

// isMoved reports whether a unit on Whop that comes to an include, or to the lesson's own text, was taken out of another.
func (w *weaving) isMoved(at, to int) bool {
	if w.gone == nil {
		return false
	}
	from := w.gone[w.keys[at]]
	return from != nil && !slices.Contains(from, to)
}

// origin returns the includes that so many units come to: those of what they replace, or of what they come between.
func (w *weaving) origin(count int) func(n int) int {
	one := 0
	switch {
	case len(w.goes) > 0:
		one = w.goes[0].from
		isOther := func(u unit) bool { return u.from != one }
		if slices.ContainsFunc(w.goes, isOther) && len(w.goes) == count {
			goes := w.goes
			return func(n int) int { return goes[n].from }
		} else if slices.ContainsFunc(w.goes, isOther) && count > 0 {
			w.err = errBorder
		}
	case len(w.out) > 0 && w.at < len(w.mine) && w.out[len(w.out)-1].from == w.mine[w.at].from:
		one = w.mine[w.at].from
	}
	return func(int) int { return one }
}

// refilled gives a unit the variables of the one that it replaces. Where what they stand for was edited itself, it says it in full.
func (w *weaving) refilled(text, was string) string {
	was = spec.AsSent(was, "")
	uses := map[string][]string{} // as written, by the name of the variable
	for _, p := range spec.Placeholders(was) {
		if _, ok := w.variables[p.Variable]; ok && !p.IsText {
			uses[p.Variable] = append(uses[p.Variable], was[p.Start:p.End])
		}
	}
	values := maps.Clone(w.variables)
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		use := uses[name][0]
		refilled, ok := reused(text, was, name, uses[name], values)
		switch {
		case ok:
			text, values[name] = refilled, use
		case values[name] == "":
			w.notes = append(w.notes, use+" stands for nothing, and is not in what was edited on Whop: put it where it belongs")
		default:
			w.notes = append(w.notes, fmt.Sprintf("what stood in the place of %s was edited on Whop, so the file says it in full now, for all environments; to change the variable, write %s again, and its new value under `variables:` in %s", use, use, spec.ConfigFile))
		}
	}
	return text
}

// reused puts the uses of a variable in the places of its value that they had, as far as an edit has left all values as they were.
func reused(text, was, name string, uses []string, values map[string]string) (reused string, ok bool) {
	const mark = "\x00" // which no text has
	value, marks := values[name], maps.Clone(values)
	marks[name] = mark
	pieces := strings.Split(spec.Filled(was, marks), mark) // around the uses
	parts := strings.Split(text, value)
	if value == "" || strings.Count(spec.Filled(was, values), value) != len(parts)-1 {
		return text, false
	}
	var out strings.Builder
	for i, use := range uses {
		n := strings.Count(pieces[i], value) + 1
		if n >= len(parts) {
			return text, false
		}
		out.WriteString(strings.Join(parts[:n], value) + use)
		parts = parts[n:]
	}
	return out.String() + strings.Join(parts, value), true
}

func longer(a, b string) string {
	if len(a) < len(b) {
		return b
	}
	return a
}

// commentsOf returns the comments of a unit that goes: nothing of an author's is lost.
func commentsOf(text string) string {
	var left []string
	for _, c := range markdown.Parse(text).Comments() {
		if !c.Open {
			left = append(left, strings.TrimSpace(text[c.Start:c.End]))
		}
	}
	return strings.Join(left, "\n")
}

var bullet = regexp.MustCompile(`^([ \t]*)([-*+])([ \t]+)`)

// likeItems gives an item of a list the marker of the author's item near a place.
func likeItems(text string, mine []unit, near int) string {
	m := bullet.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	for _, i := range []int{near, near - 1, near + 1} {
		if i < 0 || i >= len(mine) {
			continue
		}
		if like := bullet.FindStringSubmatch(mine[i].text); like != nil && like[1] == m[1] {
			indent := strings.Repeat(" ", len(like[0]))
			rest := strings.ReplaceAll(text[len(m[0]):], "\n"+strings.Repeat(" ", len(m[0])), "\n"+indent)
			return like[0] + rest
		}
	}
	return text
}
