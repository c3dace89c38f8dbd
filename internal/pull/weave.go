package pull

import (
	"regexp"
	"strings"

	"whopsync/internal/markdown"
)

// weaving is a text on its way.
type weaving struct {
	mine, made []unit
	out        []unit
	next       int      // of made
	goes       []string // the author's units in the place of which others come
}

// come adds what was edited on Whop, up to a unit, near one of the author's.
func (w *weaving) come(near, until int) {
	for n := 0; w.next < until; w.next++ {
		u := unit{text: likeItems(w.made[w.next].text, w.mine, near), gap: w.made[w.next].gap}
		if n < len(w.goes) {
			u.text = wrapped(u.text, w.goes[n])
		}
		n++
		if w.next == 0 || len(w.out) > 0 && w.out[len(w.out)-1].left {
			u.gap = longer(u.gap, "\n")
		}
		w.out = append(w.out, u)
	}
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
