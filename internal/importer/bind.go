package importer

import (
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Name notes in the state who is who: that desired, which was loaded from the files, stands for the
// course on Whop.
func (i *Imported) Name(s *state.State, desired *course.Course) error {
	for r := range desired.Resources() {
		live := i.origin(r)
		if live == nil {
			return fmt.Errorf("bind %s: it does not come from Whop", r.Address)
		}
		s.Bindings[r.Address] = &state.Binding{ID: live.ID, Path: r.Source.Path, Key: r.Key, Protect: r.Protect}
	}
	return nil
}

// Bind notes in the state for every field what the file says and what Whop shows. Both together are
// agreed on from now on. All courses to which links lead have their names by then.
func (i *Imported) Bind(s *state.State, desired *course.Course) {
	resolver := course.Resolver{LessonURL: i.lessonURL, ID: func(a course.Address) string {
		if binding := s.Bindings[a]; binding != nil {
			return binding.ID
		}
		return ""
	}}
	for r := range desired.Resources() {
		bindFields(s.Bindings[r.Address], r, i.origin(r), resolver)
	}
	s.Bindings[desired.Address].Outline = i.outline(desired)
	for sum, file := range i.uploads {
		if _, known := s.Files[sum]; !known {
			s.Files[sum] = file
		}
	}
}

func bindFields(binding *state.Binding, desired, live *course.Resource, resolver course.Resolver) {
	binding.Fields = map[course.Field]state.Synced{}
	for field, value := range desired.Fields {
		if body, ok := value.(course.Body); ok {
			value = resolver.Link(body)
		}
		synced := state.Synced{Sent: course.DigestOf(value)}
		if shown := live.Fields[field]; shown != nil {
			synced.Got = course.DigestOf(shown)
		}
		binding.RememberIDs(value, live.Fields[field])
		binding.Fields[field] = synced
	}
}

// outline is the order on Whop of what the files declare.
func (i *Imported) outline(desired *course.Course) state.Outline {
	ours := map[string]bool{}
	for r := range desired.Resources() {
		ours[i.origin(r).ID] = true
	}
	var outline state.Outline
	for _, chapter := range i.live.Chapters {
		if !ours[chapter.ID] {
			continue
		}
		branch := state.Branch{Chapter: chapter.ID}
		for _, lesson := range chapter.Lessons {
			if ours[lesson.ID] {
				branch.Lessons = append(branch.Lessons, lesson.ID)
			}
		}
		outline = append(outline, branch)
	}
	return outline
}
