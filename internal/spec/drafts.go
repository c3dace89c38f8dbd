package spec

import (
	"path"
	"strings"

	"whopsync/internal/course"
)

// Drafts returns the Markdown files beside the lessons of a chapter that are set aside with _
// before their names, by path.
func Drafts(repo *Repo, chapter *course.Resource) []string {
	dir := Place(chapter)
	entries, _ := repo.folders.list(dir) // what cannot be listed has been named as a problem
	var drafts []string
	for _, entry := range entries {
		if name := entry.Name(); strings.HasPrefix(name, "_") && isMarkdown(name) && entry.Type().IsRegular() {
			drafts = append(drafts, path.Join(dir, name))
		}
	}
	return drafts
}
