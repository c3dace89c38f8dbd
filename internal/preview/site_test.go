package preview

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// contentOf loads a repository as a preview shows it.
func contentOf(files fs.FS) Content { return contentWith(files, nil) }

func contentWith(files fs.FS, memory *spec.Memory) Content {
	repo := spec.NewRepo(files)
	repo.Remember(memory)
	project, problems := spec.Load(repo, "")
	content := Content{Dir: "/home/author/my course", Courses: project.Courses, Problems: problems, Open: repo.Open, SetAside: map[course.Address][]string{}}
	for _, c := range project.Courses {
		for _, chapter := range c.Chapters {
			content.SetAside[chapter.Address] = spec.Drafts(repo, &chapter.Resource)
		}
	}
	return content
}

// pageOf renders one page of a site.
func pageOf(t *testing.T, s *Site, at string) string {
	t.Helper()
	var page bytes.Buffer
	if err := s.Write(&page, at); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// pottery is a course of one chapter.
func pottery(lessons map[string]string) fstest.MapFS {
	files := fstest.MapFS{"whopsync.yaml": {Data: []byte("version: 1\n")}, "courses/pottery/course.yaml": {Data: []byte("title: Pottery\n")}}
	for name, text := range lessons {
		files["courses/pottery/01-clay/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// Every link of every page leads to a page, a file or a place in a page that is there, in every course that the tests of the command line
// have: those are written by many kinds of authors, some of them hostile.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	scripts, err := filepath.Glob("../cli/testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal(err, scripts)
	}
	trees := map[string]fs.FS{"the example": os.DirFS("../../example-course")}
	for _, script := range scripts {
		archive, err := txtar.ParseFile(script)
		if err != nil {
			t.Fatal(err)
		}
		tree := fstest.MapFS{"whopsync.yaml": {Data: []byte("version: 1\n")}}
		for _, file := range archive.Files {
			tree[path.Clean(file.Name)] = &fstest.MapFile{Data: file.Data}
		}
		trees[filepath.Base(script)] = tree
	}
	pages := 0
	for name, tree := range trees {
		for _, drafts := range []bool{false, true} {
			site := New(contentOf(tree), Options{Drafts: drafts, Editor: "vscode"})
			pages += checkLinks(t, name, site)
		}
	}
	if pages < 1000 {
		t.Errorf("only %d pages were checked", pages)
	}
}

// The page of a file that is gone leads to what is left: its course if there is one, and where the lesson with its key is now.
func TestThePageOfAFileThatIsGoneLeadsOn(t *testing.T) {
	site := New(contentOf(pottery(map[string]string{"fire.md": "---\nkey: kiln\ntitle: Fire\n---\n", "clay.md": "# Clay\n"})), Options{Drafts: true, Build: "x"})
	for _, test := range []struct {
		at, key                string
		leadsToFire, hasCourse bool
	}{
		{"pottery/clay/gone.html", "kiln", true, true},
		{"pottery/clay/gone.html", "", false, true},
		{"pottery/clay/gone.html", "other", false, true},
		{"glass/clay/gone.html", "kiln", true, false},
		{"glass/index.html", "", false, false},
	} {
		var page strings.Builder
		if err := site.gone(&page, test.at, test.key); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]bool{
			`file was removed or renamed. It is now <a href="` + relative(test.at, "pottery/clay/fire.html") + `"><bdi>Fire</bdi></a>.`: test.leadsToFire,
			`<a href="` + relative(test.at, homePage) + `">All courses</a>`:                                                             true,
			`class="sidebar"`: test.hasCourse,
		} {
			if strings.Contains(page.String(), text) != want {
				t.Errorf("%s with key %q: has %s: %t, want %t", test.at, test.key, text, !want, want)
			}
		}
	}
}

// checkLinks returns how many pages there are.
func checkLinks(t *testing.T, name string, site *Site) (pages int) {
	t.Helper()
	ids := map[string]map[string]bool{}
	roots := map[string]*html.Node{}
	for _, at := range site.Paths() {
		if path.Ext(at) != ".html" {
			continue
		}
		root, err := html.Parse(strings.NewReader(pageOf(t, site, at)))
		if err != nil {
			t.Fatal(err)
		}
		roots[at], ids[at] = root, map[string]bool{}
		for n := range root.Descendants() {
			if id, ok := attribute(n, "id"); ok {
				if ids[at][id] {
					t.Errorf("%s: %s has the id %q twice", name, at, id)
				}
				ids[at][id] = true
			}
		}
	}
	for at, root := range roots {
		for n := range root.Descendants() {
			for _, key := range []string{"href", "src"} {
				if link, ok := attribute(n, key); ok {
					if flaw := linkFlaw(site, ids, at, link, key); flaw != "" {
						t.Errorf("%s: %s: %s=%q %s", name, at, key, link, flaw)
					}
				}
			}
		}
	}
	return len(roots)
}

func linkFlaw(site *Site, ids map[string]map[string]bool, at, link, key string) string {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return err.Error()
	case key == "src" && (u.Scheme != "" || u.Host != ""):
		return "loads something from elsewhere"
	case u.Scheme == "http", u.Scheme == "https", u.Scheme == "mailto", u.Scheme == "vscode":
		return ""
	case u.Scheme != "" || u.Host != "" || strings.HasPrefix(u.Path, "/"):
		return "is not relative"
	}
	to := at
	if u.Path != "" {
		to = path.Join(path.Dir(at), u.Path)
	}
	switch {
	case !site.Has(to):
		return "leads to nothing"
	case u.Fragment != "" && !ids[to][u.Fragment]:
		return "leads to no place there"
	}
	return ""
}

func TestWhatAnAuthorWritesRunsNothing(t *testing.T) {
	for name, text := range map[string]string{
		"script":              "<script>alert(1)</script>",
		"handler":             "<img src=x onerror=alert(1)> <b onclick=alert(1)>x</b>",
		"address":             "[x](javascript:alert(1)) <a href='java\tscript:alert(1)'>x</a> [y](data:text/html,<script>alert(1)</script>) [z](vbscript:x)",
		"frame":               "<iframe src=https://example.com></iframe><object data=x></object><embed src=x>",
		"style":               "<style>body{display:none}</style><b style='position:fixed'>x</b>",
		"form":                "<form action=https://example.com><input name=password><button>x</button></form>",
		"foreign content":     "<svg><script>alert(1)</script></svg><math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
		"template":            "<template><script>alert(1)</script></template><noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
		"meta":                "<meta http-equiv=refresh content='0;url=https://example.com'><base href=https://example.com><link rel=stylesheet href=https://example.com/x.css>",
		"ends of the page":    "</div></article></main></body></html><h1>x",
		"data of the page":    "<script type=application/json data-grading>{}</script><div data-frame=https://example.com data-quiz data-live=main>x</div>",
		"fenced":              "```html\n<script>alert(1)</script>\n```\n\n```\"><script>alert(1)</script>\nx\n```",
		"title of a link":     "[x](https://example.com \"<script>alert(1)</script>\")",
		"alternative text":    "![<script>alert(1)</script>](https://example.com/a.png)",
		"clobbering":          "<img name=querySelector><a id=\"preview/main\">x</a>",
		"unfinished":          "<div title=\"x <script>alert(1)</script>",
		"entity":              "<a href=\"&#106;avascript:alert(1)\">x</a>",
		"protocol relative":   "![x](//example.com/a.png)",
		"image set":           "<img srcset=\"https://example.com/a.png 2x\" src=\"https://example.com/b.png\"><picture><source srcset=https://example.com/c.png></picture>",
		"background":          "<table background=https://example.com/a.png><tr><td>x</td></tr></table>",
		"video":               "<video src=https://example.com/a.mp4 autoplay poster=https://example.com/a.png></video><audio src=https://example.com/a.mp3>",
		"heading of the page": "# preview/main\n\n## constructor\n\n## __proto__",
	} {
		t.Run(name, func(t *testing.T) {
			site := New(contentOf(pottery(map[string]string{"01-x.md": "---\ntitle: \"<img src=x onerror=alert(1)>\"\n---\nBefore.\n\n" + text + "\n\nAfter.\n"})), Options{Drafts: true})
			page := pageOf(t, site, "pottery/clay/x.html")
			root, err := html.Parse(strings.NewReader(page))
			if err != nil {
				t.Fatal(err)
			}
			scripts, mains := 0, 0
			for n := range root.Descendants() {
				if n.Type != html.ElementNode {
					continue
				}
				switch n.Data {
				case "script":
					scripts++
				case "main":
					mains++
				case "iframe", "object", "embed", "style", "form", "base", "svg", "math", "video", "audio", "template":
					t.Errorf("there is a %s", n.Data)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcset" || a.Key == "background" || strings.Contains(strings.ToLower(a.Val), "script:") && a.Key != "title" {
						t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
					}
				}
			}
			if scripts != 1 || mains != 1 || !strings.Contains(page, "<footer") {
				t.Errorf("%d scripts and %d mains:\n%s", scripts, mains, page)
			}
			checkLinks(t, name, site)
		})
	}
}

func TestPathsAreTakenByEveryFileSystem(t *testing.T) {
	files := fstest.MapFS{"whopsync.yaml": {Data: []byte("version: 1\n")}}
	for _, name := range []string{"preview", "index.html", "plan.html", "Kiln", "a:b", "a-b", "x?y#z%", "con fuso", "日本語", "con", "Aux.x"} {
		files["courses/"+name+"/course.yaml"] = &fstest.MapFile{Data: []byte("title: x\n")}
		files["courses/"+name+"/01-index/01-index.md"] = &fstest.MapFile{Data: []byte("One.\n")}
		files["courses/"+name+"/01-index/02-a\"b.md"] = &fstest.MapFile{Data: []byte("Two.\n")}
	}
	site := New(contentOf(files), Options{Drafts: true})
	seen := map[string]bool{}
	for _, at := range site.Paths() {
		if strings.ContainsAny(at, `<>:"|?*\#%`) || !filepath.IsLocal(at) || seen[strings.ToLower(at)] || devices.MatchString(at) {
			t.Errorf("%q cannot be a path", at)
		}
		seen[strings.ToLower(at)] = true
	}
	if pages := checkLinks(t, "names", site); pages != 2+11*4 {
		t.Errorf("there are %d pages", pages)
	}
}

func TestProblemsStandWhereTheyAre(t *testing.T) {
	const text = "---\ntitle: Wedging\n---\n\n# Wedging\n\n<!-- a comment\nof two lines -->\n\nFirst.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLast. ![lump](lump.png)\n"
	site := New(contentOf(pottery(map[string]string{"01-wedging.md": text, "02-other.md": "---\ntitle: Other\nunknown: 1\n---\nText.\n"})), Options{Drafts: true, Editor: "vscode"})
	page := pageOf(t, site, "pottery/clay/wedging.html")
	var order []int
	for _, part := range []string{">First.<", "whether Whop shows it is not known", "<table", ">Last.", "lump.png does not exist"} {
		order = append(order, strings.Index(page, part))
	}
	for i := 1; i < len(order); i++ {
		if order[i-1] < 0 || order[i] < order[i-1] {
			t.Fatalf("what is not known stands after its block, or a problem before it: %v\n%s", order, page)
		}
	}
	for _, link := range []string{"vscode://file/home/author/my%20course/courses/pottery/01-clay/01-wedging.md:12:3", "vscode://file/home/author/my%20course/courses/pottery/01-clay/01-wedging.md:16:15"} {
		if !strings.Contains(page, link) {
			t.Errorf("there is no link %s:\n%s", link, page)
		}
	}
	other := pageOf(t, site, "pottery/clay/other.html")
	if note, body := strings.Index(other, "02-other.md:3"), strings.Index(other, "data-content"); note < 0 || note > body {
		t.Errorf("a problem of the front matter does not stand before the text:\n%s", other)
	}
}

func TestWhatCannotBeReadIsShownAsItWas(t *testing.T) {
	before := contentOf(pottery(map[string]string{"01-wedging.md": "---\ntitle: Wedging\n---\nGood.\n", "02-other.md": "Other.\n"}))
	broken := contentOf(pottery(map[string]string{"01-wedging.md": "---\ntitle: [\n---\nBad.\n", "02-other.md": "Edited.\n"})).OrBefore(before)
	for range 2 { // it stays so at the next save
		site := New(broken, Options{Drafts: true})
		page := pageOf(t, site, "pottery/clay/wedging.html")
		for _, part := range []string{"Good.", ">Wedging</h1>", "This is how it was before", "01-wedging.md:"} {
			if !strings.Contains(page, part) {
				t.Errorf("the page has no %q:\n%s", part, page)
			}
		}
		if !strings.Contains(pageOf(t, site, "pottery/clay/other.html"), "Edited.") {
			t.Error("another lesson is not shown as it is")
		}
		broken = contentOf(pottery(map[string]string{"01-wedging.md": "---\ntitle: [\n---\nBad.\n", "02-other.md": "Edited.\n"})).OrBefore(broken)
	}
}

func TestGradingData(t *testing.T) {
	site := New(contentOf(pottery(map[string]string{"01-check.md": `---
title: Check
max_attempts: 2
completion_requirement: {minimum_questions_correct: 2}
questions:
  - question: One
    options: [{text: a, correct: true}, b]
  - question: Many
    type: multiple_select
    options: [a, {text: b, correct: true}, {text: c, correct: true}]
  - question: Word
    answer: </script>Mud
  - question: Truth
    answer: false
---
`})), Options{})
	got := quizOf(site.pages.courses[0].lessons[0], site.pages.parts.places)
	two := int64(2)
	want := quizData{Graded: true, MinimumCorrect: &two, MaxAttempts: 2, Questions: []questionData{{Correct: []int{0}}, {Correct: []int{1, 2}}, {Answer: "</script>Mud"}, {Correct: []int{1}}}}
	if diff := cmp.Diff(want, got.Data); diff != "" {
		t.Error(diff)
	}
	var kinds []string
	for _, q := range got.Questions {
		kinds = append(kinds, q.Kind)
	}
	if diff := cmp.Diff([]string{"radio", "checkbox", "text", "radio"}, kinds); diff != "" {
		t.Error(diff)
	}
	page := pageOf(t, site, "pottery/clay/check.html")
	if !strings.Contains(page, `"minimum_questions_correct":2`) || strings.Contains(page, "</script>Mud") {
		t.Errorf("the data of the page:\n%s", page)
	}
}

func TestStudentsFindTheNextLessonThatTheySee(t *testing.T) {
	site := New(contentOf(pottery(map[string]string{"1-a.md": "A.\n", "2-b.md": "---\nvisibility: hidden\n---\nB.\n", "3-c.md": "C.\n"})), Options{Drafts: true})
	a := site.pages.courses[0].lessons[0]
	beside, seen := site.pages.parts.step(a, 1)
	if beside == nil || beside.Path != "pottery/clay/b.html" || seen == nil || seen.Path != "pottery/clay/c.html" {
		t.Errorf("%v, %v", beside, seen)
	}
	if without := New(contentOf(pottery(map[string]string{"1-a.md": "A.\n", "2-b.md": "---\nvisibility: hidden\n---\nB.\n"})), Options{}); without.Has("pottery/clay/b.html") {
		t.Error("a draft has a page")
	}
}

// A large course opens one chapter in its sidebar: a thousand links on each of a thousand pages would be most of a site.
func TestALargeCourseOpensOneChapter(t *testing.T) {
	site := New(contentOf(manyLessons(20, 10)), Options{Drafts: true})
	page := pageOf(t, site, "big/chapter-01/lesson-1.html")
	if links := strings.Count(page, `class="lesson"`); links < 10 || links > 25 {
		t.Errorf("the page has %d links to lessons", links)
	}
}

// manyLessons is a large course.
func manyLessons(chapters, lessons int) fstest.MapFS {
	files := fstest.MapFS{"whopsync.yaml": {Data: []byte("version: 1\n")}, "courses/big/course.yaml": {Data: []byte("title: Big\n")}}
	for c := range chapters {
		for l := range lessons {
			var text strings.Builder
			fmt.Fprintf(&text, "---\ntitle: Lesson %d of chapter %d\n---\n", l, c)
			for p := range 20 {
				fmt.Fprintf(&text, "## Part %d\n\nSome *text* about [the next](%02d-lesson-%d.md) lesson, with words enough for a paragraph of a usual length.\n\n- one\n- two\n\n```sh\necho %d\n```\n\n", p, (l+1)%lessons, (l+1)%lessons, p)
			}
			files[fmt.Sprintf("courses/big/%02d-chapter-%02d/%02d-lesson-%d.md", c, c, l, l)] = &fstest.MapFile{Data: []byte(text.String())}
		}
	}
	return files
}

// BenchmarkPreviewFirstPage reads a thousand lessons and shows the first page.
func BenchmarkPreviewFirstPage(b *testing.B) {
	files := manyLessons(50, 20)
	b.ReportAllocs()
	for b.Loop() {
		site := New(contentOf(files), Options{Drafts: true})
		var page bytes.Buffer
		if err := site.Write(&page, homePage); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPreviewSave reads a thousand lessons again of which one was saved, and shows it.
func BenchmarkPreviewSave(b *testing.B) {
	files, memory, saves := manyLessons(50, 20), &spec.Memory{}, 0
	const saved = "courses/big/25-chapter-25/07-lesson-7.md"
	content := contentWith(files, memory)
	for b.Loop() {
		saves++
		files[saved] = &fstest.MapFile{Data: fmt.Appendf(nil, "# Saved\n\n%d times.\n", saves)}
		content = contentWith(files, memory).OrBefore(content)
		var page bytes.Buffer
		if err := New(content, Options{Drafts: true}).Write(&page, "big/chapter-25/lesson-7.html"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPreviewLesson shows a lesson among a thousand.
func BenchmarkPreviewLesson(b *testing.B) {
	site := New(contentOf(manyLessons(50, 20)), Options{Drafts: true})
	for b.Loop() {
		var page bytes.Buffer
		if err := site.Write(&page, "big/chapter-25/lesson-7.html"); err != nil {
			b.Fatal(err)
		}
	}
}

// What cannot be read may be a draft.
func TestALessonThatCannotBeReadHasNoPageWithoutDrafts(t *testing.T) {
	content := contentOf(pottery(map[string]string{"01-secret.md": "---\nvisibility: hidden\ntags: [\n---\nNot yet.\n", "02-seen.md": "# Seen\n"}))
	for _, drafts := range []bool{false, true} {
		site := New(content, Options{Drafts: drafts})
		if !site.Has("pottery/clay/seen.html") || site.Has("pottery/clay/secret.html") != drafts {
			t.Errorf("with drafts %v, there are the pages %v", drafts, site.Paths())
		}
	}
}
