package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"whopsync/internal/plan/planfile"
	"whopsync/internal/render"
	"whopsync/internal/whop/emulator"
)

// screen prints a plan as a terminal of 80 columns shows it, without colour, and demands that it has no
// more lines than are given. Where the plan is on a host of this machine, Whop's own stands there, and the
// ids are the same in every run.
func screen(ts *testscript.TestScript, neg bool, args []string) {
	most, err := strconv.Atoi(args[0])
	ts.Check(err)
	var out, errs bytes.Buffer
	if code := runInScript(ts, append([]string{"plan", "--out", "screen.json"}, args[1:]...), &out, &errs); code != 0 {
		ts.Fatalf("plan exited with %d:\n%s", code, errs.String())
	}
	shown := savedLine.ReplaceAllString(errs.String(), "") + atTerminal(ts, ts.MkAbs("screen.json"))
	if n := strings.Count(shown, "\n"); n > most {
		ts.Fatalf("%d lines, not %d at most:\n%s", n, most, shown)
	}
	show(ts, shown)
}

var (
	savedLine     = regexp.MustCompile(`(?m)^Saved the plan to .*\n`)
	idPart        = regexp.MustCompile(`\b(cors|chap|lesn)_\w+`)
	fingerprint16 = regexp.MustCompile(`Fingerprint: \w+`)
)

// atTerminal renders a saved plan for 80 columns.
func atTerminal(t interface{ Check(error) }, path string) string {
	data, err := os.ReadFile(path)
	t.Check(err)
	p, err := planfile.Decode(data)
	t.Check(err)
	p.Target.BaseURL = ""
	var out bytes.Buffer
	t.Check(render.Plan(&out, p, render.Style{Width: 80}))
	text := idPart.ReplaceAllString(out.String(), "${1}_x")
	return fingerprint16.ReplaceAllString(text, "Fingerprint: xxxxxxxxxxxxxxxx")
}

type checked struct{ testing.TB }

func (c checked) Check(err error) {
	if err != nil {
		c.Fatal(err)
	}
}

// A first apply of 200 lessons is read in one go: plan, progress and what came of it.
func TestAFirstApplyOf200LessonsHasFewLines(t *testing.T) {
	t.Parallel()
	for _, chapters := range []int{1, 10, 40, 200} {
		if testing.Short() && chapters != 40 { // which has chapters and lessons to leave out
			continue
		}
		t.Run(fmt.Sprint(chapters), func(t *testing.T) {
			s := openShop(t, emulator.Options{})
			s.write("courses/pottery/course.yaml", "title: Pottery\n")
			for i := range 200 {
				s.write(fmt.Sprintf("courses/pottery/%03d-part/%03d-lesson.md", 1+i%chapters, i), fmt.Sprintf("# Lesson %d\n\nText of <b>lesson</b> %d.\n", i, i))
			}
			s.exits(0, "plan", "--out", "p.json")
			onScreen := atTerminal(checked{t}, filepath.Join(s.dir, "p.json"))
			said := s.exits(0, "apply", "--yes")
			if n := strings.Count(said, "\n"); n >= 60 {
				t.Errorf("plan, progress and summary have %d lines:\n%s", n, said)
			}
			if n := strings.Count(onScreen, "\n"); n > 45 {
				t.Errorf("the plan has %d lines of 80 columns:\n%s", n, onScreen)
			}
			for _, want := range []string{"200 lessons (text)", "Plan: ", "Apply complete! ", "\nTo see all: whopsync -C " + s.dir + " plan --full\n"} {
				if !strings.Contains(said, want) {
					t.Errorf("%q is missing in\n%s", want, said)
				}
			}
			s.settled()
		})
	}
}
