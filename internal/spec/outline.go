package spec

import (
	"fmt"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// courseDir, chapterDir and lessonFile are a repository on its way to the model: what
// the survey found, and then what the files say.
type courseDir struct {
	identity
	dir      string
	yaml     declaration
	chapters []*chapterDir
	fields   course.Fields
}

type chapterDir struct {
	identity
	dir      string
	yaml     declaration // its path is "" when there is no chapter.yaml
	implicit bool        // the lessons lie in the course's own folder
	lessons  []*lessonFile
}

// declaration is a YAML file: its path, and what it says once it is read.
type declaration struct {
	path   string
	report yamlfile.Report
	object yamlfile.Object
}

func newChapterDir(dir string, i identity) *chapterDir {
	return &chapterDir{identity: i, dir: dir, yaml: declaration{report: yamlfile.Report{Path: dir}}}
}

// at says where the file is; until then, problems are the folder's.
func (d *declaration) at(path string) { d.path, d.report.Path = path, path }

// identity is what tells siblings apart, and puts them in order.
type identity struct {
	file fileName
	key  yamlfile.Value // "key:" of its YAML; the zero value when there is none
	path string         // the file or folder, for messages
}

func (i *identity) self() *identity { return i }

// part is the sibling's part of an address.
func (i *identity) part() string { return i.file.name }

// answersTo reports whether an entry of a list names the sibling by its key, or by its
// file's name with or without prefix and extension.
func (i *identity) answersTo(entry string) bool {
	base := path.Base(i.path)
	return entry == i.key.Text || entry == base || entry == stemOfContent(base) || entry == i.file.name ||
		isMarkdown(entry) && parseName(stemOf(entry)).name == i.file.name
}

// sibling is a course among courses, a chapter among chapters or a lesson among lessons.
type sibling interface {
	self() *identity
	reports() *yamlfile.Report // where its problems go
}

// inOrder returns the siblings in their order: the list's where there is one, else that
// of the numbers and names of the files.
func inOrder[S sibling](siblings []S, list yamlfile.Value, kind string, r *yamlfile.Report) []S {
	slices.SortFunc(siblings, func(a, b S) int { return a.self().file.compare(b.self().file) })
	if list.List == nil {
		return siblings
	}
	var ordered []S
	taken := make(map[*identity]int, len(siblings))
	for _, entry := range list.List {
		i := find(siblings, entry.Text)
		if i < 0 {
			r.Error(entry.At, "unknown-entry", fmt.Sprintf("no %s %q", kind, yamlfile.Shorten(entry.Text)), yamlfile.DidYouMean(entry.Text, partsOf(siblings)))
			continue
		}
		s := siblings[i].self()
		if line, ok := taken[s]; ok {
			r.Error(entry.At, "duplicate-entry", fmt.Sprintf("%s %q is listed twice, first on line %d", kind, s.part(), line), "")
			continue
		}
		taken[s] = entry.At.Line
		ordered = append(ordered, siblings[i])
	}
	for _, s := range siblings {
		if _, ok := taken[s.self()]; !ok {
			r.Error(list.Key, "missing-entry", fmt.Sprintf("the list does not have %s %q", kind, s.self().part()),
				"add it, or put _ in front of its file's name to leave it out")
			ordered = append(ordered, s)
		}
	}
	return ordered
}

// find returns the sibling that an entry names. A part of the address goes before a name
// of a file, which may be another's.
func find[S sibling](siblings []S, entry string) int {
	if i := slices.IndexFunc(siblings, func(s S) bool { return s.self().part() == entry }); i >= 0 {
		return i
	}
	return slices.IndexFunc(siblings, func(s S) bool { return s.self().answersTo(entry) })
}

func partsOf[S sibling](siblings []S) []string {
	parts := make([]string, len(siblings))
	for i, s := range siblings {
		parts[i] = s.self().part()
	}
	return parts
}

// checkDistinct complains of siblings whose addresses are equal, or would be on a system
// that takes letter case or Unicode forms for the same.
func checkDistinct[S sibling](siblings []S, kind string) {
	first := make(map[string]S, len(siblings))
	for _, s := range siblings {
		this := s.self()
		twin, ok := first[fold(this.part())]
		if !ok {
			first[fold(this.part())] = s
			continue
		}
		how := "has the same address as"
		if this.part() != twin.self().part() {
			how = "differs only by letter case or Unicode form from"
		}
		s.reports().Error(yamlfile.Span{}, "duplicate-address", fmt.Sprintf("%s %q %s %s", kind, this.part(), how, twin.self().path),
			"rename one of the two")
	}
}

func (c *courseDir) reports() *yamlfile.Report  { return &c.yaml.report }
func (c *chapterDir) reports() *yamlfile.Report { return &c.yaml.report }

// resource returns what courses, chapters and lessons have in common.
func (i *identity) resource(address course.Address, o yamlfile.Object, fields course.Fields, source string) course.Resource {
	return course.Resource{
		Address: address,
		Fields:  fields,
		Source:  course.Source{Path: source},
		Key:     i.key.Text,
		Protect: o.Values["protect"].Flag,
	}
}
