package spec

import "whopsync/internal/course"

var lessonGrammar = grammar{
	name: "a lesson's front matter",
	doc:  "A lesson: front matter, then its text as Markdown.",
	keys: []key{
		{name: "title", form: formText, field: course.Title, max: course.MaxLessonTitle,
			doc: "The title that students see. Default: the first # heading, else the file's name in words."},
		keyKey(),
		{name: "type", form: formEnum, field: course.LessonType, enum: course.LessonTypes(), retired: retiredTypes,
			doc: "The lesson's type. Default: what the other keys say, else text."},
		{name: "lesson_type", form: formEnum, field: course.LessonType, enum: course.LessonTypes(), retired: retiredTypes, rivals: []string{"type"},
			doc: "Whop's name of `type`."},
		visibilityKey("lesson"),
		{name: "days_from_course_start_until_unlock", form: formInt, field: course.UnlockDays, nullable: true,
			doc: "Days after a student's start on which the lesson opens."},
		{name: "video_url", form: formText, nullable: true, rivals: []string{"embed_type", "embed_id"}, doc: "The address of a YouTube or Loom video."},
		{name: "embed_type", form: formEnum, field: course.EmbedType, enum: []string{course.EmbedYouTube, course.EmbedLoom}, nullable: true,
			doc: "Where the video is. `video_url` says the same with less."},
		{name: "embed_id", form: formText, field: course.EmbedID, nullable: true,
			doc: "The id of the video there. `video_url` says the same with less."},
		{name: "mux_asset_id", form: formText, field: course.MuxAsset, nullable: true,
			doc: "A video that was uploaded in Whop's dashboard (mux_…)."},
		thumbnailKey(),
		{name: "main_pdf", form: formPath, nullable: true, doc: "The document of a pdf lesson, relative to this file."},
		{name: "attachments", form: formList, nullable: true, item: &key{form: formPath},
			doc: "Files to download, relative to this file."},
		{name: "questions", form: formList, nullable: true, item: questionKey(), doc: "The questions of a quiz or knowledge check."},
		{name: "max_attempts", form: formInt, field: course.MaxAttempts, min: 1, nullable: true,
			doc: "How often a student may try."},
		{name: "completion_requirement", form: formObject, nullable: true, oneOf: true, doc: "What a student must reach: one of the two.",
			keys: []key{
				{name: "minimum_grade_percent", form: formNumber, max: 100, doc: "From 0 to 100."},
				{name: "minimum_questions_correct", form: formInt, doc: "A number of questions."},
			}},
		protectKey(),
	},
	retired: map[string]string{
		"content":                           "the lesson's text stands below the front matter",
		"order":                             "order comes from the number in front of the file's name, or from `lessons:` in chapter.yaml",
		"chapter_id":                        "the lesson belongs to the chapter in whose folder it lies",
		"assessment_questions":              "write `questions:`",
		"assessment_completion_requirement": "write `completion_requirement:`",
		"draft":                             "write `visibility: hidden`",
		"hidden":                            "write `visibility: hidden`",
		"published":                         "write `visibility: hidden` or `visibility: visible`",
		"id":                                "ids are kept in the state, not in the files; `key:` says which lesson the file is",
	},
}

var retiredTypes = map[string]string{
	"assignment": "Whop has no assignments: use text with the instructions, or knowledge_check",
}

func questionKey() *key {
	return &key{
		form: formObject,
		keys: []key{
			{name: "question", form: formProse, required: true, doc: "What is asked."},
			{name: "key", form: formName, doc: "Pins the question, so that rewriting it keeps the students' answers."},
			{name: "type", form: formEnum, enum: course.QuestionTypes(),
				doc: "Default: what the options say; without options short_answer."},
			{name: "image", form: formPath, doc: "An image beside the question, relative to this file."},
			{name: "options", form: formList, doc: "The choices.", item: &key{form: formObject, short: "text", keys: []key{
				{name: "text", form: formLiteral, required: true, doc: "What the choice says."},
				{name: "correct", form: formBool, absent: false, doc: "Whether it is right."},
			}}},
			{name: "answer", form: formLiteral, doc: "The right answer: a text, for true_false true or false, or the text of the right option."},
		},
		retired: map[string]string{
			"question_text":  "write `question:`",
			"question_type":  "write `type:`",
			"correct_answer": "write `answer:`",
			"id":             "ids are kept in the state; `key:` pins a question",
		},
	}
}
