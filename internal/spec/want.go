package spec

import (
	"fmt"
	"path"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// referFiles asks for the files that keys name, each to become the key's field.
func (d *declaration) referFiles(keys []yamlfile.Key) {
	for _, k := range keys {
		v, ok := d.object.Get(k.Name)
		use, isFile := UseOf(k.Field)
		if !ok || !isFile || v.Null {
			continue
		}
		d.wantPath(v, use, func(f course.File) { d.fields[k.Field] = f })
	}
}

// wantPath asks for the file of a path in YAML, and returns its path from the repository on,
// or "".
func (d *declaration) wantPath(v yamlfile.Value, u Use, set func(course.File)) string {
	if scheme.MatchString(v.Text) || strings.HasPrefix(v.Text, "//") {
		d.report.Error(v.At, "not-a-file", fmt.Sprintf("%s is an address; %s is a file of the repository", yamlfile.Shorten(v.Text), u), "put the file beside this one")
		return ""
	}
	file, flaw := parsePath(path.Dir(d.path), v.Text)
	if flaw != nil {
		flaw.report(&d.report, v.At, v.Text)
		return ""
	}
	d.wanted = append(d.wanted, &want{path: file, use: u, as: v.Text, at: v.At, report: &d.report, set: set})
	return file
}

func referAttachments(f *lessonFile) {
	v, ok := f.object.Get("attachments")
	if !ok || v.Null {
		return
	}
	files := make(course.Files, len(v.List))
	f.fields[course.Attachments] = files
	seen := make(map[string]bool)
	for i, entry := range v.List {
		file := f.wantPath(entry, Attachment, func(file course.File) { files[i] = file })
		if file != "" && seen[file] {
			f.report.Error(entry.At, "duplicate-entry", yamlfile.Shorten(entry.Text)+" is attached twice", "keep one of the two")
		}
		seen[file] = true
	}
}
