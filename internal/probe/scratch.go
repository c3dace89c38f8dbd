package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"

	"whopsync/internal/course"
	"whopsync/internal/whop"
)

// scratch is the scratch course, and the only way to write: what is not in it is refused. The first error
// of a question is kept, and from then on nothing is sent for it: what the methods return is empty.
type scratch struct {
	client     *whop.Client
	experience string
	title      string
	id         string                      // "" until it is certain that the course of the id was made here
	own        map[string]bool             // ids of the course and of what was made in it
	open       map[string]bool             // ids of what a request was sent to whose end is not known
	parts      map[string]*course.Resource // by their names
	failed     map[string]error            // why there is no such part
	keys       int                         // Idempotency-Keys so far
	err        error                       // of the question

	deleted   string // a lesson that is gone
	hasFiles  bool   // files were attached
	seedSeen  string // when Whop showed what it puts into new courses
	namesWait bool   // Whop's answers of 429 have a Retry-After
}

// errUnclear leaves a question open.
var errUnclear = errors.New("what became of an earlier request is not known")

// isUnclear reports an error that does not say whether the request had its effect.
func isUnclear(err error) bool {
	return err != nil && course.OutcomeOf(err) != course.OutcomeNotSent && course.OutcomeOf(err) != course.OutcomeRefused
}

// isRefusal reports that Whop refuses what a request says, and not the key or the object.
func isRefusal(err error) bool {
	var answer *whop.Error
	isAbout := errors.As(err, &answer) && (answer.Status == http.StatusBadRequest || answer.Status == http.StatusUnprocessableEntity)
	return isAbout && answer.Outcome() == course.OutcomeRefused
}

// fail leaves the question open.
func (s *scratch) fail(why string) {
	if s.err == nil {
		s.err = errors.New(why)
	}
}

// newKey is an Idempotency-Key that no other run has.
func (s *scratch) newKey() string {
	s.keys++
	return fmt.Sprintf("%s %d", s.title, s.keys)
}

// makeCourse creates the course, hidden. It is certain only once it was read: see enter.
func (s *scratch) makeCourse(ctx context.Context) (id string, err error) {
	made, err := readOutline(whop.Raw(ctx, s.client, whop.RawRequest{
		Method: http.MethodPost, Kind: course.KindCourse, IdempotencyKey: s.newKey(),
		Body: map[string]any{"experience_id": s.experience, string(course.Title): s.title, string(course.Visibility): course.Hidden},
	}))
	if len(made.Chapters) > 0 {
		s.seedSeen = "in the answer to the create"
	}
	return made.ID, err
}

// enter checks that the id belongs to the new course, which only admins see.
func (s *scratch) enter(ctx context.Context, id string) error {
	o, err := s.read(ctx, id)
	switch {
	case err != nil:
		return err
	case o.Title != s.title:
		return fmt.Errorf("course %s is not the one that was made: its title is %q, not %q", id, o.Title, s.title)
	}
	s.id, s.own[id] = id, true
	if len(o.Chapters) > 0 && s.seedSeen == "" {
		s.seedSeen = "at the first read"
	}
	if o.Visibility != course.Hidden {
		return errors.New("it is visible, although it was to be hidden")
	}
	return nil
}

func (s *scratch) read(ctx context.Context, id string) (outline, error) {
	o, err := readOutline(whop.Raw(ctx, s.client, whop.RawRequest{Method: http.MethodGet, Kind: course.KindCourse, ID: id}))
	if err == nil && o.ID != id {
		err = fmt.Errorf("the answer is about %s", o.ID)
	}
	return o, err
}

// outline reads the course with the numbers of its parts, until it reads the same twice: a read can be
// of a moment before the last write.
func (s *scratch) outline(ctx context.Context) (o outline) {
	switch {
	case s.err != nil:
	case s.open[s.id]:
		s.err = errUnclear
	default:
		o, s.err = twice(func() (outline, error) { return s.read(ctx, s.id) })
	}
	return o
}

// twice looks until two looks in a row show the same.
func twice[T any](look func() (T, error)) (seen T, err error) {
	seen, err = look()
	for range mostRepeats {
		if err != nil {
			return seen, err
		}
		var again T
		if again, err = look(); err == nil && reflect.DeepEqual(again, seen) {
			return again, nil
		}
		seen = again
	}
	return seen, cmp.Or(err, errors.New("each look shows something else"))
}

// mostRepeats is how often something is looked at again that changes from look to look.
const mostRepeats = 4

// write sends a write to a part of the course. A part that an earlier write may still reach is left
// alone: what is seen of it would say nothing.
func (s *scratch) write(id string, send func() error) {
	switch {
	case s.err != nil:
	case !s.own[id]:
		s.err = fmt.Errorf("%s is not of the scratch course, and nothing is written to it", id)
	case s.open[id]:
		s.err = errUnclear
	default:
		s.err = send()
		s.open[id] = isUnclear(s.err)
	}
}

// raw sends a write that says what no Client sends.
func (s *scratch) raw(ctx context.Context, r whop.RawRequest) {
	s.write(r.ID, func() error {
		_, err := whop.Raw(ctx, s.client, r)
		return err
	})
}

// update sends fields to a part and returns what both the answer and a read after it show. Either may be
// older than the write.
func (s *scratch) update(ctx context.Context, kind course.Kind, id string, fields course.Fields) *course.Resource {
	var answer, got *course.Resource
	s.write(id, func() (err error) {
		answer, err = s.client.Update(ctx, kind, id, fields)
		return err
	})
	if s.err == nil {
		got, s.err = s.client.Read(ctx, kind, id)
	}
	if s.err != nil {
		return &course.Resource{}
	}
	for field, value := range got.Fields {
		if was := answer.Fields[field]; was != nil && !course.Same(was, value) {
			s.fail(fmt.Sprintf("a read after the write shows another %s than the answer to it", field))
		}
	}
	return got
}

// try is update for what Whop may refuse. A single refusal may be a fault on the way, so it has to be
// said twice.
func (s *scratch) try(ctx context.Context, kind course.Kind, id string, fields course.Fields) (got *course.Resource, isRefused bool) {
	got = &course.Resource{}
	for range 2 {
		if s.err != nil {
			return got, false
		}
		if got = s.update(ctx, kind, id, fields); !isRefusal(s.err) {
			return got, false
		}
		s.err = nil
	}
	return got, true
}

// twice sends what can only be judged by the answer itself: "success", "404" or "refused". A single answer may come
// from a fault on the way, so it has to be the same twice.
func (s *scratch) twice(ctx context.Context, r whop.RawRequest) (found string) {
	for range 2 {
		if s.err != nil {
			return ""
		}
		if s.raw(ctx, r); s.err != nil && !isRefusal(s.err) && !whop.IsNotFound(s.err) {
			return ""
		}
		before := found
		switch {
		case s.err == nil:
			found = "success"
		case whop.IsNotFound(s.err):
			found = "404"
		default:
			found = "refused"
		}
		if s.err = nil; before != "" && before != found {
			s.fail(fmt.Sprintf("first the answer was %s, then %s", before, found))
		}
	}
	return found
}

// create makes a chapter or lesson in a part of the course.
func (s *scratch) create(ctx context.Context, kind course.Kind, key, parent string, fields course.Fields) *course.Resource {
	if s.err == nil && !s.own[parent] {
		s.err = fmt.Errorf("%s is not of the scratch course, and nothing is made in it", parent)
	}
	if s.err != nil {
		return &course.Resource{}
	}
	made, err := s.client.Create(ctx, kind, key, parent, fields)
	if s.err = err; err != nil {
		return &course.Resource{}
	}
	s.own[made.ID] = true
	return made
}

// mark begins every text that is written, so the course is known again.
const mark = "whopsync probe"

// partTitle is what the titles of parts look like, also where Whop has cut one.
var partTitle = regexp.MustCompile(`^Probe [a-z]+( x+)?$`)

// titleOf is the title of a part.
func titleOf(name string) string { return "Probe " + name }

// video is an id of YouTube's.
const video = "jNQXAC9IVRw"

// partSpec is a chapter or lesson that questions are asked about.
type partSpec struct {
	parent string // of a lesson; "" is a chapter
	fields course.Fields
}

var text = course.Fields{course.LessonType: course.Text("text")}

var partSpecs = map[string]partSpec{
	"first":  {},
	"second": {},
	"third":  {},
	"alpha":  {"first", text},
	"beta":   {"first", text},
	"gamma":  {"first", text},
	"quiz":   {"second", course.Fields{course.LessonType: course.Text("quiz")}},
	"multi": {"second", course.Fields{
		course.LessonType: course.Text("multi"), course.Content: course.Text(mark + " of several fields"), course.UnlockDays: course.Int(3),
		course.EmbedType: course.Text(course.EmbedYouTube), course.EmbedID: course.Text(video),
	}},
	"secret": {"third", text},
}

// part returns a part of the scratch course, making it on the first call. A failed create is not repeated,
// because the part may still appear.
func (s *scratch) part(ctx context.Context, name string) *course.Resource {
	if s.err == nil {
		s.err = s.failed[name]
	}
	if s.err != nil || s.parts[name] != nil {
		return cmp.Or(s.parts[name], &course.Resource{})
	}
	spec := partSpecs[name]
	kind, parent, fields := course.KindChapter, s.id, course.Fields{course.Title: course.Text(titleOf(name))}
	if spec.parent != "" {
		kind, parent = course.KindLesson, s.part(ctx, spec.parent).ID
	}
	maps.Copy(fields, spec.fields)
	made := s.create(ctx, kind, s.newKey(), parent, fields)
	if s.err != nil {
		s.err = fmt.Errorf("%q was not made: %w", titleOf(name), s.err)
		s.failed[name] = s.err
		return made
	}
	s.parts[name] = made
	return made
}

// make makes several parts, and returns their ids.
func (s *scratch) make(ctx context.Context, names ...string) (ids []string) {
	for _, name := range names {
		ids = append(ids, s.part(ctx, name).ID)
	}
	return ids
}
