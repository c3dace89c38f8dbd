package pull

import (
	"fmt"
	"path"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// structuring brings what was made, moved and deleted on Whop into the files, one thing after the other. Every step
// is worked out on the files as they are after those before it.
type structuring struct {
	in        *Input
	reader    *importer.Reader
	repo      *spec.Repo
	now       *spec.Project // what repo declares
	steps     []spec.Arrangement
	places    map[string]string           // where what is declared lies, by its id: a lesson's file, the folder of others
	made      map[string]*course.Resource // what is new, as it is on Whop, by its id
	found     []Object
	reordered map[string]state.Outline // the orders that the files have got, by the id of the course
	failed    []Object                 // what could not get its place
}

// take adds a step, after which the files declare a project.
func (s *structuring) take(a spec.Arrangement, now *spec.Project) error {
	repo, err := s.repo.Arranged(a)
	if err != nil {
		return err
	}
	s.repo, s.now, s.steps = repo, now, append(s.steps, a)
	for id, place := range s.places {
		s.places[id] = a.To(place)
	}
	return nil
}

// load loads the files as they are after a step.
func (s *structuring) load(a spec.Arrangement) (loaded, error) {
	repo, err := s.repo.Arranged(a)
	if err != nil {
		return loaded{}, err
	}
	project, problems := spec.Load(repo, s.in.Sides.Environment)
	return loaded{project, problems.Errors()}, nil
}

// say notes what was done about an object, or why nothing was.
func (s *structuring) say(o Object, format string, args ...any) {
	o.Notes = append(o.Notes, fmt.Sprintf(format, args...))
	s.found = append(s.found, o)
}

// namesIn are the parts of addresses that are taken in a folder, but for that of a place.
func (s *structuring) namesIn(dir, but string) (names []string) {
	for _, place := range s.places {
		if path.Dir(place) == dir && place != but {
			names = append(names, spec.NameOf(spec.Stem(place)))
		}
	}
	return names
}

// object is what is declared at a place of the files as they were.
func (s *structuring) object(place string) Object {
	for i := len(s.steps) - 1; i >= 0; i-- {
		place = s.steps[i].From(place)
	}
	for r := range s.in.Project.Resources() {
		if spec.Place(r) == place {
			return Object{Address: r.Address, Path: r.Source.Path, Title: r.Title()}
		}
	}
	return Object{Path: place}
}

func chaptersOf(c *course.Course) (chapters []*course.Resource) {
	for _, chapter := range c.Chapters {
		chapters = append(chapters, &chapter.Resource)
	}
	return chapters
}

func lessonsOf(chapter *course.Chapter) (lessons []*course.Resource) {
	for _, lesson := range chapter.Lessons {
		lessons = append(lessons, &lesson.Resource)
	}
	return lessons
}
