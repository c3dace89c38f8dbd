package plan_test

import (
	"slices"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

// apply does to the world what a plan says, as a faultless apply against an obliging Whop
// would. It knows nothing of requests: it writes down the result.
func (w *world) apply() {
	w.t.Helper()
	p := w.plan()
	if len(p.Refusals) > 0 {
		w.t.Fatalf("the plan is refused: %v", story(p))
	}
	if w.state == nil {
		w.state = state.New("lineage")
		w.state.Target = w.target
	}
	bindings := map[course.Address]*state.Binding{}
	for address, binding := range p.Bindings {
		bindings[address] = binding.Clone()
	}
	live := w.objects()
	for _, change := range p.Changes {
		w.applyChange(change, bindings, live)
	}
	for _, cp := range p.Courses {
		w.arrange(cp, bindings, live)
	}
	for _, change := range p.Changes {
		if change.Action == Delete {
			w.vanish(change.ID)
			delete(bindings, change.Address)
		}
	}
	w.state.Replay(state.Rebind(w.state.Bindings, bindings))
	w.state.Serial++
}

func (w *world) objects() map[string]*course.Resource {
	objects := map[string]*course.Resource{}
	for _, c := range w.live {
		for r := range c.Resources() {
			objects[r.ID] = r
		}
	}
	return objects
}

func (w *world) applyChange(change Change, bindings map[course.Address]*state.Binding, live map[string]*course.Resource) {
	switch change.Action {
	case Create:
		id := change.Address.String()
		for live[id] != nil {
			id += "'" // the name was given before, to something else
		}
		live[id] = &course.Resource{ID: id, Fields: course.Fields{}}
		file := w.file(change.Address.String())
		bindings[change.Address] = &state.Binding{ID: id, Path: file.Source.Path, Protect: file.Protect, Key: file.Key, Answer: change.Answer, Fields: map[course.Field]state.Synced{}}
	case Update:
	default:
		return
	}
	binding := bindings[change.Address]
	if binding.Fields == nil {
		binding.Fields = map[course.Field]state.Synced{}
	}
	binding.Retired, binding.Answer = change.Hide, change.Answer
	for _, f := range change.Fields {
		shown := asShown(f.After)
		binding.Fields[f.Field] = state.Synced{Sent: course.DigestOf(f.After), Got: course.DigestOf(shown)}
		live[binding.ID].Fields[f.Field] = shown
	}
}

// asShown is how Whop shows what was written.
func asShown(v course.Value) course.Value {
	if body, ok := v.(course.Body); ok {
		return course.Text(body.Text)
	}
	return v
}

// arrange builds the live course that a plan wants.
func (w *world) arrange(cp *CoursePlan, bindings map[course.Address]*state.Binding, live map[string]*course.Resource) {
	idOf := func(node Node) string {
		if binding := bindings[node.Address]; binding != nil {
			return binding.ID
		}
		return node.ID
	}
	binding := bindings[cp.Desired.Address]
	arranged := &course.Course{Resource: *live[binding.ID]}
	for _, branch := range cp.Want {
		chapter := &course.Chapter{Resource: *live[idOf(branch.Node)]}
		for _, lesson := range branch.Lessons {
			chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: *live[idOf(lesson)]})
		}
		arranged.Chapters = append(arranged.Chapters, chapter)
	}
	w.live = slices.DeleteFunc(w.live, func(c *course.Course) bool { return c.ID == binding.ID })
	w.live = append(w.live, arranged)
	if !cp.OrderDrifted {
		binding.Outline = TreeOf(arranged).Outline(w.declared(bindings))
	}
}

func (w *world) declared(bindings map[course.Address]*state.Binding) func(id string) bool {
	declared := map[string]bool{}
	for _, c := range w.files {
		for r := range c.Resources() {
			if binding := bindings[r.Address]; binding != nil {
				declared[binding.ID] = true
			}
		}
	}
	return func(id string) bool { return declared[id] }
}
