package plan

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// rewind makes what is desired lead back behind the recorded run: everything stays as the
// last apply has left it, but for what the run did. Every field that it wrote gets its old
// value, what it moved its old place, and what it hid or destroyed is declared again. What it
// created is left out, so that the plan removes it in the way that the author has chosen for
// removals. The files are not asked: they may hold drafts.
//
// Objects are known by their ids, for a name may be another's by now. A field that Whop
// never shows has no old value and stays.
func rewind(record *Record, known map[course.Address]*state.Binding, live []*course.Course, plan *Plan) *wayBack {
	w := &rewinding{
		known: known, live: liveOf(live), plan: plan, stateOf: map[string]course.Address{}, changes: map[string]*Change{},
		serial: record.Plan.Serial + 1, nodes: map[string]*rewound{}, used: map[course.Address]bool{},
		back: &wayBack{rearranged: map[string]bool{}, undone: map[course.Address]bool{}},
	}
	for from, binding := range w.known {
		w.stateOf[binding.ID], w.used[from] = from, true
	}
	for i := range record.Plan.Changes {
		change := &record.Plan.Changes[i]
		if change.ID != "" {
			w.changes[change.ID] = change
		}
	}
	if !w.knows(record) {
		w.plan.refuse(GuardMissing, course.Address{}, "the state knows nothing of what that run was about, so there is nothing to go back from",
			"if the state was lost, bring it back, or run: whopsync state rebuild")
	}
	for _, live := range live {
		w.plant(live)
	}
	for _, tree := range record.Before {
		w.replant(tree)
	}
	for i := range record.Plan.Changes {
		change := &record.Plan.Changes[i]
		if n := w.nodes[change.ID]; n != nil && !n.before { // its file had been gone, or its chapter is not ours
			w.restoreFields(n, change)
		}
	}
	w.prune()
	w.declare()
	return w.back
}

// wayBack is what leads back behind a run.
type wayBack struct {
	desired    []*course.Course
	who        *identity.Matching
	rearranged map[string]bool         // the courses that it arranges, by id
	undone     map[course.Address]bool // what it leaves out
}

// rewinding is a way back on its way.
type rewinding struct {
	known   map[course.Address]*state.Binding
	live    map[string]*course.Resource
	plan    *Plan
	stateOf map[string]course.Address // by live id
	changes map[string]*Change        // of the recorded run, by live id
	serial  int64                     // of the state that the run led to

	roots []*rewound
	nodes map[string]*rewound // by live id
	used  map[course.Address]bool
	back  *wayBack
}

// rewound is an object in the tree that is to be declared.
type rewound struct {
	course.Resource
	id       string   // "" for what is to be created
	before   bool     // it existed before the recorded run
	parent   *rewound // nil for courses, and for what has no place yet
	children []*rewound
}

// knows reports whether the state has anything that the run was about.
func (w *rewinding) knows(record *Record) bool {
	for i := range record.Plan.Changes {
		change := &record.Plan.Changes[i]
		if _, known := w.stateOf[change.ID]; known || w.known[change.Address] != nil {
			return true
		}
	}
	return len(record.Plan.Changes) == 0
}

// plant makes a tree of what is ours in a course, as it is now. What no file stood for when
// the state was saved is no part of it, unless it was that run that took it.
func (w *rewinding) plant(live *course.Course) {
	root := w.sprout(&live.Resource, nil)
	if root == nil {
		return
	}
	for _, chapter := range live.Chapters {
		branch := w.sprout(&chapter.Resource, root)
		for _, lesson := range chapter.Lessons {
			if branch != nil {
				w.sprout(&lesson.Resource, branch)
			}
		}
	}
	w.roots = append(w.roots, root)
}

func (w *rewinding) sprout(live *course.Resource, parent *rewound) *rewound {
	from, known := w.stateOf[live.ID]
	if !known || w.known[from].Retired && !w.isTaken(live.ID) {
		return nil
	}
	n := &rewound{id: live.ID, parent: parent, Resource: course.Resource{Address: from, Fields: course.Fields{}, Partial: true}}
	w.nodes[n.id] = n
	if parent != nil {
		parent.children = append(parent.children, n)
	}
	return n
}

// isTaken reports whether the run took an object from what the files declare.
func (w *rewinding) isTaken(id string) bool {
	change := w.changes[id]
	return change != nil && (change.Hide || change.Action == Delete || change.Removed == Kept)
}

// replant gives what was in a course before the run its old values, and what the run has
// moved or destroyed its old place.
func (w *rewinding) replant(tree RecordTree) {
	root := w.recall(tree.RecordNode, nil)
	if root == nil {
		return
	}
	var chapters []*rewound
	for _, branch := range tree.Chapters {
		chapter := w.recall(branch.RecordNode, root)
		if chapter == nil {
			continue
		}
		var lessons []*rewound
		for _, lesson := range branch.Lessons {
			if n := w.recall(lesson, chapter); n != nil && !slices.Contains(lessons, n) {
				lessons = append(lessons, n)
			}
		}
		w.restore(chapter, lessons)
		chapters = append(chapters, chapter)
	}
	w.restore(root, chapters)
}

// restore puts what the run has moved out of n, in n or out of the world back behind those
// that it followed.
func (w *rewinding) restore(n *rewound, before []*rewound) {
	for i, child := range before {
		if change := w.changes[child.id]; child.parent != nil && (change == nil || change.Move == nil) {
			continue
		}
		w.arranged(n)
		if p := child.parent; p != nil {
			p.children = slices.DeleteFunc(p.children, func(c *rewound) bool { return c == child })
		}
		at := 0
		for _, neighbour := range before[:i] {
			at = max(at, slices.Index(n.children, neighbour)+1)
		}
		n.children = slices.Insert(n.children, at, child)
		child.parent = n
	}
}

// arranged notes that the order of a course is the plan's affair.
func (w *rewinding) arranged(n *rewound) {
	for n.parent != nil {
		n = n.parent
	}
	w.back.rearranged[n.id] = true
}

// recall returns the node of what was there before the run, with its old values: nil for what
// is gone or belongs to nobody by now, unless that run has destroyed it. If there is something
// else under its name by then, that has its place.
func (w *rewinding) recall(was RecordNode, parent *rewound) *rewound {
	n, change := w.nodes[was.ID], w.changes[was.ID]
	_, isKnown := w.stateOf[was.ID]
	next := w.called(was.Address)
	switch {
	case n != nil:
	case !w.isTaken(was.ID) || w.live[was.ID] != nil:
		return nil
	case isKnown || change.Action != Delete:
		w.plan.unknown(was.Address, "it is not on Whop any more, or this key does not see it, and stays as it is: if a later run has destroyed it, roll that one back")
		return nil
	case next != nil:
		if change.Kind == course.KindLesson {
			w.plan.unknown(was.Address, "that run destroyed it, and there is another of its name by now: the old one is not brought back beside it")
		}
		return next
	default:
		n = &rewound{Resource: course.Resource{Address: w.free(was.Address, parent), Fields: course.Fields{}, Recreated: true}}
		w.nodes[was.ID] = n
	}
	w.restoreFields(n, change)
	return n
}

// called returns the node of what has an address in the state, nil if there is none.
func (w *rewinding) called(address course.Address) *rewound {
	if binding := w.known[address]; binding != nil {
		return w.nodes[binding.ID]
	}
	return nil
}

// free returns an address for something new where nobody else has it.
func (w *rewinding) free(address course.Address, parent *rewound) course.Address {
	if parent != nil {
		address = parent.Address.Child(address.Name())
	}
	address = unused(address, func(a course.Address) bool { return w.used[a] })
	w.used[address] = true
	return address
}

// restoreFields gives n the values of before a change, if there was one. What was to be
// destroyed and lives has lost none.
func (w *rewinding) restoreFields(n *rewound, change *Change) {
	n.before = true
	if change == nil || change.Action == Delete && !n.Recreated {
		return
	}
	for _, field := range change.Fields {
		if value := w.old(n, field); value != nil {
			n.Fields[field.Field] = value
		}
	}
}

// old returns the value of before as it can be written again, nil if there is none.
func (w *rewinding) old(n *rewound, field FieldChange) course.Value {
	switch before := field.Before.(type) {
	case course.Files: // and not what people had attached
		isTheirs := func(file course.File) bool {
			return slices.ContainsFunc(field.ForeignFiles, func(theirs course.File) bool { return theirs.ID == file.ID })
		}
		return slices.DeleteFunc(slices.Clone(before), isTheirs)
	case course.File:
		w.plan.unknown(n.Address, fmt.Sprintf("its %s of before cannot be set again: Whop does not take a file back that it shows; set it in the file", field.Field))
		return nil
	case course.QuestionList:
		return w.oldQuestions(n, before)
	}
	return field.Before
}

// oldQuestions gives questions the keys by which they are remembered.
func (w *rewinding) oldQuestions(n *rewound, before course.QuestionList) course.QuestionList {
	questions := slices.Clone(before)
	if n.id == "" {
		return questions
	}
	for _, known := range w.known[w.stateOf[n.id]].Questions {
		for i := range questions {
			if questions[i].ID == known.ID {
				questions[i].Key = known.Key
			}
		}
	}
	return questions
}

// prune leaves out what the run has created, unless something else came into it since.
func (w *rewinding) prune() {
	isMade := func(n *rewound) bool {
		binding := w.known[n.Address]
		undo := binding != nil && binding.CreatedAtSerial == w.serial && !n.before && len(n.children) == 0
		w.back.undone[n.Address] = w.back.undone[n.Address] || undo
		return undo
	}
	for _, root := range w.roots {
		for _, chapter := range root.children {
			chapter.children = slices.DeleteFunc(chapter.children, isMade)
		}
		root.children = slices.DeleteFunc(root.children, isMade)
	}
	w.roots = slices.DeleteFunc(w.roots, isMade)
}

// declare makes the tree what is desired, and binds it to its objects.
func (w *rewinding) declare() {
	for _, root := range w.roots {
		c := &course.Course{Resource: root.Resource}
		for _, branch := range root.children {
			chapter := &course.Chapter{Resource: branch.Resource}
			for _, leaf := range branch.children {
				chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: leaf.Resource})
			}
			c.Chapters = append(c.Chapters, chapter)
		}
		w.back.desired = append(w.back.desired, c)
	}
	w.back.who = &identity.Matching{Bound: map[course.Address]course.Address{}}
	for address := range resourcesOf(w.back.desired) {
		if w.known[address] != nil {
			w.back.who.Bound[address] = address
		}
	}
}
