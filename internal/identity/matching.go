package identity

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
)

// Hints are what the author has written down in whopsync.yaml.
type Hints struct {
	// Answers are the lines of identity: and moved:, in the order of the file.
	Answers []Answer
	// Removed are the addresses that removed: names.
	Removed []course.Address
	// Followed are the texts of the answers that earlier applies have followed.
	Followed map[course.Address][]string
}

// Answer says which object a declared address is.
type Answer struct {
	To course.Address // declared
	Is course.Address // the object, by its address in the state; zero: a new one
	// Again counts up when the same answer is given once more to another question about the
	// same file: the line of before means nothing any more.
	Again int
}

// Text is what the state remembers of an answer that was followed.
func (a Answer) Text() string {
	text := a.What()
	if a.Again > 0 {
		text += fmt.Sprintf(" again %d", a.Again)
	}
	return text
}

// What is what the line in whopsync.yaml says after "is:".
func (a Answer) What() string {
	if a.Is.IsZero() {
		return "new"
	}
	return a.Is.String()
}

// after returns the answer to write after others were followed: an equal answer is given
// again, with a higher count.
func (a Answer) after(followed []string) Answer {
	for slices.Contains(followed, a.Text()) {
		a.Again++
	}
	return a
}

// Matching says which known object each declared address is.
type Matching struct {
	// Bound maps a declared address to the address that its object has in the state. A declared
	// address that is missing here is new.
	Bound map[course.Address]course.Address
	// Because says by which evidence an object was recognised whose address changed.
	Because map[course.Address]Evidence
	// Left maps a new lesson to the lesson of another course that it was: Whop moves no lesson
	// to another course.
	Left map[course.Address]course.Address
	// Followed are the answers that hold, by declared address. The state remembers them, so
	// a line which was followed means nothing afterwards.
	Followed map[course.Address]Answer
	// Refused are answers that cannot be followed.
	Refused []Answer
	// Questions are what only the author can answer.
	Questions []Question
}

func newMatching(m *matcher) *Matching {
	return &Matching{Bound: m.bound, Because: m.because, Left: map[course.Address]course.Address{}, Followed: map[course.Address]Answer{}}
}

// asksAbout reports whether there is a question about a declared address.
func (m *Matching) asksAbout(to course.Address) bool {
	return slices.ContainsFunc(m.Questions, func(q Question) bool { return q.To == to || slices.Contains(q.Others, to) })
}

// Evidence is what an object was recognised by when its address changed.
type Evidence string

const (
	ByKey        Evidence = "key"
	ByAnswer     Evidence = "moved"
	ByContent    Evidence = "identical content"
	ByName       Evidence = "same file name"
	ByLessons    Evidence = "same lessons"
	BySimilarity Evidence = "similar text"
)

// Question asks which object a declared address is.
type Question struct {
	To         course.Address
	Others     []course.Address // more files that could be the same objects
	Candidates []course.Address // what it could be, the likeliest first
	Reason     Reason
	// Answers settle this question without a new one, each by itself. The answers of None do so
	// together.
	Answers []Answer
	None    []Answer
}

// Reason says why a question is asked.
type Reason string

const (
	// Resembles: a new file resembles a lesson whose file is gone.
	Resembles Reason = "resembles"
	// TookOver: a file says what the file of another lesson said until now.
	TookOver Reason = "took over"
	// Replaced: a file says nothing of what it said, under another title.
	Replaced Reason = "replaced"
	// HasLessons: a new chapter or course has lessons of another.
	HasLessons Reason = "has lessons of"
)
