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
		if w, ok := wantPath(v, use, &d.report); ok {
			w.set = func(f course.File) { d.fields[k.Field] = f }
			d.wanted = append(d.wanted, w)
		}
	}
}

// wantPath reads a path in YAML.
func wantPath(v yamlfile.Value, u Use, r *yamlfile.Report) (*want, bool) {
	if scheme.MatchString(v.Text) || strings.HasPrefix(v.Text, "//") {
		r.Error(v.At, "not-a-file", fmt.Sprintf("%s is an address; %s is a file of the repository", yamlfile.Shorten(v.Text), u), "put the file beside this one")
		return nil, false
	}
	file, flaw := parsePath(path.Dir(r.Path), v.Text)
	if flaw != nil {
		flaw.report(r, v.At, v.Text)
		return nil, false
	}
	return &want{path: file, use: u, as: v.Text, at: v.At, report: r}, true
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
		w, ok := wantPath(entry, Attachment, &f.report)
		switch {
		case !ok:
		case seen[w.path]:
			f.report.Error(entry.At, "duplicate-entry", yamlfile.Shorten(entry.Text)+" is attached twice", "keep one of the two")
		default:
			seen[w.path] = true
			w.set = func(file course.File) { files[i] = file }
			f.wanted = append(f.wanted, w)
		}
	}
}
