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
func guardDuplicates(in *Input, s *sides, p *Work) {
	if !slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Action == Create }) {
		return
	}
	live := slices.Concat(in.Live, in.Others)
	found := identity.Recover(s.who, in.Desired, s.known, live, in.isTheirs)
	for i := range p.Changes {
		change := &p.Changes[i]
		if change.Action != Create || change.Kind != course.KindCourse && s.idOf(course.Address{Course: change.Address.Course}) == "" {
			continue
		}
		switch change.Kind {
		case course.KindCourse:
			guardCourse(in, p, change, found)
		case course.KindChapter:
			guardDuplicate(s, p, change, emptyChapters(in, p, change), "an empty chapter with this title")
		case course.KindLesson:
			guardDuplicate(s, p, change, lessonsLike(found, change.Address), "")
		}
	}
}

// lessonsLike returns the ids of the lessons that one to be created seems to be, the likest
// first.
func lessonsLike(found *identity.Recovery, address course.Address) (like []identity.Found) {
	for _, f := range append([]identity.Found{found.Bound[address]}, found.Candidates[address]...) {
		if f.IsLike() {
			like = append(like, f)
		}
	}
	return like
}

func guardDuplicate(s *sides, p *Work, change *Change, like []identity.Found, what string) {
	if len(like) == 0 {
		return
	}
	if what == "" {
		what = fmt.Sprintf("a lesson like it (%s)", like[0].Because)
	}
	takeOver := "whopsync state rebuild"
	if s.remembered(change.Address) != nil { // what it was is gone from Whop, and still known
		takeOver = fmt.Sprintf("whopsync state rm %s, then %s", quote(change.Address), takeOver)
	}
	p.refuse(GuardLookalike, change.Address, fmt.Sprintf("%s exists in the course already (%s), and the state does not know it", what, like[0].ID),
		"to take it over: "+takeOver+"; "+ifAnother(change.Kind, like))
}

// emptyChapters returns the chapters of the course with the title of one to be created that hold
// nothing and are not ours: a run may have left one behind that the state knows nothing of.
func emptyChapters(in *Input, p *Work, change *Change) (empty []identity.Found) {
	for _, u := range p.Unmanaged {
		if u.Kind == course.KindChapter && u.Parent.Course == change.Address.Course && !in.isTheirs(u.ID) &&
			identity.FoldTitle(u.Title) == identity.FoldTitle(change.Title) && isEmpty(in, u.ID) {
			empty = append(empty, identity.Found{ID: u.ID})
		}
	}
	return empty
}

func isEmpty(in *Input, chapter string) bool {
	return !slices.ContainsFunc(in.Live, func(c *course.Course) bool {
		return slices.ContainsFunc(c.Chapters, func(at *course.Chapter) bool { return at.ID == chapter && len(at.Lessons) > 0 })
	})
}

func guardCourse(in *Input, p *Work, change *Change, found *identity.Recovery) {
	like := found.Candidates[change.Address]
	if bound := found.Bound[change.Address]; bound.ID != "" {
		like = []identity.Found{bound}
	}
	bind := "to bind it to these files: whopsync state rebuild; "
	for _, other := range in.Others {
		title := identity.FoldTitle(other.Title())
		if title != "" && title == identity.FoldTitle(change.Title) && !in.isTheirs(other.ID) &&
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
	first := slices.IndexFunc(in.Others, func(c *course.Course) bool { return c.ID == like[0].ID })
	p.refuse(GuardLookalike, change.Address, fmt.Sprintf("%s exists on Whop already, %q (%s), and the state does not know it", what, in.Others[first].Title(), like[0].ID),
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
