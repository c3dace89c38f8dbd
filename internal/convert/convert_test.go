package convert

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/spec"
)

// loaded writes a result as the command does, and returns what is wrong with it.
func loaded(t *testing.T, source fs.FS, r *Result) (*spec.Project, spec.Problems) {
	t.Helper()
	stage, err := OpenStage(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	files := append(slices.Clone(r.Files), File{Path: "whopsync.yaml", Data: []byte("version: 1\n")})
	if err := stage.Write(source, files); err != nil {
		t.Fatal(err)
	}
	if err := stage.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := stage.Close(); err != nil {
		t.Fatal(err)
	}
	repo, err := spec.Open(stage.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	return spec.Load(repo, "")
}

// randomTree is a folder of pages with links to each other, to nothing, and to files.
func randomTree(r *rand.Rand) fstest.MapFS {
	words := []string{"clay", "wheel", "Kiln", "1-glaze", "02 fire", "10.ash", "über", "README", "index", "a&b", "_draft", "x (1)", "con", "Lesson 3"}
	var dirs = []string{""}
	for range r.IntN(5) {
		dirs = append(dirs, path.Join(dirs[r.IntN(len(dirs))], words[r.IntN(len(words))]))
	}
	var names []string
	for range 1 + r.IntN(12) {
		name := path.Join(dirs[r.IntN(len(dirs))], words[r.IntN(len(words))]+[]string{".md", ".markdown", ".txt"}[r.IntN(3)])
		if !slices.Contains(dirs, name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	tree := fstest.MapFS{}
	for _, name := range names {
		var text strings.Builder
		if r.IntN(3) == 0 {
			text.WriteString("---\ntitle: \"" + words[r.IntN(len(words))] + "\"\ntags: [x]\n---\n")
		}
		if r.IntN(2) == 0 {
			text.WriteString("# " + words[r.IntN(len(words))] + "\n\n## Part one\n")
		}
		for range r.IntN(6) {
			to := spec.Relative(path.Dir(name), names[r.IntN(len(names))])
			switch r.IntN(5) {
			case 0:
				to = "nowhere.md"
			case 1:
				to = "/" + names[r.IntN(len(names))]
			case 2:
				to += "#part-one"
			}
			form := []string{"[a](<%s>)\n", "![a](<%s>)\n", "<a href=\"%s\">b</a>\n", "> [!NOTE]\n> [x](<%s>)\n", "%%%% %s\n"}[r.IntN(5)]
			fmt.Fprintf(&text, form, to)
		}
		tree[name] = &fstest.MapFile{Data: []byte(text.String())}
	}
	return tree
}

func TestNoPageIsLostAndEveryLinkLeadsSomewhere(t *testing.T) {
	for seed := range uint64(100) {
		source := randomTree(rand.New(rand.NewPCG(seed, 1)))
		result, err := Convert(source, Options{Folder: "some folder", Deeper: []Deeper{AsChapters, AsLessons}[seed%2]})
		known := map[string]bool{}
		if err == nil {
			for _, l := range result.Lessons {
				known[l.Source] = true
			}
			for _, n := range result.Notes {
				if n.Kind == UnlistedPage || n.Kind == UnreadFile {
					known[n.At.Path] = true
				}
			}
			for name := range source {
				if isMarkdown(name) && !known[name] {
					t.Errorf("seed %d: %s is neither a lesson nor named", seed, name)
				}
			}
			project, problems := loaded(t, source, result)
			if problems.HasErrors() {
				t.Errorf("seed %d: %v", seed, problems.Errors())
			}
			if got := project.Courses[0].LessonCount(); got != len(result.Lessons) {
				t.Errorf("seed %d: %d lessons are declared, not %d", seed, got, len(result.Lessons))
			}
			again, _ := Convert(source, Options{Folder: "some folder", Deeper: []Deeper{AsChapters, AsLessons}[seed%2]})
			if diff := cmp.Diff(result.Files, again.Files); diff != "" {
				t.Errorf("seed %d: another conversion gives other files:\n%s", seed, diff)
			}
		}
	}
}

// TestEveryReaderTakesAnyText converts pages of pieces that readers know, whole and torn, with every reader.
func TestAFolderOfAnyScriptBecomesATitle(t *testing.T) {
	source := fstest.MapFS{"docusaurus.config.js": {}, "docs/a.md": {Data: []byte("# A\n")}, "docs/écrans/b.md": {Data: []byte("# B\n")}}
	result, err := Convert(source, Options{Folder: "site"})
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Course.Chapters[1].Title(); got != "Écrans" {
		t.Errorf("the chapter is called %q", got)
	}
}

func TestEveryReaderTakesAnyText(t *testing.T) {
	convertAnyText(t, 2, []string{
		"---\n", "title: A\n", "+++\n", "draft = true\n", "{\n", "}\n", "# Title\n", "## Part {#id}\n", "```rust\n", "```\n", "~~~\n", "# hidden\n",
		"{{#include ../a.md}}\n", "{{#include a.md:1:2}} {{#include b.md:x}}\n", "--8<-- \"a.md\"\n", "!!! note \"T\"\n", "    inner\n", "\tinner\n",
		"=== \"Tab\"\n", ":::tip[x]\n", ":::\n", "::::\n", "> [!note]- T\n", "> quoted\n", "[[a#b|c]] ![[b.png|100]] ![[a]]\n", "%% x\n", "<!-- x\n", "-->\n",
		"{{< tabs >}}\n", "{{< tab \"x\" >}}\n", "{{< /tab >}}\n", "{{% notice %}}\n", "{{% /notice %}}\n", "{{< figure src=\"x\" >}}\n", "{% include a.md %}\n",
		"{% raw %}\n", "{% endraw %} {{ x }}\n", "{% comment %}\n", "{: .note }\n", "{% hint style=\"x\" %}\n", "{% endhint %}\n", "<Tabs\n", "  x=\"1\">\n",
		"<TabItem value=\"a\">\n", "</TabItem>\n", "import A from './a.md';\n", "<A />\n", "export const x = {\n", "<aside>\n", "</aside>\n", "Status: Draft\n",
		"- [ ] a\n", "- [x] b\n", "1. What?\n", "https://youtu.be/dQw4w9WgXcQ\n", "<iframe src=\"https://www.youtube.com/embed/dQw4w9WgXcQ\"></iframe>\n",
		"[x](a.md#y) ![y](b.png \"t\")\n", "[ref]: a.md\n", "{ =a ~b#c }\n", "::T:: Q {T}\n", "- [A](a.md)\n    - [B](b.md)\n", "\n", "\n", "text `code` ==x==\n", "\\{{ \x00 \u200b\n",
	})
}

// TestEveryReaderTakesAnyBlock does the same with what stands around lines of text.
func TestEveryReaderTakesAnyBlock(t *testing.T) {
	convertAnyText(t, 3, []string{
		"# Title\n", "- [A](a.md)\n", "[x](b.md#y) ![y](b.png)\n", "text `code` ==x **y**==\n", "```\n", "    inner\n", "  inner\n", "> quoted\n", "\n", "\n", "- [x] b\n", "1. What?\n",
		"<iframe\n", "src=\"https://example.com/x\">\n", "</iframe>\n", "<div markdown>\n", "  <figcaption>x</figcaption>\n", "</div>\n", "/// note | T\n", "///\n", "Term\n", ": It\n",
		"{{< tab >}}x{{< /tab >}}\n", "{{< tabs items=\"A\" >}}\n", "```{.py title=\"a\"}\n", "*[A]: B\n", "![](b.png){alt='x'}\n", "[x]{#y}\n",
	})
}

func convertAnyText(t *testing.T, stream uint64, pieces []string) {
	for seed := range uint64(15) {
		r := rand.New(rand.NewPCG(seed, stream))
		source := fstest.MapFS{"b.png": {Data: []byte("no picture")}}
		for _, name := range []string{"a.md", "b.md", "c.mdx", "docs/a.md", "docs/x/index.md", "content/_index.md", "content/s/a.md", "_l/x.md", "q.gift", "SUMMARY.md",
			"P 0123456789abcdef0123456789abcdef.md", "mkdocs.yml", "_config.yml", "sidebars.js", "hugo.toml", "docs/_category_.json"} {
			var text strings.Builder
			for range r.IntN(25) {
				text.WriteString(pieces[r.IntN(len(pieces))])
			}
			source[name] = &fstest.MapFile{Data: []byte(text.String())}
		}
		for _, name := range Names() {
			result, err := Convert(source, Options{From: name, Folder: "any"})
			if err != nil {
				continue // there may be no page in what a reader looks at
			}
			project, problems := loaded(t, source, result)
			for _, p := range problems.Errors() {
				if !isForPerson[p.Rule] {
					t.Errorf("seed %d, %s: %v", seed, name, p)
				}
			}
			if project != nil && len(project.Courses) == 1 && project.Courses[0].LessonCount() != len(result.Lessons) {
				t.Errorf("seed %d, %s: %d lessons are declared, not %d", seed, name, project.Courses[0].LessonCount(), len(result.Lessons))
			}
		}
	}
}

// isForPerson are the errors that only an author can judge.
var isForPerson = map[string]bool{"front-matter": true, "open-comment": true, "few-options": true, "no-answer": true, "duplicate-option": true, "empty-option": true, "empty-question": true, "same-question": true}

func TestNothingOutsideOfTheSourceIsRead(t *testing.T) {
	outer := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		at := filepath.Join(outer, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("secret.md", "# Secret\nxyzzy\n")
	write("secret.png", "xyzzy")
	write("in/a.md", "# A\n\n[up](../secret.md) ![up](../secret.png) [abs](/../secret.md) [link](link.md) ![link](linked/secret.png) [enc](%2e%2e/secret.md)\n")
	write("in/.hidden/b.md", "xyzzy")
	write("in/bad\x01name.md", "xyzzy")
	write("in/huge.md", strings.Repeat("xyzzy\n", 300_000))
	write("in/latin.md", "caf\xe9 xyzzy")
	write("in/zero.md", "# Zero\x00 \u202eevil\n\ntext")
	for link, to := range map[string]string{"in/link.md": "../secret.md", "in/linked": "..", "in/loop": ".", "in/abs.md": filepath.Join(outer, "secret.md")} {
		if err := os.Symlink(to, filepath.Join(outer, link)); err != nil {
			t.Skip(err)
		}
	}
	root, err := os.OpenRoot(filepath.Join(outer, "in"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	result, err := Convert(root.FS(), Options{Folder: "in"})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range result.Files {
		if strings.Contains(string(file.Data), "xyzzy") || file.Copy != "" {
			t.Errorf("%s holds what is not to be read: %s", file.Path, file.Data)
		}
	}
	var unread []string
	for _, n := range result.Notes {
		if n.Kind == UnreadFile {
			unread = append(unread, n.At.Path+": "+n.What)
		}
	}
	want := []string{
		"abs.md: a symbolic link", "bad\x01name.md: a name with characters that no reader sees", "huge.md: larger than 1 MiB",
		"latin.md: not UTF-8: save it as UTF-8, and convert again", "link.md: a symbolic link", "linked: a symbolic link", "loop: a symbolic link",
	}
	if diff := cmp.Diff(want, unread); diff != "" {
		t.Errorf("files that were not read (-want +got):\n%s", diff)
	}
	if _, problems := loaded(t, root.FS(), result); problems.HasErrors() {
		t.Error(problems.Errors())
	}
}

func TestAStageThatIsNotCompleteLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	stage, err := OpenStage(dir)
	if err != nil {
		t.Fatal(err)
	}
	err = stage.Write(fstest.MapFS{}, []File{{Path: "a.md", Data: []byte("a")}, {Path: "b.png", Copy: "gone.png"}})
	if err == nil {
		t.Error("a file that is gone is copied")
	}
	if err := stage.Write(nil, []File{{Path: "../out.md", Data: []byte("a")}}); err == nil {
		t.Error("a file is written outside of the folder")
	}
	if err := stage.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(dir); err == nil {
		t.Error("the folder is left")
	}
}
