package plan

import (
	"slices"

	"whopsync/internal/course"
)

// Record is what an apply keeps of what it is about to change: enough to plan back to it,
// and a backup of everything that it deletes. It holds values of the courses and nothing
// of their students.
type Record struct {
	Plan   *Plan
	Before []RecordTree // the managed order of each course
}

// RecordTree is the order of a course as it was.
type RecordTree struct {
	RecordNode
	Chapters []RecordBranch `json:"chapters"`
}

// RecordBranch is a chapter and its lessons.
type RecordBranch struct {
	RecordNode
	Lessons []RecordNode `json:"lessons"`
}

// RecordNode is an object, under its name of then. Names come and go, and are given to
// others; what it is says its id.
type RecordNode struct {
	ID      string         `json:"id"`
	Address course.Address `json:"address"`
}

// NewRecord notes what a plan is about to change. live are the courses that it has read, and
// addressOf says what the state calls a live object, under its name before the plan.
func NewRecord(p *Plan, live []*course.Course, addressOf map[string]course.Address) *Record {
	record := &Record{Plan: p}
	nodeOf := func(id string) RecordNode { return RecordNode{id, addressOf[id]} }
	for _, c := range live {
		tree := RecordTree{RecordNode: nodeOf(c.ID)}
		for _, branch := range TreeOf(c) {
			kept := RecordBranch{RecordNode: nodeOf(branch.ID)}
			for _, lesson := range branch.Lessons {
				if node := nodeOf(lesson.ID); !node.Address.IsZero() {
					kept.Lessons = append(kept.Lessons, node)
				}
			}
			if !kept.Address.IsZero() {
				tree.Chapters = append(tree.Chapters, kept)
			}
		}
		if !tree.Address.IsZero() {
			record.Before = append(record.Before, tree)
		}
	}
	return record
}

// holds reports whether something was in the managed order of its course.
func (r *Record) holds(id string) bool {
	isIt := func(n RecordNode) bool { return n.ID == id }
	return slices.ContainsFunc(r.Before, func(tree RecordTree) bool {
		return isIt(tree.RecordNode) || slices.ContainsFunc(tree.Chapters, func(branch RecordBranch) bool {
			return isIt(branch.RecordNode) || slices.ContainsFunc(branch.Lessons, isIt)
		})
	})
}
