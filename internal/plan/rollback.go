package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// rollback makes what is desired lead back behind the recorded run: everything stays as the
// last apply has left it, but for what the run did. Every field that it wrote gets its old
// value, what it moved its old place, and what it hid or destroyed is declared again. What it
// created is left out, so that the plan removes it in the way that the author has chosen for
// removals. The files are not asked: they may hold drafts.
//
// Objects are known by their ids, for a name may be another's by now. A field that Whop
// never shows has no old value and stays.
type rollback struct {
	known   map[course.Address]*state.Binding
	live    map[string]*course.Resource
	plan    *Plan
	stateOf map[string]course.Address // by live id
	changes map[string]*Change        // of the recorded run, by live id
	serial  int64                     // of the state that the run led to

	roots []*rollbackNode
	nodes map[string]*rollbackNode // by live id
	used  map[course.Address]bool

	desired    []*course.Course
	who        *identity.Matching
	rearranged map[string]bool         // the courses that it arranges, by id
	undone     map[course.Address]bool // what it leaves out
}

func newRollback(record *Record, known map[course.Address]*state.Binding, live []*course.Course, plan *Plan) *rollback {
	r := &rollback{
		known: known, live: liveOf(live), plan: plan, stateOf: map[string]course.Address{}, changes: map[string]*Change{},
		serial: record.Plan.Serial + 1, nodes: map[string]*rollbackNode{}, used: map[course.Address]bool{},
		rearranged: map[string]bool{}, undone: map[course.Address]bool{},
	}
	for from, binding := range known {
		r.stateOf[binding.ID], r.used[from] = from, true
	}
	for i := range record.Plan.Changes {
		if change := &record.Plan.Changes[i]; change.ID != "" {
			r.changes[change.ID] = change
		}
	}
	if !r.knowsAny(record.Plan.Changes) {
		plan.refuse(Refusal{Guard: GuardMissing, Reason: NothingToUndo})
	}
	for _, live := range live {
		r.buildTree(live)
	}
	for _, tree := range record.Before {
		r.restoreCourse(tree)
	}
	for i := range record.Plan.Changes {
		change := &record.Plan.Changes[i]
		if n := r.nodes[change.ID]; n != nil && !n.before { // its file had been gone, or its chapter is not ours
			r.restoreFields(n, change)
		} else if n == nil && change.Action == Delete && change.Kind == course.KindLesson && r.live[change.ID] == nil && !record.holds(change.ID) {
			plan.unknown(change.Address, WithoutFile)
		}
	}
	r.dropCreated()
	r.declare()
	return r
}

// knowsAny reports whether the state has anything that the run was about.
func (r *rollback) knowsAny(changes []Change) bool {
	return len(changes) == 0 || slices.ContainsFunc(changes, func(c Change) bool {
		_, known := r.stateOf[c.ID]
		return known || r.known[c.Address] != nil
	})
}

// rollbackNode is an object in the tree that is to be declared.
type rollbackNode struct {
	course.Resource
	id       string        // "" for what is to be created
	before   bool          // it existed before the recorded run
	parent   *rollbackNode // nil for courses, and for what has no place yet
	children []*rollbackNode
}

// buildTree makes a tree of what is ours in a course, as it is now. What no file stood for when
// the state was saved is no part of it, unless it was that run that took it.
func (r *rollback) buildTree(live *course.Course) {
	root := r.addNode(&live.Resource, nil)
	if root == nil {
		return
	}
	for _, chapter := range live.Chapters {
		branch := r.addNode(&chapter.Resource, root)
		for _, lesson := range chapter.Lessons {
			if branch != nil {
				r.addNode(&lesson.Resource, branch)
			}
		}
	}
	r.roots = append(r.roots, root)
}

func (r *rollback) addNode(live *course.Resource, parent *rollbackNode) *rollbackNode {
	from, known := r.stateOf[live.ID]
	if !known || r.known[from].Retired && !r.isRemoved(live.ID) {
		return nil
	}
	n := &rollbackNode{id: live.ID, parent: parent, Resource: course.Resource{Address: from, Fields: course.Fields{}, Partial: true}}
	r.nodes[n.id] = n
	if parent != nil {
		parent.children = append(parent.children, n)
	}
	return n
}

// isRemoved reports whether the run took an object from what the files declare.
func (r *rollback) isRemoved(id string) bool {
	change := r.changes[id]
	return change != nil && (change.Hide || change.Action == Delete || change.Removed.isKept())
}

// restoreCourse gives what was in a course before the run its old values, and what the run has
// moved or destroyed its old place.
func (r *rollback) restoreCourse(tree RecordTree) {
	root := r.restored(tree.RecordNode, nil)
	if root == nil {
		return
	}
	var chapters []*rollbackNode
	for _, branch := range tree.Chapters {
		chapter := r.restored(branch.RecordNode, root)
		if chapter == nil {
			continue
		}
		var lessons []*rollbackNode
		for _, lesson := range branch.Lessons {
			if n := r.restored(lesson, chapter); n != nil && !slices.Contains(lessons, n) {
				lessons = append(lessons, n)
			}
		}
		r.restoreOrder(chapter, lessons)
		chapters = append(chapters, chapter)
	}
	r.restoreOrder(root, chapters)
}

// restoreOrder puts what the run has moved out of n, in n or out of the world back behind those
// that it followed.
func (r *rollback) restoreOrder(n *rollbackNode, before []*rollbackNode) {
	for i, child := range before {
		if change := r.changes[child.id]; child.parent != nil && (change == nil || change.Move == nil) {
			continue
		}
		r.rearrange(n)
		if p := child.parent; p != nil {
			p.children = slices.DeleteFunc(p.children, func(c *rollbackNode) bool { return c == child })
		}
		at := 0
		for _, neighbour := range before[:i] {
			at = max(at, slices.Index(n.children, neighbour)+1)
		}
		n.children = slices.Insert(n.children, at, child)
		child.parent = n
	}
}

// rearrange notes that the order of a course is the plan's affair.
func (r *rollback) rearrange(n *rollbackNode) {
	for n.parent != nil {
		n = n.parent
	}
	r.rearranged[n.id] = true
}

// restored returns the node of what was there before the run, with its old values: nil for what
// is gone or belongs to nobody by now, unless that run has destroyed it. If there is something
// else under its name by then, that has its place.
func (r *rollback) restored(was RecordNode, parent *rollbackNode) *rollbackNode {
	n, change := r.nodes[was.ID], r.changes[was.ID]
	_, isKnown := r.stateOf[was.ID]
	next := r.nodeAt(was.Address)
	switch {
	case n != nil:
	case !r.isRemoved(was.ID) || r.live[was.ID] != nil:
		return nil
	case isKnown || change.Action != Delete:
		r.plan.unknown(was.Address, NotSeen)
		return nil
	case next != nil:
		if change.Kind == course.KindLesson {
			r.plan.unknown(was.Address, NameReused)
		}
		return next
	default:
		n = &rollbackNode{Resource: course.Resource{Address: r.freeAddress(was.Address, parent), Fields: course.Fields{}, Recreated: true}}
		r.nodes[was.ID] = n
	}
	r.restoreFields(n, change)
	return n
}

// nodeAt returns the node of what has an address in the state, nil if there is none.
func (r *rollback) nodeAt(address course.Address) *rollbackNode {
	if binding := r.known[address]; binding != nil {
		return r.nodes[binding.ID]
	}
	return nil
}

// freeAddress returns an address for something new where nobody else has it.
func (r *rollback) freeAddress(address course.Address, parent *rollbackNode) course.Address {
	if parent != nil {
		address = parent.Address.Child(address.Name())
	}
	address = unused(address, func(a course.Address) bool { return r.used[a] })
	r.used[address] = true
	return address
}

// restoreFields gives n the values of before a change, if there was one. What was to be
// destroyed and lives has lost none.
func (r *rollback) restoreFields(n *rollbackNode, change *Change) {
	n.before = true
	if change == nil || change.Action == Delete && !n.Recreated {
		return
	}
	for _, field := range change.Fields {
		if value := r.oldValue(n, field); value != nil {
			n.Fields[field.Field] = value
		}
	}
}

// oldValue returns the value of before as it can be written again, nil if there is none.
func (r *rollback) oldValue(n *rollbackNode, field FieldChange) course.Value {
	switch before := field.Before.(type) {
	case course.Files: // and not what people had attached
		isTheirs := func(file course.File) bool {
			return slices.ContainsFunc(field.ForeignFiles, func(theirs course.File) bool { return theirs.ID == file.ID })
		}
		return slices.DeleteFunc(slices.Clone(before), isTheirs)
	case course.File:
		r.plan.Unknown = append(r.plan.Unknown, Unknown{Address: n.Address, Cause: NotTakenBack, Field: field.Field})
		return nil
	case course.QuestionList:
		return r.oldQuestions(n, before)
	}
	return field.Before
}

// oldQuestions gives questions the keys by which they are remembered.
func (r *rollback) oldQuestions(n *rollbackNode, before course.QuestionList) course.QuestionList {
	questions := slices.Clone(before)
	if n.id == "" {
		return questions
	}
	for _, known := range r.known[r.stateOf[n.id]].Questions {
		for i := range questions {
			if questions[i].ID == known.ID {
				questions[i].Key = known.Key
			}
		}
	}
	return questions
}

// dropCreated leaves out what the run has created, unless something else came into it since.
func (r *rollback) dropCreated() {
	isCreated := func(n *rollbackNode) bool {
		binding := r.known[n.Address]
		undo := binding != nil && binding.CreatedAtSerial == r.serial && !n.before && len(n.children) == 0
		r.undone[n.Address] = r.undone[n.Address] || undo
		return undo
	}
	for _, root := range r.roots {
		for _, chapter := range root.children {
			chapter.children = slices.DeleteFunc(chapter.children, isCreated)
		}
		root.children = slices.DeleteFunc(root.children, isCreated)
	}
	r.roots = slices.DeleteFunc(r.roots, isCreated)
}

// declare makes the tree what is desired, and binds it to its objects.
func (r *rollback) declare() {
	for _, root := range r.roots {
		c := &course.Course{Resource: root.Resource}
		for _, branch := range root.children {
			chapter := &course.Chapter{Resource: branch.Resource}
			for _, leaf := range branch.children {
				chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: leaf.Resource})
			}
			c.Chapters = append(c.Chapters, chapter)
		}
		r.desired = append(r.desired, c)
	}
	r.who = &identity.Matching{Bound: map[course.Address]course.Address{}}
	for address := range course.ByAddress(r.desired) {
		if r.known[address] != nil {
			r.who.Bound[address] = address
		}
	}
}
