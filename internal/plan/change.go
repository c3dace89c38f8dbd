package plan

import (
	"whopsync/internal/course"
	"whopsync/internal/identity"
)

// Action is what happens to one object, in Terraform's words.
type Action string

const (
	NoOp   Action = "no-op"
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
)

// Change is what the plan has to say about one address.
//
//	Action  ID           Fields                                     also
//	Create  ""           every field of the files, Before nil       Left, with its Impact
//	Update  the object   the fields to write; none for a pure move  Hide, Move; Lost, with its Impact
//	Delete  the object   every known field, After nil               Impact
//	NoOp    the object   none                                       Previous, Schedule, Drift, Removed
type Change struct {
	Address course.Address `json:"-"` // these five have a place of their own in JSON: see Resource
	// Previous is the address that the object had in the state, when it has moved.
	Previous course.Address `json:"-"`
	Kind     course.Kind    `json:"-"`
	Action   Action         `json:"-"`
	// Answer is the line under identity: that was followed, for the state to remember once what
	// it leads to is done. It is not saved.
	Answer string `json:"-"`

	ID    string `json:"id,omitempty"`
	Title string `json:"title"`            // as the files have it, else as Whop shows it
	Path  string `json:"source,omitempty"` // of the file
	// MovedBecause says by which evidence the move was recognised.
	MovedBecause identity.Evidence `json:"moved_because,omitempty"`
	// Move is set when the object's place on Whop changes.
	Move *Move `json:"move,omitempty"`
	// Schedule is the date on which a lesson becomes visible, where its file has one or had one.
	Schedule *Schedule `json:"schedule,omitempty"`
	// Insertion is where something new comes in a course that exists.
	Insertion *Insertion `json:"insertion,omitempty"`
	// Hide says that the file is gone and the object is hidden for it.
	Hide bool `json:"hide,omitempty"`
	// Recreate says that the object was deleted on Whop and is created again, as a new
	// one: students' progress on the old one is gone.
	Recreate bool `json:"recreate,omitempty"`
	// Removed says what became of an object whose file is gone and that is left alone.
	Removed Remains `json:"removed,omitempty"`
	// Rekeyed is, of an object whose file is gone, the file that has its place and another key.
	Rekeyed *Rekeyed `json:"rekeyed,omitempty"`
	// Left is, of something new, the lesson that it was in another course.
	Left *Left `json:"left,omitempty"`

	Fields []FieldChange `json:"fields,omitempty"`
	Drift  []Drift       `json:"drift,omitempty"`
	// Lost are the parts of the object that the update destroys.
	Lost   []Loss  `json:"lost,omitempty"`
	Impact *Impact `json:"impact,omitempty"`
}

// FieldChange is one field that is written.
type FieldChange struct {
	Field course.Field `json:"field"`
	// Before is what Whop shows; nil when it does not show the field.
	Before course.Value `json:"-"`
	// Expected is the digest of what Whop showed last, where Before is nil.
	Expected course.Digest `json:"expected,omitempty"`
	// After is what the files say; nil when the object goes.
	After course.Value `json:"-"`
	// Conflict says that the field was edited on Whop as well as in the files.
	Conflict bool `json:"conflict,omitempty"`
	// OverPull says that it replaces an edit made on Whop that a pull brought into files, and that these files say
	// neither that nor what was there before.
	OverPull bool `json:"over_pull,omitempty"`
	// Unverifiable says that Whop never shows the field: it is compared with what was
	// sent last, and an edit on Whop cannot be seen.
	Unverifiable bool `json:"unverifiable,omitempty"`
	// ForeignFiles are attachments on Whop that are not ours: writing the list keeps them in it.
	ForeignFiles course.Files `json:"foreign_files,omitempty"`
	// Relinked says that the files say what was sent last: nothing is new but where links between
	// lessons lead.
	Relinked bool `json:"relinked,omitempty"`
	// ResolvedLinks are the destinations of a body as the author wrote them and as Whop has them,
	// so that a diff can show the author's.
	ResolvedLinks []ResolvedLink `json:"resolved_links,omitempty"`
	// Files are the local files that the value shows or offers. An edited image changes the
	// lesson although its text stays the same.
	Files []ShownFile `json:"files,omitempty"`
	// Shared are the files of parts of a text that Whop does not show as the files say it, and that stand in no lesson.
	Shared []string `json:"shared,omitempty"`
}

// ResolvedLink is a destination in a body.
type ResolvedLink struct {
	Written string `json:"written"`
	OnWhop  string `json:"on_whop"`
}

// ShownFile is a local file in a value.
type ShownFile struct {
	Path    string `json:"path"`
	SHA256  string `json:"sha256"`
	Changed bool   `json:"changed"` // Whop has other bytes, or none, in this place
	// Was is the name under which Whop shows these bytes in this place, where that is another.
	Was string `json:"was,omitempty"`
}

// Drift is one field that was edited on Whop and not in the files.
type Drift struct {
	Field course.Field `json:"field,omitempty"`
	// Files is what the files say, Live what Whop shows.
	Files course.Value `json:"files,omitempty"`
	Live  course.Value `json:"live,omitempty"`
	// Shared is as in a FieldChange.
	Shared []string `json:"shared,omitempty"`
	// Gone says that the object itself was deleted on Whop. Field is "" then.
	Gone bool `json:"gone,omitempty"`
	// Order says that the children were put in another order on Whop. Field is "" then.
	Order bool `json:"order,omitempty"`
}

// Move is where an object stands: in which chapter, and at which position from 1.
type Move struct {
	From     string `json:"from"` // chapter titles; the same for a mere change of position
	To       string `json:"to"`
	FromRank int    `json:"from_position"`
	ToRank   int    `json:"to_position"`
}

// Insertion is the place of something new among its siblings.
type Insertion struct {
	Behind string `json:"behind"` // the address of a sibling, or the id of one that is not ours; "" comes first
	Title  string `json:"title"`  // of that sibling
	Last   bool   `json:"last"`   // nothing that exists comes after it
}

// ChangesChapter reports whether the parent changes, and not only the position.
func (p *Move) ChangesChapter() bool { return p.From != p.To }

// Remains says what is left of an object whose file is gone.
type Remains string

const (
	Kept       Remains = "kept"        // on_remove: keep
	KeptHidden Remains = "kept hidden" // students have not seen it before either
	KeptEmpty  Remains = "kept empty"  // a chapter, in which students see nothing any more
	Forgotten  Remains = "forgotten"   // it is gone on Whop as well
)

// Rekeyed is a file with another key than the object had whose name it has: it is something new.
type Rekeyed struct {
	Path string `json:"path"`
	Key  string `json:"key"` // of the object
}

// isKept reports an object that stays on Whop as it is.
func (r Remains) isKept() bool { return r == Kept || r == KeptHidden || r == KeptEmpty }

// Left is a lesson that stays in its course while its file has gone to another: Whop moves no
// lesson there.
type Left struct {
	Address course.Address `json:"address"` // in the state
	ID      string         `json:"id"`
}

// Impact is what removing a lesson, or a part of it, costs its students.
type Impact struct {
	// Known is false when the key may not read students' progress; that counts as some.
	Known     bool `json:"known"`
	Students  int  `json:"students"`
	Completed int  `json:"completed"`
}

// IsNothing reports whether c says nothing that a reader needs.
func (c *Change) IsNothing() bool {
	return c.Action == NoOp && c.Previous.IsZero() && !c.Schedule.IsNew() && len(c.Drift) == 0 && c.Removed == ""
}
