package plan

import (
	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// Refusal is a reason for apply not to run, as facts: render words it. Which facts there are
// depends on the Reason.
type Refusal struct {
	Guard   Guard          `json:"guard"`
	Reason  Reason         `json:"reason"`
	Address course.Address `json:"address,omitzero"` // zero when it is about the whole run

	Field  course.Field   `json:"field,omitempty"`
	Action OnRemove       `json:"action,omitempty"`
	Other  course.Address `json:"other,omitzero"`
	Title  string         `json:"title,omitempty"` // on Whop

	Count    int `json:"count,omitempty"` // of what is counted
	Total    int `json:"total,omitempty"` // that Count is a part of
	Limit    int `json:"limit,omitempty"` // that Count is over
	Accepted int `json:"accepted,omitempty"`
	Parts    int `json:"parts,omitempty"` // lessons that would be destroyed in part
	// Lost are the parts of the object that would be destroyed.
	Lost []Loss `json:"lost,omitempty"`

	// Found are the ids of the objects on Whop that it may be, the likeliest first, which Because recognised.
	Found   []string          `json:"found,omitempty"`
	Because identity.Evidence `json:"because,omitempty"`
	// Recoverable says that Rebuild finds the first of them.
	Recoverable bool `json:"recoverable,omitempty"`
	// StillKnown says that what had the address is gone from Whop, and still in the state.
	StillKnown bool `json:"still_known,omitempty"`

	// Candidates are, for a question, the addresses in the state that it may be; Answers are the
	// lines under identity: that settle it.
	Candidates []course.Address `json:"candidates,omitempty"`
	Answers    []Answer         `json:"answers,omitempty"`

	Environment string       `json:"environment,omitempty"`
	Was         state.Target `json:"was,omitzero"` // of the state
	Is          state.Target `json:"is,omitzero"`  // of the run

	Narrowed bool `json:"narrowed,omitempty"` // the run has targets
}

// Guard names the rule behind a Refusal.
type Guard string

const (
	GuardDelete    Guard = "delete"
	GuardLimits    Guard = "limits"
	GuardHide      Guard = "hide"
	GuardLoss      Guard = "loss"
	GuardProgress  Guard = "progress"
	GuardProtect   Guard = "protect"
	GuardConflict  Guard = "conflict"
	GuardDrift     Guard = "drift"
	GuardAmbiguous Guard = "ambiguous"
	GuardLookalike Guard = "lookalike"
	GuardMoved     Guard = "moved"
	GuardScope     Guard = "scope"
	GuardTarget    Guard = "target"
	GuardMissing   Guard = "missing"
)

// Reason says what a guard has found.
type Reason string

// The reasons of each guard, and their facts. Those of GuardAmbiguous are the reasons of an
// identity.Question, with Candidates and Answers.
const (
	OtherTarget Reason = "other target" // Environment, Was, Is

	NothingSeen Reason = "nothing seen" // Count of the known objects
	ParentGone  Reason = "parent gone"  // Other is the parent

	NameTaken     Reason = "name taken"     // Other is the address of today of what had the name
	PartlyRenamed Reason = "partly renamed" // Other is the address in the state

	BothEdited    Reason = "both edited"    // Field
	BothReordered Reason = "both reordered" // no facts

	EditedOnWhop  Reason = "edited on Whop"  // no facts
	DeletedOnWhop Reason = "deleted on Whop" // no facts

	Destroys     Reason = "destroys"      // Count of the objects
	HoldsLessons Reason = "holds lessons" // Count of the lessons, Title of the first, Narrowed
	IsProtected  Reason = "protected"     // no facts

	LosesParts    Reason = "loses parts"    // Lost, Count of the students, 0 where it cannot be read
	PartProtected Reason = "part protected" // Lost

	TooMany       Reason = "too many"        // Count of the objects, Limit
	TooLargeShare Reason = "too large share" // Count of the objects, Total, Limit in percent

	TooManyHidden  Reason = "too many hidden"  // Count of the lessons, Limit
	TooLargeHidden Reason = "too large hidden" // Count of the lessons, Total, Limit in percent

	LossUnknown  Reason = "loss unknown"      // Count of the lessons, Parts
	LossOpen     Reason = "loss not accepted" // Count of the students, Parts
	LossMismatch Reason = "loss mismatch"     // Count of the students, Accepted, Parts
	NothingLost  Reason = "nothing lost"      // Accepted

	OtherCourse Reason = "other course" // Other is what the author says that it is
	SameContent Reason = "same content" // Other is what the author says that it is
	TwoFiles    Reason = "two files"    // Other is what the author says that both are, Answers
	FormerName  Reason = "former name"  // Other is the former address, Action

	SameCourse  Reason = "course exists"  // Title on Whop, Found, Because, Recoverable
	SameChapter Reason = "chapter exists" // Found, StillKnown
	SameLesson  Reason = "lesson exists"  // Found, Because, StillKnown
)

// HasOption reports whether an option of the run lifts the refusal.
func (r Refusal) HasOption() bool {
	switch r.Reason {
	case NothingSeen, ParentGone, NameTaken, PartlyRenamed, BothEdited, BothReordered, EditedOnWhop, DeletedOnWhop, TooManyHidden, TooLargeHidden, Destroys, LosesParts, LossOpen:
		return true
	}
	return r.Narrowed
}
