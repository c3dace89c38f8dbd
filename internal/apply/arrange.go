package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// arrange puts the course's objects in their places with one request that names all of
// them. What is left out of it might be moved or lost: so the tree is read just before,
// and whatever came to it meanwhile is part of the request.
func (w *walk) arrange(ctx context.Context, s *Step) Result {
	courseID := w.idOf(s.Address)
	want := w.identified(s.Course.Want)
	live, err := w.wholeTree(ctx, courseID, want)
	if err != nil {
		return unsent(ctx, fmt.Errorf("read the order: %w", err))
	}
	if err := w.sameOrder(s.Address, s.Course, live); err != nil {
		return failed(err)
	}
	want = plan.Rearrange(want, live)
	if want.Equal(plan.TreeOf(live)) {
		return w.arranged(ctx, 0, s, live)
	}
	intent := state.Entry{Event: state.EventIntent, Op: w.newOp(), Action: state.ActionArrange, Address: s.Address, ID: courseID, Outline: want.Outline(w.isDeclared())}
	if err := w.record(ctx, intent); err != nil {
		return failed(err)
	}
	after, want, err := w.arrangeOnce(ctx, intent, s.Course, want)
	if err != nil {
		return unwritten(ctx, errors.Join(err, w.giveUp(ctx, intent, err)))
	}
	if !want.Equal(plan.TreeOf(after)) { // the answer may be older than what it answers
		if after, err = w.api.ReadTree(ctx, courseID); err != nil {
			return failed(fmt.Errorf("read the order back: %w", err))
		}
	}
	result := w.arranged(ctx, intent.Op, s, after)
	if problem := verify(live, after, want); problem != nil {
		return failed(errors.Join(problem, result.Err))
	}
	return result
}

// wholeTree reads the tree and makes sure that nothing is missing from it but what is gone.
// A tree that is cut off looks like one in which the rest was deleted.
func (w *walk) wholeTree(ctx context.Context, courseID string, want plan.Tree) (*course.Course, error) {
	live, err := w.api.ReadTree(ctx, courseID)
	if err != nil {
		return nil, err
	}
	shown := map[string]bool{}
	for r := range live.Resources() {
		shown[r.ID] = true
	}
	for _, branch := range want {
		if err := w.shownOrGone(ctx, course.KindChapter, branch.ID, shown); err != nil {
			return nil, err
		}
		for _, lesson := range branch.Lessons {
			if err := w.shownOrGone(ctx, course.KindLesson, lesson.ID, shown); err != nil {
				return nil, err
			}
		}
	}
	return live, nil
}

func (w *walk) shownOrGone(ctx context.Context, kind course.Kind, id string, shown map[string]bool) error {
	if shown[id] {
		return nil
	}
	switch _, err := w.api.Read(ctx, kind, id); {
	case course.IsGone(err):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("what Whop shows is only a part of it: %s exists, and is not in it", id)
}

// identified gives new objects the ids that they were created with. What could not be
// created has no place.
func (w *walk) identified(want plan.Tree) plan.Tree {
	withID := func(node plan.Node) plan.Node {
		switch {
		case !node.Address.IsZero():
			node.ID = w.idOf(node.Address)
		case w.isOurs(node.ID): // it was a stranger when the plan was made
			node.ID = ""
		}
		return node
	}
	var tree plan.Tree
	for _, branch := range want {
		found := plan.Branch{Node: withID(branch.Node)}
		for _, lesson := range branch.Lessons {
			if lesson = withID(lesson); lesson.ID != "" {
				found.Lessons = append(found.Lessons, lesson)
			}
		}
		if found.ID != "" {
			tree = append(tree, found)
		}
	}
	return tree
}

// arrangeOnce sends the order. Before it is sent again, the tree is read as before the first
// time: what came to it while the answer was waited for has to be named too.
func (w *walk) arrangeOnce(ctx context.Context, intent state.Entry, cp *plan.CoursePlan, want plan.Tree) (after *course.Course, asked plan.Tree, err error) {
	err = w.persist(ctx, intent, func() error {
		after, err = w.api.Arrange(ctx, intent.ID, chaptersOf(want))
		return err
	}, func() (arrived bool, err error) {
		if after, err = w.wholeTree(ctx, intent.ID, want); err != nil {
			return false, err
		}
		want = plan.Rearrange(want, after)
		if want.Equal(plan.TreeOf(after)) {
			return true, nil
		}
		return false, w.sameOrder(intent.Address, cp, after)
	})
	return after, want, err
}

// sameOrder makes sure that nobody has moved anything since the plan was made.
func (w *walk) sameOrder(address course.Address, cp *plan.CoursePlan, live *course.Course) error {
	if cp.Live != nil && plan.IsReordered(cp.Live, live, w.isOurs) {
		return &ConflictError{address, "the order in it is another"}
	}
	return nil
}

// chaptersOf returns the tree in the form that is sent. The titles are those that Whop
// has: the request sets them too, and a rename is none of its business.
func chaptersOf(tree plan.Tree) []*course.Chapter {
	resource := func(node plan.Node) course.Resource {
		return course.Resource{ID: node.ID, Fields: course.Fields{course.Title: course.Text(node.Title)}}
	}
	chapters := make([]*course.Chapter, len(tree))
	for i, branch := range tree {
		chapters[i] = &course.Chapter{Resource: resource(branch.Node)}
		for _, lesson := range branch.Lessons {
			chapters[i].Lessons = append(chapters[i].Lessons, &course.Lesson{Resource: resource(lesson)})
		}
	}
	return chapters
}

// verify compares the tree that came out with the one that was asked for. Nothing may
// have been lost on the way.
func verify(before, after *course.Course, want plan.Tree) error {
	if lost := missing(before, after); len(lost) > 0 {
		return fmt.Errorf("while arranging, Whop dropped %v: check the course before anything else", lost)
	}
	if !want.Equal(plan.TreeOf(after)) {
		return errors.New("the order was taken, and Whop answered with another one; run plan to see the difference")
	}
	return nil
}

func missing(before, after *course.Course) []string {
	left := map[string]bool{}
	for r := range after.Resources() {
		left[r.ID] = true
	}
	var lost []string
	for r := range before.Resources() {
		if !left[r.ID] {
			lost = append(lost, r.ID)
		}
	}
	slices.Sort(lost)
	return lost
}

// arranged remembers the order that was reached, also when it is not the one that was
// asked for: it was our doing, and must not look like somebody else's edit.
func (w *walk) arranged(ctx context.Context, op int64, s *Step, live *course.Course) Result {
	binding := w.bindingOf(s.Address)
	if !s.Course.OrderDrifted {
		binding.Outline = plan.TreeOf(live).Outline(w.isDeclared())
	}
	if err := w.bound(ctx, op, s.Address, binding); err != nil {
		return failed(err)
	}
	if op == 0 {
		return Result{Status: Unneeded}
	}
	return Result{Status: Done}
}

func (w *walk) isOurs(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ours[id]
}

// isDeclared reports whether an id belongs to an address of the files.
func (w *walk) isDeclared() func(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	declared := map[string]bool{}
	for address, binding := range w.bindings {
		declared[binding.ID] = w.desired[address] != nil
	}
	return func(id string) bool { return declared[id] }
}
