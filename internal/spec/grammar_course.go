package spec

import "whopsync/internal/course"

var courseGrammar = grammar{
	name: "course.yaml",
	doc:  "A course: its folder holds a folder for each chapter.",
	keys: []key{
		{name: "title", form: formText, field: course.Title, required: true, doc: "The title that students see."},
		keyKey(),
		{name: "tagline", form: formText, field: course.Tagline, nullable: true, doc: "One line about the course."},
		{name: "description", form: formProse, field: course.Description, nullable: true, doc: "A short text about the course. Plain text."},
		{name: "language", form: formEnum, field: course.Language, enum: course.Languages(), nullable: true,
			doc: "The language spoken in the videos, for captions."},
		visibilityKey("course"),
		{name: "order", form: formDecimal, field: course.CourseOrder, nullable: true,
			doc: "The place of the course among the courses of its experience, such as 1.5."},
		{name: "require_completing_lessons_in_order", form: formBool, field: course.InOrder, nullable: true,
			doc: "Whether a lesson opens only when the one before it is completed."},
		{name: "certificate_after_completion_enabled", form: formBool, field: course.Certificate, nullable: true,
			doc: "Whether students get a certificate at the end."},
		thumbnailKey(),
		{name: "chapters", form: formList, item: &key{form: formText},
			doc: "The chapters in their order, by folder name or key. Default: by the numbers in front of the folder names."},
		protectKey(),
	},
	retired: map[string]string{
		"product_id":    "it belongs to the environment: write `product:` into whopsync.yaml",
		"product":       "it belongs to the environment: write it into whopsync.yaml",
		"experience":    "it belongs to the environment: write it into whopsync.yaml",
		"experience_id": "it belongs to the environment: write `experience:` into whopsync.yaml",
		"cover_image":   "Whop does not take it any more: use `thumbnail:`",
		"lessons":       "the lessons of a chapter are listed in its chapter.yaml",
		"id":            "ids are kept in the state, not in the files",
	},
}

var chapterGrammar = grammar{
	name: "chapter.yaml",
	doc:  "A chapter: its folder holds the lessons. The file may be left out.",
	keys: []key{
		{name: "title", form: formText, field: course.Title, max: course.MaxChapterTitle,
			doc: "The title that students see. Default: the folder's name in words."},
		keyKey(),
		{name: "lessons", form: formList, item: &key{form: formText},
			doc: "The lessons in their order, by file name or key. Default: by the numbers in front of the file names."},
		protectKey(),
	},
	retired: map[string]string{
		"order":       "order comes from the number in front of the folder's name, or from `chapters:` in course.yaml",
		"visibility":  "chapters have none on Whop: set it in each lesson",
		"description": "chapters have none on Whop",
		"course_id":   "the chapter belongs to the course in whose folder it lies",
		"id":          "ids are kept in the state, not in the files",
	},
}
