package pull

import (
	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
)

// Input is what a pull works from.
type Input struct {
	Sides   plan.Input // what Work was made from
	Work    *plan.Work
	Repo    *spec.Repo
	Project *spec.Project
	Applied Applied
	Merge   Merge
	// Read reads a lesson that was made on Whop, with what lists do not show.
	Read func(id string) (*course.Resource, error)
	// Fetch downloads the files that Whop shows; nil: they stay there.
	Fetch importer.Fetch
	// Unmerged says that the files go to a branch that is merged later: what is known of edited fields stays, so
	// that other edits of them, made meanwhile, are conflicts.
	Unmerged bool
	// OnlyKnown leaves what was made on Whop there. AcceptDeletes takes files out whose objects were deleted there.
	OnlyKnown, AcceptDeletes bool
}

// Applied tells what was applied. Nil functions know nothing.
type Applied struct {
	File    func(path string) (data []byte, ok bool) // as it was then, out of git
	Earlier func(path string) [][]byte               // as it was in runs of which records are kept, the newest first
}

// Merge merges two versions of a file that were made of a third, which is empty where it is not known. Where both
// changed the same lines, marks stand around the two.
type Merge func(own, base, other []byte) (merged []byte, conflict bool, err error)
