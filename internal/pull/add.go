package pull

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
)

// unmanaged returns what was made on Whop in a course and is to come into the files.
func unmanaged(in *Input, live *course.Course) map[string]bool {
	ids := map[string]bool{}
	if in.OnlyKnown {
		return ids
	}
	work, targets := in.Work, in.Work.Options.Targets
	for _, u := range work.Unmanaged {
		isLike := slices.ContainsFunc(work.Refusals, func(r plan.Refusal) bool { return slices.Contains(r.Found, u.ID) })
		isCovered := len(targets) == 0 || slices.ContainsFunc(targets, func(t course.Address) bool { return t.Contains(u.Parent) })
		if !slices.Contains(work.Options.Unmanaged, u.ID) && !isLike && isCovered {
			ids[u.ID] = true
		}
	}
	return ids
}

// addEach makes the files of what is new among the children of a course or chapter, whose folder is dir.
func (s *structuring) addEach(ctx context.Context, in int, kind course.Kind, dir string, children []*course.Resource, isNew map[string]bool) error {
	for i, child := range children {
		if !isNew[child.ID] {
			continue
		}
		spot := neighbour(s.places, children, i)
		spot.Dir = dir
		if err := s.add(ctx, in, kind, child, spot); err != nil {
			return err
		}
	}
	return nil
}

// neighbour returns the spot of a sibling on Whop: after the nearest earlier sibling in the files, else before the
// nearest later one.
func neighbour(places map[string]string, siblings []*course.Resource, at int) spec.Spot {
	for i := at - 1; i >= 0; i-- {
		if place := places[siblings[i].ID]; place != "" {
			return spec.Spot{Next: place}
		}
	}
	for _, sibling := range siblings[at+1:] {
		if place := places[sibling.ID]; place != "" {
			return spec.Spot{Next: place, Before: true}
		}
	}
	return spec.Spot{}
}

// namesOf are the names for a spot. A number in front of a title is no place in the order, so where neighbours have
// none, a word comes before it.
func namesOf(stem string, kind course.Kind, extension string, taken []string) (name, bare string) {
	return stem + extension, importer.Free(string(kind)+"-"+stem, taken) + extension
}

// add makes the file of something new.
func (s *structuring) add(ctx context.Context, in int, kind course.Kind, live *course.Resource, spot spec.Spot) error {
	if path.Dir(spot.Next) != spot.Dir {
		spot.Next = ""
	}
	o := Object{Address: addressOf(s.in.Work, s.in.Sides.Live[in].ID), Title: live.Title()}
	full := live
	if kind == course.KindLesson {
		var err error
		if full, err = s.in.Read(live.ID); err != nil {
			return err
		}
	}
	title := cmp.Or(full.Title(), string(kind))
	extension := ""
	if kind == course.KindLesson {
		extension = ".md"
	}
	taken := s.namesIn(spot.Dir, "")
	spot.Name, spot.Bare = namesOf(importer.Name(title, string(kind), taken), kind, extension, taken)
	if s.in.Fetch != nil {
		if err := s.reader.Fetch(ctx, s.in.Fetch, in, full); err != nil {
			return err
		}
	}
	fields, notes := s.reader.Fields(in, kind, full, path.Join(spot.Dir, spot.Name), fieldsOf(kind))
	for range 8 + len(fields) {
		a, file, err := spec.Add(s.repo, kind, spot, keysOf(live.ID), func(_, key string) []byte {
			return written(kind, spot.Dir, extension, key, fields)
		})
		if err != nil {
			s.say(o, "%q was made on Whop and stays there alone: %v", title, err)
			return nil
		}
		folders := len(a.Folders)
		made := slices.IndexFunc(a.Made, func(f spec.Formatting) bool { return f.Path == file })
		text := a.Made[made].After
		bring(s.reader, s.repo, &a, nil)
		l, err := s.load(a)
		if err != nil {
			return err
		}
		if len(l.problems) == 0 {
			a.Folders, a.Made = a.Folders[:folders], a.Made[:made+1]
			bring(s.reader, s.repo, &a, l.shows)
			made := l.of(file)
			if made == nil {
				return fmt.Errorf("make %s: it would not be read", file)
			}
			o.Address, o.Path, o.Made, o.Notes = made.Address, file, true, notes
			s.found, s.made[live.ID] = append(s.found, o), full
			if err := s.take(a, l.project); err != nil {
				return err
			}
			s.places[live.ID] = a.To(spec.PlaceOf(file))
			return nil
		}
		mended, why := s.reader.Mend(in, fields, full, file, text, l.problems)
		if notes = append(notes, why...); !mended {
			s.say(o, "%q was made on Whop and stays there alone: %s", title, l.problems[0].Message)
			return nil
		}
	}
	return fmt.Errorf("make a file of %q: it does not become valid", title)
}

func fieldsOf(kind course.Kind) (fields []course.Field) {
	for _, s := range course.Specs(kind) {
		fields = append(fields, s.Field)
	}
	return fields
}

// keysOf returns keys for an object: the same ones each time, so a pull that was cut off finds its own files.
func keysOf(id string) func() (string, error) {
	n := 0
	return func() (string, error) {
		n++
		return course.KeyOf(fmt.Sprintf("%s %d", id, n), func(string) bool { return false }), nil
	}
}

// written is the file of something new.
func written(kind course.Kind, dir, extension, key string, fields course.Fields) []byte {
	chapter := &course.Chapter{Resource: course.Resource{Source: course.Source{Path: dir}, Fields: course.Fields{}}}
	c := &course.Course{Resource: course.Resource{Source: course.Source{Path: "course.yaml"}, Fields: course.Fields{}}, Chapters: []*course.Chapter{chapter}}
	if kind == course.KindChapter {
		chapter.Key, chapter.Fields = key, fields
		return spec.Write(c)[path.Join(dir, "chapter.yaml")]
	}
	at := path.Join(dir, "new"+extension)
	chapter.Lessons = []*course.Lesson{{Resource: course.Resource{Key: key, Fields: fields, Source: course.Source{Path: at}}}}
	return spec.Write(c)[at]
}

// addressOf is the address of an object on Whop.
func addressOf(work *plan.Work, id string) course.Address {
	for address, binding := range work.Bindings {
		if binding.ID == id {
			return address
		}
	}
	return course.Address{}
}
