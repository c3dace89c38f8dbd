package state

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	"whopsync/internal/course"
)

// Binding ties an address to a live object.
type Binding struct {
	ID     string                  `json:"id"`
	Path   string                  `json:"path,omitempty"` // the declaring file
	Key    string                  `json:"key,omitempty"`  // "key:" of the declaring file
	Fields map[course.Field]Synced `json:"fields,omitempty"`

	// Outline is, for a course, the managed part of its tree as it was last left.
	Outline Outline `json:"outline,omitempty"`
	// Pulls are, for a course, the orders that pulls have brought into files and no apply has seen yet, the oldest first.
	Pulls []Outline `json:"pulls,omitempty"`
	// Questions are the ids of an assessment's questions, in order.
	Questions []Question `json:"questions,omitempty"`
	// Attachments are the ids that Whop shows for ours; nil when none were ever written.
	Attachments []string `json:"attachments,omitzero"`
	// Answer is what a line under identity: in whopsync.yaml said the object is, when the
	// line was followed: an address, or "new". A line that is followed means nothing more.
	Answer string `json:"answer,omitempty"`
	// Protect refuses removal, also after the file that asked for it is gone.
	Protect bool `json:"protect,omitempty"`
	// PublishAt is, in UTC, the date that the lesson's file had at the last apply; zero for none. The plan of that apply
	// has shown the date, so it needs no second review when it has come.
	PublishAt time.Time `json:"publish_at,omitzero"`
	// Unfinished says of a lesson with a date that an apply began to write to it and has not come to the end: it is not shown
	// before another one has.
	Unfinished bool `json:"unfinished,omitempty"`
	// Retired says that the file is gone and the object was left on Whop (hidden or
	// kept). The same address, declared again, takes it up again.
	Retired bool `json:"retired,omitempty"`
	// Pulled says that the object was made on Whop, that a pull made its file, and that no apply has seen
	// that file yet. A clone without it has not got the pull: nothing is known of the object there.
	Pulled bool `json:"pulled,omitempty"`
	// CreatedAtSerial is the serial of the state that the run led to which created the object; 0 when
	// that is not known. A rollback of that run knows the object by it.
	CreatedAtSerial int64 `json:"made,omitempty"`
	// New says of a course that we created it and that no run has looked yet for what Whop puts into
	// a new course: see course.Seeds.
	New bool `json:"new,omitempty"`
}

// Synced remembers the last write of one field, as digests.
//
//	Sent  what the files said when it was written; desired differs: the files changed
//	Got   what Whop then answered; live differs: somebody edited it there (drift).
//	      "" when Whop does not show the field
//
// Two digests and not one, because a server may tidy what it is given: that is neither
// a change of the files nor drift.
type Synced struct {
	Sent course.Digest `json:"sent"`
	Got  course.Digest `json:"got,omitempty"`
	// Former is what was known before each pull that brought into the files what Whop shows, the oldest first.
	Former []Known `json:"former,omitempty"`
	// Offered is what pulls have put into branches that no apply has seen merged yet.
	Offered []Known `json:"offered,omitempty"`
}

// IsPulled reports whether a pull brought the field into files, and perhaps not into those of all clones.
func (s Synced) IsPulled() bool { return s.Former != nil || s.Offered != nil }

// Known is what is known of a field for files that say something. Clones have got a pull, or have not got it yet.
type Known struct {
	Files course.Digest `json:"files"`
	Sent  course.Digest `json:"sent"`
	Got   course.Digest `json:"got,omitempty"`
}

// For returns what is known for files that say something.
func (s Synced) For(files course.Digest) Synced {
	if known, ok := s.before(files); ok {
		return Synced{Sent: known.Sent, Got: known.Got}
	}
	return s
}

// before returns what was known before a pull for files that say something; ok is false for those that have the pull,
// and for those that say a third thing.
func (s Synced) before(files course.Digest) (known Known, ok bool) {
	pulls := slices.Concat(s.Former, s.Offered)
	at := slices.IndexFunc(pulls, func(k Known) bool { return k.Files == files })
	if files == s.Sent || at < 0 {
		return known, false
	}
	return pulls[at], true
}

// IsOverPull reports files that say neither what a pull has brought into files nor what was known before it. They may
// have been edited on top of the pull, or without it: see IsFull.
func (s Synced) IsOverPull(files course.Digest) bool {
	_, isBefore := s.before(files)
	return s.Former != nil && files != s.Sent && !isBefore
}

// IsFull reports that there may have been more pulls than are remembered. Then nothing tells files that are older from
// those that were edited.
func (s Synced) IsFull() bool { return len(s.Former) >= maxPulls }

// Seen returns what an apply leaves known that gets files, and finds live on Whop. Clones that have not got a pull that
// it has are out of date; what was offered is void once both sides are what was known before.
func (s Synced) Seen(files, live course.Digest) Synced {
	at := slices.IndexFunc(s.Offered, func(k Known) bool { return k.Files == files })
	switch {
	case files == s.Sent && live == s.Got:
		return Synced{Sent: s.Sent, Got: s.Got}
	case files == s.Sent:
		s.Former = nil
	case at >= 0:
		return Synced{Sent: s.Offered[at].Sent, Got: s.Offered[at].Got, Offered: s.Offered[at+1:]}
	}
	return s
}

// After returns what is known after a pull, and remembers what was known before it, perhaps by another pull: for
// files that say what was agreed on then, and for those into which this one wrote.
func (s Synced) After(was Synced, written ...course.Digest) Synced {
	s.Former = was.Former
	for _, files := range append([]course.Digest{was.Sent}, written...) {
		known := was.For(files)
		s.Former = withKnown(s.Former, Known{Files: files, Sent: known.Sent, Got: known.Got})
	}
	return s
}

// Offer returns what is known after a pull into a branch that is merged later: nothing but what its files will say.
func (s Synced) Offer(known Known) Synced {
	s.Offered = withKnown(s.Offered, known)
	return s
}

// maxPulls is how many pulls a clone may be behind.
const maxPulls = 30

// withKnown adds to a list that is bounded.
func withKnown(list []Known, known Known) []Known {
	list = append(slices.DeleteFunc(slices.Clone(list), func(k Known) bool { return k.Files == known.Files }), known)
	return list[max(0, len(list)-maxPulls):]
}

func (s Synced) equal(o Synced) bool {
	return s.Sent == o.Sent && s.Got == o.Got && slices.Equal(s.Former, o.Former) && slices.Equal(s.Offered, o.Offered)
}

// Question remembers the id behind a question, by its key when it has one.
type Question struct {
	Key string `json:"key,omitempty"`
	ID  string `json:"id"`
}

// QuestionsOf pairs the ids that Whop shows with the keys of the files, which stand in the
// same order.
func QuestionsOf(files course.Value, live course.QuestionList) []Question {
	wanted, _ := files.(course.QuestionList)
	questions := make([]Question, len(live))
	for i, question := range live {
		questions[i].ID = question.ID
		if i < len(wanted) {
			questions[i].Key = wanted[i].Key
		}
	}
	return questions
}

// RememberIDs notes by which ids Whop knows what the files list.
func (b *Binding) RememberIDs(files, live course.Value) {
	switch live := live.(type) {
	case course.Files:
		b.Attachments = live.IDs()
	case course.QuestionList:
		b.Questions = QuestionsOf(files, live)
	}
}

// Outline is the order of a course by ids.
type Outline []Branch

// Branch is a chapter and its lessons, by ids.
type Branch struct {
	Chapter string   `json:"chapter"`
	Lessons []string `json:"lessons,omitempty"`
}

// Ordered notes an order that a pull has brought into the files.
func (b *Binding) Ordered(o Outline) {
	b.Pulls = append(slices.DeleteFunc(b.Pulls, o.Equal), o)
	b.Pulls = b.Pulls[max(0, len(b.Pulls)-maxPulls):]
}

// IsPulled reports whether that is so of one of its fields.
func (b *Binding) IsPulled() bool {
	for _, synced := range b.Fields {
		if synced.IsPulled() {
			return true
		}
	}
	return false
}

// Chapters returns the chapter of each lesson, by ids.
func (o Outline) Chapters() map[string]string {
	chapters := map[string]string{}
	for _, branch := range o {
		for _, lesson := range branch.Lessons {
			chapters[lesson] = branch.Chapter
		}
	}
	return chapters
}

// Equal reports whether two outlines hold the same ids in the same order.
func (o Outline) Equal(p Outline) bool {
	return slices.EqualFunc(o, p, func(a, b Branch) bool {
		return a.Chapter == b.Chapter && slices.Equal(a.Lessons, b.Lessons)
	})
}

// Clone returns a deep copy.
func (b *Binding) Clone() *Binding {
	copied := *b
	copied.Fields = maps.Clone(b.Fields)
	copied.Questions = slices.Clone(b.Questions)
	copied.Attachments = slices.Clone(b.Attachments)
	copied.Outline, copied.Pulls = slices.Clone(b.Outline), slices.Clone(b.Pulls)
	for i, branch := range b.Outline {
		copied.Outline[i].Lessons = slices.Clone(branch.Lessons)
	}
	return &copied
}

func (b *Binding) check(address course.Address) error {
	if address.IsZero() || b == nil || b.ID == "" {
		return fmt.Errorf("%w: the binding of %q has no id", ErrDamaged, address)
	}
	ids := slices.Concat([]string{b.ID}, b.Outline.ids())
	for _, pulled := range b.Pulls {
		ids = append(ids, pulled.ids()...)
	}
	if bad := slices.IndexFunc(ids, isNoID); bad >= 0 {
		return fmt.Errorf("%w: %q in the binding of %s is no id of Whop's", ErrDamaged, ids[bad], address)
	}
	return nil
}

func (o Outline) ids() []string {
	var ids []string
	for _, branch := range o {
		ids = append(append(ids, branch.Chapter), branch.Lessons...)
	}
	return ids
}

// isNoID reports what Whop names no object by. A state is read by many and kept in places that
// others write to, and ids end up in addresses, logs and terminals.
func isNoID(id string) bool { return id != "" && !idPattern.MatchString(id) }

var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`)
