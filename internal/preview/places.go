package preview

import (
	"cmp"
	"path"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// places are where the pages and files of a site are, and where links in the files lead there.
type places struct {
	pageOf   map[course.Address]string
	lessonOf map[string]string      // the page of a lesson, by the file that declares it
	fileOf   map[string]string      // by path in the repository
	asText   map[string]string      // the same, for an image that as a page may ask other hosts for more
	files    map[string]string      // in the repository, by path in the site
	has      func(path string) bool // reports a page or file of the site
	targets  spec.Targets
	taken    names
}

// placesOf gives courses, and what is in them, their paths. Those that are reserved are given to none.
func placesOf(courses []*course.Course, drafts bool, reserved []string) (*places, []*navCourse) {
	p := &places{
		pageOf: map[course.Address]string{}, lessonOf: map[string]string{},
		fileOf: map[string]string{}, asText: map[string]string{}, files: map[string]string{}, taken: names{},
	}
	for _, path := range reserved {
		p.taken.take(path)
	}
	var shown []*navCourse
	for _, c := range courses {
		if drafts || isSeen(&c.Resource) {
			shown = append(shown, p.addCourse(c, drafts))
		}
	}
	p.targets = spec.NewTargets(nil, courses, func(path string) bool { return p.fileOf[path] != "" })
	return p, shown
}

func (p *places) addCourse(c *course.Course, drafts bool) *navCourse {
	dir := p.taken.folder(safeName(c.Address.Course))
	nav := &navCourse{course: c, path: p.addPage(&c.Resource, dir+"/"+homePage)}
	for _, chapter := range c.Chapters {
		folder := p.taken.folder(dir + "/" + safeName(chapter.Address.Chapter))
		in := &navChapter{chapter: chapter, course: nav, path: p.addPage(&chapter.Resource, folder+"/"+homePage)}
		nav.chapters = append(nav.chapters, in)
		for _, lesson := range chapter.Lessons {
			if !drafts && !isSeen(&lesson.Resource) {
				continue
			}
			at := &navLesson{lesson: lesson, chapter: in, path: p.addPage(&lesson.Resource, folder+"/"+safeName(lesson.Address.Lesson)+".html"), place: len(nav.lessons)}
			in.lessons, nav.lessons = append(in.lessons, at), append(nav.lessons, at)
			p.lessonOf[lesson.Source.Path] = at.path
		}
	}
	return nav
}

// isSeen reports that the files say that students see a course or lesson. What a file says that cannot be read is not known.
func isSeen(r *course.Resource) bool { return r.Fields.Text(course.Visibility) == course.Visible }

// addPage gives a resource, and the files that it shows or offers, their paths. Files that may not be uploaded have no digest.
func (p *places) addPage(r *course.Resource, wanted string) string {
	page := p.taken.take(wanted)
	p.pageOf[r.Address] = page
	for _, field := range r.Fields.Names(r.Address.Kind()) {
		for _, file := range course.FilesIn(r.Fields[field]) {
			if file.SHA256 == "" || p.fileOf[file.Path] != "" {
				continue
			}
			at := p.taken.take(path.Join(assetsDir, "files", safePath(file.Path)) + inertSuffix(file.Path))
			p.fileOf[file.Path], p.files[at] = at, file.Path
			if strings.EqualFold(path.Ext(at), ".svg") {
				p.asText[file.Path] = p.taken.take(at + ".txt")
				p.files[p.asText[file.Path]] = file.Path
			}
		}
	}
	return page
}

// shown returns the link from a page to a file where it is shown, "" for none.
func (p *places) shown(page, file string) string { return relative(page, p.fileOf[file]) }

// offered returns the link from a page to a file where it is offered, and not shown, "" for none.
func (p *places) offered(page, file string) string {
	return relative(page, cmp.Or(p.asText[file], p.fileOf[file]))
}

// inert are the endings of files that run nothing in a browser.
const inert = " .png .jpg .jpeg .gif .webp .avif .svg .pdf .txt .md .csv .tsv .zip .gz .7z .rar .tar .mp3 .m4a .wav .ogg .flac .mp4 .m4v .mov .webm .avi .mkv" +
	" .doc .docx .xls .xlsx .ppt .pptx .odt .ods .odp .pages .numbers .key .epub .ics .vcf .psd .ai .fig .sketch .ttf .otf .woff .woff2 .blend .stl .obj .glb .json .yaml .yml .toml .ipynb .srt .vtt "

// inertSuffix is what is put after the name of a file that a browser may run, so that it shows it as text. In a site of
// files, nothing else keeps it from that.
func inertSuffix(file string) string {
	if ext := strings.ToLower(path.Ext(file)); ext != "" && strings.Contains(inert, " "+ext+" ") {
		return ""
	}
	return ".txt"
}
