package render

// entry is a part of a comment in several forms, from the shortest, which is always
// there, to the fullest. A form is made only when there may be room for it: the diffs of
// thousands of lessons are never computed to be thrown away.
type entry struct {
	text  string // the form that was chosen last
	forms []func() string
}

func newEntry(forms ...func() string) *entry {
	return &entry{text: forms[0](), forms: forms[1:]}
}

// fill gives the room to the entries and returns what is left. All of them get their
// next form before any gets the one after that; first come, first served.
func fill(entries []*entry, room int) int {
	const enough = 20 // entries in a row that do not fit: the others will not either
	for level, more := 0, true; more; level++ {
		more = false
		misses := 0
		for _, e := range entries {
			if level >= len(e.forms) || misses > enough {
				continue
			}
			more = true
			text := e.forms[level]()
			if cost := len(text) - len(e.text); cost <= room {
				e.text, room, misses = text, room-cost, 0
			} else {
				misses++
			}
		}
	}
	return room
}
