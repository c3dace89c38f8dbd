package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"whopsync/internal/course"
)

// Record is what an apply keeps of what it is about to change: enough to plan back to it,
// and a backup of everything that it deletes. It holds values of the courses and nothing
// of their students.
type Record struct {
	FormatVersion string       `json:"format_version"`
	Plan          *Plan        `json:"plan"`
	Before        []RecordTree `json:"before"` // the managed order of each course, by address
}

// RecordTree is the order of a course as it was.
type RecordTree struct {
	Course   course.Address `json:"course"`
	Chapters []RecordBranch `json:"chapters"`
}

// RecordBranch is a chapter and its lessons.
type RecordBranch struct {
	Chapter course.Address   `json:"chapter"`
	Lessons []course.Address `json:"lessons"`
}

// NewRecord notes what a plan is about to change. addressOf says what the state calls a
// live object, under its name before the plan.
func NewRecord(p *Plan, addressOf map[string]course.Address) *Record {
	record := &Record{FormatVersion: FormatVersion, Plan: p}
	for _, cp := range p.Courses {
		if cp.Live == nil {
			continue
		}
		tree := RecordTree{Course: addressOf[cp.Live.ID]}
		for _, branch := range TreeOf(cp.Live) {
			kept := RecordBranch{Chapter: addressOf[branch.ID]}
			for _, lesson := range branch.Lessons {
				if address := addressOf[lesson.ID]; !address.IsZero() {
					kept.Lessons = append(kept.Lessons, address)
				}
			}
			if !kept.Chapter.IsZero() {
				tree.Chapters = append(tree.Chapters, kept)
			}
		}
		record.Before = append(record.Before, tree)
	}
	return record
}

// DecodeRecord reads a record as json.Marshal wrote it.
func DecodeRecord(data []byte) (*Record, error) {
	var raw struct {
		FormatVersion string          `json:"format_version"`
		Plan          json.RawMessage `json:"plan"`
		Before        []RecordTree    `json:"before"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("this is not the record of an apply: %w", err)
	}
	if raw.Plan == nil {
		return nil, errors.New("this is not the record of an apply: it holds no plan")
	}
	p, err := Decode(raw.Plan)
	if err != nil {
		return nil, err
	}
	return &Record{FormatVersion: raw.FormatVersion, Plan: p, Before: raw.Before}, nil
}

// Back returns the courses that lead back behind the recorded apply: the files as they
// are, with the old value of every field that it wrote, the old order, and what it hid
// or deleted declared again. What it created is left out, so that a plan removes it in
// the way that the author has chosen for removals.
//
// A field that Whop never shows has no old value and stays as the files say.
func (r *Record) Back(desired []*course.Course) []*course.Course {
	back := rewind{changes: map[course.Address]*Change{}, now: map[course.Address]*course.Resource{}}
	for i := range r.Plan.Changes {
		change := &r.Plan.Changes[i]
		was := change.Address
		if !change.Previous.IsZero() {
			was = change.Previous
		}
		back.changes[was] = change
	}
	for _, c := range desired {
		for resource := range c.Resources() {
			back.now[resource.Address] = resource
		}
	}
	var courses []*course.Course
	for _, c := range desired {
		at := slices.IndexFunc(r.Before, func(t RecordTree) bool { return back.isNow(t.Course, c.Address) })
		switch made := back.changes[c.Address]; {
		case at >= 0:
			courses = append(courses, back.course(r.Before[at], c))
		case made == nil || made.Action != Create:
			courses = append(courses, c)
		}
	}
	return courses
}

// rewind is a way back on its way.
type rewind struct {
	changes map[course.Address]*Change // by the address before the apply
	now     map[course.Address]*course.Resource
}

// isNow reports whether the object that was called was is called now today.
func (b rewind) isNow(was, now course.Address) bool {
	change := b.changes[was]
	return was == now || change != nil && change.Address == now
}

func (b rewind) course(tree RecordTree, now *course.Course) *course.Course {
	back := &course.Course{Resource: b.resource(tree.Course, course.Address{})}
	back.Address = now.Address
	for _, branch := range tree.Chapters {
		chapter := &course.Chapter{Resource: b.resource(branch.Chapter, back.Address)}
		for _, lesson := range branch.Lessons {
			chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: b.resource(lesson, chapter.Address)})
		}
		back.Chapters = append(back.Chapters, chapter)
	}
	return back
}

// resource returns one object as it was, at its place of then, under the address of today
// where its place has not changed.
func (b rewind) resource(was, parent course.Address) course.Resource {
	change := b.changes[was]
	address := was
	if change != nil {
		address = change.Address
	}
	resource := course.Resource{Address: address, Fields: course.Fields{}, Partial: true}
	if now := b.now[address]; now != nil {
		resource = *now
		resource.Fields = now.Fields.Clone()
	}
	if !parent.IsZero() && address.Parent() != parent {
		resource.Address = parent.Child(address.Name())
	}
	if change == nil {
		return resource
	}
	resource.Partial = resource.Partial && change.Action != Delete // of what was deleted, all is known
	resource.Reborn = change.Action == Delete
	for _, field := range change.Fields {
		if field.Before != nil {
			resource.Fields[field.Field] = field.Before
		}
	}
	return resource
}
