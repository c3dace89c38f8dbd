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
func (s *structuring) unmanaged(live *course.Course) map[string]bool {
	ids := map[string]bool{}
	if s.p.in.OnlyKnown {
		return ids
	}
	work := s.p.in.Work
	for _, u := range work.Unmanaged {
		isLike := slices.ContainsFunc(work.Refusals, func(r plan.Refusal) bool { return slices.Contains(r.Found, u.ID) })
		if !slices.Contains(work.Options.Unmanaged, u.ID) && !isLike && s.covers(u.Parent) {
			ids[u.ID] = true
		}
	}
	return ids
}

// add makes the file of something new.
func (s *structuring) add(ctx context.Context, in int, kind course.Kind, live *course.Resource, spot spec.Spot) error {
	if path.Dir(spot.Next) != spot.Dir {
		spot.Next = ""
	}
	o := Object{Address: s.p.courseAt(in), Title: live.Title()}
	full := live
	if kind == course.KindLesson {
		var err error
		if full, err = s.p.in.Read(live.ID); err != nil {
			return err
		}
	}
	title := cmp.Or(full.Title(), string(kind))
	spot.Name = importer.Name(title, string(kind), s.namesIn(spot.Dir, ""))
	extension := ""
	if kind == course.KindLesson {
		extension = ".md"
	}
	spot.Name += extension
	if s.p.in.Fetch != nil {
		if err := s.p.reader.Fetch(ctx, s.p.in.Fetch, in, full); err != nil {
			return err
		}
	}
	fields, notes := s.p.reader.Fields(in, kind, full, path.Join(spot.Dir, spot.Name), fieldsOf(kind))
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
		s.p.bring(s.repo, &a, nil)
		l, err := s.load(a)
		if err != nil {
			return err
		}
		if len(l.problems) == 0 {
			a.Folders, a.Made = a.Folders[:folders], a.Made[:made+1]
			s.p.bring(s.repo, &a, l.shows)
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
		mended, why := s.p.reader.Mend(in, fields, full, file, text, l.problems)
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

// keysOf returns keys for an object: the same ones each time, so that a pull that was cut off finds its own files.
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

// courseAt is the address of the in-th course on Whop.
func (p *pulling) courseAt(in int) course.Address {
	for address, binding := range p.in.Work.Bindings {
		if binding.ID == p.in.Sides.Live[in].ID {
			return address
		}
	}
	return course.Address{}
}
