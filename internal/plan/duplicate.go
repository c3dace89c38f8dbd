package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
)

// guardDuplicates refuses to create what seems to exist already: a state that is lost, or
// older than what is on Whop, would otherwise give students everything twice. It is found by
// the evidence of a rebuild, so a rebuild can take it over.
func guardDuplicates(in *Input, s *sides, p *Work) {
	if !slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Action == Create }) {
		return
	}
	live := slices.Concat(in.Live, in.Others)
	found := identity.Recover(s.who, in.Desired, s.known, live, in.Options.isTheirs)
	for i := range p.Changes {
		change := &p.Changes[i]
		if change.Action != Create || change.Kind != course.KindCourse && s.idOf(course.Address{Course: change.Address.Course}) == "" {
			continue
		}
		switch change.Kind {
		case course.KindCourse:
			guardCourse(in, p, change, found)
		case course.KindChapter:
			guardDuplicate(s, p, change, SameChapter, emptyChapters(in, p, change))
		case course.KindLesson:
			like := lessonsLike(found, change.Address)
			guardDuplicate(s, p, change, SameLesson, like)
			p.Unseen = append(p.Unseen, idsOf(slices.DeleteFunc(like, func(f identity.Found) bool { return !f.IsBare }))...)
		}
	}
}

// lessonsLike returns the ids of the lessons that one to be created seems to be, the most
// similar first.
func lessonsLike(found *identity.Recovery, address course.Address) (like []identity.Found) {
	for _, f := range append([]identity.Found{found.Bound[address]}, found.Candidates[address]...) {
		if f.IsLike() {
			like = append(like, f)
		}
	}
	return like
}

func guardDuplicate(s *sides, p *Work, change *Change, reason Reason, like []identity.Found) {
	if len(like) > 0 {
		p.refuse(Refusal{
			Guard: GuardLookalike, Reason: reason, Address: change.Address, Found: idsOf(like), Because: like[0].Because,
			StillKnown: s.remembered(change.Address) != nil,
		})
	}
}

// emptyChapters returns the chapters of the course with the title of one to be created that hold
// nothing and are not ours: a run may have left one behind that the state knows nothing of.
func emptyChapters(in *Input, p *Work, change *Change) (empty []identity.Found) {
	for _, u := range p.Unmanaged {
		if u.Kind == course.KindChapter && u.Parent.Course == change.Address.Course && !in.Options.isTheirs(u.ID) &&
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
	isRecoverable := len(like) > 0
	for _, other := range in.Others {
		title := identity.FoldTitle(other.Title())
		if title != "" && title == identity.FoldTitle(change.Title) && !in.Options.isTheirs(other.ID) &&
			!slices.ContainsFunc(like, func(f identity.Found) bool { return f.ID == other.ID }) {
			like = append(like, identity.Found{ID: other.ID, Because: identity.SameTitle})
		}
	}
	if len(like) == 0 {
		return
	}
	first := slices.IndexFunc(in.Others, func(c *course.Course) bool { return c.ID == like[0].ID })
	p.refuse(Refusal{
		Guard: GuardLookalike, Reason: SameCourse, Address: change.Address, Title: in.Others[first].Title(),
		Found: idsOf(like), Because: like[0].Because, Recoverable: isRecoverable,
	})
}

func idsOf(like []identity.Found) []string {
	ids := make([]string, len(like))
	for i, found := range like {
		ids[i] = found.ID
	}
	return ids
}
