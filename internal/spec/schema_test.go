package spec

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

var update = flag.Bool("update", false, "rewrite the schemas in /schema")

const schemaDir = "../../schema"

func TestTheSchemasInTheRepositoryAreThoseOfTheTables(t *testing.T) {
	for _, s := range Schemas() {
		file := filepath.Join(schemaDir, s.Name+".json")
		if *update {
			if err := os.WriteFile(file, s.JSON, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(s.JSON)); diff != "" {
			t.Errorf("%s (-want +got), to rewrite it: go test ./internal/spec -update\n%s", file, diff)
		}
	}
}

// editor is what checks files by the schemas, as an editor does while someone types.
type editor map[string]*jsonschema.Schema

func newEditor(t testing.TB) editor {
	t.Helper()
	e := editor{}
	compiler := jsonschema.NewCompiler()
	for _, s := range Schemas() {
		name := s.Name + ".json"
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.JSON))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource(name, document); err != nil {
			t.Fatal(err)
		}
		if e[s.Name], err = compiler.Compile(name); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// complaint returns what the schema of a file has against it, or nil.
func (e editor) complaint(path string, data []byte) (err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = fmt.Errorf("yaml: %v", bug)
		}
	}()
	r := yamlfile.Report{Path: path}
	text, _ := decodeText(data, &r)
	name := strings.TrimSuffix(filepath.Base(path), ".yaml")
	if isMarkdown(path) {
		text, _, _, _ = split(text, &r)
		name = "lesson"
	}
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return err
	}
	if document.Kind == 0 {
		return e[name].Validate(nil)
	}
	return e[name].Validate(instance(document.Content[0]))
}

// instance returns a YAML tree as the JSON that it stands for.
func instance(node *yaml.Node) any {
	switch node.Kind {
	case yaml.MappingNode:
		object := make(map[string]any, len(node.Content)/2)
		for i := 0; i < len(node.Content); i += 2 {
			object[node.Content[i].Value] = instance(node.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, item := range node.Content {
			list[i] = instance(item)
		}
		return list
	}
	switch node.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(node.Value, "true")
	case "!!int", "!!float":
		if n, err := strconv.ParseFloat(node.Value, 64); err == nil {
			return n
		}
	}
	return node.Value
}

func TestWhatLoadsFitsTheSchemas(t *testing.T) {
	e := newEditor(t)
	fits := func(t *testing.T, repo *Repo) {
		t.Helper()
		for _, name := range discover(repo).sources() {
			data, err := repo.read(name, maxTextFile)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.complaint(name, data); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	t.Run("example-course", func(t *testing.T) { fits(t, NewRepo(os.DirFS("../../example-course"))) })
	t.Run("what init writes", func(t *testing.T) { fits(t, NewRepo(os.DirFS("../cli/template"))) })
	scripts, err := filepath.Glob("../cli/testdata/script/*.txtar")
	if err != nil || len(scripts) < 10 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	for _, script := range scripts {
		archive, err := txtar.ParseFile(script)
		if err != nil {
			t.Fatal(err)
		}
		tree := files{}
		for _, file := range archive.Files {
			tree[file.Name] = string(file.Data)
		}
		if _, problems := Load(tree.repo(), ""); !problems.HasErrors() {
			t.Run(filepath.Base(script), func(t *testing.T) { fits(t, tree.repo()) })
		}
	}
}

// written is one way to write one file.
type writing struct{ file, content string }

func (w writing) loads(t *testing.T) bool {
	t.Helper()
	in := "courses/pottery/01-clay/"
	tree := pottery("Text.\n").with(files{
		in + "a.pdf": "%PDF-1.4\n", in + "a.png": pngPicture(t), "courses/pottery/a.png": pngPicture(t),
	})
	path := map[string]string{
		"whopsync": ConfigFile, "course": "courses/pottery/course.yaml", "chapter": in + chapterFile, "lesson": lessonPath,
	}[w.file]
	tree[path] = w.content
	if w.file == "lesson" {
		tree[path] = "---\n" + w.content + "---\nText.\n"
	}
	_, problems := Load(tree.repo(), "")
	return !problems.HasErrors()
}

func (w writing) fits(e editor) bool {
	if w.file == "lesson" {
		return e.complaint("a.md", []byte("---\n"+w.content+"---\n")) == nil
	}
	return e.complaint(w.file+".yaml", []byte(w.content)) == nil
}

func TestSchemasAndLoadingAgree(t *testing.T) {
	e := newEditor(t)
	environment := func(lines string) string {
		return "version: 1\nenvironments:\n  a: {" + lines + "}\n"
	}
	question := func(rest string) string { return "questions:\n  - {question: A, " + rest + "}\n" }
	for _, test := range []struct {
		writing
		good bool
	}{
		{writing{"whopsync", "version: 1\n"}, true},
		{writing{"whopsync", "version: 2\n"}, false},
		{writing{"whopsync", "version: '1'\n"}, false},
		{writing{"whopsync", "on_remove: hide\n"}, false},
		{writing{"whopsync", "version: 1\non_remove: keep\n"}, true},
		{writing{"whopsync", "version: 1\non_remove: destroy\n"}, false},
		{writing{"whopsync", "version: 1\nlimits: {max_delete: 0, max_delete_percent: 100}\n"}, true},
		{writing{"whopsync", "version: 1\nlimits: {max_delete: -1}\n"}, false},
		{writing{"whopsync", "version: 1\nlimits: {max_delete_percent: 101}\n"}, false},
		{writing{"whopsync", "version: 1\nlimits: {max_deletes: 1}\n"}, false},
		{writing{"whopsync", "version: 1\nlimits:\n"}, false},
		{writing{"whopsync", "version: 1\ncourses: courses/*\n"}, false},
		{writing{"whopsync", "version: 1\ncourses: ['courses/*']\n"}, true},
		{writing{"whopsync", "version: 1\nmoved: [{from: a/b, to: pottery/clay}]\n"}, true},
		{writing{"whopsync", "version: 1\nmoved: [{from: a/b}]\n"}, false},
		{writing{"whopsync", "version: 1\nmoved: [{from: a/b/c/d, to: a/b/c}]\n"}, false},
		{writing{"whopsync", "version: 1\nmoved: [{from: a/../c, to: a/b/c}]\n"}, false},
		{writing{"whopsync", "version: 1\nremoved: [{address: a b/c, action: keep}]\n"}, true},
		{writing{"whopsync", "version: 1\nremoved: [{address: /a}]\n"}, false},
		{writing{"whopsync", "version: 1\nenvironments: {local: }\n"}, true},
		{writing{"whopsync", environment("experience: exp_1, account: biz_1, state: git")}, true},
		{writing{"whopsync", environment("product: prod_1")}, true},
		{writing{"whopsync", environment("product: exp_1")}, false},
		{writing{"whopsync", environment("experience: exp_1, product: prod_1")}, false},
		{writing{"whopsync", environment("experience: exp_1, api_key: x")}, false},
		{writing{"course", "title: a\n"}, true},
		{writing{"course", "tagline: a\n"}, false},
		{writing{"course", "title:\n"}, false},
		{writing{"course", "title: 1\n"}, false},
		{writing{"course", "title: true\n"}, false},
		{writing{"course", "title: [a]\n"}, false},
		{writing{"course", "title: |\n  a\n"}, false},
		{writing{"course", "title: >-\n  a\n  b\n"}, true},
		{writing{"course", "title: a\ndescription: |\n  a\n  b\n"}, true},
		{writing{"course", "title: a\ntagline:\nlanguage: null\n"}, true},
		{writing{"course", "title: a\nlanguage: english\n"}, false},
		{writing{"course", "title: a\nvisibility:\n"}, false},
		{writing{"course", "title: a\norder: 1.5\n"}, true},
		{writing{"course", "title: a\norder: '1.50'\n"}, true},
		{writing{"course", "title: a\norder: '1.5.1'\n"}, false},
		{writing{"course", "title: a\norder:\n"}, true},
		{writing{"course", "title: a\norder: true\n"}, false},
		{writing{"course", "title: a\nrequire_completing_lessons_in_order: yes\n"}, false},
		{writing{"course", "title: a\nrequire_completing_lessons_in_order: true\n"}, true},
		{writing{"course", "title: a\nkey: a b\n"}, false},
		{writing{"course", "title: a\nkey: a_B-9\n"}, true},
		{writing{"course", "title: a\nkey: a/b\n"}, false},
		{writing{"course", "title: a\nkey: ' a'\n"}, false},
		{writing{"course", "title: a\nkey: ..\n"}, false},
		{writing{"course", "title: a\nkey: ''\n"}, false},
		{writing{"course", "title: a\nthumbnail: a.png\n"}, true},
		{writing{"course", "title: a\nthumbnail:\n"}, true},
		{writing{"course", "title: a\nthumbnail: /a.png\n"}, false},
		{writing{"course", "title: a\nthumbnail: ''\n"}, false},
		{writing{"course", "title: a\nthumbnail: https://example.org/a.png\n"}, false},
		{writing{"course", "title: a\nid: cors_1\n"}, false},
		{writing{"chapter", ""}, true},
		{writing{"chapter", "# nothing\n"}, true},
		{writing{"chapter", "title: a\nlessons: [kinds, lesson]\nprotect: true\n"}, true},
		{writing{"chapter", "visibility: hidden\n"}, false},
		{writing{"chapter", "lessons: kinds\n"}, false},
		{writing{"chapter", "[title]\n"}, false},
		{writing{"chapter", "title: " + strings.Repeat("ä", 1000) + "\n"}, false},
		{writing{"lesson", ""}, true},
		{writing{"lesson", "title: a\ntype: quiz\nquestions: []\nmax_attempts: 1\n"}, true},
		{writing{"lesson", "type: assignment\n"}, false},
		{writing{"lesson", "type: text\nlesson_type: text\n"}, false},
		{writing{"lesson", "max_attempts: 0\n"}, false},
		{writing{"lesson", "max_attempts: 1.5\n"}, false},
		{writing{"lesson", "days_from_course_start_until_unlock: 7\n"}, true},
		{writing{"lesson", "days_from_course_start_until_unlock: seven\n"}, false},
		{writing{"lesson", "days_from_course_start_until_unlock:\n"}, true},
		{writing{"lesson", "video_url: https://youtu.be/dQw4w9WgXcQ\n"}, true},
		{writing{"lesson", "video_url: https://youtu.be/dQw4w9WgXcQ\nembed_id: x\n"}, false},
		{writing{"lesson", "embed_type: loom\nembed_id: x\n"}, true},
		{writing{"lesson", "embed_type: vimeo\nembed_id: x\n"}, false},
		{writing{"lesson", "main_pdf: a.pdf\nattachments: [a.pdf]\n"}, true},
		{writing{"lesson", "attachments: a.pdf\n"}, false},
		{writing{"lesson", "attachments:\n"}, true},
		{writing{"lesson", "attachments: [C:/a.pdf]\n"}, false},
		{writing{"lesson", "attachments: ['a\\a.pdf']\n"}, false},
		{writing{"lesson", question("answer: 3")}, true},
		{writing{"lesson", question("answer: true, image: a.png, key: a")}, true},
		{writing{"lesson", question("options: [1, {text: b, correct: true}]")}, true},
		{writing{"lesson", question("options: [a, {correct: true}]")}, false},
		{writing{"lesson", question("options: [a, {text: b, right: true}]")}, false},
		{writing{"lesson", question("options: [[a], {text: b, correct: true}]")}, false},
		{writing{"lesson", question("type: essay")}, false},
		{writing{"lesson", question("correct_answer: a")}, false},
		{writing{"lesson", "questions: [{answer: a}]\n"}, false},
		{writing{"lesson", "questions: [What?]\n"}, false},
		{writing{"lesson", "type: quiz\nquestions: []\ncompletion_requirement: {minimum_grade_percent: 66.5}\n"}, true},
		{writing{"lesson", "type: quiz\ncompletion_requirement: {minimum_grade_percent: 66.5, minimum_questions_correct: 0}\n"}, false},
		{writing{"lesson", "type: quiz\ncompletion_requirement: {}\n"}, false},
		{writing{"lesson", "type: quiz\nquestions: []\ncompletion_requirement:\n"}, true},
		{writing{"lesson", "type: quiz\ncompletion_requirement: {minimum_grade_percent: 101}\n"}, false},
		{writing{"lesson", "draft: true\n"}, false},
	} {
		if loads, fits := test.loads(t), test.fits(e); loads != test.good || fits != test.good {
			t.Errorf("%s\n%s: loads %t, fits the schema %t, want %t", test.file, test.content, loads, fits, test.good)
		}
	}
}

// What a schema lets pass and loading does not: all that takes knowledge of the other
// keys, of the other files, or of how a value is written. The other way round there is
// nothing: an editor never marks what is right.
func TestWhatOnlyLoadingCanJudge(t *testing.T) {
	e := newEditor(t)
	for reason, w := range map[string]writing{
		"the same key twice":                         {"course", "title: a\ntitle: b\n"},
		"anchors, aliases, tags":                     {"course", "title: &a b\n"},
		"a second document":                          {"course", "title: a\n---\ntitle: b\n"},
		"words that some YAML takes for truth":       {"course", "title: no\n"},
		"words that some YAML takes for a date":      {"course", "title: 2026-01-01\n"},
		"a whole number written with decimals":       {"lesson", "max_attempts: 1.0\n"},
		"a number written with an exponent":          {"course", "title: a\norder: 1e2\n"},
		"a number that no computer should count to":  {"lesson", "max_attempts: 99999999999\n"},
		"text without a letter":                      {"course", "title: ' '\n"},
		"invisible characters":                       {"course", "title: \"a\\u202eb\"\n"},
		"files that are not there":                   {"course", "title: a\nthumbnail: b.png\n"},
		"files that are something else":              {"lesson", "thumbnail: a.pdf\n"},
		"paths that lead out":                        {"lesson", "attachments: [../../../../a.pdf]\n"},
		"the same file twice":                        {"lesson", "attachments: [a.pdf, a.pdf]\n"},
		"names of lessons and chapters":              {"chapter", "lessons: [kinds]\n"},
		"names of environments":                      {"whopsync", "version: 1\ndefault_environment: a\n"},
		"what can be an environment's name":          {"whopsync", "version: 1\nenvironments: {a b: {experience: exp_1}}\n"},
		"that an environment leads somewhere":        {"whopsync", "version: 1\nenvironments: {a: {account: biz_1}}\n"},
		"addresses of the web":                       {"whopsync", "version: 1\nenvironments: {a: {experience: exp_1, base_url: 'http://whop.com'}}\n"},
		"globs that match nothing":                   {"whopsync", "version: 1\ncourses: [academy/*]\n"},
		"moves from one kind to another":             {"whopsync", "version: 1\nmoved: [{from: a, to: pottery/clay}]\n"},
		"videos":                                     {"lesson", "video_url: https://example.org/a\n"},
		"half an embedded video":                     {"lesson", "embed_id: x\n"},
		"questions in a lesson that is none to have": {"lesson", "type: text\nquestions: [{question: A, answer: a}]\n"},
		"questions kept in such a lesson":            {"lesson", "keep_questions: true\n"},
		"a quiz without questions":                   {"lesson", "type: quiz\n"},
		"answers that are no option":                 {"lesson", "questions: [{question: A, options: [a, b], answer: c}]\n"},
		"an unreachable number of right answers":     {"lesson", "questions: [{question: A, answer: a}]\ncompletion_requirement: {minimum_questions_correct: 2}\n"},
	} {
		if w.loads(t) || !w.fits(e) {
			t.Errorf("%s: loads %t, fits the schema %t\n%s", reason, w.loads(t), w.fits(e), w.content)
		}
	}
}

// Rivals are said in the tables for the schemas; that loading refuses them is code.
func TestLoadingRefusesRivals(t *testing.T) {
	value := map[string]string{
		"type": "text", "lesson_type": "text", "video_url": "https://youtu.be/dQw4w9WgXcQ", "embed_type": "youtube", "embed_id": "dQw4w9WgXcQ",
		"experience": "exp_1", "questions": "[]", "keep_questions": "false", "product": "prod_1",
		"publish_at": "2030-01-31T09:00:00Z", "visibility": "hidden",
	}
	check := func(k yamlfile.Key, format, file string) {
		for _, rival := range k.Rivals {
			alone := writing{file, fmt.Sprintf(format, k.Name+": "+value[k.Name], "")}
			both := writing{file, fmt.Sprintf(format, k.Name+": "+value[k.Name], rival+": "+value[rival])}
			if !alone.loads(t) || both.loads(t) {
				t.Errorf("%s beside %s: loads %t, alone %t", k.Name, rival, both.loads(t), alone.loads(t))
			}
		}
	}
	for _, k := range lessonGrammar.Keys {
		check(k, "%s\n%s\n", "lesson")
	}
	for _, k := range configGrammar.Keys {
		for _, inner := range k.Keys {
			check(inner, "version: 1\nenvironments:\n  a:\n    %s\n    %s\n", "whopsync")
		}
	}
}

// TestNullIsTakenWhereWhopTakesIt holds the grammars to the table of fields: a key takes null if Whop does,
// unless leaving the key out has a meaning of its own.
func TestNullIsTakenWhereWhopTakesIt(t *testing.T) {
	for kind, grammar := range map[course.Kind]yamlfile.Grammar{course.KindCourse: courseGrammar, course.KindChapter: chapterGrammar, course.KindLesson: lessonGrammar} {
		for _, key := range grammar.Keys {
			hasMeaning := key.Absent != nil || key.Field == course.Title || key.Field == course.LessonType
			for _, spec := range course.Specs(kind) {
				if key.Field == spec.Field && !hasMeaning && key.Nullable != spec.Nullable {
					t.Errorf("%s: %s takes null: %t; on Whop: %t", grammar.Name, key.Name, key.Nullable, spec.Nullable)
				}
			}
		}
	}
}
