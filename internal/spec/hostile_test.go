//go:build unix

package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/yamlfile"
)

// onDisk is a repository in a temporary folder: a course with one lesson.
type onDisk struct {
	t   *testing.T
	dir string
}

func newOnDisk(t *testing.T, lesson string) onDisk {
	d := onDisk{t, t.TempDir()}
	d.write(ConfigFile, minimalConfig)
	d.write("courses/pottery/course.yaml", "title: Pottery\n")
	d.write(inChapter+"01-kinds.md", "Porcelain.\n")
	d.write(lessonPath, lesson)
	return d
}

func (d onDisk) path(name string) string { return filepath.Join(d.dir, filepath.FromSlash(name)) }

func (d onDisk) write(name, content string) {
	d.t.Helper()
	d.must(os.MkdirAll(filepath.Dir(d.path(name)), 0o755))
	d.must(os.WriteFile(d.path(name), []byte(content), 0o644))
}

func (d onDisk) link(target, name string) {
	d.t.Helper()
	d.must(os.MkdirAll(filepath.Dir(d.path(name)), 0o755))
	d.must(os.Symlink(target, d.path(name)))
}

func (d onDisk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// complaints returns the problems of the repository.
func (d onDisk) complaints() string {
	d.t.Helper()
	repo, err := Open(d.dir)
	d.must(err)
	defer repo.Close()
	return strings.ReplaceAll(loadWithin(d.t, repo).Error(), lessonPath, "LESSON")
}

// loadWithin loads a repository within the time and memory that any repository, however
// hostile, may take. The worst ones take some two seconds; a machine that is shared, and clears up
// memory in its own time, may need several times as much, and what grows with the square far more.
func loadWithin(t *testing.T, repo *Repo) Problems {
	t.Helper()
	const mostTime, mostMemory = 20 * time.Second, 256 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime(t)
	_, problems := Load(repo, "")
	took := cpuTime(t) - start
	runtime.ReadMemStats(&after)
	if took > mostTime {
		t.Errorf("loading took %s", took)
	}
	if grown := int64(after.Sys) - int64(before.Sys); grown > mostMemory {
		t.Errorf("loading took %s of memory", byteCount(grown))
	}
	return problems
}

// cpuTime is what this process has computed: a machine that is busy with others is slow for no one's fault.
func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func TestSymlinksAreNeverFollowed(t *testing.T) {
	const symlink = " is or goes through a symbolic link"
	for name, test := range map[string]struct {
		lesson string
		build  func(d onDisk)
		want   string
	}{
		"an image": {"![a](a.png)", func(d onDisk) {
			d.write("a.png", pngPicture(d.t))
			d.link("../../../a.png", inChapter+"a.png")
		}, "LESSON:1:6: a.png" + symlink + "\n" + inChapter + "a.png: is a symbolic link (put the file itself here)"},
		"an image's folder": {"![a](../../../images/a.png)", func(d onDisk) {
			d.write("elsewhere/a.png", pngPicture(d.t))
			d.link("elsewhere", "images")
		}, "LESSON:1:6: ../../../images/a.png" + symlink},
		"a lesson": {"Text.", func(d onDisk) { d.link("01-kinds.md", inChapter+"03-more.md") },
			inChapter + "03-more.md: is a symbolic link (put the file itself here)"},
		"a lesson outside": {"Text.", func(d onDisk) { d.link("/etc/passwd", inChapter+"03-more.md") },
			inChapter + "03-more.md: is a symbolic link (put the file itself here)"},
		"a chapter": {"Text.", func(d onDisk) { d.link("01-clay", "courses/pottery/02-again") },
			"courses/pottery/02-again: is a symbolic link (put the file itself here)"},
		"a course": {"Text.", func(d onDisk) { d.link("pottery", "courses/again") },
			"courses/again: is a symbolic link (put the file itself here)"},
		"a course.yaml into .git": {"Text.", func(d onDisk) {
			d.write(".git/config", "title: x\n")
			d.write("courses/bread/flour.md", "Text.")
			d.link("../../.git/config", "courses/bread/course.yaml")
		}, "courses/bread/course.yaml: is a symbolic link (put the file itself here)"},
		"all courses": {"Text.", func(d onDisk) {
			d.must(os.Rename(d.path("courses"), d.path("elsewhere")))
			d.link("elsewhere", "courses")
		}, "courses: is or goes through a symbolic link"},
		"the configuration": {"Text.", func(d onDisk) {
			d.must(os.Rename(d.path(ConfigFile), d.path("other.yaml")))
			d.link("other.yaml", ConfigFile)
		}, "whopsync.yaml: is or goes through a symbolic link"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newOnDisk(t, test.lesson)
			test.build(d)
			if diff := cmp.Diff(test.want, d.complaints()); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSpecialFilesNeverBlock(t *testing.T) {
	d := newOnDisk(t, "![a](a.png)")
	d.must(syscall.Mkfifo(d.path(inChapter+"03-pipe.md"), 0o644))
	d.must(syscall.Mkfifo(d.path(inChapter+"a.png"), 0o644))
	d.must(syscall.Mkfifo(d.path("courses/pottery/02-wheel"), 0o644))
	want := "LESSON:1:6: a.png is not a regular file\n" + inChapter + "03-pipe.md: is not a regular file (remove it)"
	if diff := cmp.Diff(want, d.complaints()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestUnreadableFilesAreNotAbsent(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root can read everything")
	}
	d := newOnDisk(t, "Text.")
	d.must(os.Chmod(d.path(lessonPath), 0))
	if diff := cmp.Diff("LESSON: cannot be read: permission denied", d.complaints()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestHugeFilesAreRefusedUnread(t *testing.T) {
	d := newOnDisk(t, "![a](a.png) [b](b.zip)")
	for _, name := range []string{"03-huge.md", "a.png", "b.zip"} {
		d.write(inChapter+name, strings.Repeat("x", 2000))
		d.must(os.Truncate(d.path(inChapter+name), 5<<30))
	}
	want := "LESSON:1:6: a.png has 5.0 GiB; at most 512.0 MiB are read\n" +
		"LESSON:1:17: b.zip has 5.0 GiB; at most 512.0 MiB are read\n" +
		inChapter + "03-huge.md: has 5.0 GiB; at most 1.0 MiB are read"
	if diff := cmp.Diff(want, d.complaints()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestDeepFoldersEnd(t *testing.T) {
	d := newOnDisk(t, "Text.")
	root, err := os.OpenRoot(d.path(inChapter))
	d.must(err)
	const levels = 3_000 // a path of this many cannot be opened in one piece
	for range levels {
		d.must(root.Mkdir("d", 0o755))
		next, err := root.OpenRoot("d")
		d.must(err)
		d.must(root.Close())
		root = next
	}
	d.must(root.Close())
	want := inChapter + strings.Repeat("d/", maxDepth-1) + "d: lies more than 16 folders below its course"
	if diff := cmp.Diff(want, d.complaints()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// crowd is a folder that never runs out of files.
type crowd struct{ fstest.MapFS }

func (c crowd) Open(name string) (fs.File, error) {
	file, err := c.MapFS.Open(name)
	if name == strings.TrimSuffix(inChapter, "/") && err == nil {
		return crowdedDir{file}, nil
	}
	return file, err
}

type crowdedDir struct{ fs.File }

func (crowdedDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		return nil, errors.New("asked for all of them")
	}
	info, err := fstest.MapFS{"lesson.md": {}}.Stat("lesson.md")
	return slices.Repeat([]fs.DirEntry{fs.FileInfoToDirEntry(info)}, n), err
}

func TestManyFilesEnd(t *testing.T) {
	tree := fstest.MapFS{
		ConfigFile:                    {Data: []byte(minimalConfig)},
		"courses/pottery/course.yaml": {Data: []byte("title: Pottery\n")},
		lessonPath:                    {Data: []byte("Text.\n")},
	}
	_, problems := Load(NewRepo(crowd{tree}), "")
	want := strings.TrimSuffix(inChapter, "/") + ": is a folder of more than 50000 files"
	if diff := cmp.Diff(want, problems.Error()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestHostileYAMLEnds(t *testing.T) {
	testscale.Unwatched(t)
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", c-1), 9), ","))
	}
	for name, front := range map[string]string{
		"an alias bomb":       bomb,
		"deep brackets":       "title: " + strings.Repeat("[", 400_000),
		"deep braces":         strings.Repeat("{a: ", 100_000),
		"deep indentation":    strings.Repeat("- ", 200_000),
		"many keys":           strings.Repeat("title: x\n", 60_000),
		"a long quote":        "title: \"" + strings.Repeat("x\n", 400_000),
		"many broken lines":   strings.Repeat("a: b: c\n", 100_000),
		"many anchors":        strings.Repeat("- &a x\n", 100_000),
		"question marks":      strings.Repeat("? ", 200_000),
		"a panic of yaml.v3":  "{{},<<}",
		"another":             "? [a]\n<<: {b: 1}",
		"exclamation marks":   strings.Repeat("!", 500_000),
		"nested block scalar": strings.Repeat("a: |\n ", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			d := newOnDisk(t, "---\n"+front+"\n---\nText.\n")
			if got := d.complaints(); !strings.Contains(got, "LESSON:") {
				t.Errorf("no problem in the lesson: %q", got)
			} else if len(got) > 100_000 {
				t.Errorf("%d bytes of problems", len(got))
			}
		})
	}
}

func TestHostileMarkdownEnds(t *testing.T) {
	testscale.Unwatched(t)
	for name, text := range map[string]string{
		"open brackets":   strings.Repeat("[", 60_000),
		"images in links": strings.Repeat("![", 30_000),
		"open links":      strings.Repeat("[a](", 15_000),
		"emphasis":        strings.Repeat("*a _", 15_000),
		"quotes":          strings.Repeat(">", 60_000),
		"backticks":       strings.Repeat("`a``b", 12_000),
		"angle brackets":  strings.Repeat("<a", 30_000),
		"comments":        strings.Repeat("<!--", 15_000),
		"table":           strings.Repeat("|a", 30_000) + "\n" + strings.Repeat("|-", 30_000),
		"definitions":     strings.Repeat("[a]: b.md\n", 6_000),
		"headings":        strings.Repeat("# a\n", 15_000),
		"missing files":   strings.Repeat("[a](b.md)\n", 6_000),
		"keys of Whop's":  strings.Repeat("apik_0123456789ab ", 58_000),
		"unknown names":   strings.Repeat("{{a}} ", 160_000),
		"amid a line":     strings.Repeat("a {{#include b.md}}", 52_000),
		"dead anchors":    strings.Repeat("# abcdefgh\n\n[a](#abcdefghi)\n\n", 2_000),
	} {
		if testing.Short() {
			text = text[:len(text)/4]
		}
		t.Run(name, func(t *testing.T) {
			if got := newOnDisk(t, text).complaints(); len(got) > 100_000 {
				t.Errorf("%d bytes of problems", len(got))
			}
		})
	}
}

// TestManyHostileTextsEnd gives many files the one text, which git stores once.
func TestManyHostileTextsEnd(t *testing.T) {
	testscale.Unwatched(t)
	texts := []struct{ name, text string }{
		{"each allowed", "# T\n\n" + strings.Repeat("[a]( ", 10_000)},
		{"refused one by one", "# T\n\n" + strings.Repeat("[a](", 15_000)},
		{"in titles", "# " + strings.Repeat("[a](", 15_000)},
	}
	if testing.Short() {
		texts = texts[:1]
	}
	for _, test := range texts {
		t.Run(test.name, func(t *testing.T) {
			d := newOnDisk(t, test.text)
			for i := range 500 {
				d.write(fmt.Sprintf("%sm%d.md", inChapter, i), test.text)
			}
			got := d.complaints()
			if !strings.Contains(got, "whopsync.yaml: the texts of the lessons") || strings.Contains(got, "no heading") {
				t.Errorf("%.500s", got)
			}
		})
	}
}

func TestManyProblemsAreNotAllKept(t *testing.T) {
	testscale.Unwatched(t)
	d := newOnDisk(t, "Text.")
	const lessons, each = 400, 90
	for i := range lessons {
		d.write(fmt.Sprintf("%sm%d.md", inChapter, i), strings.Repeat("![a](b.png)\n\n", each))
	}
	got := d.complaints()
	n := strings.Count(got, "\n")
	files := map[string]bool{}
	for line := range strings.SplitSeq(got, "\n") {
		path, _, _ := strings.Cut(line, ":")
		files[path] = true
	}
	if n > yamlfile.MaxKept+lessons || len(files) < lessons || !strings.Contains(got, "whopsync.yaml: the repository has more than 10000 problems") {
		t.Errorf("%d problems in %d files", n, len(files))
	}
}

func TestMuchTextEnds(t *testing.T) {
	testscale.Unwatched(t)
	tree := fstest.MapFS{
		ConfigFile:                    {Data: []byte(minimalConfig)},
		"courses/pottery/course.yaml": {Data: []byte("title: Pottery\n")},
	}
	paragraph := "Knead the clay.\n\n"
	if testing.Short() {
		paragraph = strings.Repeat("Knead the clay. ", 1_000) + "\n\n" // as much text, which is parsed sooner
	}
	text := &fstest.MapFile{Data: []byte(strings.Repeat(paragraph, 1_000_000/len(paragraph)))}
	for i := range 2000 {
		tree[fmt.Sprintf("%sm%d.md", inChapter, i)] = text
	}
	if got := loadWithin(t, NewRepo(tree)).Error(); !strings.Contains(got, "whopsync.yaml: the files have more than 100.0 MiB of text, all together; not all were read (make two repositories of it)") {
		t.Errorf("%.500s", got)
	}
}

// TestManyNamesEnd looks for as many names as there are files, and where one is missing, for what
// may be meant by it.
func TestManyNamesEnd(t *testing.T) {
	testscale.Unwatched(t)
	lessons, headed := 16_000, 40
	if testing.Short() {
		lessons, headed = 500, 2
	}
	name := func(i int) string { return fmt.Sprintf("m%05d", i) }
	list := func(format string) string {
		var out strings.Builder
		for i := range lessons {
			fmt.Fprintf(&out, format, name(i))
		}
		return "lessons:\n" + out.String()
	}
	long := strings.Repeat("a long name ", 16)
	for what, test := range map[string]struct {
		files   int
		lesson  func(i int) string
		chapter string
	}{
		"one missing file":   {lessons, func(int) string { return "# x\n\n![](nope.png)\n" }, ""},
		"many missing files": {lessons, func(i int) string { return fmt.Sprintf("# x\n\n![](%s.png)\n", name(i)) }, ""},
		"many in each":       {lessons, func(i int) string { return "# x\n\n" + strings.Repeat(fmt.Sprintf("![](%s.png)\n", name(i)), 90) }, ""},
		"a list":             {lessons, func(int) string { return "Text." }, list("- %s\n")},
		"a list of files":    {lessons, func(int) string { return "Text." }, list("- %s.md\n")},
		"a list of others":   {lessons, func(int) string { return "Text." }, list("- n%s\n")},
		"long missing names": {1000, func(i int) string { return fmt.Sprintf("# x\n\n![](<%s%s.png>)\n", long, name(i)) }, ""},
		"long headings": {headed, func(i int) string {
			return strings.Repeat("## "+long+"\n\n", 1000) + strings.Repeat("[a](#"+strings.ReplaceAll(long, " ", "-")+"x)\n", 20)
		}, ""},
		"unknown keys": {500, func(i int) string { return "---\n" + strings.Repeat("minimum_grade_percenx: 1\n", 1) + "---\n" }, ""},
	} {
		t.Run(what, func(t *testing.T) {
			tree := fstest.MapFS{
				ConfigFile:                    {Data: []byte(minimalConfig)},
				"courses/pottery/course.yaml": {Data: []byte("title: Pottery\n")},
			}
			if test.chapter != "" {
				tree[inChapter+"chapter.yaml"] = &fstest.MapFile{Data: []byte(test.chapter)}
			}
			for i := range test.files {
				tree[inChapter+name(i)+".md"] = &fstest.MapFile{Data: []byte(test.lesson(i))}
			}
			loadWithin(t, NewRepo(tree))
		})
	}
}

func TestTextThatCommandsARunnerIsContent(t *testing.T) {
	const text = "</details>\n\n`````\n@org/team\n\n<img src=//x.example/a.png>\n\n::add-mask::x\n\n##[error]x\n"
	p := load(t, pottery(text))
	if got := bodyOf(t, p); got != text {
		t.Errorf("body: %q", got)
	}
}
