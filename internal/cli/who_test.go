package cli_test

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"whopsync/internal/course"
)

// rememberObject notes the id of the lesson that students see under a title: object VARIABLE TITLE.
func rememberObject(ts *testscript.TestScript, neg bool, args []string) {
	ts.Setenv(args[0], idOfTitle(ts, args[1]))
}

// isKept holds that the lesson with a title is the object that was noted: kept VARIABLE TITLE.
func isKept(ts *testscript.TestScript, neg bool, args []string) {
	if is := idOfTitle(ts, args[1]) == ts.Getenv(args[0]); is == neg {
		ts.Fatalf("%q is the object noted as %s: %t", args[1], args[0], is)
	}
}

// idOfTitle is the visible lesson with a title, else the hidden one.
func idOfTitle(ts *testscript.TestScript, title string) string {
	visible, hidden := "", ""
	for _, c := range stageOf(ts).whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				switch {
				case lesson.Title != title:
				case lesson.Visibility == course.Hidden:
					hidden = lesson.ID
				case visible != "":
					ts.Fatalf("students see two lessons %q", title)
				default:
					visible = lesson.ID
				}
			}
		}
	}
	if visible == "" && hidden == "" {
		ts.Fatalf("there is no lesson %q", title)
	}
	if visible != "" {
		return visible
	}
	return hidden
}

// settles applies. What that asks is answered by those of the given answers, FILE=ADDRESS or
// FILE=new, that are printed as lines for identity:. It may ask nothing; it may not ask
// something of which no line is right, or ask again.
func settles(ts *testscript.TestScript, neg bool, args []string) {
	asked := ""
	for range len(args) + 1 {
		var said bytes.Buffer
		code := runInScript(ts, []string{"apply", "--yes"}, io.MultiWriter(&said, ts.Stdout()), io.MultiWriter(&said, ts.Stderr()))
		if code == 0 {
			passesStrictly(ts) // what is followed is no problem either
			return
		}
		if code != 3 {
			ts.Fatalf("apply exited with %d", code)
		}
		asked = said.String()
		lines := printedAnswers(asked, args)
		if len(lines) == 0 {
			break
		}
		config := ts.MkAbs("whopsync.yaml")
		old := ts.ReadFile("whopsync.yaml")
		ts.Check(os.WriteFile(config, []byte(withAnswers(old, lines)), 0o644))
		passesStrictly(ts)
	}
	ts.Fatalf("no printed line leads on from:\n%s", asked)
}

// passesStrictly fails if validate finds anything in whopsync.yaml, a warning included: what was
// asked for is not forbidden.
func passesStrictly(ts *testscript.TestScript) {
	var said bytes.Buffer
	if code := runInScript(ts, []string{"validate"}, io.Discard, &said); code != 0 || strings.Contains(said.String(), "whopsync.yaml:") {
		ts.Fatalf("the lines that were printed are no good:\n%s", said.String())
	}
}

// printedAnswers are the lines among a text that give one of the answers.
func printedAnswers(text string, answers []string) (lines []string) {
	for _, answer := range answers {
		file, is, _ := strings.Cut(answer, "=")
		line := regexp.MustCompile(`- \{file: '?` + regexp.QuoteMeta(file) + `'?, is: '?` + regexp.QuoteMeta(is) + `'?(, again: \d+)?\}.*`).FindString(text)
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// withAnswers puts lines that whopsync.yaml does not have yet under identity:, which is its
// last list.
func withAnswers(config string, lines []string) string {
	if !strings.Contains(config, "\nidentity:\n") {
		config += "identity:\n"
	}
	for _, line := range lines {
		if !strings.Contains(config, line) {
			config += "  " + line + "\n"
		}
	}
	return config
}
