package render

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"whopsync/internal/plan"
)

// ErrNoRoom is returned for a budget that does not even hold the totals of a plan.
var ErrNoRoom = errors.New("the budget is too small for the totals of a plan")

// Markdown writes a plan as a comment for a pull request on GitHub, in at most budget
// bytes: GitHub refuses longer comments and drops longer step summaries without a word.
//
// What is dangerous comes first and is never cut off: what apply would refuse, what is
// destroyed, hidden or moved, the totals. The rest of the room goes to the changes, each
// in the fullest form that fits: its whole diff, its differing lines, one line, its
// address, and at last a number among those that are not listed.
func Markdown(w io.Writer, p *plan.Plan, budget int) error {
	c := comment{
		head: header(p), risks: riskEntries(p), changes: changeEntries(p), notes: noteEntries(p),
		foot: fmt.Sprintf("Fingerprint: `%s`\n", p.Fingerprint()),
	}
	room := budget - len(c.String())
	if room < 0 {
		return fmt.Errorf("%w: %d bytes", ErrNoRoom, budget)
	}
	room = fill(c.risks, room)
	room = fill(c.notes, room)
	fill(c.changes, room)
	_, err := io.WriteString(w, Mask(c.String()))
	return err
}

// comment is a plan as Markdown, from top to bottom.
type comment struct {
	head                  string
	risks, changes, notes []*entry
	foot                  string
}

func (c *comment) String() string {
	var out strings.Builder
	out.WriteString(c.head)
	write := func(entries []*entry) {
		for _, e := range entries {
			out.WriteString(e.text)
		}
	}
	write(c.risks)
	if len(c.changes) > 0 {
		out.WriteString("**Changes:**\n\n")
		write(c.changes)
		out.WriteString(unlisted(c.changes))
		out.WriteByte('\n')
	}
	write(c.notes)
	out.WriteString(c.foot)
	return out.String()
}

// unlisted counts the changes for which there was no room. The fewer they are the
// shorter it is, so an entry that is given room never takes more than its own.
func unlisted(changes []*entry) string {
	n := 0
	for _, e := range changes {
		if e.text == "" {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("- … and %s, not listed here for lack of room\n", counted(n, "more change"))
}

func header(p *plan.Plan) string {
	const longest = 60
	text := fmt.Sprintf("### whopsync: %s\n\n**%s**\n\n", code(clip(p.Environment, longest)), Summary(p))
	if where := foreignHost(p); where != "" {
		text += fmt.Sprintf("**Not on a host of Whop's, but at %s**\n\n", code(clip(where, 5*longest)))
	}
	return text
}
