package spec

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template"

	gocmp "github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

const filesReference = "../../docs/files.md"

// TestTheReferenceOfFilesIsUpToDate makes docs/files.md of the grammars: what people read is what
// the program accepts.
func TestTheReferenceOfFilesIsUpToDate(t *testing.T) {
	var out strings.Builder
	page := template.Must(template.New("files.md.tmpl").Funcs(template.FuncMap{
		"keys":   func(grammar string) string { return keyTable(grammars[grammar].Keys) },
		"kept":   keptFields,
		"others": func() string { return "`" + strings.Join(lessonGrammar.Ignored, "`, `") + "`" },
		"item": func(grammar, name string, more ...string) string {
			keys := inside(grammars[grammar].Keys, name)
			for _, name := range more {
				keys = inside(keys, name)
			}
			return keyTable(keys)
		},
	}).ParseFiles("testdata/files.md.tmpl"))
	if err := page.Execute(&out, nil); err != nil {
		t.Fatal(err)
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(filesReference, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(filesReference)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(out.String(), string(got)); diff != "" {
		t.Errorf("docs/files.md is not what the grammars say; go test ./internal/spec -run Reference -update rewrites it (-want +got):\n%s", diff)
	}
}

// TestTheReferenceNamesEveryKey finds a table that the page forgot.
func TestTheReferenceNamesEveryKey(t *testing.T) {
	page, err := os.ReadFile(filesReference)
	if err != nil {
		t.Fatal(err)
	}
	var check func(keys []yamlfile.Key)
	check = func(keys []yamlfile.Key) {
		for _, k := range keys {
			if !strings.Contains(string(page), "| `"+k.Name+"` | "+valueOf(k)) {
				t.Errorf("docs/files.md has no row for %s", k.Name)
			}
			check(nested(k))
		}
	}
	for _, g := range grammars {
		check(g.Keys)
	}
}

var grammars = map[string]yamlfile.Grammar{"config": configGrammar, "course": courseGrammar, "chapter": chapterGrammar, "lesson": lessonGrammar}

func inside(keys []yamlfile.Key, name string) []yamlfile.Key {
	return nested(keys[slices.IndexFunc(keys, func(k yamlfile.Key) bool { return k.Name == name })])
}

func nested(k yamlfile.Key) []yamlfile.Key {
	if k.Item != nil {
		return k.Item.Keys
	}
	return k.Keys
}

func keyTable(keys []yamlfile.Key) string {
	var out strings.Builder
	out.WriteString("| key | value | default | null | sent as | what it does |\n|---|---|---|---|---|---|\n")
	for _, k := range keys {
		null := ""
		if k.Nullable {
			null = "yes"
		}
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s | %s | %s |\n", k.Name, valueOf(k), defaultOf(k), null, sentAs(k), strings.ReplaceAll(k.Doc, "|", "\\|"))
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// valueOf says what a key takes, and within which bounds.
func valueOf(k yamlfile.Key) string {
	value := map[yamlfile.Form]string{
		yamlfile.FormText: "text", yamlfile.FormProse: "text of any number of lines", yamlfile.FormLiteral: "text",
		yamlfile.FormBool: "true or false", yamlfile.FormInt: "whole number", yamlfile.FormNumber: "number", yamlfile.FormDecimal: "number",
		yamlfile.FormName: "name, in any script and without a slash", yamlfile.FormKey: fmt.Sprintf("word of the letters A to Z and a to z, digits, `-` and `_`, at most %d characters", course.MaxKey), yamlfile.FormAddress: "address", yamlfile.FormPath: "path",
		yamlfile.FormMoment: "date and time with their zone", yamlfile.FormObject: "keys, below", yamlfile.FormMap: map[bool]string{true: "names, each with the keys below", false: "names, each with a text"}[k.Item == nil], yamlfile.FormList: "list",
		yamlfile.FormEnum: "`" + strings.Join(k.Enum, "`, `") + "`",
	}[k.Form]
	if k.Prefix != "" {
		value += ", begins with `" + strings.Join(append([]string{k.Prefix}, k.Starts...), "` or `") + "`"
	}
	switch {
	case k.Min > 0 && k.Max > 0:
		value += fmt.Sprintf(", %d to %d", k.Min, k.Max)
	case k.Min > 0:
		value += fmt.Sprintf(", at least %d", k.Min)
	case k.Max > 0 && k.Form == yamlfile.FormText:
		value += fmt.Sprintf(", at most %d characters", k.Max)
	case k.Max > 0:
		value += fmt.Sprintf(", at most %d", k.Max)
	}
	return value
}

func defaultOf(k yamlfile.Key) string {
	switch absent := k.Absent.(type) {
	case nil:
		if k.Required {
			return "must be there"
		}
		return ""
	case []string:
		return "`" + strings.Join(absent, "`, `") + "`"
	default:
		return fmt.Sprintf("`%v`", absent)
	}
}

// keptFields names the keys whose fields stay unchanged when the key is taken out again.
func keptFields() string {
	var kept []string
	for kind, keys := range map[course.Kind][]yamlfile.Key{course.KindCourse: courseGrammar.Keys, course.KindLesson: lessonGrammar.Keys} {
		for _, k := range keys {
			if spec, ok := course.SpecOf(kind, k.Field); ok && k.Nullable && spec.Cleared() == nil {
				kept = append(kept, "`"+k.Name+"`")
			}
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, " and ")
}

// sentAs names the field on Whop that a key fills, or that is made of it.
func sentAs(k yamlfile.Key) string {
	made := map[string]course.Field{
		"video_url": course.EmbedType + "`, `" + course.EmbedID, "thumbnail": course.Thumbnail, "main_pdf": course.MainPDF,
		"attachments": course.Attachments, "questions": course.Questions, "completion_requirement": course.Completion,
	}
	field := cmp.Or(k.Field, made[k.Name])
	if field == "" {
		return ""
	}
	return "`" + string(field) + "`"
}
