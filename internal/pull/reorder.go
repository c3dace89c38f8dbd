package pull

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// isReordered reports whether the order of a course was changed on Whop, and whether in the files as well.
func isReordered(work *plan.Work, live *course.Course) (onWhop, inBoth bool) {
	for i := range work.Changes {
		c := &work.Changes[i]
		if c.ID == live.ID && slices.ContainsFunc(c.Drift, func(d plan.Drift) bool { return d.Order }) {
			return true, false
		}
	}
	inBoth = slices.ContainsFunc(work.Refusals, func(r plan.Refusal) bool {
		return r.Reason == plan.BothReordered && work.Bindings[r.Address] != nil && work.Bindings[r.Address].ID == live.ID
	})
	return inBoth, inBoth
}

// reorder gives chapters and lessons the places that they have on Whop, with as few renames as possible.
// Where one of them cannot have it, none gets another: half an order is nobody's.
func (s *structuring) reorder(live *course.Course) error {
	before := *s
	before.places = maps.Clone(s.places)
	if err := s.tryOrder(live); err != nil || len(s.failed) == 0 {
		s.reordered[live.ID] = orderOf(live, s.places)
		return err
	}
	before.found = append(before.found, s.failed...)
	*s = before
	return nil
}

// orderOf is the order on Whop of what the files have.
func orderOf(live *course.Course, places map[string]string) state.Outline {
	return plan.TreeOf(live).Outline(func(id string) bool { return places[id] != "" })
}

func (s *structuring) tryOrder(live *course.Course) error {
	if err := s.order(course.KindChapter, s.places[live.ID], chaptersOf(live)); err != nil {
		return err
	}
	for _, chapter := range live.Chapters {
		if dir := s.places[chapter.ID]; dir != "" {
			if err := s.order(course.KindLesson, dir, lessonsOf(chapter)); err != nil {
				return err
			}
		}
	}
	return nil
}

// order moves what is not in its place of a folder to behind what stands before it on Whop.
func (s *structuring) order(kind course.Kind, dir string, live []*course.Resource) error {
	var ids []string
	for _, r := range live {
		if place := s.places[r.ID]; place != "" && place != dir {
			ids = append(ids, r.ID)
		}
	}
	own := s.ordered(dir, ids)
	stays := map[string]bool{}
	for i, j := range pairsOf(own, ids) {
		if j >= 0 {
			stays[own[i]] = true
		}
	}
	for i, id := range ids {
		if stays[id] {
			continue
		}
		now := s.ordered(dir, ids)
		if slices.Index(now, id) == i && slices.Equal(now[:i], ids[:i]) {
			continue // the others have made way
		}
		place := s.places[id]
		name := spec.WithoutNumber(path.Base(place))
		stem := spec.Stem(name)
		taken := s.namesIn(dir, place)
		spot := spec.Spot{Dir: dir}
		spot.Name, spot.Bare = namesOf(importer.Free(stem, taken), kind, name[len(stem):], taken)
		switch {
		case i > 0:
			spot.Next = s.places[ids[i-1]]
		case len(now) > 0:
			spot.Next, spot.Before = s.places[now[0]], true
		}
		if path.Dir(spot.Next) != dir {
			spot.Next = ""
		}
		o := s.object(place)
		a, err := spec.Relocate(s.repo, place, spot, true)
		if err != nil {
			s.fail(o, err)
			continue
		}
		l, err := s.load(a)
		if err != nil {
			return err
		}
		if len(l.problems) > 0 {
			s.fail(o, l.problems[0])
			continue
		}
		if emptied := s.emptied(a, l.project); len(emptied) > 0 {
			a.Made = append(a.Made, emptied...)
			if l, err = s.load(a); err != nil {
				return err
			}
		}
		o.Moved = a.To(place)
		s.found = append(s.found, o)
		if err := s.take(a, l.project); err != nil {
			return err
		}
	}
	return nil
}

// emptied returns files that declare the chapters of which a step moves the last lesson away: without one, the folder
// would go, and with it what Whop shows there.
func (s *structuring) emptied(a spec.Arrangement, after *spec.Project) (files []spec.Formatting) {
	declared := map[string]bool{}
	for r := range after.Resources() {
		declared[spec.Place(r)] = true
	}
	for r := range s.now.Resources() {
		dir := a.To(spec.Place(r))
		if r.Address.Kind() == course.KindChapter && !declared[dir] {
			files = append(files, spec.Formatting{Path: path.Join(dir, "chapter.yaml"), After: written(course.KindChapter, dir, "", r.Key, r.Fields)})
		}
	}
	return files
}

// fail notes what keeps an object from its place.
func (s *structuring) fail(o Object, why any) {
	o.Notes = []string{fmt.Sprintf("was moved on Whop, and the files keep their order: %v", why)}
	s.failed = append(s.failed, o)
}

// ordered returns which of the ids lie in a folder, in the order of the files.
func (s *structuring) ordered(dir string, ids []string) (own []string) {
	for r := range s.now.Resources() {
		place := spec.Place(r)
		if i := slices.IndexFunc(ids, func(id string) bool { return s.places[id] == place }); i >= 0 && path.Dir(place) == dir {
			own = append(own, ids[i])
		}
	}
	return own
}
