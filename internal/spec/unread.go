package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// documentExtensions are formats of texts, which their authors may take for lessons.
const documentExtensions = " .pdf .txt .text .rtf .doc .docx .docm .odt .pages .gdoc .html .htm .ppt .pptx .odp .key .epub" +
	" .rst .adoc .asciidoc .org .tex .ipynb .qmd .rmd "

// plainDocuments are those that are text already.
const plainDocuments = " .txt .text .rst .adoc .asciidoc .org .tex .qmd .rmd "

// isDocument reports names of such files.
func isDocument(name string) bool {
	ext := extensionOf(name)
	return ext != "" && strings.Contains(documentExtensions, " "+ext+" ")
}

// lessonHint says what to do with a file that its author may take for a lesson.
func lessonHint(name string) string {
	switch ext := extensionOf(name); {
	case ext == ".pdf":
		return "to show it, write " + stemOf(name) + ".md with `main_pdf: " + name + "` in its front matter"
	case isDocument(name) && isMarkdown(stemOf(name)):
		return "rename it to " + stemOf(name)
	case strings.Contains(plainDocuments, " "+ext+" "):
		return "save it as " + stemOf(name) + ".md"
	case isDocument(name):
		return "export it as Markdown, and save that as " + stemOf(name) + ".md"
	case ext == "" || strings.Contains(ext, " "): // the number has a dot in it
		return "rename it to " + name + ".md"
	case kindOfName(name).isImage():
		return "to show it, write `![…](" + name + ")` in a lesson"
	case formOf(kindOther, name).export != "":
		return formOf(kindOther, name).export
	}
	return "to offer it, write `attachments: [" + name + "]` in a lesson"
}

// orderFiles are those in which other tools keep the order of what lies beside them.
var orderFiles = []string{
	"SUMMARY.md", "_toc.yml", "mkdocs.yml", "mkdocs.yaml", "_category_.json", "_category_.yml", "_category_.yaml",
	"meta.json", "_meta.json", "_meta.js", "_meta.ts", ".pages", ".nav.yml", "sidebars.js", "sidebars.ts",
}

// siteFiles are those order files that lie above the pages.
var siteFiles = []string{"mkdocs.yml", "mkdocs.yaml", "sidebars.js", "sidebars.ts"}

// ordersAround returns the order files in the folders around a course.
func ordersAround(repo *Repo, dir string) (orders []string) {
	for dir != "." {
		dir = path.Dir(dir)
		for _, name := range siteFiles {
			if at := path.Join(dir, name); repo.Has(at) {
				orders = append(orders, at)
			}
		}
	}
	return orders
}

// unread is what lies in the folder of a course or chapter and says nothing there.
type unread struct{ documents, orders []string }

// unreadIn returns what lies in a folder and is not read. A document counts where it has the number
// of a lesson, or lies where lessons should be and none is; any other file where it has a number and
// lies among lessons.
func unreadIn(repo *Repo, dir string, isAmongLessons, isWithoutLessons bool) (u unread) {
	entries, _ := repo.folders.list(dir) // what cannot be read was said
	lessons := map[string]bool{}
	for _, entry := range entries {
		if isMarkdown(entry.Name()) {
			lessons[stemOf(entry.Name())] = true
		}
	}
	for _, entry := range entries {
		name, stem := entry.Name(), stemOf(entry.Name())
		isNumbered := func() bool { return parseName(stem).number != "" } // which takes time
		switch {
		case entry.Type() != 0:
		case slices.Contains(orderFiles, name):
			u.orders = append(u.orders, path.Join(dir, name))
		case isIgnored(name) || lessons[stem] || slices.Contains(readExtensions, extensionOf(name)):
		case isDocument(name) && isWithoutLessons, (isDocument(name) || isAmongLessons) && isNumbered():
			u.documents = append(u.documents, path.Join(dir, name))
		}
	}
	return u
}

// readExtensions are those of what is read, or refused elsewhere.
var readExtensions = []string{".md", ".markdown", ".mdx", ".yaml", ".yml"}

// warnOfUnread names the documents that no lesson shows or offers, and the order files beside
// which no list gives the order.
func warnOfUnread(documents []string, declarations []*declaration) (warnings Problems) {
	warn := func(at, rule, message, hint string) {
		warnings = append(warnings, Problem{Path: at, Severity: SeverityWarning, Rule: rule, Message: message, Hint: hint})
	}
	wanted := map[string]bool{}
	for _, d := range declarations {
		for _, w := range d.wanted {
			wanted[w.path] = true
		}
	}
	for _, at := range documents {
		if !wanted[at] {
			warn(at, "no-lesson", "is not a lesson: only .md files are; "+lessonHint(path.Base(at)), "")
		}
	}
	for _, d := range declarations {
		if d.object.Values["chapters"].List != nil || d.object.Values["lessons"].List != nil {
			continue
		}
		for _, at := range d.orders {
			warn(at, "other-order", "holds the order for another tool, and whopsync does not read it", orderHint)
		}
	}
	return warnings
}

const orderHint = "order comes from the numbers that begin the names, or from `chapters:` in " + courseFile + " and `lessons:` in " + chapterFile

// warnOfOrderKeys warns of keys by which another tool puts a lesson of a chapter in its place, where neither a
// number nor a list does.
func warnOfOrderKeys(chapter *chapterDir) {
	if chapter.object.Values["lessons"].List != nil {
		return
	}
	for _, lesson := range chapter.lessons {
		for _, key := range orderKeys {
			if at, ok := lesson.object.Others[key]; ok && lesson.file.number == "" {
				lesson.report.Warn(at, "other-order", fmt.Sprintf("%q says an order for another tool, and whopsync does not read it", key), orderHint)
			}
		}
	}
}
