package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/cli"
	"whopsync/internal/whop/emulator"
)

var (
	fenced   = regexp.MustCompile("(?s)```[a-z]*\n(.*?)```")
	inline   = regexp.MustCompile("`([^`]*)`")
	ofClone  = regexp.MustCompile(`^go run \. (-C example-course )?`)
	ofPDF    = regexp.MustCompile(`\(((?:[^()\\]|\\.)*)\) Tj`)
	inOption = regexp.MustCompile(`(?m)^ *- (?:text: )?(whopsync .*)$`)
)

// commandsOfPage returns the commands that a file of a course gives to its readers, in their order.
func commandsOfPage(path, text string) (commands []string) {
	add := func(line string) {
		line = ofClone.ReplaceAllString(strings.Join(strings.Fields(line), " "), "whopsync ")
		if strings.HasPrefix(line, "whopsync ") {
			commands = append(commands, line)
		}
	}
	if strings.HasSuffix(path, ".pdf") {
		for _, found := range ofPDF.FindAllStringSubmatch(text, -1) {
			add(found[1])
		}
		return slices.DeleteFunc(commands, func(line string) bool { return line == "whopsync on one page" })
	}
	for _, found := range inOption.FindAllStringSubmatch(text, -1) {
		add(found[1])
	}
	for _, found := range fenced.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(found[1]) {
			add(line)
		}
	}
	for _, found := range inline.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		add(found[1])
	}
	return commands
}

// exitOf is how commands of the course end that need more than a repository.
var exitOf = map[string]int{
	"whopsync comment course.plan": 1, // a pull request
	"whopsync import":              1, // a course to import
}

// TestEveryCommandOfTheExampleCourseRuns runs what the pages and the documents of the example course tell
// their readers to type, page by page, in a repository that has what they speak of.
func TestEveryCommandOfTheExampleCourseRuns(t *testing.T) {
	t.Parallel()
	pages := 0
	course := os.DirFS("../../example-course")
	err := fs.WalkDir(course, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".md") && !strings.HasSuffix(path, ".pdf") {
			return err
		}
		text, err := fs.ReadFile(course, path)
		if err != nil {
			return err
		}
		commands := commandsOfPage(path, string(text))
		if len(commands) > 0 {
			pages++
			t.Run(path, func(t *testing.T) { followPage(t, commands) })
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages < 12 {
		t.Errorf("only %d pages have commands", pages)
	}
}

// followPage runs commands in a repository with a change that is to be applied.
func followPage(t *testing.T, commands []string) {
	s := openShop(t, emulator.Options{})
	s.write("whopsync.yaml", "version: 1\ndefault_environment: production\nenvironments:\n  production:\n    experience: "+emulator.LocalExperience+"\n")
	s.write("academy/whopsync.yaml", "version: 1\n")
	s.write("academy/courses/glass/course.yaml", "title: Glass\n")
	s.write("courses/pottery/course.yaml", "title: Pottery\n")
	for _, name := range []string{"01-clay/01-wedging", "01-clay/02-fire", "01-clay/03-glaze", "02-basics/01-tools"} {
		s.write("courses/pottery/"+name+".md", "What to do with "+name+".\n")
	}
	s.git("init", "-q")
	s.run("apply", "--yes")
	s.edit("courses/pottery/01-clay/01-wedging.md", "What to do", "What to do first")
	s.write("FILE", "---\nkey: glazed1\n---\nA copy.\n")
	s.rename("FILE", "courses/pottery/02-basics/02-copy.md")
	for _, line := range commands {
		args := wordsOf(line)[1:]
		for i, arg := range args {
			switch arg {
			case "FILE":
				args[i] = "courses/pottery/02-basics/02-copy.md"
			case "academy":
				args[i] = filepath.Join(s.dir, arg)
			}
		}
		form, err := cli.Understand(args)
		if err != nil {
			if strings.HasPrefix(err.Error(), "expected ") {
				continue // the name of a command, in a sentence that says what comes after it
			}
			t.Errorf("%q is no command: %v", line, err)
			continue
		}
		if strings.HasPrefix(form, "apply") && !strings.Contains(form, "--yes") {
			args = append(args, "--yes")
		}
		if form == "preview" { // which would serve until it is stopped
			args = append(args, "--build", filepath.Join(t.TempDir(), "pages"))
		}
		s.exits(exitOf[line], args...)
	}
}

// TestEveryCommandOfTheDocumentsIsUnderstood holds what README.md and docs tell their readers to type against the
// command line. The pages of JSON and of commands have tests of their own.
func TestEveryCommandOfTheDocumentsIsUnderstood(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	typed := regexp.MustCompile(`^(\$ )?(WHOP_API_KEY=\S+ )?`)
	found := 0
	for _, page := range append(pages, "../../README.md") {
		if filepath.Base(page) == "cli.md" {
			continue
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		var lines strings.Builder
		for line := range strings.Lines(string(text)) {
			lines.WriteString(typed.ReplaceAllString(line, ""))
		}
		for _, line := range commandsOfPage(page, lines.String()) {
			found++
			line, _, _ = strings.Cut(line, " | ")
			line, _, _ = strings.Cut(line, " && ")
			line = strings.Replace(line, "whopsync COMMAND --help", "whopsync plan --help", 1)
			if _, err := cli.Understand(wordsOf(line)[1:]); err != nil && !strings.HasPrefix(err.Error(), "expected ") {
				t.Errorf("%s: %q is no command: %v", page, line, err)
			}
		}
	}
	if found < 50 {
		t.Errorf("found %d commands", found)
	}
}
