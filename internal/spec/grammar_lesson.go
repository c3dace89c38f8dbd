package spec

import (
	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

const (
	keepQuestions = "keep_questions"
	publishAt     = "publish_at"
)

var lessonGrammar = yamlfile.Grammar{
	Name: "a lesson's front matter",
	Doc:  "A lesson: front matter, then its text as Markdown.",
	Keys: []yamlfile.Key{
		{Name: "title", Form: yamlfile.FormText, Field: course.Title, Max: course.MaxLessonTitle,
			Doc: "The title that students see. Default: the heading with which the text begins, else the file's name in words."},
		keyKey(),
		{Name: "type", Form: yamlfile.FormEnum, Field: course.LessonType, Enum: course.LessonTypes(), Retired: retiredTypes,
			Doc: "The lesson's type. Default: what the other keys say, else text."},
		{Name: "lesson_type", Form: yamlfile.FormEnum, Field: course.LessonType, Enum: course.LessonTypes(), Retired: retiredTypes, Rivals: []string{"type"},
			Doc: "Whop's name of `type`."},
		visibilityKey("lesson"),
		{Name: publishAt, Form: yamlfile.FormMoment, Rivals: []string{"visibility"},
			Doc: "When students get to see the lesson, with the time zone: `2030-01-31 09:00 Europe/Berlin` or `2030-01-31T09:00:00+01:00`. Until then it is hidden; the first apply after it makes it visible."},
		{Name: "days_from_course_start_until_unlock", Form: yamlfile.FormInt, Field: course.UnlockDays, Nullable: true,
			Doc: "Days after a student's start on which the lesson opens."},
		{Name: "video_url", Form: yamlfile.FormText, Nullable: true, Rivals: []string{"embed_type", "embed_id"}, Doc: "The address of a YouTube or Loom video."},
		{Name: "embed_type", Form: yamlfile.FormEnum, Field: course.EmbedType, Enum: []string{course.EmbedYouTube, course.EmbedLoom}, Nullable: true,
			Doc: "Where the video is. `video_url` says the same with less."},
		{Name: "embed_id", Form: yamlfile.FormText, Field: course.EmbedID, Nullable: true,
			Doc: "The id of the video there. `video_url` says the same with less."},
		{Name: "mux_asset_id", Form: yamlfile.FormText, Field: course.MuxAsset, Nullable: true,
			Doc: "A video that was uploaded in Whop's dashboard (mux_…)."},
		thumbnailKey(),
		{Name: "main_pdf", Form: yamlfile.FormPath, Field: course.MainPDF, Nullable: true, Doc: "The document of a pdf lesson, relative to this file."},
		{Name: "attachments", Form: yamlfile.FormList, Field: course.Attachments, Nullable: true, Item: &yamlfile.Key{Form: yamlfile.FormPath},
			Doc: "Files to download, relative to this file."},
		{Name: "questions", Form: yamlfile.FormList, Field: course.Questions, Nullable: true, Item: questionKey(), Doc: "The questions of a quiz or knowledge check, which must have the key; [] for none."},
		{Name: keepQuestions, Form: yamlfile.FormBool, Absent: false, Rivals: []string{"questions"},
			Doc: "The questions stay as they are on Whop. An import writes this where it cannot read them."},
		{Name: "max_attempts", Form: yamlfile.FormInt, Field: course.MaxAttempts, Min: 1, Nullable: true,
			Doc: "How often a student may try."},
		{Name: "completion_requirement", Form: yamlfile.FormObject, Field: course.Completion, Nullable: true, OneOf: true, Doc: "What a student must reach: one of the two.",
			Keys: []yamlfile.Key{
				{Name: "minimum_grade_percent", Form: yamlfile.FormNumber, Max: 100, Doc: "From 0 to 100."},
				{Name: "minimum_questions_correct", Form: yamlfile.FormInt, Doc: "A number of questions."},
			}},
		protectKey(),
	},
	Retired: map[string]string{
		"content":                           "the lesson's text stands below the front matter",
		"order":                             "order comes from the number that begins the file's name, or from `lessons:` in chapter.yaml",
		"chapter_id":                        "the lesson belongs to the chapter in whose folder it lies",
		"assessment_questions":              "write `questions:`",
		"assessment_completion_requirement": "write `completion_requirement:`",
		"draft":                             hiddenAdvice,
		"hide":                              hiddenAdvice,
		"hidden":                            hiddenAdvice,
		"published":                         hiddenAdvice,
		"id":                                "ids are kept in the state, not in the files; `key:` says which lesson the file is",
		"video":                             "write `video_url:`",
		"youtube":                           "write `video_url:`",
		"loom":                              "write `video_url:`",
		"video_id":                          "write `video_url:`",
		"pdf":                               "write `main_pdf:`",
		"document":                          "write `main_pdf:`",
		"unlock":                            unlockAdvice,
		"unlock_after":                      unlockAdvice,
		"unlock_days":                       unlockAdvice,
		"drip":                              unlockAdvice,
		"drip_days":                         unlockAdvice,
		"days":                              unlockAdvice,
		"image":                             "write `thumbnail:`",
		"cover":                             "write `thumbnail:`",
		"cover_image":                       "write `thumbnail:`",
		"files":                             "write `attachments:`",
		"downloads":                         "write `attachments:`",
		"resources":                         "write `attachments:`",
		"quiz":                              "write `questions:`",
		"status":                            hiddenAdvice,
		"publish":                           "to hide a lesson, write `visibility: hidden`; to show it from a date on, write `publish_at: 2030-01-31 09:00 Europe/Berlin`",
		"public":                            hiddenAdvice,
		"private":                           hiddenAdvice,
		"unlisted":                          hiddenAdvice,
		"visible":                           hiddenAdvice,
		"publish_on":                        publishAdvice,
		"publish_date":                      publishAdvice,
		"publishDate":                       publishAdvice,
		"release_date":                      publishAdvice,
		"release_at":                        publishAdvice,
		"available_at":                      publishAdvice,
		"available_from":                    publishAdvice,
		"visible_from":                      publishAdvice,
		"unlock_at":                         publishAdvice,
		"scheduled":                         publishAdvice,
		"scheduled_at":                      publishAdvice,
		"expiryDate":                        "whopsync hides nothing by date: write `visibility: hidden` when the time has come",
	},
	Ignored: []string{
		"x-*", "alias", "aliases", "aside", "author", "authors", "canonical", "categories", "category", "classes", "comments", "created", "cssclass",
		"cssclasses", "custom_edit_url", "date", "description", "displayed_sidebar", "editLink", "excerpt", "featured", "grand_parent", "has_children",
		"has_toc", "head", "hide", "hide_table_of_contents", "hide_title", "icon", "jupytext", "katex", "kernelspec", "keywords", "lang", "last_modified_at",
		"last_update", "lastUpdated", "lastmod", "layout", "license", "linkTitle", "locale", "math", "mathjax", "menu", "modified", "nav_order", "next",
		"noindex", "outline", "pagination_label", "pagination_next", "pagination_prev", "parent", "permalink", "pin", "prev", "redirect_from", "redirect_to",
		"robots", "series", "share", "sidebar", "sidebar_class_name", "sidebar_custom_props", "sidebar_label", "sidebar_position", "slug", "summary", "tag",
		"tags", "template", "toc", "toc_max_heading_level", "toc_min_heading_level", "updated", "url", "weight",
	},
}

const (
	unlockAdvice = "write `days_from_course_start_until_unlock:`"
	hiddenAdvice = "to hide a lesson, write `visibility: hidden`; a visible lesson needs no such key"
	// publishAdvice has a date that has not come, so that a line which is pasted publishes nothing.
	publishAdvice = "to show a lesson from a date on, write `publish_at: 2030-01-31 09:00 Europe/Berlin`"
)

// orderKeys are those with which other tools say the order of lessons.
var orderKeys = []string{"weight", "nav_order", "sidebar_position"}

var retiredTypes = map[string]string{
	"assignment": "Whop has no assignments: use text with the instructions, or knowledge_check",
}

func questionKey() *yamlfile.Key {
	return &yamlfile.Key{
		Form: yamlfile.FormObject,
		Keys: []yamlfile.Key{
			{Name: "question", Form: yamlfile.FormProse, Required: true, Doc: "The text of the question."},
			{Name: "key", Form: yamlfile.FormName, Doc: "Pins the question, so that rewriting it keeps the students' answers."},
			{Name: "type", Form: yamlfile.FormEnum, Enum: course.QuestionTypes(),
				Doc: "Default: what the options say; without options short_answer."},
			{Name: "image", Form: yamlfile.FormPath, Doc: "An image beside the question, relative to this file."},
			{Name: "options", Form: yamlfile.FormList, Doc: "The choices.", Item: &yamlfile.Key{Form: yamlfile.FormObject, Short: "text", Keys: []yamlfile.Key{
				{Name: "text", Form: yamlfile.FormLiteral, Required: true, Doc: "The text of the option."},
				{Name: "correct", Form: yamlfile.FormBool, Absent: false, Doc: "Whether the option is right."},
			}}},
			{Name: "answer", Form: yamlfile.FormLiteral, Doc: "The right answer: a text, for true_false true or false, or the text of the right option."},
		},
		Retired: map[string]string{
			"question_text":  "write `question:`",
			"question_type":  "write `type:`",
			"correct_answer": "write `answer:`",
			"id":             "ids are kept in the state; `key:` pins a question",
		},
	}
}
