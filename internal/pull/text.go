package pull

import (
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/spec"
)

// texts are what is known of a lesson's text edited on Whop.
type texts struct {
	file  string            // its path
	own   string            // all below the front matter, as the author has it
	title string            // of the lesson, which the text may begin with
	shown string            // what Whop shows, as Markdown with the addresses of Whop
	local string            // the same, with the paths of files in their place
	files map[string][]byte // what is to be taken for files of the repository, by path
	got   course.Digest     // of what Whop showed when it was last written or pulled; "" where that had another form

	exact bool // the two sides have one form: else what reads equal is equal
}

// merging is the author's text with what was edited on Whop.
type merging struct {
	own      string            // below the front matter
	included map[string]string // texts of included files that were edited, by path
	notes    []string
}

// merged returns the author's text with what was edited on Whop. Units that say what Whop shows stay
// unchanged, byte for byte, and so do comments, the heading that is the title, and the lines that include a file.
func (s *sender) merged(t texts) (m merging, err error) {
	at := spec.TitleEnd(t.own, t.title)
	head, own := t.own[:at], t.own[at:]
	written, from, includes := s.written(t.file, own, t.files)
	t.exact = course.DigestOf(course.Text(s.sent(t.file, written))) == t.got
	for _, fine := range []bool{true, false} {
		theirs, made := unitsOf(t.shown, fine, nil), unitsOf(t.local, fine, nil)
		if len(theirs) != len(made) {
			continue
		}
		w := s.woven(t, unitsOf(written, fine, from), theirs, made)
		if !isSame(s.sent(t.file, withComments(joinUnits(w.out), written)), t.shown) {
			continue
		}
		if err = w.err; err != nil {
			continue
		}
		var text string
		if text, m.included, err = folded(t.file, w.out, includes); err == nil {
			m.own, m.notes = head+ending(withComments(text, own), t.own), w.notes
			return m, nil
		}
	}
	if err != nil {
		return m, err
	}
	if head != "" && !strings.HasSuffix(head, "\n") {
		head += "\n\n"
	}
	if left := commentsOf(own); left != "" {
		head += left + "\n\n"
	}
	if p := spec.Placeholders(own); p != nil {
		m.notes = append(m.notes, "the lesson says in full now what it included or had variables for")
	}
	m.own = head + ending(t.local, t.own)
	return m, nil
}

// withComments puts those comments of the author's first that a text has lost: into an open code block none can go.
func withComments(text, own string) string {
	kept := markdown.Parse(text)
	var lost []string
	for _, comment := range strings.Split(commentsOf(own), "\n") {
		if comment != "" && !slices.ContainsFunc(kept.Comments(), func(c markdown.Comment) bool { return strings.Contains(text[c.Start:c.End], comment) }) {
			lost = append(lost, comment)
		}
	}
	if lost == nil {
		return text
	}
	return strings.Join(lost, "\n") + "\n\n" + text
}

// ending gives a text the end of another: with its line ends, or without.
func ending(text, like string) string {
	text = strings.TrimRight(text, "\n")
	if like == "" {
		return text + "\n"
	}
	if text == "" {
		return ""
	}
	return text + like[len(strings.TrimRight(like, "\n")):]
}

// isSame reports whether what is sent of a text reads as what Whop shows, blanks in code included. Blank lines at the end, which are
// a part of code that has no end, do not count.
func isSame(sent, shown string) bool {
	return markdown.Meaning(course.NormalText(sent)) == markdown.Meaning(course.NormalText(shown))
}

// woven puts what was edited between the author's units that stay.
func (s *sender) woven(t texts, mine, theirs, made []unit) *weaving {
	w := &weaving{mine: mine, made: made, variables: s.variables}
	w.stays, w.silent = s.stays(t, mine, theirs)
	if slices.ContainsFunc(mine, func(u unit) bool { return u.from != 0 }) {
		w.gone = map[string][]int{}
		for i, u := range mine {
			if w.goesAway(i) {
				key := t.key(s.sent(t.file, u.text), "")
				w.gone[key] = append(w.gone[key], u.from)
			}
		}
		for _, u := range theirs {
			w.keys = append(w.keys, t.key(u.text, ""))
		}
	}
	for i := range mine {
		w.weave(i)
	}
	w.goes, w.at = nil, len(mine)
	w.come(len(mine)-1, len(made))
	if len(w.out) > 0 {
		w.out[0].gap = ""
		if len(mine) > 0 {
			w.out[0].gap = mine[0].gap
		}
	}
	return w
}

// stays returns which unit on Whop each of the author's says, -1 for none, and which send nothing.
func (s *sender) stays(t texts, mine, theirs []unit) (stays []int, silent []bool) {
	var own, shown []string
	var at []int // of mine, that each of own has
	defined := definitions(mine)
	stays, silent = make([]int, len(mine)), make([]bool, len(mine))
	for i, u := range mine {
		stays[i] = -1
		sent := s.sent(t.file, u.text)
		if silent[i] = strings.TrimSpace(t.key(sent, "")) == ""; !silent[i] {
			own, at = append(own, t.key(sent, defined)), append(at, i)
		}
	}
	defined = definitions(theirs)
	for _, u := range theirs {
		shown = append(shown, t.key(u.text, defined))
	}
	for i, j := range pairsOf(own, shown) {
		stays[at[i]] = j
	}
	return stays, silent
}

// key identifies a unit by its content. An item of a list has the same key at any depth.
func (t texts) key(text, defined string) string {
	if t.exact {
		return strings.TrimRight(text, " \t\n")
	}
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	if itemStart.MatchString(text) {
		text = strings.ReplaceAll(text[len(indent):], "\n"+indent, "\n")
	}
	return markdown.Meaning(text + defined)
}

var definition = regexp.MustCompile(`(?m)^ {0,3}\[[^\]\n]+\]: .*$`)

// definitions returns the link definitions, which units need to be read.
func definitions(units []unit) string {
	var all strings.Builder
	for _, u := range units {
		for _, line := range definition.FindAllString(u.text, -1) {
			all.WriteString("\n\n" + line)
		}
	}
	return all.String()
}
