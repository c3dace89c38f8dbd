package importer

import (
	"context"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
)

// Reader reads what objects on Whop are in files that exist already, or will.
type Reader struct{ drafts []*draft }

// Places says where things lie in the repository.
type Places struct {
	Paths     map[string]string // of files, and of the folders of chapters, by the ids of what they declare
	Uploads   map[string]string // of files, by the ids and addresses of their uploads
	LessonURL string
}

// NewReader returns a reader of courses.
func NewReader(live []*course.Course, places Places) *Reader {
	r := &Reader{}
	for _, c := range live {
		d := &draft{live: c, lessonURL: places.LessonURL, origins: map[string]*course.Resource{}}
		d.assets = newAssets(path.Dir(places.Paths[c.ID]), nil)
		d.assets.known = places.Uploads
		d.course = &course.Course{}
		for _, chapter := range c.Chapters {
			made := &course.Chapter{Resource: course.Resource{Source: course.Source{Path: places.Paths[chapter.ID]}}}
			d.origins[made.Source.Path] = &chapter.Resource
			for _, lesson := range chapter.Lessons {
				if at, ok := places.Paths[lesson.ID]; ok {
					d.origins[at] = &lesson.Resource
					made.Lessons = append(made.Lessons, &course.Lesson{Resource: course.Resource{Source: course.Source{Path: at}}})
				}
			}
			d.course.Chapters = append(d.course.Chapters, made)
		}
		r.drafts = append(r.drafts, d)
	}
	for i, d := range r.drafts {
		d.others = append(append([]*draft{}, r.drafts[:i]...), r.drafts[i+1:]...)
	}
	return r
}

// Fetch downloads the files that an object shows and that do not come from here.
func (r *Reader) Fetch(ctx context.Context, fetch Fetch, in int, live *course.Resource) error {
	fetched, err := fetch.all(ctx, &course.Course{Resource: *live})
	r.drafts[in].assets.fetched = fetched
	return err
}

// Fields returns what the file at a path says in some fields of an object of the in-th course, as spec.Write
// takes it. What it cannot say is missing, and noted.
func (r *Reader) Fields(in int, kind course.Kind, live *course.Resource, file string, fields []course.Field) (course.Fields, []string) {
	d := r.drafts[in]
	d.notes = notes{}
	o := &object{draft: d, kind: kind, live: live, made: &course.Resource{Fields: course.Fields{}, Source: course.Source{Path: file}}}
	for _, s := range course.Specs(kind) {
		if slices.Contains(fields, s.Field) {
			o.fillField(s)
		}
	}
	if text := o.made.Fields.Text(course.Content); lessonID.MatchString(text) {
		o.made.Fields[course.Content] = course.Text(markdown.Parse(text).Replace(o.rewriteAcross))
	}
	return o.made.Fields, d.notes.of[live]
}

// Files returns what was downloaded, by path.
func (r *Reader) Files(in int) map[string][]byte { return r.drafts[in].assets.data }
