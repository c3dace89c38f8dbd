package spec

import "strings"

// conflictMark returns the line on which a merge begins that nobody has finished; 0 when
// there is none. Git writes three marks around the two versions. One of them alone may be
// an author's ornament.
func conflictMark(text string) (line int) {
	marks := []string{"<<<<<<< ", "=======\n", ">>>>>>> "}
	number, next := 0, 0
	for current := range strings.Lines(text) {
		number++
		switch {
		case strings.HasPrefix(current, marks[0]):
			line, next = number, 1
		case next > 0 && strings.HasPrefix(current, marks[next]):
			next++
		}
		if next == len(marks) {
			return line
		}
	}
	return 0
}
