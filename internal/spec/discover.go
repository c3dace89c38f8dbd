package spec

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// maxDepth is how deep folders may nest. Content lies two levels below a course; the
// rest is room for images, and a bound for hostile trees.
const maxDepth = 16

// rootCourse is the name in addresses of a course that lies beside whopsync.yaml. The
// folder's own name would differ from one clone to the next.
const rootCourse = "course"

// discovery finds the files of all courses. It opens none of them.
type discovery struct {
	repo     *Repo
	texts    *markdown.Budget
	problems Problems
	entries  int           // seen so far, against maxEntries
	courses  []string      // their folders
	strays   []*lessonFile // files where no lesson can be, read for all that is wrong in them
	all      bool          // lists what is no content by its name as well

	documents []string // that may be taken for lessons
}

func (d *discovery) error(at, rule, message, hint string) {
	d.problems = append(d.problems, Problem{Path: at, Severity: SeverityError, Rule: rule, Message: message, Hint: hint})
}

// list returns the content of a folder, without what is no content by its name.
func (d *discovery) list(dir string) []fs.DirEntry {
	if d.entries > maxEntries {
		return nil
	}
	all, err := d.repo.folders.list(dir)
	if err != nil {
		f := flawOf(err)
		d.error(dir, f.rule, f.message, "")
		return nil
	}
	if d.entries += len(all); d.entries > maxEntries {
		d.error(dir, "too-many-files", fmt.Sprintf("the courses have more than %d files up to here", maxEntries), "keep what is no content outside of the course folders")
		return nil
	}
	var content []fs.DirEntry
	for _, entry := range all {
		if (d.all || !isIgnored(entry.Name())) && d.isSound(dir, entry) {
			content = append(content, entry)
		}
	}
	return content
}

// isSound reports readable entries, and reports a problem for others.
func (d *discovery) isSound(dir string, entry fs.DirEntry) bool {
	at, name, kind := path.Join(dir, entry.Name()), entry.Name(), entry.Type()
	lower := strings.ToLower(name)
	switch {
	case dir == "." && isMarkdown(name) && isProjectDocument(name):
		return false
	case kind&fs.ModeSymlink != 0:
		d.error(at, "symlink", "is a symbolic link", "put the file itself here")
		return false
	case kind == fs.ModeDir && isMarkdown(name):
		d.error(at, "not-a-file", "is a folder with the name of a lesson", "rename it")
		return false
	case kind == fs.ModeDir:
		return true
	case !isLessonName(name) && !isNearlyOurs(lower):
		return false
	case kind != 0:
		d.error(at, "not-a-file", "is not a regular file", "remove it")
		return false
	case isNearlyOurs(lower) && name != courseFile && name != chapterFile:
		d.error(at, "file-name", fmt.Sprintf("%q is not read", name), fmt.Sprintf("rename it to %q", stemOf(lower)+".yaml"))
		return false
	}
	return true
}

// course looks through the folder of a course; nil if nothing in the folder declares one.
func (d *discovery) course(dir string) *courseDir {
	c := &courseDir{declaration: declarationAt(dir, parseName(path.Base(dir)))}
	if dir == "." {
		c.file = fileName{name: rootCourse}
	}
	loose := &chapterDir{declaration: declarationAt(dir, fileName{name: c.file.name})}
	for _, entry := range d.list(dir) {
		at := path.Join(dir, entry.Name())
		switch {
		case entry.IsDir():
			if d.leadsToCourse(at) {
				continue
			}
			if chapter := d.chapter(at); chapter != nil {
				c.chapters = append(c.chapters, chapter)
			}
		case entry.Name() == courseFile:
			c.isIn(at)
		case entry.Name() == chapterFile:
			loose.isIn(at)
		default:
			loose.lessons = append(loose.lessons, newLessonFile(at, d.texts))
		}
	}
	d.settleLoose(c, loose)
	found := unreadIn(d.repo, dir, true, len(c.chapters) == 0)
	c.orders, d.documents = append(ordersAround(d.repo, dir), found.orders...), append(d.documents, found.documents...)
	if c.path != "" {
		return c
	}
	if len(c.chapters) > 0 && !d.hasUnsoundCourseFile(dir) {
		d.error(dir, "missing-course-yaml", "has lessons but no course.yaml", `write one with "title: …", or start the folder's name with _ to leave it out`)
	}
	return nil
}

// hasUnsoundCourseFile reports a folder where something else was already found in the place of
// a course.yaml.
func (d *discovery) hasUnsoundCourseFile(dir string) bool {
	return slices.ContainsFunc(d.problems, func(p Problem) bool {
		name := strings.ToLower(path.Base(p.Path))
		return path.Dir(p.Path) == dir && isNearlyOurs(name) && stemOf(name) == stemOf(courseFile)
	})
}

// settleLoose decides about lessons that lie in the course's folder itself. A folder of
// Markdown files is a course of one chapter; beside chapter folders they belong to none.
func (d *discovery) settleLoose(c *courseDir, loose *chapterDir) {
	switch {
	case len(c.chapters) == 0 && len(loose.lessons) > 0:
		loose.implicit = true
		c.chapters = []*chapterDir{loose}
		return
	case loose.path != "":
		d.error(loose.path, "misplaced-file", "lies in the folder of a course, and says nothing there", "move it into a chapter's folder")
	}
	for _, lesson := range loose.lessons {
		lesson.report.Error(yamlfile.Span{}, "lesson-outside-chapter", "lies beside the chapter folders, so it belongs to no chapter",
			"move it into a chapter's folder, or put _ before its name to leave it out")
		d.strays = append(d.strays, lesson)
	}
}

// leadsToCourse reports folders that are, or contain, another course.
func (d *discovery) leadsToCourse(dir string) bool {
	return slices.ContainsFunc(d.courses, func(other string) bool { return other == dir || strings.HasPrefix(other, dir+"/") })
}

// chapter looks through the folder of one chapter; nil when it has no lessons.
func (d *discovery) chapter(dir string) *chapterDir {
	c := &chapterDir{declaration: declarationAt(dir, parseName(path.Base(dir)))}
	for _, entry := range d.list(dir) {
		at := path.Join(dir, entry.Name())
		switch {
		case entry.IsDir():
			if lesson := d.lessonIn(at); lesson != nil {
				c.lessons = append(c.lessons, lesson)
			} else {
				d.nested(at, 2)
			}
		case entry.Name() == chapterFile:
			c.isIn(at)
		case entry.Name() == courseFile:
			d.error(at, "misplaced-file", "lies in the folder of a chapter", "a course inside of a course is not possible: move it out")
		default:
			c.lessons = append(c.lessons, newLessonFile(at, d.texts))
		}
	}
	found := unreadIn(d.repo, dir, len(c.lessons) > 0 || c.file.number != "", len(c.lessons) == 0 && c.file.number != "")
	c.orders, d.documents = found.orders, append(d.documents, found.documents...)
	if len(c.lessons) == 0 && c.path == "" {
		return nil
	}
	return c
}

// lessonIn returns the lesson that a folder of a chapter is; nil where it is none.
func (d *discovery) lessonIn(dir string) *lessonFile {
	index := indexIn(d.repo, dir)
	isBeside := strings.EqualFold(stemOf(index), "readme") && d.repo.Has(dir+".md") // and speaks of that lesson's files
	if index == "" || isBeside || slices.Contains(fileFolders, strings.ToLower(path.Base(dir))) {
		return nil
	}
	f := newLessonFile(index, d.texts)
	f.at, f.file = dir, parseName(path.Base(dir))
	if others := d.others(dir, index, 3); others > 0 {
		more := "another Markdown file in there is none"
		if others > 1 {
			more = fmt.Sprintf("%d more Markdown files in there are none", others)
		}
		f.report.Warn(yamlfile.Span{}, "no-lesson", "is the lesson of its folder, and "+more,
			"move what should be a lesson into the chapter's folder")
	}
	return f
}

// indexIn returns the file that makes a folder a lesson, "" where there is none.
func indexIn(repo *Repo, dir string) string {
	entries, _ := repo.folders.list(dir) // what cannot be listed was said
	for _, stem := range indexStems {
		for _, entry := range entries {
			if isLessonName(entry.Name()) && strings.EqualFold(stemOf(entry.Name()), stem) && entry.Type().IsRegular() {
				return path.Join(dir, entry.Name())
			}
		}
	}
	return ""
}

// LessonAt returns the file of the lesson whose place is given: its index where it is a folder.
func LessonAt(repo *Repo, place string) string {
	if index := indexIn(repo, place); index != "" {
		return index
	}
	return place
}

// others counts the Markdown files of a lesson's folder that are no lessons.
func (d *discovery) others(dir, index string, depth int) (n int) {
	if depth > maxDepth {
		d.error(dir, "too-deep", fmt.Sprintf("lies more than %d folders below its course", maxDepth), "")
		return 0
	}
	for _, entry := range d.list(dir) {
		switch at := path.Join(dir, entry.Name()); {
		case entry.IsDir():
			n += d.others(at, index, depth+1)
		case isNearlyOurs(strings.ToLower(entry.Name())):
			d.error(at, "misplaced-file", "lies in the folder of a lesson, and says nothing there", "move it into the folder of the chapter or course")
		case at != index:
			n++
		}
	}
	return n
}

// nested looks for lessons in folders too deep for a lesson: Whop knows course, chapter
// and lesson, and what would silently not be shown is worth an error.
func (d *discovery) nested(dir string, depth int) {
	if depth > maxDepth {
		d.error(dir, "too-deep", fmt.Sprintf("lies more than %d folders below its course", maxDepth), "")
		return
	}
	for _, entry := range d.list(dir) {
		at := path.Join(dir, entry.Name())
		if entry.IsDir() {
			d.nested(at, depth+1)
			continue
		}
		report := func(rule, message, hint string) { d.error(at, rule, message, hint) }
		if isLessonName(at) {
			stray := newLessonFile(at, d.texts)
			d.strays = append(d.strays, stray)
			report = func(rule, message, hint string) { stray.report.Error(yamlfile.Span{}, rule, message, hint) }
		}
		report("too-deep", "lies too deep for a lesson: a course has chapters, and chapters have lessons",
			"move it into the chapter's folder, call it index.md if its folder is the lesson, or put _ before its name or its folder's to leave it out")
	}
}
