package spec

import (
	"path"
	"slices"
	"strings"
)

// otherTexts returns the Markdown files that are not lessons, such as README.md and drafts: what
// they link to is mended as well. Hidden folders are left alone.
func (l *loading) otherTexts() []*declaration {
	var found []*declaration
	sources, entries := l.sources(), 0
	var look func(dir string, depth int)
	look = func(dir string, depth int) {
		list, err := l.repo.folders.list(dir)
		if entries += len(list); err != nil || depth > maxDepth || entries > maxEntries {
			return
		}
		for _, entry := range list {
			at := path.Join(dir, entry.Name())
			_, isLesson := slices.BinarySearch(sources, at)
			switch {
			case strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules":
			case entry.IsDir():
				look(at, depth+1)
			case isMarkdown(at) && entry.Type().IsRegular() && !isLesson:
				found = append(found, &declaration{path: at})
			}
		}
	}
	look(".", 0)
	return found
}
