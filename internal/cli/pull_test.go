package cli_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// Whatever is edited on Whop: after a pull, what was pulled is agreed on, what was not is named, nothing was
// written to Whop, files that are not named are as before, and another pull does nothing.
func TestWhateverIsEditedOnWhopComesIntoTheFiles(t *testing.T) {
	t.Parallel()
	const each = 50 // rounds of one course, before another one is made
	for i, quirks := range []emulator.Quirks{{}, {DashboardJSONOnEdit: true}, {TidyMarkdown: true}, {}} {
		t.Run(fmt.Sprintf("quirks %d", i), func(t *testing.T) {
			t.Parallel()
			rounds := testscale.Rounds(*pulls/4, 40)
			if testing.Short() {
				rounds = min(rounds, 8)
			}
			for first := 0; first < rounds; first += each {
				t.Run(fmt.Sprint(first), func(t *testing.T) {
					unmerged := i == 3 // for a branch that is merged later
					editedOnWhop(t, quirks, unmerged, uint64(i), first, min(each, rounds-first))
				})
			}
		})
	}
}

var pulls = flag.Int("pulls", 20_000, "edits on Whop that are pulled with -full")

// editedOnWhop edits one course on Whop, and pulls, for some rounds.
func editedOnWhop(t *testing.T, quirks emulator.Quirks, unmerged bool, seed uint64, first, rounds int) {
	s := openStudio(t, quirks)
	s.annotate()
	s.inMemory()
	if first > 0 { // the first course has it all
		s.thin(rand.New(rand.NewPCG(uint64(first), ^seed)))
	}
	s.exits(0, "apply", "--yes")
	var older []map[string]string
	before := s.files()
	for round := first; round < first+rounds; round++ {
		e := editor{s, rand.New(rand.NewPCG(uint64(round), seed))}
		done := e.editAnything()
		s.whop.ClearLog()
		var flags []string
		if unmerged {
			flags = []string{"--unmerged"}
		}
		pulled := s.pull(flags, "round", round, done)
		after := s.agrees(before, pulled)
		older = append(older, before)
		s.leavesAlone(after, older[max(0, len(older)-1-e.random.IntN(10))])
		if before = after; t.Failed() {
			t.Fatalf("round %d: %s\n%v", round, strings.Join(done, "; "), pulled)
		}
	}
}

// thin leaves some of the lessons.
func (s *shop) thin(random *rand.Rand) {
	s.Helper()
	var lessons []string
	for name := range s.files() {
		if strings.HasSuffix(name, ".md") && !strings.Contains(name, "/_") {
			lessons = append(lessons, name)
		}
	}
	slices.Sort(lessons)
	random.Shuffle(len(lessons), func(i, j int) { lessons[i], lessons[j] = lessons[j], lessons[i] })
	lessons = lessons[1+random.IntN(4):]
	const linked, links = studio + "01-work/02-youtube.md", studio + "01-work/01-text.md"
	if slices.Contains(lessons, linked) {
		s.edit(links, "(02-youtube.md)", "(01-text.md)")
	}
	for _, name := range lessons {
		s.remove(name)
	}
}

// pulled is what pull --format json says.
type pulled struct {
	Objects []struct {
		Address, Source string
		Fields, Left    []string
		Notes           []string
		Conflict        bool
	}
	Files []string
}

func (s *shop) pull(flags []string, said ...any) (p pulled) {
	s.Helper()
	if code, out := s.document(&p, append([]string{"pull", "--format", "json"}, flags...)...); code != 0 {
		s.Fatalf("pull exited with %d after %v: %s", code, said, out)
	}
	return p
}

// agrees demands what a pull promises, and returns the files that it led to.
func (s *shop) agrees(before map[string]string, p pulled) (after map[string]string) {
	s.Helper()
	written := map[string]bool{}
	for _, file := range p.Files {
		written[file] = true
	}
	after = s.files()
	for name, data := range before {
		if !written[name] && after[name] != data {
			s.Errorf("%s was changed and is not named:\n%s", name, cmp.Diff(data, after[name]))
		}
		if strings.HasSuffix(name, ".md") {
			for _, comment := range mine.FindAllString(data, -1) {
				if !strings.Contains(after[name], comment) {
					s.Errorf("%s lost %q:\n%s", name, comment, after[name])
				}
			}
		}
	}
	if n := s.whop.Writes(); n != 0 {
		s.Errorf("%d writes:\n%s", n, requests(s.whop))
	}
	if code, said := s.command("plan", "--detailed-exitcode"); code != 0 {
		s.Errorf("plan exited with %d:\n%s", code, said)
	}
	left := map[string]bool{}
	for _, o := range p.Objects {
		for _, field := range o.Left {
			left[o.Address+" "+field] = true
			if border := strings.Contains(strings.Join(o.Notes, ""), "the border of a text"); field == "content" && !border {
				s.Errorf("the content of %s stays on Whop: %q", o.Address, o.Notes)
			}
		}
	}
	var drift struct {
		Objects []struct {
			Address string
			Drift   []struct {
				Field string
			}
		} `json:"resource_drift"`
	}
	s.document(&drift, "drift", "--format", "json")
	for _, o := range drift.Objects {
		for _, d := range o.Drift {
			if !left[o.Address+" "+d.Field] {
				s.Errorf("%s of %s is drift still, and was not named", d.Field, o.Address)
			}
		}
	}
	if again := s.pull(nil); len(again.Files) > 0 {
		s.Errorf("another pull wrote %v", again.Files)
	}
	return after
}

// leavesAlone demands that a clone with older files, which has not got a pull, would change nothing.
func (s *shop) leavesAlone(now, older map[string]string) {
	s.Helper()
	s.put(now, older)
	if code, said := s.command("plan", "--detailed-exitcode"); code != 0 {
		s.Errorf("without the pull, plan exited with %d:\n%s", code, said)
	}
	s.put(older, now)
}

// put replaces files by others.
func (s *shop) put(files, others map[string]string) {
	s.Helper()
	for name := range files {
		if _, stays := others[name]; !stays {
			s.remove(name)
		}
	}
	for name, data := range others {
		if files[name] != data {
			s.write(name, data)
		}
	}
}

// mine is what only authors see.
var mine = regexp.MustCompile(`<!-- mine.*?-->|# mine.*`)

// document reads the JSON that a command prints.
func (s *shop) document(into any, args ...string) (code int, said string) {
	s.Helper()
	var out, errs bytes.Buffer
	code = s.main(&out, &errs, args)
	if err := json.Unmarshal(out.Bytes(), into); err != nil {
		s.Fatalf("%s exited with %d: %v: %s%s", strings.Join(args, " "), code, err, out.String(), errs.String())
	}
	return code, out.String() + errs.String()
}

// annotate writes what only authors see into the files.
func (s *shop) annotate() {
	s.edit(studio+"01-work/01-text.md", "title: Text", "# mine: the title\ntitle: 'Text' # mine too")
	s.edit(studio+"01-work/01-text.md", "Read *this*.", "<!-- mine: ask -->\nRead *this*.\n\n* one <!-- mine: in one -->\n* two\n\n[A link][l] and [a lesson](02-youtube.md).\n\n[l]: https://x.example\n")
	s.edit(studio+"02-check/01-quiz.md", "  - question: Clay shrinks.", "  # mine: easy\n  - question: Clay shrinks.")
	s.write(studio+"01-work/07-windows.md", "---\r\ntitle: \"Windows\"\r\n---\r\nLine ends.\r\n\r\n<!-- mine -->\r\n\r\n1. one\r\n2. two\r\n")
	s.write(studio+"01-work/08-headed.md", "# Headed\nText at once.\n\n```sh\nls\n\nls\n```")
	s.edit("whopsync.yaml", "version: 1\n", "version: 1\nvariables: {seats: twelve, unused: \"\"}\n")
	s.write(studio+"_shared/note.md", "Shared by all.\n\n<!-- mine: shared -->\n\n- a\n- b {{seats}}\n\nIts end.\n")
	s.write(studio+"01-work/09-sharing.md", "# Sharing\n\nThere are {{seats}}.\n\n{{#include ../_shared/note.md}}\n\nAfter it.\n")
}

// files returns what is in the repository.
func (s *shop) files() map[string]string {
	s.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(s.dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry.Name() == ".whopsync" || entry.Name() == ".git" {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(filepath.Join(s.dir, name))
		all[name] = string(data)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return all
}

// editor is a person who edits on whop.com.
type editor struct {
	*shop
	random *rand.Rand
}

func (e editor) one(words ...string) string { return words[e.random.IntN(len(words))] }

// editAnything edits some things of some kinds, and says what.
func (e editor) editAnything() (done []string) {
	c := e.whop.Snapshot().Courses[0]
	for range 1 + e.random.IntN(4) {
		var err error
		switch e.random.IntN(6) {
		case 0:
			what := e.random.IntN(7)
			done = append(done, fmt.Sprintf("course %d", what))
			err = e.whop.Dashboard.EditCourse(c.ID, func(c *emulator.Course) { e.editCourse(c, what) })
		case 1:
			chapter := c.Chapters[e.random.IntN(len(c.Chapters))]
			done = append(done, "chapter")
			err = e.whop.Dashboard.RenameChapter(chapter.ID, e.title())
		default:
			chapter := c.Chapters[e.random.IntN(len(c.Chapters))]
			if len(chapter.Lessons) == 0 {
				continue
			}
			lesson, what := chapter.Lessons[e.random.IntN(len(chapter.Lessons))], e.random.IntN(9)
			done = append(done, fmt.Sprintf("%s %d", lesson.Title, what))
			err = e.whop.Dashboard.EditLesson(lesson.ID, func(l *emulator.Lesson) { e.editLesson(l, what) })
		}
		if err != nil {
			e.Fatal(err)
		}
	}
	return done
}

func (e editor) editCourse(c *emulator.Course, what int) {
	switch what {
	case 0:
		c.Title = new(e.title())
	case 1:
		c.Tagline = e.maybe(e.title())
	case 2:
		c.Description = e.maybe(e.title() + "\n\n" + e.title())
	case 3:
		c.Language = e.one("en", "de", "fr")
	case 4:
		c.Order = e.one("1", "2.50", "-3")
	case 5:
		c.LessonsInOrder = !c.LessonsInOrder
	case 6:
		c.Certificate = new(e.random.IntN(2) == 0)
	}
}

func (e editor) editLesson(l *emulator.Lesson, what int) {
	switch what {
	case 0:
		l.Title = e.title()
	case 1, 2, 3:
		l.Content = new(e.edited(*orEmpty(l.Content)))
	case 4:
		l.UnlockDays = nil
		if e.random.IntN(3) > 0 {
			l.UnlockDays = new(e.random.IntN(30))
		}
	case 5:
		l.EmbedType, l.EmbedID = new("youtube"), new(e.one("ddddddddddd", "eeeeeeeeeee"))
	case 6:
		l.Visibility = e.one("visible", "hidden")
	case 7:
		if len(l.Questions) > 0 {
			q := &l.Questions[e.random.IntN(len(l.Questions))]
			q.Text = e.title()
			for i := range q.Options {
				if e.random.IntN(4) == 0 && q.Type != "true_false" {
					q.Options[i].Text = e.title() + fmt.Sprint(i)
				}
			}
		}
	case 8:
		if n := len(l.Attachments); n > 0 {
			l.Attachments = l.Attachments[:n-1]
		}
	}
}

func orEmpty(s *string) *string {
	if s == nil {
		return new("")
	}
	return s
}

func (e editor) maybe(s string) *string {
	if e.random.IntN(5) == 0 {
		return nil
	}
	return &s
}

func (e editor) title() string {
	parts := []string{"Clay", " ", "-", "'", `"`, ": ", "#", "1.10", "no", "über", "日本", "🏺", "[x]", "<b>", "&", "* ", "`", "{", "K"}
	out := "T"
	for range e.random.IntN(5) {
		out += parts[e.random.IntN(len(parts))]
	}
	return out
}

// edited returns a text with some of its lines changed, others between them, or another text.
func (e editor) edited(text string) string {
	if e.random.IntN(8) == 0 || strings.HasPrefix(text, "{") {
		text = e.one("Another text.\n", "# A heading\n\nAnd text.\n", "- a\n- b\n", "", "One.\n\nTwo.\n\nThree.")
	}
	lines := strings.Split(text, "\n")
	for range 1 + e.random.IntN(3) {
		at := e.random.IntN(len(lines))
		switch e.random.IntN(4) {
		case 0:
			lines[at] += " " + e.one("more", "*more*", "[x](https://x.example)", "`code`")
		case 1:
			lines = append(lines[:at], lines[at+1:]...)
			lines = append(lines, "")
		default:
			lines = append(lines[:at], append([]string{e.one("New words.", "- an item", "## A heading", "", "> quoted", "```", "1. first", "---")}, lines[at:]...)...)
		}
	}
	return strings.Join(lines, "\n")
}
