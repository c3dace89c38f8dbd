package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Folders as other tools have them, with nothing added but course.yaml: they work, or the
// problems say precisely what to change.
func TestMarkdownTreesOfOtherTools(t *testing.T) {
	config := files{ConfigFile: "version: 1\ncourses: [book/src, docs]\nenvironments:\n  local: {lesson_url: 'http://localhost/{lesson}'}\n"}
	for name, test := range map[string]struct {
		tree files
		want string
	}{
		"mdBook": {files{
			"docs/course.yaml":                "title: x\n",
			"docs/a/a.md":                     "Text.\n",
			"book/src/course.yaml":            "title: The book\n",
			"book/src/SUMMARY.md":             "# Summary\n\n- [Clay](clay/index.md)\n",
			"book/src/clay/index.md":          "# Clay\n\nSee [wedging](./wedging.md#by-hand).\n\n![Clay](../images/clay.png)\n",
			"book/src/clay/wedging.md":        "# Wedging\n\n## By hand\n\n{{#include code.rs}}\n",
			"book/src/images/clay.png":        "RIFF",
			"book/src/clay/tools/scrapers.md": "# Scrapers\n",
		}, `W book/src/SUMMARY.md: holds the order for another tool, and whopsync does not read it (order comes from the numbers that begin the names, or from ` + "`chapters:` in course.yaml and `lessons:` in chapter.yaml" + `)
E book/src/clay/index.md:5:9: ../images/clay.png is named .png, but its content is something else (replace the file, or name it as what it is)
E book/src/clay/tools/scrapers.md: lies too deep for a lesson: a course has chapters, and chapters have lessons (move it into the chapter's folder, call it index.md if its folder is the lesson, or put _ before its name or its folder's to leave it out)
W book/src/clay/tools/scrapers.md: the lesson has no content (write something, or put _ before the file's name)
E book/src/clay/wedging.md:5:1: code.rs is no Markdown file, and only those can be included (code is written into the lesson itself)
`},
		"Docusaurus": {files{
			"book/src/course.yaml":        "title: x\n",
			"book/src/a/a.md":             "Text.\n",
			"docs/course.yaml":            "title: Docs\n",
			"docs/basics/_category_.json": "{}",
			"docs/basics/intro.md":        "---\nsidebar_position: 1\n---\n\n# Intro\n\n:::tip\n\nWet hands.\n\n:::\n\n[Next](./wheel)\n",
			"docs/basics/wheel.md":        "---\ntitle: Wheel\n---\n\n![Wheel](/img/wheel.png)\n",
			"docs/basics/video.mdx":       "<Video/>\n",
		}, `W docs/basics/_category_.json: holds the order for another tool, and whopsync does not read it (order comes from the numbers that begin the names, or from ` + "`chapters:` in course.yaml and `lessons:` in chapter.yaml" + `)
W docs/basics/intro.md:2:1: "sidebar_position" says an order for another tool, and whopsync does not read it (order comes from the numbers that begin the names, or from ` + "`chapters:` in course.yaml and `lessons:` in chapter.yaml" + `)
W docs/basics/intro.md:7:1: an admonition: students may see its marks as they stand here (use a quote that begins with a bold word)
E docs/basics/video.mdx: MDX is not read (rename it to .md, or put _ before its name to leave it out)
W docs/basics/video.mdx:1:1: raw HTML: whether Whop shows it is not known (use plain Markdown where it matters)
E docs/basics/wheel.md:5:10: /img/wheel.png is an absolute path (use a path relative to this file)
`},
		"Jekyll": {files{
			"book/src/course.yaml":      "title: x\n",
			"book/src/a/a.md":           "Text.\n",
			"docs/course.yaml":          "title: Site\n",
			"docs/_config.yml":          "title: Site\n",
			"docs/_posts/2024-01-02.md": "---\nlayout: post\n---\nNews.\n",
			"docs/index.md":             "# Home\n",
			"docs/clay/kinds.md":        "---\ntitle: Kinds\nlayout: page\n---\n![Clay](/assets/clay.png) [Wedging]({{ site.url }}/clay)\n",
			"docs/clay/wedging.md":      "---\ntitle: Wedging\n---\n[Kinds](kinds)\n",
			"docs/_site/kinds.html":     "<html></html>",
		}, `E docs/clay/kinds.md:5:9: /assets/clay.png is an absolute path (use a path relative to this file)
W docs/clay/kinds.md:5:37: a template tag is shown to students as it stands here (write what it stands for)
E docs/index.md: lies beside the chapter folders, so it belongs to no chapter (move it into a chapter's folder, or put _ before its name to leave it out)
W docs/index.md: the lesson has no content (write something, or put _ before the file's name)
`},
		"Obsidian": {files{
			"book/src/course.yaml":           "title: x\n",
			"book/src/a/a.md":                "Text.\n",
			"docs/course.yaml":               "title: Vault\n",
			"docs/.obsidian/app.json":        "{}",
			"docs/1 Clay/Kinds of clay.md":   "See [[Wedging]] and ![[clay.png]].\n",
			"docs/1 Clay/Wedging by hand.md": "[Kinds](Kinds%20of%20clay.md)\n",
			"docs/attachments/clay.png":      "x",
		}, `W docs/1 Clay/Kinds of clay.md:1:5: a [[wiki link]] is shown to students as it stands here (write [text](file.md))
W docs/1 Clay/Kinds of clay.md:1:21: a [[wiki link]] is shown to students as it stands here (write [text](file.md))
`},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, complaints(config.with(test.tree))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
