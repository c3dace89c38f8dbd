package importer

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/filename"
	"whopsync/internal/markdown"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// Reader reads what objects on Whop are in files that exist already, or will.
type Reader struct{ drafts []*draft }

// Places says where things lie in the repository.
type Places struct {
	Paths     map[string]string // of files, and of the folders of chapters, by the ids of what they declare
	Uploads   map[string]string // of files, by the ids and addresses of their uploads
	Files     map[string]string // of files, by their digests
	Names     func(dir string) []string
	OnWeb     func(address string) string // the file of the repository that an address on the web stands for, "" for none
	LessonURL string
	Variables map[string]string // of all environments, by name
}

// NewReader returns a reader of courses.
func NewReader(live []*course.Course, places Places) *Reader {
	r := &Reader{}
	for _, c := range live {
		d := &draft{live: c, lessonURL: places.LessonURL, onWeb: places.OnWeb, variables: places.Variables, origins: map[string]*course.Resource{}}
		d.assets = newAssets(path.Dir(places.Paths[c.ID]), nil)
		d.assets.known, d.assets.have, d.assets.names = places.Uploads, places.Files, places.Names
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
	d := r.drafts[in]
	if d.assets.fetched == nil {
		d.assets.fetched = fetched
	}
	maps.Copy(d.assets.fetched, fetched)
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

// Mend takes out of the fields of something new what problems of its file are about, and says what. It returns false
// where nothing is left to take out.
func (r *Reader) Mend(in int, fields course.Fields, live *course.Resource, file string, data []byte, problems spec.Problems) (bool, []string) {
	d := r.drafts[in]
	d.origins[file], d.notes = live, notes{}
	wrong := slices.DeleteFunc(slices.Clone(problems), func(p spec.Problem) bool { return p.Path != file })
	if len(wrong) == 0 || path.Ext(file) != ".md" {
		return false, nil
	}
	lesson := &course.Lesson{Resource: course.Resource{Fields: fields, Source: course.Source{Path: file}}}
	mended := d.mendLesson(lesson, data, wrong)
	return mended, d.notes.of[live]
}

// Name returns a name of a title for a file or folder, beside others of which the parts of addresses are taken.
func Name(title, otherwise string, taken []string) string {
	return Free(filename.Of(title, otherwise), taken)
}

// Free returns a name, with a number after it where it is taken, or its part of an address is.
func Free(name string, taken []string) string {
	all := filename.Set{}
	for _, other := range taken {
		all[filename.Alike(other)] = true
	}
	for i := 1; ; i++ {
		candidate := name
		if i > 1 {
			candidate = fmt.Sprintf("%s-%d", name, i)
		}
		if !all[filename.Alike(candidate)] && !all[filename.Alike(spec.NameOf(candidate))] {
			return candidate
		}
	}
}

// Files returns what was downloaded, by path, and the uploads that hold files of the repository.
func (r *Reader) Files() (files map[string][]byte, uploads state.Files) {
	files, uploads = map[string][]byte{}, state.Files{}
	for _, d := range r.drafts {
		maps.Copy(files, d.assets.data)
		maps.Copy(uploads, d.assets.uploads)
	}
	return files, uploads
}

// Addresses returns the addresses on Whop of what was downloaded, by path.
func (r *Reader) Addresses() map[string]string {
	addresses := map[string]string{}
	for _, d := range r.drafts {
		for address, got := range d.assets.fetched {
			for at, data := range d.assets.data {
				if got.err == nil && bytes.Equal(data, got.data) {
					addresses[at] = address
				}
			}
		}
	}
	return addresses
}
