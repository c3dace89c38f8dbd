package render

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoRoom is returned for a limit that does not even hold the totals of a plan.
var ErrNoRoom = errors.New("there is not enough room for the totals of a plan")

// reserved is the room, in bytes, for the titles of all lists and for the lines that count
// what is left out of them.
const reserved = 2_500

// leastShare is the room that an object may take however many there are, in bytes.
const leastShare = 1 << 10

// longestName is how many characters of a name stand in a title.
const longestName = 60

// comment is filled from the top to the bottom.
type comment struct {
	text strings.Builder
	room int    // bytes left for the items of lists
	rest string // where the items are that do not fit
}

// writeList writes a title and an item for each of the things, and counts those that do
// not fit. Items are made one by one: most diffs of a thousand lessons would not fit.
func writeList[T any](c *comment, title string, things []T, item func(T) string) {
	if len(things) == 0 {
		return
	}
	c.text.WriteString("**" + title + ":**\n\n")
	for i, thing := range things {
		text := item(thing)
		if len(text) > c.room {
			fmt.Fprintf(&c.text, "- … and %s more, which do not fit here: see %s\n", grouped(len(things)-i), c.rest)
			break
		}
		c.text.WriteString(text)
		c.room -= len(text)
	}
	c.text.WriteByte('\n')
}

// notesOf keeps each sentence together with the commands below it.
func notesOf(rows []row) (notes [][]row) {
	for _, r := range rows {
		if r.form == asIs && len(notes) > 0 {
			notes[len(notes)-1] = append(notes[len(notes)-1], r)
		} else {
			notes = append(notes, []row{r})
		}
	}
	return notes
}

func noteItem(note []row) string {
	text := "- " + phrase(note[0].text) + "\n"
	for _, command := range note[1:] {
		text += "  - " + code(command.text) + "\n"
	}
	return text
}
