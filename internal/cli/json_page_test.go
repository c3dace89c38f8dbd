package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/cli"
	"whopsync/internal/whop/emulator"
)

const jsonPage = "../../docs/json.md"

// example finds a command of the page and what it prints.
var example = regexp.MustCompile("(?s)```console\n\\$ whopsync (.*?)\n```\n\n```json\n(.*?)```\n")

// TestTheJSONPageShowsWhatIsPrinted runs the commands of docs/json.md one after another, in one repository.
func TestTheJSONPageShowsWhatIsPrinted(t *testing.T) {
	t.Parallel()
	schemas, err := documentSchemas()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(jsonPage)
	if err != nil {
		t.Fatal(err)
	}
	s := openShop(t, emulator.Options{})
	s.write("whopsync.yaml", "version: 1\ndefault_environment: production\nenvironments:\n  production:\n    experience: "+emulator.LocalExperience+"\n")
	s.write("courses/pottery/course.yaml", "title: Pottery basics\n")
	s.write("courses/pottery/01-clay/01-wedging.md", "# Wedging\n\nPress fifty times.\n")
	s.run("apply", "--yes")
	before := map[string]func(){
		"plan --format json":         func() { s.write("courses/pottery/01-clay/01-wedging.md", "# Wedging\n\nPress a hundred times.\n") },
		"drift --format json":        func() { s.onWhop("Wedging", "Press twice.\n") },
		"pull --check --format json": func() {},
		"validate --format json":     func() { s.write("courses/pottery/01-clay/01-wedging.md", "# Wedging\n\nPress <b>hard</b>.\n") },
	}
	var shown []string
	got := example.ReplaceAllStringFunc(string(page), func(block string) string {
		command := example.FindStringSubmatch(block)[1]
		args := strings.Fields(command)
		if before[command] != nil {
			before[command]()
		}
		printed := s.printed(args)
		if err := fitsSchema(schemas, args, printed); err != nil {
			t.Error(err)
		}
		shown = append(shown, documentOf(args))
		return "```console\n$ whopsync " + command + "\n```\n\n```json\n" + readable(s, printed) + "```\n"
	})
	if *update {
		if err := os.WriteFile(jsonPage, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		page = []byte(got)
	}
	if diff := cmp.Diff(string(page), got); diff != "" {
		t.Errorf("docs/json.md (-page +printed), to rewrite it: go test ./internal/cli -run JSONPage -update\n%s", diff)
	}
	for name := range schemas {
		if !slices.Contains(shown, name) {
			t.Errorf("docs/json.md has no example of %s", name)
		}
	}
}

// onWhop edits the text of the only lesson with a title.
func (s *shop) onWhop(title, text string) {
	s.Helper()
	for _, c := range s.whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				if lesson.Title != title {
					continue
				}
				if err := s.whop.Dashboard.EditLesson(lesson.ID, func(l *emulator.Lesson) { l.Content = &text }); err != nil {
					s.Fatal(err)
				}
			}
		}
	}
}

// printed returns what a command prints as its result.
func (s *shop) printed(args []string) string {
	s.Helper()
	var out, errs bytes.Buffer
	if cli.Main(s.Context(), args, cli.Process{
		Dir: s.dir, Environ: []string{"WHOP_BASE_URL=" + s.url, "WHOP_API_KEY=" + s.key, "PATH=" + os.Getenv("PATH")},
		Streams: cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs},
	}); out.Len() == 0 {
		s.Fatalf("whopsync %s printed nothing, but %s", strings.Join(args, " "), errs.String())
	}
	return out.String()
}

// chance is what differs from run to run, and what stands in its place.
var chance = []struct {
	pattern *regexp.Regexp
	is      string
}{
	{regexp.MustCompile(`\b(cors|chap|lesn)_[0-9A-Za-z]+`), "${1}_EXAMPLE"},
	{regexp.MustCompile(`\b[0-9a-f]{32,64}\b`), "9b0f…"},
	{regexp.MustCompile(`"lineage": ?"[^"]*"`), `"lineage": "7JQX…"`},
	{regexp.MustCompile(`"fingerprint": ?"[^"]*"`), `"fingerprint": "k2m4q7x3h5d6a2bc"`},
	{regexp.MustCompile(`"@timestamp":"[^"]*"`), `"@timestamp":"2026-01-31T12:00:00.000000Z"`},
	{regexp.MustCompile(`"at": "[^"]*"`), `"at": "2026-01-31T12:00:00Z"`},
	{regexp.MustCompile(`"who": "[^"]*"`), `"who": "ada@kiln"`},
	{regexp.MustCompile(`"elapsed_seconds":[0-9.]+`), `"elapsed_seconds":0.21`},
	{regexp.MustCompile(`"go": "[^"]*"`), `"go": "go1.26.0"`},
	{regexp.MustCompile(`"platform": "[^"]*"`), `"platform": "linux/amd64"`},
}

// readable is what was printed without what chance adds, one object indented and with the beginning of
// long lists.
func readable(s *shop, printed string) string {
	var out bytes.Buffer
	if strings.Count(printed, "\n") > 1 || json.Indent(&out, []byte(printed), "", "  ") != nil {
		out.Reset()
		out.WriteString(printed)
	}
	dir, err := filepath.EvalSymlinks(s.dir)
	if err != nil {
		s.Fatal(err)
	}
	text := strings.NewReplacer(s.url, "https://api.whop.com/api/v1", dir, "/home/ada/academy", s.dir, "/home/ada/academy").Replace(out.String())
	for _, c := range chance {
		text = c.pattern.ReplaceAllString(text, c.is)
	}
	return shortened(text)
}

// shortened leaves three items of each list of indented JSON.
func shortened(text string) string {
	const enough = 3
	var out strings.Builder
	items := map[int]int{} // of the list whose items are so far to the right
	cut := -1              // how far items are that are left out
	for line := range strings.Lines(text) {
		content := strings.TrimLeft(line, " ")
		indent := len(line) - len(content)
		if cut >= 0 && indent >= cut {
			continue
		}
		cut = -1
		if n, isList := items[indent]; isList && !strings.HasPrefix(content, "}") {
			if items[indent] = n + 1; n == enough {
				out.WriteString(strings.Repeat(" ", indent) + "…\n")
				cut = indent
				continue
			}
		}
		if strings.HasSuffix(content, "[\n") {
			items[indent+2] = 0
		} else if strings.HasSuffix(content, "{\n") {
			delete(items, indent+2)
		}
		out.WriteString(line)
	}
	return out.String()
}

// wordOfPlan finds a constant of one of the types whose words stand in JSON.
var wordOfPlan = regexp.MustCompile(`(?m)^\t\w+ +(Remains|Cause|Guard|LossKind|Evidence|OnDrift|OnRemove) += "([^"]+)"`)

func TestTheJSONPageNamesEveryWordOfAPlan(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(jsonPage)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, pattern := range []string{"../plan/*.go", "../identity/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, constant := range wordOfPlan.FindAllSubmatch(source, -1) {
				found++
				if !bytes.Contains(page, []byte("`"+string(constant[2])+"`")) {
					t.Errorf("docs/json.md does not name the %s %q", constant[1], constant[2])
				}
			}
		}
	}
	if found < 30 {
		t.Errorf("found %d words", found)
	}
}
