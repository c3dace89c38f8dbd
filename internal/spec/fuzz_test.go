package spec

import (
	"strings"
	"testing"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
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

// drafts are forms of the front matter of a draft: as it should be, and as it is not read.
var drafts = []string{
	"---\ntitle: Kilns\nvisibility: hidden\n---\n", "---\n# for Bob\n\nvisibility: hidden\n---\n", "---\n\n{title: Kilns, visibility: hidden}\n---\n",
	"---\nvisibility: hidden\n\n", "---yaml\nTitle: Kilns\n\nVisibility: hidden\n---\n", "-----\ntags:\n- a\n\nvisibility: hidden\n-----\n", "---\n\"visibility\": hidden # for Bob\n",
	"\u200b---\u00a0\nlayout: post\n# a\nvisibility: hidden\n", " ---\nunknown: x\nvisibility: hidden\n ---\n", "visibility: hidden\n---\n",
}

// FuzzFrontMatter shows that a draft stays one, whatever comes before its front matter and in whatever
// form it is: the front matter is read, or refused, or stands in code or in a comment.
func FuzzFrontMatter(f *testing.F) {
	for i, seed := range []string{
		"", "\n", " ", "\ufeff", "<!-- a -->\n", "<!--", "x", "x\n", "# T\n", "---\n", "---\n---\n", "---\na: b\n---\n", "-", "+++\n", "{}\n",
		"```\n", "```a```\n", "~~~\n~~~\n", "    ", "\t", "> ", "- ", "a: b\n", "#\n", "...\n", "%YAML 1.2\n", "\r", "\u00a0", "\u2028",
		"%% a %%\n", "[//]: # (a)\n", "{/* a */}\n", "<div>\n```\n", "- ```\n", "> ```\n", "<pre>\n", "[a]: b\n", "\\",
	} {
		f.Add(seed, uint(i))
	}
	f.Fuzz(func(t *testing.T, before string, form uint) {
		draft := drafts[form%uint(len(drafts))]
		if draft != drafts[0] && !isBlank(before[strings.LastIndexByte(before, 0x0a)+1:]) {
			before += "\n" // nothing else tells the first line of the draft from text
		}
		text := before + draft + "Text.\n"
		loaded, problems := Load(pottery(text).repo(), "")
		if problems.HasErrors() {
			return
		}
		fields := loaded.Courses[0].Chapters[0].Lessons[1].Fields
		sent := []byte(fields.Text(course.Content))
		for _, code := range markdown.Parse(string(sent)).Code() {
			copy(sent[code.Start:code.End], make([]byte, code.End-code.Start))
		}
		if fields[course.Visibility] != course.Text(course.Hidden) && strings.Contains(strings.ToLower(string(sent)), "visibility") {
			t.Errorf("%q is sent to students as %q", text, sent)
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
