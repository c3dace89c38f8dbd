package plan

import (
	"cmp"
	"fmt"
	"slices"

	"whopsync/internal/course"
)

// rewind changes what is desired so that it leads back behind the recorded run: the files as
// they are, with the old value of every field that it wrote, in the old order and chapters,
// and what it hid or destroyed declared again. What it created is left out, so that the plan
// removes it in the way that the author has chosen for removals. What it did not touch, and
// what later runs made, stays as the files have it.
//
// Objects are known by their ids, for a name may be another's by now. A field that Whop
// never shows has no old value and stays as the files say.
func (d *differ) rewind(record *Record) {
	w := &rewinding{differ: d, nodes: map[string]*rewound{}, named: map[course.Address]*rewound{}, stateOf: map[string]course.Address{}, changes: map[string]*Change{}}
	for from, binding := range d.identity.bindings {
		w.stateOf[binding.ID] = from
	}
	made := map[course.Address]bool{}
	for i := range record.Plan.Changes {
		change := &record.Plan.Changes[i]
		made[change.Address] = made[change.Address] || change.Action == Create
		if change.ID != "" {
			w.changes[change.ID] = change
		}
	}
	if !w.knows(record) {
		d.refuse(GuardMissing, course.Address{}, "the state knows nothing of what that run was about, so there is nothing to go back from",
			"if the state was lost, bring it back, or run: whopsync state rebuild")
	}
	for _, c := range d.in.Desired {
		w.plant(c)
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
	w.prune(made)
	w.declare()
}

// rewinding is a way back on its way.
type rewinding struct {
	*differ
	roots   []*rewound
	nodes   map[string]*rewound         // by live id
	named   map[course.Address]*rewound // what the files declare
	stateOf map[string]course.Address   // by live id
	changes map[string]*Change          // of the recorded run, by live id
	used    map[course.Address]bool
}

// knows reports whether the state has anything that the run was about.
func (w *rewinding) knows(record *Record) bool {
	for i := range record.Plan.Changes {
		change := &record.Plan.Changes[i]
		if _, known := w.stateOf[change.ID]; known || w.identity.bindings[change.Address] != nil {
			return true
		}
	}
	return len(record.Plan.Changes) == 0
}

// rewound is an object in the tree that is to be declared.
type rewound struct {
	course.Resource
	id       string         // "" for what is to be created
	from     course.Address // in the state
	declared bool           // by the files of today
	before   bool           // it existed before the recorded run
	parent   *rewound       // nil for courses, and for what has no place yet
	children []*rewound
}

// plant makes a tree of a course of the files.
func (w *rewinding) plant(c *course.Course) {
	root := w.sprout(&c.Resource, nil)
	for _, chapter := range c.Chapters {
		branch := w.sprout(&chapter.Resource, root)
		for _, lesson := range chapter.Lessons {
			w.sprout(&lesson.Resource, branch)
		}
	}
	w.roots = append(w.roots, root)
}

func (w *rewinding) sprout(r *course.Resource, parent *rewound) *rewound {
	n := &rewound{Resource: *r, id: w.idOf(r.Address), from: w.identity.bound[r.Address], parent: parent, declared: true}
	n.Fields = r.Fields.Clone()
	w.named[r.Address] = n
	if parent != nil {
		parent.children = append(parent.children, n)
	}
	if n.id != "" {
		w.nodes[n.id] = n
	}
	return n
}

// replant gives what is known of a course its old values and its old place.
func (w *rewinding) replant(tree RecordTree) {
	root := w.recall(tree.RecordNode)
	if root == nil {
		return
	}
	if !slices.Contains(w.roots, root) {
		w.roots = append(w.roots, root)
	}
	var chapters []*rewound
	for _, branch := range tree.Chapters {
		chapter := w.recall(branch.RecordNode)
		if chapter == nil {
			continue
		}
		var lessons []*rewound
		for _, lesson := range branch.Lessons {
			if n := w.recall(lesson); n != nil && !slices.Contains(lessons, n) {
				lessons = append(lessons, n)
			}
		}
		chapter.restore(lessons)
		chapters = append(chapters, chapter)
	}
	root.restore(chapters)
}

// restore puts back what was in n, in its order of then. What is in it today as well stays
// behind that which it follows.
func (n *rewound) restore(before []*rewound) {
	today := slices.Clone(n.children)
	for _, child := range before {
		if p := child.parent; p != nil {
			p.children = slices.DeleteFunc(p.children, func(c *rewound) bool { return c == child })
		}
		child.parent = n
	}
	n.children = slices.Clone(before)
	at := 0
	for _, child := range today {
		if i := slices.Index(n.children, child); i >= 0 {
			at = i + 1
			continue
		}
		n.children = slices.Insert(n.children, at, child)
		at++
	}
}

// recall returns the node of what was there before the run, with its old values. It is nil
// for what the files do not have and the run did not take from them: that is none of its
// business.
func (w *rewinding) recall(was RecordNode) *rewound {
	n, change := w.nodes[was.ID], w.changes[was.ID]
	if n == nil && change != nil && (change.Hide || change.Action == Delete || change.Removed == Kept) {
		n = w.bringBack(was, change)
	}
	if n != nil {
		w.restoreFields(n, change)
	}
	return n
}

// bringBack declares again what the run has taken from the files. If they have it by now, as
// something new, that takes its place.
func (w *rewinding) bringBack(was RecordNode, change *Change) *rewound {
	from, known := w.stateOf[was.ID]
	n := &rewound{Resource: course.Resource{Address: was.Address, Fields: course.Fields{}, Partial: true}}
	switch next := w.named[w.identity.follow(was.Address)]; {
	case known:
		n.Address, n.id, n.from = from, was.ID, from
	case change.Action != Delete: // it was there after the run, and is gone: the plan refuses
	case next != nil:
		if change.Kind == course.KindLesson {
			w.unknown(next.Address, fmt.Sprintf("that run destroyed %s, and the files have another in its place: the old one is not brought back beside it", was.Address))
		}
		return next
	default:
		n.Partial, n.Reborn = false, true // of what was destroyed, all is known
	}
	w.nodes[was.ID] = n
	return n
}

// restoreFields gives n the values of before a change, if there was one. What was to be
// destroyed and lives has lost none.
func (w *rewinding) restoreFields(n *rewound, change *Change) {
	n.before = true
	if change == nil || change.Action == Delete && !n.Reborn {
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
			return slices.ContainsFunc(field.Keeps, func(theirs course.File) bool { return theirs.ID == file.ID })
		}
		return slices.DeleteFunc(slices.Clone(before), isTheirs)
	case course.File:
		if before.ID == "" {
			w.unknown(n.Address, fmt.Sprintf("its %s of before cannot be set again: Whop shows it and not by which id; set it in the file", field.Field))
			return nil
		}
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
	for _, known := range w.identity.bindings[n.from].Questions {
		for i := range questions {
			if questions[i].ID == known.ID {
				questions[i].Key = known.Key
			}
		}
	}
	return questions
}

// prune leaves out what the run has created, and what is in it with it, unless something
// else came into it since.
func (w *rewinding) prune(made map[course.Address]bool) {
	isMade := func(n *rewound) bool { return made[n.Address] && !n.before && len(n.children) == 0 }
	for _, root := range w.roots {
		for _, chapter := range root.children {
			chapter.children = slices.DeleteFunc(chapter.children, isMade)
		}
		root.children = slices.DeleteFunc(root.children, isMade)
	}
	w.roots = slices.DeleteFunc(w.roots, isMade)
}

// declare makes the tree what is desired.
func (w *rewinding) declare() {
	id := w.identity
	id.desired, id.bound, id.taken = map[course.Address]*course.Resource{}, map[course.Address]course.Address{}, map[course.Address]bool{}
	w.in.Desired = nil
	w.used = map[course.Address]bool{}
	for _, root := range w.roots {
		w.reserve(root)
	}
	for _, root := range w.roots {
		w.settle(root)
		c := &course.Course{Resource: root.Resource}
		for _, branch := range root.children {
			w.settle(branch)
			chapter := &course.Chapter{Resource: branch.Resource}
			for _, leaf := range branch.children {
				w.settle(leaf)
				chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: leaf.Resource})
			}
			c.Chapters = append(c.Chapters, chapter)
		}
		for r := range c.Resources() {
			id.desired[r.Address] = r
		}
		w.in.Desired = append(w.in.Desired, c)
	}
}

// reserve keeps for what the files declare the addresses that it has there.
func (w *rewinding) reserve(n *rewound) {
	w.used[n.Address] = w.used[n.Address] || n.declared
	for _, child := range n.children {
		w.reserve(child)
	}
}

// settle gives n an address in its place, under which it is bound to its object.
func (w *rewinding) settle(n *rewound) {
	address, id := n.Address, w.identity
	if n.parent != nil && address.Parent() != n.parent.Address {
		address = n.parent.Address.Child(address.Name())
	}
	if address != n.Address || !n.declared {
		address = id.unused(address, w.used)
	}
	w.used[address] = true
	if n.id != "" {
		id.bind(address, n.from, cmp.Or(id.evidence[n.Address], ByRollback))
	}
	n.Address = address
}
