package plan

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
)

// guardDuplicates refuses to create what seems to exist already: a state that is lost, or
// older than what is on Whop, would otherwise give students everything twice. It is found by
// the evidence of a rebuild, so that a rebuild can take it over.
func (d *differ) guardDuplicates() {
	if !slices.ContainsFunc(d.plan.Changes, func(c Change) bool { return c.Action == Create }) {
		return
	}
	live := slices.Concat(d.in.Live, d.in.Others)
	found := identity.Recover(d.who, d.in.Desired, d.known, live, d.in.isTheirs)
	for i := range d.plan.Changes {
		change := &d.plan.Changes[i]
		if change.Action != Create || change.Kind != course.KindCourse && d.idOf(course.Address{Course: change.Address.Course}) == "" {
			continue
		}
		switch change.Kind {
		case course.KindCourse:
			d.guardCourse(change, found)
		case course.KindChapter:
			d.guardDuplicate(change, d.emptyChapters(change), "an empty chapter with this title")
		case course.KindLesson:
			d.guardDuplicate(change, lessonsLike(found, change.Address), "")
		}
	}
}

// similar is how much of a text has to be common for two lessons with one title to be one.
const similar = 0.25

// lessonsLike returns the ids of the lessons that one to be created seems to be, the likest
// first. A title alone makes no duplicate.
func lessonsLike(found *identity.Recovery, address course.Address) (like []identity.Found) {
	for _, f := range append([]identity.Found{found.Bound[address]}, found.Candidates[address]...) {
		if f.ID != "" && f.Text >= similar {
			like = append(like, f)
		}
	}
	return like
}

func (d *differ) guardDuplicate(change *Change, like []identity.Found, what string) {
	if len(like) == 0 {
		return
	}
	if what == "" {
		what = fmt.Sprintf("a lesson like it (%s)", like[0].Because)
	}
	takeOver := "whopsync state rebuild"
	if d.remembered(change.Address) != nil { // what it was is gone from Whop, and still known
		takeOver = fmt.Sprintf("whopsync state rm %s, then %s", quote(change.Address), takeOver)
	}
	d.refuse(GuardLookalike, change.Address, fmt.Sprintf("%s exists in the course already (%s), and the state does not know it", what, like[0].ID),
		"to take it over: "+takeOver+"; "+ifAnother(change.Kind, like))
}

// emptyChapters returns the chapters of the course with the title of one to be created that hold
// nothing and are not ours: a run may have left one behind that the state knows nothing of.
func (d *differ) emptyChapters(change *Change) (empty []identity.Found) {
	for _, u := range d.plan.Unmanaged {
		if u.Kind == course.KindChapter && u.Parent.Course == change.Address.Course && !d.in.isTheirs(u.ID) &&
			identity.FoldTitle(u.Title) == identity.FoldTitle(change.Title) && d.isEmpty(u.ID) {
			empty = append(empty, identity.Found{ID: u.ID})
		}
	}
	return empty
}

func (d *differ) isEmpty(chapter string) bool {
	return !slices.ContainsFunc(d.in.Live, func(c *course.Course) bool {
		return slices.ContainsFunc(c.Chapters, func(at *course.Chapter) bool { return at.ID == chapter && len(at.Lessons) > 0 })
	})
}

func (d *differ) guardCourse(change *Change, found *identity.Recovery) {
	like := found.Candidates[change.Address]
	if bound := found.Bound[change.Address]; bound.ID != "" {
		like = []identity.Found{bound}
	}
	bind := "to bind it to these files: whopsync state rebuild; "
	for _, other := range d.in.Others {
		title := identity.FoldTitle(other.Title())
		if title != "" && title == identity.FoldTitle(change.Title) && !d.in.isTheirs(other.ID) &&
			!slices.ContainsFunc(like, func(f identity.Found) bool { return f.ID == other.ID }) {
			if len(like) == 0 {
				bind = ""
			}
			like = append(like, identity.Found{ID: other.ID, Because: identity.SameTitle})
		}
	}
	if len(like) == 0 {
		return
	}
	what := "a course of this title"
	if like[0].Because == identity.SameLessons {
		what = "a course with much the same lessons"
	}
	first := slices.IndexFunc(d.in.Others, func(c *course.Course) bool { return c.ID == like[0].ID })
	d.refuse(GuardLookalike, change.Address, fmt.Sprintf("%s exists on Whop already, %q (%s), and the state does not know it", what, d.in.Others[first].Title(), like[0].ID),
		fmt.Sprintf("%sto write its files anew: whopsync import %s; %s", bind, like[0].ID, ifAnother(course.KindCourse, like)))
}

// ifAnother is the answer that always leads on, whatever titles and texts say.
func ifAnother(kind course.Kind, like []identity.Found) string {
	items := make([]string, len(like))
	for i, found := range like {
		items[i] = "- " + found.ID
	}
	return fmt.Sprintf("if it is another %s, say so under unmanaged: in whopsync.yaml:", kind) + lines(items)
}
