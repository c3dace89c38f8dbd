package apply

import (
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// evidence are the fields by which an object of ours is recognised.
var evidence = []course.Field{course.Title, course.LessonType, course.Content}

// evidenceOf is what an intent remembers of what it sends. A server may tidy a text on
// the way in, so its likeness is remembered, and not its digest.
func evidenceOf(fields course.Fields) map[course.Field]course.Digest {
	remembered := map[course.Field]course.Digest{}
	for _, field := range evidence {
		remembered[field] = course.Likeness(fields[field])
	}
	return remembered
}

// madeBy returns which of the siblings the creates have made: those that nothing accounts
// for and that say what was sent. The creates are alike, so whose is whose does not
// matter; one sibling too many does, and so does one that bears the title and another
// text, for it may be ours and edited since.
func madeBy(siblings []*course.Resource, known func(id string) bool, creates []state.Entry) ([]*course.Resource, error) {
	var ours, doubtful []*course.Resource
	sent := creates[0].Sent
	for _, sibling := range siblings {
		switch {
		case known(sibling.ID) || !shows(sibling, sent, course.Title):
		case shows(sibling, sent, evidence...):
			ours = append(ours, sibling)
		default:
			doubtful = append(doubtful, sibling)
		}
	}
	if len(ours) > len(creates) || len(ours) < len(creates) && len(doubtful) > 0 {
		return nil, &AmbiguousError{creates[0].Address, append(ours, doubtful...)}
	}
	return ours, nil
}

// shows reports whether an object shows what was sent. What its list does not show says
// nothing against it.
func shows(live *course.Resource, sent map[course.Field]course.Digest, fields ...course.Field) bool {
	return !slices.ContainsFunc(fields, func(f course.Field) bool {
		got := live.Fields[f]
		return got != nil && course.Likeness(got) != sent[f]
	})
}

// AmbiguousError says that objects could have been made by a create whose answer was lost.
type AmbiguousError struct {
	Address course.Address
	Objects []*course.Resource
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("the answer to the creation of %s was lost, and %s could be it: "+
		"on Whop, rename or delete what is not, or name it under unmanaged: in whopsync.yaml, then run again; "+
		"if it was edited since, rename it too: it is created again", e.Address, named(e.Objects...))
}

// TwinError says that a create has made more than one object. Seen by the run that made them,
// none of them is bound yet: the next run asks about them again, and nothing is put into the
// wrong one. One that a later run finds is the twin of an object that is in use.
type TwinError struct {
	Address course.Address
	Objects []*course.Resource
	inUse   *course.Resource
}

func (e *TwinError) Error() string {
	const late = "was created more than once, since a request that seemed to be lost has arrived late"
	if e.inUse != nil {
		return fmt.Sprintf("%s %s: %s is in use, and %s is one too many: "+
			"delete that on Whop, or name it under unmanaged: in whopsync.yaml, then run again", e.Address, late, named(e.inUse), named(e.Objects...))
	}
	return fmt.Sprintf("%s %s: %s: delete all but one of them on Whop, or name the others under unmanaged: in whopsync.yaml, "+
		"then run apply again: it goes on with the one that is left", e.Address, late, named(e.Objects...))
}

// Outcome tells those who decide about the create that its end is open.
func (e *TwinError) Outcome() course.Outcome { return course.OutcomeUnknown }

// named says titles and ids.
func named(objects ...*course.Resource) string {
	names := make([]string, len(objects))
	for i, object := range objects {
		names[i] = fmt.Sprintf("%q (%s)", object.Title(), object.ID)
	}
	return strings.Join(names, " and ")
}
