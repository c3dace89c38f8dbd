package convert

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/filename"
	"whopsync/internal/spec"
)

// draft is the course on its way into files.
type draft struct {
	src      *Source
	tree     *Tree
	chapters []*chapter
	notes    *Notes

	course *course.Course
	keys   map[string]bool
	byPage map[string]*lesson // by the path of the page
	folded map[string]string  // paths of the source by what they are without letter case
	assets *assets
}

// newDraft gives everything its file.
func newDraft(src *Source, tree *Tree, chapters []*chapter, notes *Notes) *draft {
	d := &draft{src: src, tree: tree, chapters: chapters, notes: notes, byPage: map[string]*lesson{}, assets: newAssets(src)}
	dir := "courses/" + filename.OfCourse(tree.Title)
	d.course = &course.Course{Resource: d.resource(dir+"/course.yaml", ".", tree.Title)}
	d.course.Fields[course.Visibility] = course.Text(course.Hidden)
	if slices.Contains(course.Languages(), tree.Language) {
		d.course.Fields[course.Language] = course.Text(tree.Language)
	}
	if tree.Description != "" {
		d.course.Fields[course.Description] = course.Text(tree.Description)
	}
	folders := filename.Set{}
	for i, c := range chapters {
		c.dir = dir + "/" + filename.Numbered(i+1, len(chapters), folders.Take(filename.Of(c.title, "chapter"), ""))
		made := &course.Chapter{Resource: d.resource(c.dir, c.key(), c.title)}
		names := filename.Set{}
		for j, l := range c.lessons {
			l.path = c.dir + "/" + filename.Numbered(j+1, len(c.lessons), names.Take(filename.Of(l.title, "lesson"), "")) + ".md"
			l.made = &course.Lesson{Resource: d.resource(l.path, l.page.Path, l.title)}
			l.dir = c.dir
			made.Lessons = append(made.Lessons, l.made)
			d.byPage[l.page.Path] = l
		}
		d.course.Chapters = append(d.course.Chapters, made)
	}
	return d
}

// resource makes keys of places in the source: the same source gives the same files.
func (d *draft) resource(path, source, title string) course.Resource {
	if d.keys == nil {
		d.keys = map[string]bool{}
	}
	key := course.KeyOf("convert "+source, func(key string) bool { return d.keys[key] })
	d.keys[key] = true
	return course.Resource{Key: key, Fields: course.Fields{course.Title: course.Text(title)}, Source: course.Source{Path: path}}
}

func (d *draft) lessons() (all []*lesson) {
	for _, c := range d.chapters {
		all = append(all, c.lessons...)
	}
	return all
}

// unread are the endings of files that a person may take for lessons.
var unread = []string{".docx", ".doc", ".odt", ".rtf", ".pptx", ".ppt", ".key", ".ipynb", ".rst", ".adoc", ".org", ".canvas", ".pdf", ".mp4", ".mov", ".webm", ".csv", ".gift"}

// nameLeftOver names what no lesson was made of and no lesson shows.
func (d *draft) nameLeftOver() {
	for _, at := range d.src.Paths() {
		isInside := d.tree.Content == "" || d.tree.Content == "." || strings.HasPrefix(at, d.tree.Content+"/")
		switch {
		case !isInside, d.byPage[at] != nil, d.tree.Used[at], d.assets.has(at):
		case isPageName(at):
			d.notes.add(UnlistedPage, Place{Path: at}, "a page")
		case hasExt(at, unread...):
			d.notes.add(UnlistedPage, Place{Path: at}, fmt.Sprintf("a file (%s)", strings.ToLower(path.Ext(at))))
		}
	}
}

// files returns everything to write, by path.
func (d *draft) files() []File {
	var files []File
	for at, data := range spec.Write(d.course) {
		files = append(files, File{Path: at, Data: data})
	}
	files = append(files, d.assets.files...)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

func (d *draft) origins() (all []Origin) {
	for _, l := range d.lessons() {
		all = append(all, Origin{l.page.Path, l.path})
	}
	return all
}
