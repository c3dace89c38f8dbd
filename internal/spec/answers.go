package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// isNew is what an answer says of a file that stands for nothing on Whop yet.
const isNew = "new"

// answersOf reads the lines under identity:. Which address a file has is not known yet.
func answersOf(list []yamlfile.Value, r *yamlfile.Report) []Answer {
	var answers []Answer
	for _, v := range list {
		a := Answer{Source: sourceOf(v)}
		if is := v.Object.Text("is"); is != isNew {
			a.Is, _ = course.ParseAddress(is)
		}
		a.Again = int(v.Object.Values["again"].Number)
		file := v.Object.Values["file"]
		a.File = PlaceOf(path.Clean(strings.ReplaceAll(file.Text, `\`, "/")))
		if file.Text == "" || strings.HasPrefix(a.File, "/") || a.File == ".." || strings.HasPrefix(a.File, "../") {
			r.Error(file.At, "outside", fmt.Sprintf("%q is no path inside of the repository", yamlfile.Shorten(file.Text)), "write the path from "+ConfigFile+" on, such as "+Answer{File: "courses/pottery/01-clay/02-wedging.md", Is: a.Is}.line())
		}
		answers = append(answers, a)
	}
	return answers
}

// PlaceOf returns the folder that a course.yaml or chapter.yaml speaks for, and any other path as it is.
func PlaceOf(file string) string {
	if base := path.Base(file); base == courseFile || base == chapterFile {
		return path.Dir(file)
	}
	return file
}

// Name is the name in the address that the file would have.
func (a Answer) Name() string {
	base := path.Base(a.File)
	if isMarkdown(base) {
		base = stemOf(base)
	}
	return parseName(base).name
}

// line returns the answer as it is written.
func (a Answer) line() string {
	is := isNew
	if !a.Is.IsZero() {
		is = inFlow(a.Is.String())
	}
	return fmt.Sprintf("`- {file: %s, is: %s}`", inFlow(a.File), is)
}

// inFlow writes a text as a value between braces.
func inFlow(text string) string {
	if strings.ContainsAny(text, ",[]{}") {
		return yamlfile.Quoted(text)
	}
	return yamlfile.Scalar(text)
}

// answers finds out which address the file of each answer has, and complains of what can never be meant. A
// file that is not there any more was answered for before.
func (c *Config) answers(courses []*course.Course, r *yamlfile.Report) {
	declared := addressesOf(courses)
	for i := range c.Identity {
		a := &c.Identity[i]
		kinds := a.kinds(declared[a.File])
		if !a.Is.IsZero() && !slices.Contains(kinds, a.Is.Kind()) {
			r.Error(yamlfile.Span{Line: a.Source.Line}, "bad-answer", fmt.Sprintf("%s is a %s, and %s a %s", a.File, kinds[0], a.Is, a.Is.Kind()), "write "+a.corrected(kinds[0]).line())
			continue
		}
		a.To = a.address(declared[a.File])
	}
}

// addressesOf returns the addresses of every lesson's file and of every folder.
func addressesOf(courses []*course.Course) map[string][]course.Address {
	places := map[string][]course.Address{}
	for r := range course.All(courses) {
		places[Place(r)] = append(places[Place(r)], r.Address)
		if r.Source.Folder {
			places[r.Source.Path] = append(places[r.Source.Path], r.Address)
		}
	}
	return places
}

// kinds returns what the file can be. What is not there is told by its name.
func (a *Answer) kinds(declared []course.Address) []course.Kind {
	var kinds []course.Kind
	for _, address := range declared {
		kinds = append(kinds, address.Kind())
	}
	switch {
	case kinds != nil:
		return kinds
	case isMarkdown(a.File):
		return []course.Kind{course.KindLesson}
	}
	return []course.Kind{course.KindChapter, course.KindCourse}
}

// address returns the address of the file that the answer is about: a folder can be that of a
// course and of its only chapter.
func (a *Answer) address(declared []course.Address) course.Address {
	for _, address := range declared {
		if a.Is.IsZero() || a.Is.Kind() == address.Kind() {
			return address
		}
	}
	return course.Address{}
}

// corrected returns the answer that may be meant by one about a file of another kind: the same
// about what is around it.
func (a *Answer) corrected(kind course.Kind) Answer {
	depth := map[course.Kind]int{course.KindCourse: 0, course.KindChapter: 1, course.KindLesson: 2}
	likely := Answer{File: a.File, Is: a.Is}
	for at := depth[kind]; at > depth[likely.Is.Kind()]; at-- {
		likely.File = path.Dir(likely.File)
	}
	for depth[likely.Is.Kind()] > depth[kind] {
		likely.Is = likely.Is.Parent()
	}
	return likely
}

func sourceOf(v yamlfile.Value) course.Source {
	return course.Source{Path: ConfigFile, Line: v.At.Line, Col: v.At.Col}
}
