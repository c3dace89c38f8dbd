package importer

import (
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/filename"
	"whopsync/internal/markdown"
	"whopsync/internal/site"
)

// draft is a course on its way into files: what they are to declare, which says less than
// Whop holds.
type draft struct {
	live      *course.Course
	lessonURL string
	onWeb     func(address string) string // as in Places; nil in an import
	others    []*draft                    // of the same import
	variables map[string]string           // of the repository

	course  *course.Course
	origins map[string]*course.Resource // live, by the path of the file or the chapter's folder
	assets  assets
	keys    map[string]string // the files that have a key already, by their keys
	given   map[string]bool   // keys of this course
	notes   notes
}

// newDraft returns a draft in which everything has its file, but no fields yet.
func newDraft(live *course.Course, lessonURL string, keys, variables map[string]string, assets assets) *draft {
	d := &draft{
		live: live, lessonURL: lessonURL, origins: map[string]*course.Resource{},
		assets: assets, keys: keys, given: map[string]bool{}, variables: variables,
	}
	d.outline()
	return d
}

// outline gives everything its file.
func (d *draft) outline() {
	d.course = &course.Course{Resource: d.resource(&d.live.Resource, path.Join(d.assets.dir, "course.yaml"))}
	folders := filename.Set{}
	for i, live := range d.live.Chapters {
		name := folders.Take(filename.Of(live.Title(), "chapter"), "")
		dir := path.Join(d.assets.dir, filename.Numbered(i+1, len(d.live.Chapters), name))
		chapter := &course.Chapter{Resource: d.resource(&live.Resource, dir)}
		files := filename.Set{}
		for j, lesson := range live.Lessons {
			name := files.Take(filename.Of(lesson.Title(), "lesson"), "")
			file := path.Join(dir, filename.Numbered(j+1, len(live.Lessons), name)+".md")
			chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: d.resource(&lesson.Resource, file)})
		}
		d.course.Chapters = append(d.course.Chapters, chapter)
	}
	for _, lesson := range d.live.Unlisted {
		d.notes.add(&lesson.Resource, "is left out: the course does not show it to this key, and so not where it belongs")
	}
}

func (d *draft) resource(live *course.Resource, file string) course.Resource {
	d.origins[file] = live
	return course.Resource{Key: d.key(live, file), Fields: course.Fields{}, Source: course.Source{Path: file}}
}

// key makes a key of what an object is on Whop: an import that was cut off, and comes again,
// finds files like its own. The id itself stands in no file.
func (d *draft) key(live *course.Resource, file string) string {
	key := course.KeyOf(live.ID, func(key string) bool {
		has, taken := d.keys[key]
		return d.given[key] || taken && !strings.HasPrefix(has, d.assets.dir+"/") // else it is of the same import, cut off
	})
	d.given[key], d.keys[key] = true, file
	return key
}

// lessonAt returns the file of the lesson that an address on Whop leads to, with the anchor that
// the address ends in: by the environment's template of such addresses, or by any of the forms
// that they have on whop.com.
func (d *draft) lessonAt(address string) (file string, ok bool) {
	if d.lessonURL == "" || !strings.Contains(address, "lesn_") {
		return "", false
	}
	bare, anchor, _ := strings.Cut(address, "#")
	inCourse, id, _ := site.Lesson(bare)
	for _, chapter := range d.course.Chapters {
		for _, lesson := range chapter.Lessons {
			live := d.origins[lesson.Source.Path]
			ids := strings.NewReplacer("{lesson}", live.ID, "{chapter}", d.origins[chapter.Source.Path].ID, "{course}", d.live.ID)
			isMade := strings.TrimSuffix(ids.Replace(d.lessonURL), "/") == strings.TrimSuffix(bare, "/")
			switch {
			case !isMade && (inCourse != d.live.ID || id != live.ID):
			case anchor == "":
				return lesson.Source.Path, true
			case hasHeading(live, anchor):
				return lesson.Source.Path + "#" + anchor, true
			}
		}
	}
	return "", false
}

// lessonElsewhere is lessonAt for the other courses of the import.
func (d *draft) lessonElsewhere(address string) (file string, ok bool) {
	for _, other := range d.others {
		if file, ok = other.lessonAt(address); ok {
			return file, true
		}
	}
	return "", false
}

// hasHeading reports whether a lesson has the heading that an anchor names. In a file, a link to one
// that is not there is an error.
func hasHeading(live *course.Resource, anchor string) bool {
	text, _, _ := readContent(live.Fields.Text(course.Content))
	return slices.ContainsFunc(markdown.Parse(text).Headings(), func(h markdown.Heading) bool { return h.Anchor == anchor })
}
