package apply

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// LossError says that objects were lost or put elsewhere while their course was arranged. What
// students see of the course is for a person to look at, so nothing more is written to it.
type LossError struct {
	Course  course.Address
	Objects []string // each with what became of it
}

func (e *LossError) Error() string {
	return fmt.Sprintf("after the order of %s was sent, %s", e.Course, strings.Join(e.Objects, ", and "))
}

// Hint says what was done about it, which is nothing.
func (e *LossError) Hint() string {
	return fmt.Sprintf("Nothing more was written to %s in this run. Look at the course on Whop, and at what its plan shows, before you apply again", e.Course)
}

// lossIn returns what a course has lost on the way from before to after, and which lessons are in
// another chapter than was asked for; nil is nothing. Where it is not known whether the request has
// arrived, lessons may be where they were.
func lossIn(address course.Address, before, after *course.Course, want plan.Tree, hasArrived bool) error {
	lost := &LossError{Course: address}
	left, addresses := idsIn(after), addressesIn(want)
	tell := func(node plan.Node, kind course.Kind) {
		if !left[node.ID] {
			lost.Objects = append(lost.Objects, titled(kind, node, addresses)+" is not in it any more")
		}
	}
	for _, branch := range plan.TreeOf(before) {
		tell(branch.Node, course.KindChapter)
		for _, lesson := range branch.Lessons {
			tell(lesson, course.KindLesson)
		}
	}
	stood := map[string]plan.Node{}
	if !hasArrived {
		stood = chaptersIn(plan.TreeOf(before))
	}
	lost.Objects = append(lost.Objects, misplaced(plan.TreeOf(after), want, stood)...)
	if len(lost.Objects) == 0 {
		return nil
	}
	return lost
}

// misplaced returns a sentence for each lesson that is neither in the chapter that was asked for nor
// in the one in which it stood.
func misplaced(after, want plan.Tree, stood map[string]plan.Node) (sentences []string) {
	in, addresses := chaptersIn(after), addressesIn(want)
	for _, branch := range want {
		for _, lesson := range branch.Lessons {
			if at, isShown := in[lesson.ID]; isShown && at.ID != branch.ID && at.ID != stood[lesson.ID].ID {
				sentences = append(sentences, fmt.Sprintf("%s is in chapter %q, and was to be in %q", titled(course.KindLesson, lesson, addresses), at.Title, branch.Title))
			}
		}
	}
	return sentences
}

// chaptersIn returns the chapter of each lesson.
func chaptersIn(tree plan.Tree) map[string]plan.Node {
	in := map[string]plan.Node{}
	for _, branch := range tree {
		for _, lesson := range branch.Lessons {
			in[lesson.ID] = branch.Node
		}
	}
	return in
}

func addressesIn(want plan.Tree) map[string]course.Address {
	addresses := map[string]course.Address{}
	for _, branch := range want {
		for _, node := range append([]plan.Node{branch.Node}, branch.Lessons...) {
			addresses[node.ID] = node.Address
		}
	}
	return addresses
}

// titled returns an object as people find it again: on Whop by its title, in the files by its address.
func titled(kind course.Kind, node plan.Node, addresses map[string]course.Address) string {
	if address := addresses[node.ID]; !address.IsZero() {
		return fmt.Sprintf("%s %q (%s, %s)", kind, node.Title, address, node.ID)
	}
	return fmt.Sprintf("%s %q (unmanaged, %s)", kind, node.Title, node.ID)
}

func idsIn(c *course.Course) map[string]bool {
	ids := map[string]bool{}
	for r := range c.Resources() {
		ids[r.ID] = true
	}
	return ids
}
