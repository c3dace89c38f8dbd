package spec

import "whopsync/internal/yamlfile"

// Schema is the JSON Schema of one kind of file, for completion and errors in editors.
type Schema struct {
	Name string // "course" is that of course.yaml
	JSON []byte
}

// Schemas returns the schemas of all kinds of files.
func Schemas() []Schema {
	return []Schema{
		{"whopsync", yamlfile.Schema(configGrammar)},
		{"course", yamlfile.Schema(courseGrammar)},
		{"chapter", yamlfile.Schema(chapterGrammar)},
		{"lesson", yamlfile.Schema(lessonGrammar)},
	}
}
