package cli_test

import (
	"bytes"
	"encoding/json"
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

	"whopsync/internal/course"
	"whopsync/internal/spec"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// Wherever the lessons and chapters of the example course are moved, the next plan creates, hides and
// destroys nothing, asks nothing, and changes no text: all links lead where they led.
func TestWhatIsMovedIsKnownAgain(t *testing.T) {
	t.Parallel()
	moves := 4
	if testing.Short() {
		moves = 1
	}
	for _, way := range []string{"with keys", "without keys", "without keys, and the state is kept elsewhere", "without keys, and edited", "with lists", "with the line ends of Windows"} {
		for seed := range testscale.Rounds(14, 7) {
			t.Run(fmt.Sprintf("%s %d", way, seed), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(uint64(seed), 1))
				s := openShop(t, emulator.Options{})
				s.writeExample(way)
				s.run("apply", "--yes")
				before := s.objects()
				for range moves {
					if strings.HasSuffix(way, "edited") {
						s.rewriteSomething(random)
					}
					for range 1 + random.IntN(3) {
						s.moveSomething(random, strings.HasSuffix(way, "elsewhere"))
						s.onlyMoves(strings.HasSuffix(way, "edited"))
					}
					s.run("apply", "--yes")
					s.settled()
				}
				if diff := cmp.Diff(before, s.objects()); diff != "" {
					t.Errorf("there are other objects on Whop (-before +after):\n%s", diff)
				}
			})
		}
	}
}

// objects returns the ids of all that is on Whop.
func (s *shop) objects() (ids []string) {
	for _, c := range s.whop.Snapshot().Courses {
		ids = append(ids, c.ID)
		for _, chapter := range c.Chapters {
			ids = append(ids, chapter.ID)
			for _, lesson := range chapter.Lessons {
				ids = append(ids, lesson.ID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// writeExample copies the example course, in one of the ways in which people keep courses.
func (s *shop) writeExample(way string) {
	s.Helper()
	root := filepath.Join("..", "..", "example-course")
	key := regexp.MustCompile(`(?m)^key: .*\n`)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "whopsync.yaml" || strings.Contains(path, ".whopsync") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		isText := filepath.Ext(path) == ".md" || filepath.Ext(path) == ".yaml"
		switch {
		case isText && strings.HasPrefix(way, "without keys"):
			data = key.ReplaceAll(data, nil)
		case way == "with lists" && entry.Name() == "chapter.yaml":
			data = append(data, "lessons:\n"...)
			files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.md"))
			for _, file := range files {
				data = append(data, "  - "+filepath.Base(file)+" # in this place\n"...)
			}
		case isText && strings.HasPrefix(way, "with the line ends"):
			data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		}
		name, _ := filepath.Rel(root, path)
		s.write("courses/example/"+filepath.ToSlash(name), string(data))
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

// moveSomething runs mv with random arguments, until one is a move, and looks whether it has come to its place.
func (s *shop) moveSomething(random *rand.Rand, elsewhere bool) {
	s.Helper()
	plain := s.text("whopsync.yaml")
	if elsewhere {
		s.write("whopsync.yaml", strings.Replace(plain, "  test:\n", "  test:\n    state: https://127.0.0.1:1/\n", 1))
	}
	for range 20 {
		m := s.randomMove(random)
		code, said := s.command(m.args...)
		if code == 0 {
			s.Logf("whopsync %q\n%s", m.args, said)
			titles := s.titles(m.kind) // those made of names have changed
			if m.before != "" && strings.Contains(titles, m.before+"\n") && strings.Contains(titles, m.after+"\n") && !strings.Contains(titles, m.before+"\n"+m.after+"\n") {
				s.Errorf("whopsync %q: %q does not come right before %q:\n%s", m.args, m.before, m.after, titles)
			}
			break
		}
		if !regexp.MustCompile(`in that place already|beside itself|has that name already|would be gone|nothing was written|is there already`).MatchString(said) {
			s.Fatalf("whopsync %q exited with %d: %s", m.args, code, said)
		}
	}
	s.write("whopsync.yaml", strings.Replace(s.text("whopsync.yaml"), "    state: https://127.0.0.1:1/\n", "", 1))
}

// randomMove is a command, and the titles of two neighbours that it makes.
type randomMove struct {
	args          []string
	kind          course.Kind
	before, after string
}

// randomMove takes a lesson or chapter to another place, gives it another name, or both; or it takes an image, an
// attachment or a shared text to another folder.
func (s *shop) randomMove(random *rand.Rand) (m randomMove) {
	c := s.loaded().Courses[0]
	if random.IntN(5) == 0 {
		others, folders := s.others()
		m.args = []string{"mv", others[random.IntN(len(others))], folders[random.IntN(len(folders))]}
		return m
	}
	name := fmt.Sprintf("%s-%d", []string{"what a name", "kurz", "Größe (1)", "a#b", "100%"}[random.IntN(5)], random.IntN(1000))
	from, goal := c.Chapters[random.IntN(len(c.Chapters))], c.Chapters[random.IntN(len(c.Chapters))]
	what, next, to := &from.Resource, &goal.Resource, c.Address.String()
	if random.IntN(4) > 0 {
		what, next = &from.Lessons[random.IntN(len(from.Lessons))].Resource, &goal.Lessons[random.IntN(len(goal.Lessons))].Resource
		to = []string{goal.Address.String(), spec.PlaceOf(goal.Source.Path)}[random.IntN(2)]
	}
	if random.IntN(2) == 0 {
		to += "/" + name
	}
	m.args = []string{"mv", []string{what.Address.String(), spec.PlaceOf(what.Source.Path)}[random.IntN(2)], to}
	switch random.IntN(3) {
	case 0:
		m.args, m.before, m.after = append(m.args, "--after", next.Address.String()), next.Title(), what.Title()
	case 1:
		m.args, m.before, m.after = append(m.args, "--before", next.Address.String()), what.Title(), next.Title()
	}
	m.kind = what.Address.Kind()
	return m
}

// others returns the files of the courses that declare nothing, and all folders.
func (s *shop) others() (files, folders []string) {
	s.Helper()
	err := filepath.WalkDir(filepath.Join(s.dir, "courses"), func(path string, entry fs.DirEntry, err error) error {
		switch name, _ := filepath.Rel(s.dir, path); {
		case err != nil:
		case entry.IsDir():
			folders = append(folders, name)
		case filepath.Ext(name) == ".png", filepath.Ext(name) == ".pdf", strings.Contains(name, "questions"):
			files = append(files, name)
		}
		return err
	})
	s.check(err)
	return files, folders
}

// loaded is what the files say.
func (s *shop) loaded() *spec.Project {
	s.Helper()
	repo, err := spec.Open(s.dir)
	if err != nil {
		s.Fatal(err)
	}
	defer repo.Close()
	project, problems := spec.Load(repo, "")
	if problems.HasErrors() {
		s.Fatal(problems)
	}
	return project
}

// titles are those of a kind, in their order, one a line.
func (s *shop) titles(kind course.Kind) (titles string) {
	for _, c := range s.loaded().Courses {
		for r := range c.Resources() {
			if r.Address.Kind() == kind {
				titles += r.Title() + "\n"
			}
		}
	}
	return titles
}

// rewriteSomething rewrites the second half of some lessons, as far as no plan asks about that.
func (s *shop) rewriteSomething(random *rand.Rand) {
	s.Helper()
	for _, chapter := range s.loaded().Courses[0].Chapters {
		lesson := chapter.Lessons[random.IntN(len(chapter.Lessons))]
		text := s.text(lesson.Source.Path)
		_, body, _ := strings.Cut(text, "\n---\n")
		if random.IntN(2) == 0 || strings.Contains(body, "\n## ") { // links lead to headings
			continue
		}
		paragraphs := strings.Split(body, "\n\n")
		anew := strings.Join(paragraphs[:1+len(paragraphs)/2], "\n\n") + "\n\n"
		for range 150 {
			anew += fmt.Sprintf(" word%d", random.IntN(1e6))
		}
		s.write(lesson.Source.Path, strings.TrimSuffix(text, body)+anew+"\n")
		if _, said := s.command("plan", "--format", "json"); !strings.Contains(said, `"refusals":[]`) {
			s.write(lesson.Source.Path, text)
		}
	}
}

// onlyMoves looks at the next plan. Where lessons were edited, texts may change.
func (s *shop) onlyMoves(areEdited bool) {
	s.Helper()
	code, said := s.command("plan", "--format", "json")
	var p struct {
		Refusals []json.RawMessage `json:"refusals"`
		Changes  []struct {
			Address string `json:"address"`
			Change  struct {
				Actions []string       `json:"actions"`
				After   map[string]any `json:"after"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	said = said[max(0, strings.Index(said, "{")):]
	if err := json.NewDecoder(strings.NewReader(said)).Decode(&p); err != nil || code != 0 {
		s.Fatalf("plan exited with %d: %v\n%s", code, err, said)
	}
	if len(p.Refusals) > 0 {
		s.Errorf("the plan asks: %s", p.Refusals)
	}
	if len(p.Changes) == 0 {
		s.Error("the plan shows nothing at all")
	}
	for _, c := range p.Changes {
		delete(c.Change.After, string(course.Title))
		if areEdited {
			delete(c.Change.After, string(course.Content))
		}
		if c.Change.Actions[0] == "create" || c.Change.Actions[0] == "delete" || len(c.Change.After) > 0 {
			s.Errorf("the plan would %s %s: %v", c.Change.Actions[0], c.Address, c.Change.After)
		}
	}
}
