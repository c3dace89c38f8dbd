package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/richtext"
)

// inWords describes a value on one line, a long text by its length.
func inWords(v course.Value) string {
	switch v := v.(type) {
	case nil:
		return "(not shown)"
	case course.Null:
		return "null"
	case course.Text:
		return textInWords(string(v))
	case course.Body:
		return size(v.Text)
	case course.File:
		return fileName(v)
	case course.Files:
		return "[" + joined(v, fileName) + "]"
	case course.QuestionList:
		return counted(len(v), "question")
	case course.Requirement:
		return requirement(v)
	}
	return OneLine(bare(v))
}

func textInWords(s string) string {
	if doc, ok := richtext.Parse(s); ok {
		return fmt.Sprintf("(edited in Whop's dashboard editor: %s of rich text)", counted(doc.Length(), "character"))
	}
	if strings.Contains(course.NormalText(s), "\n") {
		return size(s)
	}
	return quote(s)
}

func size(s string) string {
	s = course.NormalText(s)
	lines := 0
	if s != "" {
		lines = 1 + strings.Count(s, "\n")
	}
	return counted(utf8.RuneCountInString(s), "character") + ", " + counted(lines, "line")
}

// bare returns a simple value as it stands in YAML.
func bare(v course.Value) string {
	switch v := v.(type) {
	case course.Text:
		return string(v)
	case course.Body:
		return v.Text
	case course.Bool:
		return strconv.FormatBool(bool(v))
	case course.Int:
		return strconv.FormatInt(int64(v), 10)
	case course.Decimal:
		return string(v)
	}
	return ""
}

// fileName names a file by its path, else by Whop's name; Whop shows no name of some files.
func fileName(f course.File) string {
	for _, name := range []string{f.Path, f.Name, f.ID} {
		if name != "" {
			return OneLine(name)
		}
	}
	return "(a file)"
}

func requirement(r course.Requirement) string {
	switch {
	case r.MinimumGradePercent != nil:
		return "minimum_grade_percent: " + strconv.FormatFloat(*r.MinimumGradePercent, 'f', -1, 64)
	case r.MinimumQuestionsCorrect != nil:
		return fmt.Sprintf("minimum_questions_correct: %d", *r.MinimumQuestionsCorrect)
	}
	return "{}"
}

func fieldList(fields []course.Field) string {
	return joined(fields, func(f course.Field) string { return string(f) })
}

func addressName(a course.Address) string { return OneLine(a.String()) }

func isText(v course.Value) bool {
	switch v.(type) {
	case course.Text, course.Body, course.Null:
		return true
	}
	return false
}

// longText returns a text in the form in which two of them are compared. Rich text of
// Whop's dashboard is compared as the Markdown that says the same.
func longText(v course.Value) string {
	text := bare(v)
	if doc, rich := richOf(v); rich {
		text, _ = doc.Markdown()
	}
	return course.NormalText(text)
}

func richOf(v course.Value) (*richtext.Document, bool) {
	text, ok := v.(course.Text)
	if !ok {
		return nil, false
	}
	return richtext.Parse(string(text))
}
