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
// unmanaged is nobody's find.
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

// adopt binds what the pending creates have made.
func (t tracing) adopt(ctx context.Context) (entries []state.Entry, err error) {
	sought := slices.DeleteFunc(slices.Clone(t.state.Pending), func(e state.Entry) bool {
		return e.Action != state.ActionCreate || e.IsWatched() || t.state.Bindings[e.Address] != nil
	})
	for _, list := range []lister{t.beside, t.elsewhere} {
		var missing []state.Entry
		for len(sought) > 0 {
			var alike []state.Entry
			alike, sought = partAlike(sought)
			found, err := t.trace(ctx, list, alike)
			if err != nil {
				return nil, err
			}
			for i, object := range found {
				t.known[object.ID] = true
				entries = append(entries, t.bind(alike[i], object)...)
			}
			missing = append(missing, alike[len(found):]...)
		}
		sought = missing
	}
	return entries, nil
}

// bind returns the entries that end a create with its object.
func (t tracing) bind(create state.Entry, object *course.Resource) []state.Entry {
	entries := []state.Entry{{Event: state.EventDone, Op: create.Op, Address: create.Address, Binding: adopted(object, t.state.Serial+1, create.Answer)}}
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
		for _, twin := range candidates {
			if !t.isKnown(twin.ID, e) && shows(twin, e.Sent, evidence...) {
				return &TwinError{Address: address, IDs: []string{twin.ID}, shown: named([]*course.Resource{twin}), inUse: shownAs(e.ID, candidates)}
			}
		}
	}
	return nil
}

func (t tracing) isKnown(id string, e state.Entry) bool {
	return t.known[id] || slices.Contains(e.Seen, id)
}

// shownAs returns the object with this id, of which no more may be known than that.
func shownAs(id string, candidates []*course.Resource) *course.Resource {
	for _, candidate := range candidates {
		if candidate.ID == id {
			return candidate
		}
	}
	return &course.Resource{ID: id}
}

// tracing is the search of one Settle. What a parent holds is asked once, for all creates.
type tracing struct {
	api    Finder
	state  *state.State
	known  map[string]bool    // live ids that are accounted for
	listed map[string]listing // by parent
}

// listing is the answer to what a parent holds.
type listing struct {
	held []*course.Resource
	err  error
}

// adopted binds an object as it is found. What was sent for it went down with the run; what
// Whop shows now is remembered, so that an edit from here on is seen as one. The run that was
// cut off led to the same serial as this one does.
func adopted(object *course.Resource, made int64, answer string) *state.Binding {
	binding := &state.Binding{ID: object.ID, Made: made, Answer: answer}
	for _, field := range evidence {
		if live := object.Fields[field]; live != nil {
			setField(binding, field, state.Synced{Got: course.DigestOf(live)})
		}
	}
	return binding
}

// partAlike takes the first of the creates, and with it those that made something that
// looks the same in the same place: nothing tells their objects apart, and nothing has to.
func partAlike(creates []state.Entry) (alike, others []state.Entry) {
	first := creates[0]
	for _, c := range creates {
		if c.Parent == first.Parent && c.Address.Kind() == first.Address.Kind() && sameEvidence(c.Sent, first.Sent) {
			alike = append(alike, c)
		} else {
			others = append(others, c)
		}
	}
	return alike, others
}

func sameEvidence(a, b map[course.Field]course.Digest) bool {
	return !slices.ContainsFunc(evidence, func(f course.Field) bool { return a[f] != b[f] })
}

// trace returns what creates that are alike have made in a place: as many as there are,
// which is none at all when the requests never arrived.
func (t tracing) trace(ctx context.Context, list lister, creates []state.Entry) ([]*course.Resource, error) {
	first := creates[0]
	candidates, err := list(ctx, first)
	if err != nil {
		return nil, fmt.Errorf("look for %s, whose creation was cut off: %w", first.Address, err)
	}
	return madeBy(candidates, func(id string) bool { return t.isKnown(id, first) }, creates)
}

// A lister lists objects among which that of a cut off create may be. All creates are looked
// for by one lister before any is by the next: what stands where it was put is no other's.
type lister func(context.Context, state.Entry) ([]*course.Resource, error)

// beside is where the create has put its object.
func (t tracing) beside(ctx context.Context, e state.Entry) ([]*course.Resource, error) {
	return t.within(ctx, e.Address, e.Parent)
}

// elsewhere is the rest of the course, where somebody may have moved the lesson since.
func (t tracing) elsewhere(ctx context.Context, e state.Entry) ([]*course.Resource, error) {
	if e.Address.Kind() != course.KindLesson {
		return nil, nil
	}
	chapters, err := t.within(ctx, e.Address.Parent(), t.idOf(e.Address.Parent().Parent()))
	var found []*course.Resource
	for _, chapter := range chapters {
		if err == nil && chapter.ID != e.Parent {
			var lessons []*course.Resource
			lessons, err = t.within(ctx, e.Address, chapter.ID)
			found = append(found, lessons...)
		}
	}
	return found, err
}

// within lists what a parent holds, which is nothing when the parent is gone. It is gone
// only if its own parent does not list it: a single "not found" is too little to conclude
// that something was never made.
func (t tracing) within(ctx context.Context, child course.Address, parent string) ([]*course.Resource, error) {
	if parent == "" {
		return nil, nil // it was forgotten, and so was what it held
	}
	found, err := t.siblings(ctx, child.Kind(), parent)
	if !course.IsGone(err) || child.Kind() == course.KindCourse {
		return found, err
	}
	above := t.state.Target.Experience
	if child.Kind() == course.KindLesson {
		above = t.idOf(child.Parent().Parent())
	}
	uncles, upErr := t.within(ctx, child.Parent(), above)
	if slices.ContainsFunc(uncles, func(r *course.Resource) bool { return r.ID == parent }) {
		return nil, fmt.Errorf("%s is listed and does not show what it holds: %w", parent, err)
	}
	return nil, upErr
}

func (t tracing) siblings(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error) {
	known, ok := t.listed[parent]
	if !ok {
		known.held, known.err = t.api.List(ctx, kind, parent)
		t.listed[parent] = known
	}
	return known.held, known.err
}

func (t tracing) idOf(address course.Address) string {
	if binding := t.state.Bindings[address]; binding != nil {
		return binding.ID
	}
	return ""
}
