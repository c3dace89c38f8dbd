package spec

import (
	"errors"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// maxTextFile is how long a file of YAML or Markdown may be: many times what Whop takes.
const maxTextFile = 1 << 20

// declaration is what courses, chapters and lessons have in common on their way to the
// model: the file that was discovered, and then what it says.
type declaration struct {
	at      string // the lesson's file, or the folder of a course or chapter
	path    string // the file to read; "" for a chapter without one
	file    fileName
	report  yamlfile.Report
	object  yamlfile.Object
	fields  course.Fields
	body    body // of a lesson
	isRead  bool // to its end
	address course.Address
	wanted  []*want // files that it shows or offers
}

type courseDir struct {
	declaration
	chapters []*chapterDir
}

type chapterDir struct {
	declaration
	implicit bool // the lessons lie in the course's own folder
	lessons  []*lessonFile
}

func declarationAt(at string, file fileName) declaration {
	return declaration{at: at, file: file, report: yamlfile.Report{Path: at}, fields: course.Fields{}}
}

// isIn says which file declares it; until then, problems are the folder's.
func (d *declaration) isIn(path string) { d.path, d.report.Path = path, path }

// key is the value of "key:"; the zero value when there is none.
func (d *declaration) key() yamlfile.Value { return d.object.Values["key"] }

// read reads the file and makes fields of it. What points to other files waits until all of
// them are known.
func (d *declaration) read(repo *Repo) {
	if d.path == "" {
		return
	}
	data, err := repo.read(d.path, maxTextFile)
	if errors.Is(err, errNotUTF8) {
		return // it is said of the address
	}
	if err != nil {
		flawOf(err).report(&d.report, yamlfile.Span{}, "")
		return
	}
	front, text, line, ok := cut(d.path, data, &d.report)
	if !ok {
		return
	}
	d.body = body{text: text, line: line}
	g, _ := grammarOf(d.path)
	d.object, d.isRead = yamlfile.Read(front, g, &d.report)
	d.fields = fieldsOf(d.object, g.Keys)
}

// resource returns what courses, chapters and lessons have in common in the model.
func (d *declaration) resource() course.Resource {
	source := d.path
	if source == "" {
		source = d.at
	}
	return course.Resource{
		Address: d.address,
		Fields:  d.fields,
		Source:  course.Source{Path: source},
		Key:     d.key().Text,
		Protect: d.object.Values["protect"].Flag,
	}
}

// fieldsOf returns the fields that keys fill as they stand.
func fieldsOf(o yamlfile.Object, keys []yamlfile.Key) course.Fields {
	fields := make(course.Fields, len(o.Values)+3)
	for i := range keys {
		k := &keys[i]
		v, ok := o.Values[k.Name]
		if !ok || k.Field == "" {
			continue
		}
		if v.Null {
			fields[k.Field] = course.Null{}
			continue
		}
		switch k.Form {
		case yamlfile.FormText, yamlfile.FormProse, yamlfile.FormEnum:
			fields[k.Field] = course.Text(v.Text)
		case yamlfile.FormBool:
			fields[k.Field] = course.Bool(v.Flag)
		case yamlfile.FormInt:
			fields[k.Field] = course.Int(v.Number)
		case yamlfile.FormDecimal:
			fields[k.Field] = course.Decimal(v.Text)
		}
	}
	return fields
}

func setDefault(fields course.Fields, field course.Field, v course.Value) {
	if _, ok := fields[field]; !ok {
		fields[field] = v
	}
}
