package spec

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
)

// documentHints say what to do with a file that its author may take for a lesson, by extension;
// %[1]s is its name without that, %[2]s its whole name.
var documentHints = func() map[string]string {
	hints := map[string]string{".pdf": "to show it, write %[1]s.md with `main_pdf: %[2]s` in its front matter"}
	for _, ext := range []string{".txt", ".text", ".rtf", ".doc", ".docx", ".odt", ".pages", ".html", ".htm", ".ppt", ".pptx", ".odp", ".key",
		".rst", ".adoc", ".asciidoc", ".org", ".tex", ".ipynb"} {
		hints[ext] = "save it as %[1]s.md"
	}
	return hints
}()

// orderFiles are those in which other tools keep the order of what lies beside them.
var orderFiles = []string{
	"SUMMARY.md", "_toc.yml", "mkdocs.yml", "mkdocs.yaml", "_category_.json", "_category_.yml", "_category_.yaml",
	"meta.json", "_meta.json", "_meta.js", "_meta.ts", ".pages", ".nav.yml", "sidebars.js",
}

// unread is what lies in the folder of a course or chapter and says nothing there.
type unread struct{ documents, orders []string }

// unreadIn returns what lies in a folder and is not read. A document counts where it has the number
// of a lesson, or lies where lessons should be and none is.
func (d *discovery) unreadIn(dir string, isWithoutLessons bool) (u unread) {
	entries, _ := d.repo.list(dir) // what cannot be read was said
	for _, entry := range entries {
		name, stem := entry.Name(), stemOf(entry.Name())
		_, isDocument := documentHints[extensionOf(name)]
		hasLesson := func() bool {
			return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return isMarkdown(e.Name()) && stemOf(e.Name()) == stem })
		}
		switch {
		case entry.Type() != 0:
		case slices.Contains(orderFiles, name):
			u.orders = append(u.orders, path.Join(dir, name))
		case isDocument && !isIgnored(name) && (isWithoutLessons || parseName(stem).number != "") && !hasLesson():
			u.documents = append(u.documents, path.Join(dir, name))
		}
	}
	return u
}

// warnOfUnread names the documents that no lesson shows or offers, and the order files beside
// which no list gives the order.
func (l *loading) warnOfUnread() {
	warn := func(at, rule, message, hint string) {
		l.discovered = append(l.discovered, Problem{Path: at, Severity: SeverityWarning, Rule: rule, Message: message, Hint: hint})
	}
	wanted := map[string]bool{}
	for _, d := range l.declarations() {
		for _, w := range d.wanted {
			wanted[w.path] = true
		}
	}
	for _, at := range l.documents {
		if !wanted[at] {
			warn(at, "no-lesson", "is no lesson: only .md files are; "+fmt.Sprintf(documentHints[extensionOf(at)], stemOf(at), path.Base(at)), "")
		}
	}
	for _, d := range l.declarations() {
		if d.object.Values["chapters"].List != nil || d.object.Values["lessons"].List != nil {
			continue
		}
		for _, at := range d.orders {
			warn(at, "other-order", "holds the order for another tool, and whopsync does not read it", orderHint)
		}
	}
}

const orderHint = "order comes from the numbers in front of the names, or from `chapters:` in " + courseFile + " and `lessons:` in " + chapterFile

// warnOfOrderKeys warns of keys by which another tool puts a lesson in its place, where neither a
// number nor a list does.
func (l *loading) warnOfOrderKeys() {
	for _, c := range l.courses {
		for _, chapter := range c.chapters {
			for _, lesson := range chapter.lessons {
				for _, key := range orderKeys {
					if at, ok := lesson.object.Others[key]; ok && lesson.file.number == "" && chapter.object.Values["lessons"].List == nil {
						lesson.report.Warn(at, "other-order", fmt.Sprintf("%q says an order for another tool, and whopsync does not read it", key), orderHint)
					}
				}
			}
		}
	}
}
