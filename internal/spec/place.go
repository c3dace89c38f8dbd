package spec

import (
	"path"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// Place returns the file or folder that moves with what a resource declares: the folder of a course or chapter, of a lesson
// that is a folder that folder, else the lesson's file.
func Place(r *course.Resource) string { return PlaceOfSource(r.Source) }

// PlaceOfSource is Place of what a source declares.
func PlaceOfSource(s course.Source) string {
	if s.Folder {
		return path.Dir(s.Path)
	}
	return PlaceOf(s.Path)
}

// TitleEnd returns where a lesson's text goes on after the heading that is its title, 0 where it begins with none.
func TitleEnd(text, title string) int {
	if h, ok := titleHeading(text, new(markdown.Budget)); ok && h.text == strings.TrimSpace(title) {
		return h.next
	}
	return 0
}

// Body returns the part of a lesson's file that stands below the front matter, with \n line ends.
func Body(name string, data []byte) (text string, ok bool) {
	_, text, _, ok = cut(name, data, &yamlfile.Report{})
	return text, ok
}

// DeclaringFile returns the file that declares a course, chapter or lesson, for its declaring path: a chapter's
// folder may have none yet.
func DeclaringFile(source string) string {
	if isLessonName(source) || path.Ext(source) == ".yaml" {
		return source
	}
	return path.Join(source, chapterFile)
}

// Stem returns the name of a lesson's file without extension, or of a folder.
func Stem(place string) string { return stemOfContent(path.Base(place)) }
