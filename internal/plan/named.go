package plan

import (
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// A state of an earlier version knows files by their bytes alone, without the names that
// students see. Whop's own names tell which name each upload has.

// withNames gives what an earlier version remembers of a field the names that students see. Where
// Whop shows another name than the files have, nothing is added, and the field differs.
func (c *comparing) withNames(next *state.Binding, synced *state.Synced, files, live course.Value) *state.Synced {
	named := course.NamedFiles(files)
	if synced == nil || len(named) == 0 {
		return synced
	}
	sent := course.DigestOf(files)
	if synced.Sent != sent.WithoutNames() || c.showsOtherNames(next, named, live) {
		return synced
	}
	return &state.Synced{Sent: sent, Got: synced.Got}
}

// showsOtherNames reports whether Whop is known to show files of ours under other names.
func (c *comparing) showsOtherNames(binding *state.Binding, named []course.File, live course.Value) bool {
	var shown []course.File
	switch live := live.(type) {
	case course.File:
		shown = course.Files{live}
	case course.Files:
		shown = writtenAttachments(live, binding.Attachments)
	case course.Text: // what a text links to
		for _, file := range named {
			shown = append(shown, course.File{Name: course.NameIn(c.files[file.SHA256].URL)})
		}
	}
	if len(shown) != len(named) {
		return false // that says nothing of the names: it was edited on Whop, or is not shown
	}
	for _, file := range named {
		i := slices.IndexFunc(shown, func(s course.File) bool { return s.Name == file.Name })
		if i < 0 {
			i = slices.IndexFunc(shown, func(s course.File) bool { return s.Name == "" })
		}
		if i < 0 {
			return true
		}
		shown = slices.Delete(slices.Clone(shown), i, i+1)
	}
	return false
}

// describeRenames notes which of the attachments Whop shows already, under another name.
func (c *comparing) describeRenames(fc *FieldChange, after course.Files) {
	before, _ := fc.Before.(course.Files)
	for _, file := range after {
		for _, shown := range before {
			isTaken := slices.ContainsFunc(after, func(f course.File) bool { return f.Name == shown.Name }) ||
				slices.ContainsFunc(fc.Files, func(f ShownFile) bool { return f.Was == shown.Name })
			hasName := slices.ContainsFunc(before, func(f course.File) bool { return f.Name == file.Name })
			if !isTaken && !hasName && c.holds(shown.ID, file.SHA256) {
				fc.rename(file, shown.Name)
				break
			}
		}
	}
}

// holds reports whether an upload, given by id or address, has these bytes.
func (c *comparing) holds(upload, sha256 string) bool {
	for key, file := range c.files {
		if digest, _, _ := strings.Cut(key, "/"); digest == sha256 && upload != "" && (file.ID == upload || file.URL == upload) {
			return true
		}
	}
	return false
}

func (fc *FieldChange) rename(file course.File, was string) {
	if i := slices.IndexFunc(fc.Files, func(f ShownFile) bool { return f.Path == file.Path }); i >= 0 {
		fc.Files[i].Was = was
	}
}
