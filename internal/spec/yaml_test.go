package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each case is the front matter of a lesson, whose first line is the second of the file.
func TestFrontMatterSaysWhatIsWrongAndWhere(t *testing.T) {
	const glued = "a key needs a space after its colon (put a space after the colon)"
	for _, test := range []struct{ front, want string }{
		{"title: Clay: an introduction", "2:12: a value with a colon and a space after it needs quotes (write `title: \"Clay: an introduction\"`)"},
		{"title: x\nkey: [a, b\ntype: text", "3:1: not valid YAML: did not find expected ',' or ']' (check quotes, indentation and the space after each colon)"},
		{"title: \"x\nkey: y", "2:8: what begins here does not end (close the quote or bracket)"},
		{"title: x\n\tkey: y", "3:1: a tab cannot indent YAML (indent with spaces)"},
		{"title: @x", "2:8: text cannot begin like this (write `title: \"@x\"`)"},
		{"title: [draft] Clay", "2:8: text cannot begin like this (write `title: \"[draft] Clay\"`)"},
		{"title: \"Foo\" and bar", "2:8: the text goes on after its closing quote (write `title: '\"Foo\" and bar'`)"},
		{"title: \"The \"best\" clay\"", "2:8: a quote inside the quotes ends the text early (write `title: 'The \"best\" clay'`)"},
		{"questions:\n  - question: a\n    options: ['It's', b]", "4:14: an entry of this list has quotes inside its quotes, or needs quotes (write `options: [\"It's\", b]`)"},
		{"title: #1 mistake", "2:7: YAML takes everything from the # on for a comment (write `title: \"#1 mistake\"`)"},
		{"title: # a comment", "2:7: title wants text, got nothing (write a value or remove the key)"},
		{"title: *bold* move", "2:8: text cannot begin like this (write `title: \"*bold* move\"`)"},
		{"title: - what", "2:8: text cannot begin like this (write `title: \"- what\"`)"},
		{"title: x\n  key: y", "3:3: this line is indented more than the one above (remove the spaces before it)"},
		{"questions:\n  - question: a\n      answer: b", "4:7: this line is indented more than the one above (let it begin below the key above)"},
		{"questions:\n  - question: a\n   options: [a]", "4:4: this line begins in another column than those above (indent it like the line that it belongs to)"},
		{"title:Clay\ntype: text", "2:6: " + glued},
		{"type: text\ntitle:Clay\nkey: x", "3:6: " + glued},
		{"title:Clay", "2:6: " + glued},
		{"title: 'a\x01b'", "2:10: control characters are not allowed (remove the invisible character)"},
		{"title: 1.10", `2:8: title wants text, got the number 1.10 (write it in quotes: title: "1.10")`},
		{"title: no", `2:8: title wants text, got the bare word no (write it in quotes: title: "no")`},
		{"title: 2026-01-31", `2:8: title wants text, got the date 2026-01-31 (write it in quotes: title: "2026-01-31")`},
		{"title: true", `2:8: title wants text, got the bare word true (write it in quotes: title: "true")`},
		{"title:", "2:7: title wants text, got nothing (write a value or remove the key)"},
		{"title: ~", "2:8: title wants text, got nothing (write a value or remove the key)"},
		{"title: [x]", "2:8: title wants text, got a list"},
		{"title: {a: b}", "2:8: title wants text, got keys with values"},
		{"title: ''", "2:8: the title is empty (write one)"},
		{"title: \"a\\u202eb\"", "2:8: title holds the invisible character U+202E (remove it)"},
		{"title: \"\\e[31mred\"", "2:8: title holds the invisible character U+001B (remove it)"},
		{"title: |\n  two\n  lines", "2:8: title holds the invisible character U+000A (write it on one line)"},
		{"title: " + strings.Repeat("ä", 121), "2:8: title has 121 characters, Whop takes at most 120 (shorten it)"},
		{"titel: x", `2:1: unknown key "titel" (did you mean "title"?)`},
		{"order: 3", "2:1: unknown key \"order\" (order comes from the number that begins the file's name, or from `lessons:` in chapter.yaml)"},
		{"content: x", `2:1: unknown key "content" (the lesson's text stands below the front matter)`},
		{"title: a\ntitle: b", `3:1: "title" is here twice, first on line 2 (keep one of the two)`},
		{"type: assignment", `2:7: type wants one of text, video, pdf, multi, quiz, knowledge_check, got the text "assignment" (Whop has no assignments: use text with the instructions, or knowledge_check)`},
		{"type: vidoe", `2:7: type wants one of text, video, pdf, multi, quiz, knowledge_check, got the text "vidoe" (did you mean "video"?)`},
		{"type: text\nlesson_type: text", "2:1: type and lesson_type are the same (keep one of the two)"},
		{"embed_type: vimeo\nembed_id: x", `2:13: embed_type wants one of youtube, loom, got the text "vimeo"`},
		{"protect: yes", "2:10: protect wants true or false, got the bare word yes (write true)"},
		{"max_attempts: 0", "2:15: max_attempts wants a whole number of at least 1, got 0"},
		{"days_from_course_start_until_unlock: 1.5", "2:38: days_from_course_start_until_unlock wants a whole number, got the number 1.5 (write it in digits: days_from_course_start_until_unlock: 1)"},
		{"days_from_course_start_until_unlock: -1", "2:38: days_from_course_start_until_unlock wants a whole number of at least 0, got -1"},
		{"days_from_course_start_until_unlock: 14 days", `2:38: days_from_course_start_until_unlock wants a whole number, got the text "14 days" (write it in digits: days_from_course_start_until_unlock: 14)`},
		{"days_from_course_start_until_unlock: '7'", `2:38: days_from_course_start_until_unlock wants a whole number, got the text "7" (write it in digits: days_from_course_start_until_unlock: 7)`},
		{"key: a/b", "2:6: \"a/b\" is no key: a key has letters (a to z), digits, - and _ only (write `key: a-b`)"},
		{"title: &x a\nkey: *x", "2:8: YAML anchors are not read: &x (remove it)\n3:6: YAML aliases are not read: *x (write the value itself)"},
		{"title: *x", "2:8: YAML aliases are not read (write the value itself; text that begins with * goes in quotes)"},
		{"x: &x [*x]", "2:4: YAML anchors are not read: &x (remove it)\n2:8: YAML aliases are not read: *x (write the value itself)"},
		{"<<: {title: x}", "2:1: YAML merge keys are not read (write the keys themselves)"},
		{"{{},<<}", "2:5: YAML merge keys are not read (write the keys themselves)"},
		{"? [a]\n: b", "2:3: a key must be a word, got a list"},
		{"title: !x y", "2:8: YAML tags are not read: !x (remove it; text that looks like something else goes in quotes)"},
		{"title: !!str 1.10", "2:8: YAML tags are not read: !!str (remove it; text that looks like something else goes in quotes)"},
		{"- a", `2:1: want keys with values, got a list (write "key: value" lines)`},
		{"x", `2:1: want keys with values, got the text "x" (write "key: value" lines)`},
	} {
		got := errorsOf(pottery("---\n" + test.front + "\n---\nText.\n"))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.front, diff)
		}
	}
}

// errorsOf returns the errors of the lesson, without its path.
func errorsOf(f files) string {
	_, problems := Load(f.repo(), "")
	var lines []string
	for _, p := range problems.Errors() {
		lines = append(lines, strings.TrimPrefix(strings.TrimPrefix(p.String(), lessonPath), ":"))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func TestASecondDocumentIsNotIgnored(t *testing.T) {
	got := complaints(files{
		"courses/pottery/course.yaml": "title: Pottery\n---\ntitle: Another\n",
		"courses/pottery/1-clay/a.md": "Text.\n",
	})
	want := "E courses/pottery/course.yaml:2:1: a second YAML document begins here (only one is read: remove the line with ---)\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestTextFilesAreUTF8(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"---\ntitle: x\n", "1:1: the front matter does not end (put a line with --- after it)"},
		{"----\ntitle: x\n----\ntext\n", "1:1: front matter stands between lines of exactly three dashes (write ---)"},
		{"---yaml\ntitle: x\n---\n", "1:1: front matter stands between lines of exactly three dashes (write ---)"},
		{"{\n  \"title\": \"x\"\n}\ntext\n", "1:1: JSON front matter is not read (write it as YAML between lines of ---)"},
		{"+++\ntitle = 'x'\n+++\n", "1:1: TOML front matter is not read (write it as YAML between lines of ---)"},
		{"\xff\xfe#\x00 \x00", ": is UTF-16, not UTF-8 (save it as UTF-8)"},
		{"#\x00 \x00T\x00", ": is UTF-16, not UTF-8 (save it as UTF-8)"},
		{"Clay\nab\x00c", "2:3: holds a NUL byte, so it is no text file (save it as UTF-8 text)"},
		{"Ton\nä\xffb", "2:2: byte 0xff is not valid UTF-8 (save it as UTF-8)"},
	} {
		got := errorsOf(pottery(test.text))
		if diff := cmp.Diff(strings.TrimPrefix(test.want, ": "), got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestWhatGitHasLeftInAFileIsNotItsText(t *testing.T) {
	const (
		pointer  = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12\n"
		conflict = "<<<<<<< HEAD\ntitle: One\n=======\ntitle: Two\n>>>>>>> other\n"
		isLFS    = ": is a Git LFS pointer, not the file itself (run `git lfs pull`; in CI check out with LFS)\n"
		isMerge  = ": unresolved merge conflict (choose one side and remove the marker lines; where they are an example, put a space before them)\n"
	)
	for _, test := range []struct{ path, content, want string }{
		{lessonPath, pointer, isLFS},
		{"courses/pottery/course.yaml", pointer, isLFS},
		{ConfigFile, pointer, isLFS},
		{lessonPath, "---\n" + conflict + "---\nText.\n", ":2" + isMerge},
		{lessonPath, "# Clay\r\n\r\n<<<<<<< HEAD\r\nOne\r\n=======\r\nTwo\r\n>>>>>>> other\r\n", ":3" + isMerge},
		{"courses/pottery/course.yaml", conflict, ":1" + isMerge},
		{ConfigFile, "version: 1\n" + conflict, ":2" + isMerge},
	} {
		got := complaints(pottery("Text.\n").with(files{test.path: test.content}))
		if diff := cmp.Diff(strings.ReplaceAll("E "+test.path+test.want, lessonPath, "LESSON"), got); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", test.path, test.content, diff)
		}
	}
	for _, ornament := range []string{"<<<<<<< here\n", "<<<<<<< a\n>>>>>>> b\n", " <<<<<<< a\n =======\n >>>>>>> b\n", "Clay\n=======\n"} {
		load(t, pottery(ornament))
	}
}
