package spec

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// formatted formats a file that must have no errors.
func formatted(t *testing.T, name, content string) string {
	t.Helper()
	data, problems := Format(name, []byte(content))
	if problems.HasErrors() {
		t.Fatalf("problems:\n%v", problems)
	}
	return string(data)
}

func TestFormatting(t *testing.T) {
	for _, test := range []struct{ name, file, before, after string }{
		{"keys stand in the order of the tables", "course.yaml",
			"visibility: hidden\nlanguage: en\ntitle: Pottery\n",
			"title: Pottery\nlanguage: en\nvisibility: hidden\n"},
		{"a lesson's text is nobody's business", "a.md",
			"---\nvisibility:   hidden\ntitle: A\n---  \n\n\ttext:  x  \r\n---\nb: 1\n",
			"---\ntitle: A\nvisibility: hidden\n---  \n\n\ttext:  x  \r\n---\nb: 1\n"},
		{"a lesson without front matter stays without", "a.md", "# A\n", "# A\n"},
		{"empty front matter stays", "a.md", "---\n---\nA\n", "---\n---\nA\n"},
		{"line ends and byte order mark are the author's", "a.md",
			"\uFEFF---\r\nvisibility: hidden\r\ntitle: A\r\n---\r\nText\nand\rmore",
			"\uFEFF---\r\ntitle: A\r\nvisibility: hidden\r\n---\r\nText\nand\rmore"},
		{"comments go where their key goes", "course.yaml",
			"# For whom?\nlanguage: en # English\n\n# What?\n\n# And how!\ntitle: Pottery\n  # really\n# the end\n",
			"# What?\n\n# And how!\ntitle: Pottery\n  # really\n\n# For whom?\nlanguage: en # English\n# the end\n"},
		{"what opens the file stays on top", "course.yaml",
			"\n# yaml-language-server: $schema=x\n# Licence: CC\n\n# English.\nlanguage: en\ntitle: Pottery\n",
			"# yaml-language-server: $schema=x\n# Licence: CC\n\ntitle: Pottery\n# English.\nlanguage: en\n"},
		{"a line for the editor needs no blank line behind it", "course.yaml",
			"# yaml-language-server: $schema=x\nlanguage: en\ntitle: Pottery",
			"# yaml-language-server: $schema=x\ntitle: Pottery\nlanguage: en\n"},
		{"the start of a document stays", "course.yaml", "%YAML 1.1\n--- # x\nlanguage: en\ntitle: P\n", "%YAML 1.1\n--- # x\ntitle: P\nlanguage: en\n"},
		{"blank lines stay between neighbours", "whopsync.yaml",
			"version: 1\n\n\ndefault_environment: local\non_remove: keep\n\nlimits:\n\n  max_delete: 1\n\n  max_delete_percent: 2\n\n\n",
			"version: 1\n\n\ndefault_environment: local\non_remove: keep\n\nlimits:\n  max_delete: 1\n\n  max_delete_percent: 2\n"},
		{"blank lines are kept when neighbours change", "whopsync.yaml",
			"on_remove: keep\n\ncourses: [a]\n\nversion: 1\n",
			"version: 1\n\ncourses: [a]\n\non_remove: keep\n"},
		{"two spaces of indentation, dashes too", "whopsync.yaml",
			"version: 1\ncourses:\n- a\n-   b\nenvironments:\n    b:\n        experience: exp_1\n    # second\n    a:  { experience: exp_2 }\n    # production:\n    #   experience: exp_3\n",
			"version: 1\nenvironments:\n  b:\n    experience: exp_1\n  # second\n  a: { experience: exp_2 }\n  # production:\n  #   experience: exp_3\ncourses:\n  - a\n  - b\n"},
		{"questions are put in order inside", "a.md",
			"---\nquestions:\n- type: multiple_choice\n  question: Which?\n  options:\n  # first\n  - correct: true\n    text: A\n  -\n    text: B\n  - C   # no\n---\n",
			"---\nquestions:\n  - question: Which?\n    type: multiple_choice\n    options:\n      # first\n      - text: A\n        correct: true\n      - text: B\n      - C   # no\n---\n"},
		{"a comment inside an entry stays inside", "a.md",
			"---\nquestions:\n- answer: a\n  # the question\n  question: Which?\n---\n",
			"---\nquestions:\n  -\n    # the question\n    question: Which?\n    answer: a\n---\n"},
		{"text over several lines keeps its lines", "course.yaml",
			"description: |2-\n    indented\n\n  by two\ntagline: >-\n        folded\n        twice\ntitle: a\n    b\n    c\n",
			"title: a\n    b\n    c\ntagline: >-\n        folded\n        twice\ndescription: |2-\n    indented\n\n  by two\n"},
		{"nested text moves with its key", "a.md",
			"---\nquestions:\n- question: |2\n      x\n\n    y\n  answer: \"a\n\n  b\"\n---\n",
			"---\nquestions:\n  - question: |2\n        x\n\n      y\n    answer: \"a\n\n    b\"\n---\n"},
		{"double quotes, where nothing has to be escaped", "course.yaml",
			"title: 'It''s: so' # 'x'\ntagline: 'say \"x\"'\ndescription: 'a\\b'\nlanguage: 'en'\nthumbnail: ''''\n",
			"title: \"It's: so\" # 'x'\ntagline: 'say \"x\"'\ndescription: 'a\\b'\nlanguage: \"en\"\nthumbnail: \"'\"\n"},
		{"keys need no quotes", "course.yaml", "'title' : a\n", "title: a\n"},
		{"names of environments keep theirs", "whopsync.yaml",
			"version: 1\nenvironments:\n    'a': {experience: exp_1}\n", "version: 1\nenvironments:\n  'a': {experience: exp_1}\n"},
		{"flow style stays as it is", "course.yaml", "{visibility: hidden, title: a}\n", "{visibility: hidden, title: a}\n"},
		{"the whole file may be indented", "course.yaml", "  language: en\n  title: a\n", "title: a\nlanguage: en\n"},
		{"a value below its key stays there", "course.yaml", "title:\n  a\ntagline: # none\n", "title:\n  a\ntagline: # none\n"},
		{"a no-break space at an end is text", "course.yaml", "tagline: x\u00a0\ntitle: a\n", "title: a\ntagline: x\u00a0\n"},
		{"what would change a value is left alone", "course.yaml", "tagline: \"a\n# b\"\ntitle: x\n", "tagline: \"a\n# b\"\ntitle: x\n"},
		{"so are blank lines that are text", "course.yaml", "description: |+\n  a\n\n\ntitle: x\n", "description: |+\n  a\n\n\ntitle: x\n"},
		{"and forms that nobody writes", "course.yaml", "? tagline\n: a\n? title\n: x\n", "? tagline\n: a\n? title\n: x\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			once := formatted(t, test.file, test.before)
			if diff := cmp.Diff(test.after, once); diff != "" {
				t.Errorf("formatted (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(once, formatted(t, test.file, once)); diff != "" {
				t.Errorf("formatted twice (-once +twice):\n%s", diff)
			}
		})
	}
}

func TestWhatHasErrorsIsNotFormatted(t *testing.T) {
	for _, test := range []struct{ file, content string }{
		{"course.yaml", "visibility: hidden\ntitel: a\n"},
		{"course.yaml", "visibility: hidden\ntitle: a\ntitle: b\n"},
		{"course.yaml", "visibility: hidden\ntitle: a: b\n"},
		{"course.yaml", "visibility: hidden\ntitle: &a b\n"},
		{"course.yaml", "visibility: hidden\n---\ntitle: x\n"},
		{"course.yaml", "visibility: hidden\ntitle: \xff\n"},
		{"a.md", "---\nvisibility: hidden\ntitle: a\n"},
		{"image.png", "x"},
	} {
		after, problems := Format(test.file, []byte(test.content))
		if !problems.HasErrors() || string(after) != test.content {
			t.Errorf("%s %q: after %q, problems %v", test.file, test.content, after, problems)
		}
	}
}

// FuzzFormat shows that formatting changes neither what is loaded nor anything after
// the front matter, loses no word, and has nothing left to do afterwards.
func FuzzFormat(f *testing.F) {
	for _, seed := range []string{
		"visibility: hidden\n# a\n\ntitle: 'x'\n", "attachments:\n- a.pdf\n\n-   b.pdf\ntitle: |+\n x\n\n\n",
		"questions:\n- answer: a\n  # c\n  question: >-\n      x\n\n      y\n- - a\n", "{type: quiz, title: \"a\n b\"}", "- - a\n-\n  - b\n",
		"title: \"a\n# b\"\nkey: x\n", "? title\n: x\n", "completion_requirement:\n    minimum_grade_percent: 1 # x\n  # y\n# z\n",
		"questions:\n-   question: a\n    options: [a,\n  b]\n    type: multiple_choice\n", "key: a\t# b\ntitle:\tc\n",
	} {
		f.Add(seed, "Text.")
	}
	f.Fuzz(func(t *testing.T, front, text string) {
		before := "---\n" + front + "\n---\n" + text
		data, problems := Format(lessonPath, []byte(before))
		after := string(data)
		if problems.HasErrors() || after == before {
			return
		}
		again, _ := Format(lessonPath, data)
		if string(again) != after {
			t.Errorf("formatted twice (-once +twice):\n%s", cmp.Diff(after, string(again)))
		}
		loadsAlike(t, before, after)
		if words(before) != words(after) {
			t.Errorf("words were lost: %q became %q", before, after)
		}
	})
}

// words returns the letters of a text, sorted, without what formatting may change.
func words(text string) string {
	letters := strings.Split(strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "", "'", "", `"`, "").Replace(text), "")
	slices.Sort(letters)
	return strings.Join(letters, "")
}

func TestTheExampleIsFormatted(t *testing.T) {
	seen := 0
	changed, problems := FormatAll(NewRepo(os.DirFS("../../example-course")), func(string) bool { seen++; return true }, func() Done { return Done{} })
	if problems.HasErrors() || seen < 10 {
		t.Fatalf("%d files, problems:\n%v", seen, problems)
	}
	for _, f := range changed {
		t.Errorf("%s (-is +formatted):\n%s", f.Path, cmp.Diff(string(f.Before), string(f.After)))
	}
}
