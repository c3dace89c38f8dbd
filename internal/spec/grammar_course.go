package spec

import (
	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

var courseGrammar = yamlfile.Grammar{
	Name: "course.yaml",
	Doc:  "A course: its folder holds a folder for each chapter.",
	Keys: []yamlfile.Key{
		{Name: "title", Form: yamlfile.FormText, Field: course.Title, Required: true, Doc: "The title that students see."},
		keyKey(),
		{Name: "tagline", Form: yamlfile.FormText, Field: course.Tagline, Nullable: true, Doc: "One line about the course."},
		{Name: "description", Form: yamlfile.FormProse, Field: course.Description, Nullable: true, Doc: "A short text about the course. Plain text."},
		{Name: "language", Form: yamlfile.FormEnum, Field: course.Language, Enum: course.Languages(), Nullable: true,
			Doc: "The language spoken in the videos, for captions."},
		visibilityKey("course"),
		{Name: "order", Form: yamlfile.FormDecimal, Field: course.CourseOrder, Nullable: true,
			Doc: "The place of the course among the courses of its experience, such as 1.5."},
		{Name: "require_completing_lessons_in_order", Form: yamlfile.FormBool, Field: course.InOrder, Nullable: true,
			Doc: "Whether a lesson opens only when the one before it is completed."},
		{Name: "certificate_after_completion_enabled", Form: yamlfile.FormBool, Field: course.Certificate, Nullable: true,
			Doc: "Whether students get a certificate at the end."},
		thumbnailKey(),
		{Name: "chapters", Form: yamlfile.FormList, Item: &yamlfile.Key{Form: yamlfile.FormText},
			Doc: "The chapters in their order, by folder name or key. Default: by the numbers that begin the folder names."},
		protectKey(),
	},
	Retired: map[string]string{
		"product_id":    "it belongs to the environment: write `product:` into whopsync.yaml",
		"product":       "it belongs to the environment: write it into whopsync.yaml",
		"experience":    "it belongs to the environment: write it into whopsync.yaml",
		"experience_id": "it belongs to the environment: write `experience:` into whopsync.yaml",
		"cover_image":   "Whop does not take it any more: use `thumbnail:`",
		"lessons":       "the lessons of a chapter are listed in its chapter.yaml",
		"id":            "ids are kept in the state, not in the files",
		publishAt:       "only lessons have it: write it into each lesson that is to wait, and `visibility: hidden` here until students may see the course",
	},
	Ignored: []string{"x-*"},
}

var chapterGrammar = yamlfile.Grammar{
	Name: "chapter.yaml",
	Doc:  "A chapter: its folder holds the lessons. The file may be left out.",
	Keys: []yamlfile.Key{
		{Name: "title", Form: yamlfile.FormText, Field: course.Title, Max: course.MaxChapterTitle,
			Doc: "The title that students see. Default: the folder's name in words."},
		keyKey(),
		{Name: "lessons", Form: yamlfile.FormList, Item: &yamlfile.Key{Form: yamlfile.FormText},
			Doc: "The lessons in their order, by file name or key. Default: by the numbers that begin the file names."},
		protectKey(),
	},
	Retired: map[string]string{
		"order":       "order comes from the number that begins the folder's name, or from `chapters:` in course.yaml",
		"visibility":  "chapters have none on Whop: set it in each lesson",
		"description": "chapters have none on Whop",
		"course_id":   "the chapter belongs to the course in whose folder it lies",
		"id":          "ids are kept in the state, not in the files",
		publishAt:     "Whop cannot hide a chapter: write it into each of its lessons",
	},
	Ignored: []string{"x-*"},
}

// Docs that several tables share.
const (
	docKey     = "A short word that never changes, when name, place, title or text do. Unique in the repository; `whopsync key` writes one."
	docProtect = "Refuse every removal from Whop, of questions and options too, also after this file is gone."
)

func keyKey() yamlfile.Key { return yamlfile.Key{Name: "key", Form: yamlfile.FormKey, Doc: docKey} }
func protectKey() yamlfile.Key {
	return yamlfile.Key{Name: "protect", Form: yamlfile.FormBool, Absent: false, Doc: docProtect}
}

func visibilityKey(what string) yamlfile.Key {
	return yamlfile.Key{Name: "visibility", Form: yamlfile.FormEnum, Field: course.Visibility, Enum: []string{course.Visible, course.Hidden}, Retired: retiredVisibility,
		Absent: course.Visible, Doc: "Whether students see the " + what + "."}
}

var retiredVisibility = map[string]string{
	"draft": hiddenLine, "drafts": hiddenLine, "private": hiddenLine, "unlisted": hiddenLine, "unpublished": hiddenLine, "invisible": hiddenLine,
	"public": visibleLine, "published": visibleLine, "shown": visibleLine,
}

const (
	hiddenLine  = "write `visibility: hidden`"
	visibleLine = "write `visibility: visible`"
)

func thumbnailKey() yamlfile.Key {
	return yamlfile.Key{Name: "thumbnail", Form: yamlfile.FormPath, Field: course.Thumbnail, Nullable: true,
		Doc: "A PNG, JPEG or GIF file, relative to this file."}
}
