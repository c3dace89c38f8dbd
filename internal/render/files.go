package render

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// shownRows name the files that are new in a text, and those that changed although the text did not.
func shownRows(f plan.FieldChange) []row {
	var rows []row
	say := func(s sign, path, text string) {
		rows = append(rows, row{sign: s, depth: detailDepth, text: fileNoun(path) + " " + text})
	}
	before := asWritten(f)
	for _, file := range f.Files {
		name := path.Base(file.Path)
		switch wasShown := strings.Contains(before, name) || strings.Contains(before, url.PathEscape(name)); {
		case file.Was != "":
			say(changed, file.Path, renamed(file))
		case file.Changed && wasShown:
			say(changed, file.Path, OneLine(file.Path)+" changed")
		case file.Changed:
			say(added, file.Path, OneLine(file.Path))
		}
	}
	return rows
}

// renamed says the old and the new name of a file whose bytes stay.
func renamed(file plan.ShownFile) string {
	return OneLine(file.Was) + " → " + OneLine(path.Base(file.Path))
}

func fileNoun(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif":
		return "image"
	}
	return "file"
}

func changedFiles(f plan.FieldChange) map[string]bool {
	files := map[string]bool{}
	for _, file := range f.Files {
		files[file.Path] = file.Changed
	}
	return files
}

// shownFile returns what is known of a file of the value.
func shownFile(f plan.FieldChange, file course.File) plan.ShownFile {
	if i := slices.IndexFunc(f.Files, func(shown plan.ShownFile) bool { return shown.Path == file.Path }); i >= 0 {
		return f.Files[i]
	}
	return plan.ShownFile{}
}

// attachmentRows returns the added and removed files of a list, and names the files of
// others, which stay. Whop knows files by name alone, so names are compared.
func attachmentRows(f plan.FieldChange) []row {
	before, _ := f.Before.(course.Files)
	after, _ := f.After.(course.Files)
	var rows []row
	say := func(s sign, text string) {
		rows = append(rows, row{sign: s, depth: detailDepth, text: text, form: flowing})
	}
	gone := slices.DeleteFunc(slices.Clone(before), func(file course.File) bool { return slices.Contains(f.ForeignFiles.IDs(), file.ID) })
	for _, file := range after {
		shown := shownFile(f, file)
		old := cmp.Or(shown.Was, path.Base(file.Path))
		at := slices.IndexFunc(gone, func(file course.File) bool { return file.Name == old })
		if at < 0 {
			say(added, fileName(file))
			continue
		}
		gone = slices.Delete(gone, at, at+1)
		switch {
		case shown.Was != "":
			say(changed, renamed(shown))
		case shown.Changed:
			say(changed, fileName(file)+" (edited)")
		}
	}
	for _, file := range gone {
		say(removed, fileName(file))
	}
	if rows == nil {
		say(changed, "the same files, in another order or edited")
	}
	for _, file := range f.ForeignFiles {
		say(none, fileName(file)+" was attached on Whop, and stays")
	}
	return rows
}

// asWritten returns what Whop shows, with the destinations as the author wrote them: the
// addresses after them are whopsync's doing and no difference.
func asWritten(f plan.FieldChange) string {
	pairs := make([]string, 0, 2*len(f.ResolvedLinks))
	for _, filled := range f.ResolvedLinks {
		pairs = append(pairs, filled.OnWhop, filled.Written)
	}
	return strings.NewReplacer(pairs...).Replace(longText(f.Before))
}
