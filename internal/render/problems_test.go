package render_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// problems are sorted, as spec reports them.
func problems() spec.Problems {
	problems := spec.Problems{
		{Path: "courses/pottery/01-clay/01-kinds.md", Line: 3, Col: 5, EndCol: 10, Severity: spec.SeverityError, Rule: "unknown-key",
			Message: `unknown key "titel"`, Hint: `did you mean "title"?`},
		{Path: "courses/pottery/01-clay/01-kinds.md", Line: 7, Col: 12, EndCol: 24, Severity: spec.SeverityError, Rule: "broken-link",
			Message: `no lesson "kind-of-clay"`, Hint: `did you mean "kinds-of-clay"?`},
		{Path: "courses/pottery/01-clay/01-kinds.md", Line: 9, Col: 6, EndCol: 8, Severity: spec.SeverityWarning, Rule: "no-alt-text",
			Message: "the image has no text for those who cannot see it"},
		{Path: "courses/pottery/01-clay/01-kinds.md", Line: 11, Col: 210, EndCol: 217, Severity: spec.SeverityError, Rule: "long-line", Message: "far to the right"},
		{Path: "courses/pottery/course.yaml", Severity: spec.SeverityError, Rule: "unreadable", Message: "permission denied"},
	}
	for i := range 12 {
		problems = append(problems, spec.Problem{Path: fmt.Sprintf("courses/wheel/%02d.md", i), Line: i + 2, Col: 1, Severity: spec.SeverityWarning,
			Rule: "raw-html", Message: "how Whop shows raw HTML is not known", Hint: "look at the lesson on Whop once, or write it in Markdown"})
	}
	return append(problems,
		spec.Problem{Path: "courses/wheel/12.md", Line: 4, Severity: spec.SeverityWarning, Rule: "long-body", Message: "the body has 60,000 of 65,000 characters"},
		spec.Problem{Path: "courses/wheel/13.md", Line: 4, Severity: spec.SeverityWarning, Rule: "long-body", Message: "the body has 64,000 of 65,000 characters"})
}

func sources(path string) ([]byte, error) {
	if path != "courses/pottery/01-clay/01-kinds.md" {
		return nil, fs.ErrNotExist
	}
	return []byte("\ufeff---\r\n" +
		"type: text\n" +
		"\t\u202etitel: Kinds\n" +
		"---\n" +
		"\n" +
		"# Kinds of clay\n" +
		"粘土 [see](kind-of-clay.md)\n" +
		"\n" +
		"  ::![](a.png)\n" +
		"\n" +
		fmt.Sprintf("%0200d and then it goes on for a while, until nobody reads any more of it", 7) + "\n"), nil
}

func TestProblemsQuoteTheLineAndGroupWarnings(t *testing.T) {
	golden(t, "problems.txt", func(out *bytes.Buffer) error { return render.Problems(out, problems(), sources, render.Style{}) })
}

func TestErrorsThatSayTheSameAreSaidOnce(t *testing.T) {
	var many spec.Problems
	for i := range 5 {
		many = append(many, spec.Problem{Path: fmt.Sprintf("%d.md", i), Line: 2, Col: 1, Severity: spec.SeverityError, Rule: "unknown-key",
			Message: `unknown key "video"`, Hint: "write `video_url:`"})
	}
	many[4].Message = `unknown key "pdf"`
	var out bytes.Buffer
	if err := render.Problems(&out, many, nil, render.Style{}); err != nil {
		t.Fatal(err)
	}
	want := `0.md:2:1: error: unknown key "video" [unknown-key], in 4 places
  1.md:2:1
  2.md:2:1
  … and 1 more
  hint: write ` + "`video_url:`" + `

4.md:2:1: error: unknown key "pdf" [unknown-key]
  hint: write ` + "`video_url:`" + `

5 errors.
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOfThousandsOfErrorsOfOneRuleSomeAreShown(t *testing.T) {
	var problems spec.Problems
	for i := range 10_000 {
		problems = append(problems, spec.Problem{Path: "courses/clay/01.md", Line: i + 1, Severity: spec.SeverityError, Rule: "missing-heading", Message: fmt.Sprintf("no heading %d", i)})
	}
	problems = append(problems, spec.Problem{Path: "courses/clay/02.md", Line: 1, Severity: spec.SeverityError, Rule: "unknown-key", Message: "the last"})
	var out bytes.Buffer
	if err := render.Problems(&out, problems, nil, render.Style{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"no heading 24 ", "… and more of [missing-heading]; all of them: whopsync validate --format json\n", "the last", "10,001 errors."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if lines := strings.Count(out.String(), "\n"); lines > 100 {
		t.Errorf("%d lines", lines)
	}
}

func TestAQuotedLineShowsNoSecret(t *testing.T) {
	source := func(string) ([]byte, error) {
		return []byte("state: https://ada:s3cret@example.com/s3cret\napi_key:  's3cret' # s3cret\n"), nil
	}
	var out bytes.Buffer
	found := spec.Problems{{Path: "w", Line: 1, Col: 8, EndCol: 45, Severity: spec.SeverityError, Rule: "r", Message: "m"}, {Path: "w", Line: 2, Col: 1, EndCol: 8, Severity: spec.SeverityError, Rule: "r", Message: "n"}}
	if err := render.Problems(&out, found, source, render.Style{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"state: https://**********@example.com/s3cret\n", "api_key:  ******** # s3cret\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
}

func TestTheQueryOfAnAddressInTheConfigurationIsNotQuoted(t *testing.T) {
	source := func(string) ([]byte, error) {
		return []byte("base_url: \"https://h.example/api/v1?key=s3cret\" # no\n"), nil
	}
	show := func(path string) string {
		var out bytes.Buffer
		found := spec.Problems{{Path: path, Line: 1, Col: 11, EndCol: 20, Severity: spec.SeverityError, Rule: "r", Message: "m"}}
		if err := render.Problems(&out, found, source, render.Style{}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got := show("academy/whopsync.yaml"); !strings.Contains(got, "base_url: \"https://h.example/api/v1?**********\" # no\n") {
		t.Errorf("the query is shown:\n%s", got)
	}
	if got := show("courses/pottery/01-clay/01-lesson.md"); !strings.Contains(got, "?key=s3cret") {
		t.Errorf("an address in a lesson is not shown:\n%s", got)
	}
}

func TestNoProblemsPrintNothing(t *testing.T) {
	var out bytes.Buffer
	if err := render.Problems(&out, nil, nil, render.Style{}); err != nil || out.Len() > 0 {
		t.Errorf("got %q, %v", out.String(), err)
	}
}

func TestProblemsAreReadByMachines(t *testing.T) {
	golden(t, "problems.json", func(out *bytes.Buffer) error { return render.ProblemsJSON(out, hostile(), "1.0.0") })
	golden(t, "problems.gitlab.json", func(out *bytes.Buffer) error { return render.ProblemsGitLab(out, hostile()) })
	golden(t, "problems.sarif", func(out *bytes.Buffer) error { return render.ProblemsSARIF(out, hostile(), "1.0.0") })
}

func TestGitHubShowsErrorsFirstAndOneWarningOfEachRule(t *testing.T) {
	golden(t, "annotations.txt", func(out *bytes.Buffer) error { return render.ProblemsGitHub(out, append(problems(), hostile()...)) })
}

// hostile are problems with files whose author would like to command the runner.
func hostile() spec.Problems {
	return spec.Problems{
		{Path: "a,b:c/50% ##[x].md", Line: 2, Col: 3, EndCol: 9, Severity: spec.SeverityError, Rule: "unknown-key",
			Message: "unknown key \"a\r\n::set-env name=PATH::evil\"", Hint: "##[error] \x1b[2J \u202etxt.exe"},
		{Severity: spec.SeverityWarning, Rule: "empty", Message: "there is no course"},
	}
}

// A megabyte on one line with a hundred problems once took minutes and wrote the line a
// hundred times, since output that is not wrapped had all of it.
func TestALineWithoutEndIsQuotedAroundTheCaretOnly(t *testing.T) {
	for name, part := range map[string]string{"images": "![](a.png) ", "marks without width": "\u0301", "invisible": "\u202e"} {
		t.Run(name, func(t *testing.T) {
			line := strings.Repeat(part, 1<<20/len(part))
			var many spec.Problems
			for i := range 100 {
				many = append(many, spec.Problem{Path: "a.md", Line: 1, Col: 1 + 2000*i, EndCol: 5 + 2000*i, Severity: spec.SeverityError, Rule: "missing-file", Message: "a.png does not exist"})
			}
			var out bytes.Buffer
			begin := time.Now()
			err := render.Problems(&out, many, func(string) ([]byte, error) { return []byte(line), nil }, render.Style{Width: 1 << 16})
			if took := time.Since(begin); err != nil || took > 5*time.Second {
				t.Errorf("took %s, %v", took, err)
			}
			if most := 100 * 1000; out.Len() > most {
				t.Errorf("wrote %d bytes, more than %d", out.Len(), most)
			}
		})
	}
}
