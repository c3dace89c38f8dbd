package apply

import (
	"context"
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Settle finds the objects that an earlier run may have created without learning their
// ids, and returns the entries that bind them. It only reads, so a plan can do it too: a
// plan that did not would announce to create what is already there. What the author calls
// unmanaged is no one's find.
//
// A create of which nothing is found stays pending: the next one of the same object goes
// on under its key. Pending updates and arrangements are judged by plan.Diff.
func Settle(ctx context.Context, api Finder, s *state.State, unmanaged []string) ([]state.Entry, error) {
	t := tracing{api: api, state: s, known: map[string]bool{}, listed: map[string]listing{}}
	for id := range s.ByID() {
		t.known[id] = true
	}
	for _, id := range unmanaged {
		t.known[id] = true
	}
	entries, err := t.adopt(ctx)
	if err != nil {
		return nil, err
	}
	return entries, t.findTwins(ctx)
}

// adopt binds what the pending creates have made. All of them are looked for in one place before
// any is in the next: what stands where it was put is no other's.
func (t tracing) adopt(ctx context.Context) (entries []state.Entry, err error) {
	groups := t.unfinished()
	for _, list := range []func(context.Context, state.Entry) ([]*course.Resource, error){t.beside, t.elsewhere} {
		for i, creates := range groups {
			if len(creates) == 0 {
				continue
			}
			first := creates[0]
			candidates, err := list(ctx, first)
			if err != nil {
				return nil, fmt.Errorf("look for %s, whose creation was cut off: %w", first.Address, err)
			}
			candidates = slices.DeleteFunc(slices.Clone(candidates), func(r *course.Resource) bool { return isOfOther(r, first, groups) })
			isKnown := func(id string) bool { return t.isKnown(id, first) }
			if isInNewCourse(t.state.Bindings, first.Address) {
				if candidates, err = withoutSeeds(ctx, t.api, candidates, isKnown, creates); err != nil {
					return nil, fmt.Errorf("look for %s, whose creation was cut off: %w", first.Address, err)
				}
			}
			found, err := madeBy(candidates, isKnown, creates)
			if err != nil {
				return nil, err
			}
			for at, object := range found {
				t.known[object.ID] = true
				entries = append(entries, t.bind(creates[at], object)...)
			}
			groups[i] = creates[len(found):]
		}
	}
	return entries, nil
}

// isOfOther reports whether an object with the title of a create is what another unfinished one has sent, and
// not what this one has.
func isOfOther(object *course.Resource, create state.Entry, groups [][]state.Entry) bool {
	return shows(object, create.Sent, course.Title) && !shows(object, create.Sent, evidence...) && slices.ContainsFunc(groups, func(alike []state.Entry) bool {
		return len(alike) > 0 && alike[0].Address.Kind() == create.Address.Kind() && shows(object, alike[0].Sent, evidence...)
	})
}

// unfinished returns the creates without a known object. Creates of equal objects in one place
// stand together: nothing tells them apart, and nothing has to.
func (t tracing) unfinished() (groups [][]state.Entry) {
	for _, e := range t.state.Pending {
		if e.Action != state.ActionCreate || e.IsWatched() || t.state.Bindings[e.Address] != nil {
			continue
		}
		i := slices.IndexFunc(groups, func(alike []state.Entry) bool { return looksTheSame(alike[0], e) })
		if i < 0 {
			i = len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], e)
	}
	return groups
}

func looksTheSame(a, b state.Entry) bool {
	return a.Parent == b.Parent && a.Address.Kind() == b.Address.Kind() &&
		!slices.ContainsFunc(evidence, func(f course.Field) bool { return a.Sent[f] != b.Sent[f] })
}

// bind returns the entries that end a create with its object.
func (t tracing) bind(create state.Entry, object *course.Resource) []state.Entry {
	binding := adopted(object, t.state.Serial+1, create.Answer)
	binding.New = create.Address.Kind() == course.KindCourse
	entries := []state.Entry{{Event: state.EventDone, Op: create.Op, Address: create.Address, Binding: binding}}
	if create.Again {
		create.ID = object.ID
		entries = append(entries, create)
	}
	return entries
}

// findTwins looks for what came of a create beside the object that it is known to have made.
func (t tracing) findTwins(ctx context.Context) error {
	byID := t.state.ByID()
	for _, e := range t.state.Pending {
		address, isBound := byID[e.ID]
		if !e.IsWatched() || !isBound {
			continue
		}
		candidates, err := t.beside(ctx, e)
		if err != nil {
			return fmt.Errorf("look whether %s was created twice: %w", address, err)
		}
		inUse := &course.Resource{ID: e.ID} // of which no more may be shown
		if i := slices.IndexFunc(candidates, func(r *course.Resource) bool { return r.ID == e.ID }); i >= 0 {
			inUse = candidates[i]
		}
		for _, twin := range candidates {
			if t.isKnown(twin.ID, e) || !shows(twin, e.Sent, evidence...) {
				continue
			}
			if canBeSeed, err := t.canBeSeed(ctx, address, twin); err != nil {
				return fmt.Errorf("look whether %s was created twice: %w", address, err)
			} else if !canBeSeed {
				return &TwinError{Address: address, Objects: []*course.Resource{twin}, inUse: inUse}
			}
		}
	}
	return nil
}

// canBeSeed reports whether Whop can have put what looks like the object of a create into its course. After the first
// apply, a seed is one of which someone has made something: a second object of the create holds no lesson.
func (t tracing) canBeSeed(ctx context.Context, address course.Address, object *course.Resource) (bool, error) {
	switch {
	case address.Kind() != course.KindChapter, !course.IsSeedTitle(course.KindChapter, object.Title()):
		return false, nil
	case isInNewCourse(t.state.Bindings, address):
		return true, nil
	}
	lessons, err := t.api.List(ctx, course.KindLesson, object.ID)
	return len(lessons) > 0, err
}

func (t tracing) isKnown(id string, e state.Entry) bool {
	return t.known[id] || slices.Contains(e.Seen, id)
}

// tracing is the search of one Settle. What a parent holds is asked once, for all creates.
type tracing struct {
	api    Finder
	state  *state.State
	known  map[string]bool    // live ids accounted for
	listed map[string]listing // by parent
}

// listing is the answer to what a parent holds.
type listing struct {
	held []*course.Resource
	err  error
}

// adopted binds an object as it is found. The values sent were lost with the run; Whop's
// values of now are remembered, so a later edit counts as one. The interrupted run led to
// the same serial as this one.
func adopted(object *course.Resource, made int64, answer string) *state.Binding {
	binding := &state.Binding{ID: object.ID, CreatedAtSerial: made, Answer: answer}
	for _, field := range evidence {
		if live := object.Fields[field]; live != nil {
			setField(binding, field, state.Synced{Got: course.DigestOf(live)})
		}
	}
	return binding
}

// beside is where the create has put its object.
func (t tracing) beside(ctx context.Context, e state.Entry) ([]*course.Resource, error) {
	return t.within(ctx, e.Address, e.Parent)
}

// elsewhere is the rest of the course, where someone may have moved the lesson since.
func (t tracing) elsewhere(ctx context.Context, e state.Entry) ([]*course.Resource, error) {
	if e.Address.Kind() != course.KindLesson {
		return nil, nil
	}
	chapters, err := t.within(ctx, e.Address.Parent(), t.idOf(e.Address.Parent().Parent()))
	if err != nil {
		return nil, err
	}
	var found []*course.Resource
	isNew := isInNewCourse(t.state.Bindings, e.Address.Parent())
	for _, chapter := range chapters {
		if chapter.ID == e.Parent {
			continue
		}
		lessons, err := t.within(ctx, e.Address, chapter.ID)
		if err != nil {
			return nil, err
		}
		if isNew && !t.known[chapter.ID] {
			lessons = withoutSeedLesson(chapter, lessons)
		}
		found = append(found, lessons...)
	}
	return found, nil
}

// within lists the children of a parent, none if the parent is gone. A parent is gone only
// if its own parent does not list it: a single "not found" does not prove that a child was
// never made.
func (t tracing) within(ctx context.Context, child course.Address, parent string) ([]*course.Resource, error) {
	if parent == "" {
		return nil, nil // it was forgotten, and so was what it held
	}
	known, isListed := t.listed[parent]
	if !isListed {
		known.held, known.err = t.api.List(ctx, child.Kind(), parent)
		t.listed[parent] = known
	}
	if !course.IsGone(known.err) || child.Kind() == course.KindCourse {
		return known.held, known.err
	}
	above := t.state.Target.Experience
	if child.Kind() == course.KindLesson {
		above = t.idOf(child.Parent().Parent())
	}
	uncles, err := t.within(ctx, child.Parent(), above)
	if slices.ContainsFunc(uncles, func(r *course.Resource) bool { return r.ID == parent }) {
		return nil, fmt.Errorf("%s is listed and does not show what it holds: %w", parent, known.err)
	}
	return nil, err
}

func (t tracing) idOf(address course.Address) string { return idOf(t.state.Bindings, address) }
