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

// evidenceOf is the part of a request that its intent keeps. A server may tidy a text, so a
// likeness is kept instead of a digest.
func evidenceOf(fields course.Fields) map[course.Field]course.Digest {
	remembered := map[course.Field]course.Digest{}
	for _, field := range evidence {
		remembered[field] = course.Likeness(fields[field])
	}
	return remembered
}

// madeBy returns the siblings that the creates have made: those without another origin
// whose content was sent. The creates are alike, so it does not matter which create made
// which sibling. Too many siblings matter, and so does a sibling with the title and another
// text: a person may have edited ours.
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

// shows reports whether an object shows the values sent. A value missing in the list says
// nothing.
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

// TwinError says that a create has made more than one object. The run that made them binds
// none, and the next run asks again, so nothing is written into the wrong object. A later run
// can also find a twin of an object in use.
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

// Outcome reports that the end of the create is open.
func (e *TwinError) Outcome() course.Outcome { return course.OutcomeUnknown }

// named says titles and ids.
func named(objects ...*course.Resource) string {
	names := make([]string, len(objects))
	for i, object := range objects {
		names[i] = fmt.Sprintf("%q (%s)", object.Title(), object.ID)
	}
	return strings.Join(names, " and ")
}
