package apply

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// wholeTree reads the tree and makes sure that nothing is missing from it but what is gone.
// A tree that is cut off looks like one in which the rest was deleted.
func wholeTree(ctx context.Context, api API, courseID string, want plan.Tree) (*course.Course, error) {
	live, err := api.ReadTree(ctx, courseID)
	if err != nil {
		return nil, err
	}
	shown := idsIn(live)
	for _, branch := range want {
		if err := shownOrGone(ctx, api, course.KindChapter, branch.ID, shown); err != nil {
			return nil, err
		}
		for _, lesson := range branch.Lessons {
			if err := shownOrGone(ctx, api, course.KindLesson, lesson.ID, shown); err != nil {
				return nil, err
			}
		}
	}
	return live, nil
}

func shownOrGone(ctx context.Context, api API, kind course.Kind, id string, shown map[string]bool) error {
	if shown[id] {
		return nil
	}
	switch _, err := api.Read(ctx, kind, id); {
	case course.IsGone(err):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("the answer of Whop is only a part of it: %s exists, and is not in it", id)
}

// identified gives new objects the ids that they were created with. What could not be
// created has no place.
func identified(want plan.Tree, idOf func(course.Address) string, isOurs func(id string) bool) plan.Tree {
	withID := func(node plan.Node) plan.Node {
		switch {
		case !node.Address.IsZero():
			node.ID = idOf(node.Address)
		case isOurs(node.ID): // it was unmanaged when the plan was made
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

// sameOrder makes sure that nobody has moved anything since the plan was made.
func sameOrder(address course.Address, cp *plan.CoursePlan, live *course.Course, isOurs func(id string) bool) error {
	if cp.Live != nil && plan.IsReordered(cp.Live, live, isOurs) {
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

// arrivedAs compares the tree that came out with the one that was asked for. Nothing may
// have been lost on the way.
func arrivedAs(address course.Address, before, after *course.Course, want plan.Tree) error {
	if lost := lossIn(address, before, after, want, true); lost != nil {
		return lost
	}
	if !want.Equal(plan.TreeOf(after)) {
		return errors.New("the order was sent, and Whop answered with another one: plan again to see the difference")
	}
	return nil
}
