package spec

import (
	"strings"
	"testing"
	"unicode/utf8"

	"whopsync/internal/course"
)

// FuzzLesson shows that no lesson's file, whatever is in it, makes loading panic, and
// that a problem stands inside the file.
func FuzzLesson(f *testing.F) {
	for _, seed := range []string{
		"", "Text.", "---\n---\n", "---\ntitle: x\n---\n# T\n[a](01-kinds.md#x) ![b](c.png)\n",
		"---\nquestions:\n- {question: A, options: [x, {text: y, correct: true}], answer: y}\n---\n",
		"---\n{{},<<}\n---\n", "---\n? [a]\n<<: {b: 1}\n---\n", "---\ntitle: &a [*a]\n---\n", "\ufeff---\r\na: b: c\r\n---",
		"---\nvideo_url: //youtu.be/dQw4w9WgXcQ\ncompletion_requirement: {minimum_grade_percent: .nan}\nmax_attempts: 1e9\n---",
		"<!-- a --><!--b\n-->\nT\n=\n<a href='#x'>", "[a]\n\n[a]: <../x y.md> 't'\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, problems := Load(pottery(string(data)).repo(), "")
		checkPlaces(t, problems)
	})
}

// FuzzFrontMatter shows that a draft stays one, whatever comes before its front matter: the front
// matter is read, or refused, or stands in what is plainly code or a comment.
func FuzzFrontMatter(f *testing.F) {
	for _, seed := range []string{
		"", "\n", " ", "\ufeff", "<!-- a -->\n", "<!--", "x", "x\n", "# T\n", "---\n", "---\n---\n", "---\na: b\n---\n", "-", "+++\n", "{}\n",
		"```\n", "```a```\n", "~~~\n~~~\n", "    ", "\t", "> ", "- ", "a: b\n", "#\n", "...\n", "%YAML 1.2\n", "\r", "\u00a0", "\u2028",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, before string) {
		loaded, problems := Load(pottery(before+"---\ntitle: Kilns\nvisibility: hidden\n---\nText.\n").repo(), "")
		if problems.HasErrors() || strings.Contains(before, "```") || strings.Contains(before, "~~~") || strings.Contains(before, "<!--") {
			return
		}
		fields := loaded.Courses[0].Chapters[0].Lessons[1].Fields
		if got := fields[course.Visibility]; got != course.Text(course.Hidden) {
			t.Errorf("after %q the draft is %s: %q", before, got, fields[course.Content])
		}
	})
}

// FuzzConfig does the same for whopsync.yaml, and by it for all YAML files.
func FuzzConfig(f *testing.F) {
	for _, seed := range []string{
		minimalConfig, env("experience: exp_1"), "version: 1\nmoved: [{from: a, to: b}]\ncourses: ['**', '[']\n",
		"version: 1\nenvironments:\n  a: *b\n", "{{},<<}", "--- a\n--- b\n", "\x00", "%YAML 1.2\n---\n", "aaaaa:: \"0", " a:b", "a:b: c",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, problems := Load(pottery("Text.").with(files{ConfigFile: string(data)}).repo(), "")
		checkPlaces(t, problems)
	})
}

func checkPlaces(t *testing.T, problems Problems) {
	t.Helper()
	for _, p := range problems {
		if p.Path == "" || p.Line < 0 || p.Col < 0 || p.Col > 0 && p.Line == 0 || p.EndCol != 0 && p.EndCol < p.Col || p.Rule == "" || p.Message == "" {
			t.Errorf("incomplete problem %+v", p)
		}
		if !utf8.ValidString(p.Hint) {
			t.Errorf("hint is not UTF-8: %q", p.Hint)
		}
	}
}
