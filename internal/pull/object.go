package pull

import (
	"whopsync/internal/spec"
)

// object is what is declared at a place of the files as they were.
func (s *structuring) object(place string) Object {
	for i := len(s.steps) - 1; i >= 0; i-- {
		place = s.steps[i].From(place)
	}
	for _, c := range s.p.in.Project.Courses {
		for r := range c.Resources() {
			if spec.PlaceOf(r.Source.Path) == place {
				return Object{Address: r.Address, Path: r.Source.Path, Title: r.Title()}
			}
		}
	}
	return Object{Path: place}
}
