package plan

import "whopsync/internal/course"

// gitRenames returns which orphan git takes a lost address for, by the renames between the
// last applied commit and now. Git compares whole files, and finds for every new one the
// likest that is gone: between files made from one template that is any of them.
func (id *identity) gitRenames(kind course.Kind) map[course.Address]course.Address {
	if len(id.in.Renames) == 0 {
		return nil
	}
	lost, orphans := id.lost(kind)
	byPath := map[string]course.Address{}
	for _, from := range orphans {
		path := id.bindings[from].Path
		if other, taken := byPath[path]; !taken || id.bindings[other].Retired && !id.bindings[from].Retired {
			byPath[path] = from // a file of today's name may have been another's before
		}
	}
	renames := map[course.Address]course.Address{}
	for _, to := range lost {
		from, known := byPath[id.in.Renames[id.desired[to].Source.Path]]
		if known && id.sameCourse(to, from) {
			renames[to] = from
		}
	}
	return renames
}

// matchGitChapters takes git's word for chapters: nobody's progress hangs on them.
func (id *identity) matchGitChapters() {
	for to, from := range id.gitRenames(course.KindChapter) {
		id.tryBind(to, from, ByGit)
	}
}

// matchGit takes git's word for lessons unless their texts speak against it: another lesson
// is as like. Then it is one reason among others to ask.
func (id *identity) matchGit(all []likeness) {
	open := id.open(all)
	forNew := standings(open, func(l *likeness) course.Address { return l.to })
	forOld := standings(open, func(l *likeness) course.Address { return l.from })
	for _, l := range open {
		if l.git && !l.isShared() && !forNew[l.to].isContested(l) && !forOld[l.from].isContested(l) {
			id.tryBind(l.to, l.from, ByGit)
		}
	}
}

// isShared reports whether a lesson that stays has as much of the text.
func (l *likeness) isShared() bool { return l.stays >= doubt && l.text <= l.stays+margin }

// isContested reports whether another candidate comes near l or is better.
func (s standing) isContested(l *likeness) bool {
	rival := s.second
	if s.best != l {
		rival = s.best.weight()
	}
	return rival >= doubt && l.weight() < rival+margin
}
