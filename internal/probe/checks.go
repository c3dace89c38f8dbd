package probe

// checks are the questions in the order of asking: those that could spoil others come last.
var checks = []Check{
	{
		Name: "course-visibility", Question: "Is a new course visible, where the create does not say?",
		Answers: []Answer{{Found: "visible"}}, Untried: "students would see the course",
	},
	{
		Name: "idempotency", Question: "Does Idempotency-Key keep a create from happening twice?", ask: askIdempotency,
		Answers: []Answer{{Found: "yes"}, {
			Found:   "no",
			Follows: "Where an answer is lost, apply waits and looks before it sends a create again, and looks once more afterwards. Two objects where one was wanted are named.",
		}},
	},
	{
		Name: "place", Question: "Where does a new chapter or lesson appear?", ask: askPlace,
		Answers: []Answer{{Found: "last"}, {Found: "first", Follows: "apply puts what is new in order, with one request more for each course."}},
	},
	{
		Name: "pages", Question: "Do lists come page by page?", ask: askPages,
		Answers: []Answer{{Found: "yes"}, {
			Found: "all come at once", Follows: "No effect: whole lists are taken as they come.",
		}, {
			Found: "no, one page repeats", Breaks: true,
			Follows: "Courses with more than 100 lessons cannot be read: plan and apply stop with an error.",
		}},
	},
	{
		Name: "left-out", Question: "Does a field keep its value that a PATCH leaves out?", ask: askLeftOut,
		Answers: []Answer{{Found: "yes"}, {
			Found: "no, it is emptied", Breaks: true,
			Follows: "Each update of a lesson empties its other fields: apply names them, with exit code 4. Do not apply, and report this.",
		}},
	},
	{
		Name: "null", Question: "Does null in a PATCH empty a field?", ask: askNull,
		Answers: []Answer{{Found: "yes"}, {
			Found: "no", Breaks: true,
			Follows: "A field that is taken out of a file stays on Whop: apply says so each time, with exit code 4. Empty it on whop.com.",
		}},
	},
	{
		Name: "empty-text", Question: "How does an empty text read back?", ask: askEmptyText,
		Answers: []Answer{{Found: "empty"}, {Found: "null", Follows: "No effect: both are compared as the same."}},
	},
	{
		Name: "markdown", Question: "Does Markdown read back as it was sent?", ask: askMarkdown,
		Answers: []Answer{{Found: "yes"}, {
			Found:   "no, it is changed",
			Follows: "plan compares with what Whop has answered, so no change is seen in it. What import writes is the changed text.",
		}},
	},
	{
		Name: "content-limit", Question: "How long may a text be?", ask: askContent,
		Answers: []Answer{{Found: "65,000 characters"}, {
			Found: "more", Follows: "validate refuses texts that Whop would take.",
		}, {
			Found: "65,000 units of UTF-16", Breaks: true,
			Follows: "validate lets texts pass that Whop refuses: rare characters, such as emoji, count twice.",
		}, {
			Found: "65,000 bytes", Breaks: true,
			Follows: "validate lets texts pass that Whop refuses: letters outside of English count two to four times.",
		}, {
			Found: "less", Breaks: true,
			Follows: "validate lets texts pass that Whop refuses, and apply stops at them with exit code 4. Split long lessons.",
		}},
	},
	{
		Name: "lesson-title", Question: "What becomes of a lesson's title of 121 characters?", ask: askLessonTitle,
		Answers: longTitles,
	},
	{
		Name: "chapter-title", Question: "What becomes of a chapter's title of 151 characters?", ask: askChapterTitle,
		Answers: longTitles,
	},
	{
		Name: "unknown-field", Question: "What becomes of a field that Whop does not know?", ask: askUnknown,
		Answers: []Answer{{Found: "it is refused"}, {
			Found:   "it is ignored",
			Follows: "A field that Whop gives up is not refused either. apply compares each answer with what was sent, and names what was not taken.",
		}},
	},
	{
		Name: "lesson-visibility", Question: "Is a new lesson visible?", ask: askFirstVisibility,
		Answers: []Answer{{Found: "visible"}, {Found: "hidden", Follows: "apply makes it visible afterwards, with one request more for each lesson."}},
	},
	{
		Name: "hidden-lesson", Question: "Do tree and list show hidden lessons to this key?", ask: askHiddenLesson,
		Answers: []Answer{{Found: "yes"}, {
			Found: "no", Breaks: true,
			Follows: "A course with hidden lessons cannot be put in order: apply stops with exit code 4. Edits of hidden lessons on Whop are not seen, and import leaves them out.",
		}},
	},
	{
		Name: "right-answers", Question: "Does Whop show this key the right answers of a quiz?", ask: askRightAnswers,
		Answers: []Answer{{Found: "yes"}, {
			Found: "no", Breaks: true,
			Follows: "Edits of quizzes on Whop are not seen, import leaves their questions out, and apply takes no question out of a quiz.",
		}},
	},
	{
		Name: "answer-text", Question: "Is correct_answer checked, where there are options?", ask: askAnswerText,
		Answers: []Answer{{Found: "no"}, {
			Found: "yes, and it is taken", Follows: "No effect: apply sends the texts of the right options.",
		}, {
			Found: "yes, and it is refused", Breaks: true,
			Follows: "Questions with several right options cannot be applied.",
		}},
	},
	{
		Name: "question-order", Question: "Do questions keep the order in which they are sent?", ask: askQuestionOrder,
		Answers: []Answer{{Found: "yes"}, {
			Found: "no", Breaks: true,
			Follows: "The order of questions cannot be changed: apply says so, with exit code 4. Leave them in the order of their creation, new ones at the end.",
		}},
	},
	{
		Name: "move", Question: "Where is a lesson that was moved?", ask: askMove,
		Answers: []Answer{{Found: "where it was sent"}, {
			Found: "otherwise", Breaks: true,
			Follows: "apply cannot move lessons: it notices, stops with exit code 4 and names them. Move lessons on whop.com.",
		}},
	},
	{
		Name: "numbers", Question: "What becomes of the numbers after a deleted lesson?", ask: askNumbers,
		Answers: []Answer{{Found: "they keep their numbers"}, {Found: "they are numbered again", Follows: "No effect: orders are compared, and not numbers."}},
	},
	{
		Name: "gone", Question: "What does DELETE say of something that is gone?", ask: askGone,
		Answers: []Answer{{Found: "404"}, {
			Found: "success", Follows: "No effect: both count as done.",
		}, {
			Found: "refused", Breaks: true,
			Follows: "A delete whose answer was lost may be told as failed. The next run sees that it was done.",
		}},
	},
	{
		Name: "file-ids", Question: "Are files read back under the ids that were sent?", ask: askFileIDs,
		Answers: []Answer{{Found: "not all"}, {Found: "all are", Follows: "No effect: the state keeps both ids."}},
	},
	{
		Name: "null-files", Question: "Does null take a picture, PDF or attachment away?", ask: askNullFiles,
		Answers: []Answer{{Found: "yes"}, {
			Found: "no", Breaks: true,
			Follows: "A file that is taken out of a lesson or course stays on Whop: apply says so each time, with exit code 4. Take it away on whop.com.",
		}},
	},
	{
		Name: "hidden-course", Question: "Does a list show hidden courses to this key?", ask: askHiddenCourse,
		Answers: []Answer{{Found: "yes"}, {
			Found: "no", Breaks: true,
			Follows: "import --all leaves hidden courses out, and apply may create a course a second time whose first create was lost. A probe that is killed leaves its course behind: delete it on whop.com.",
		}},
	},
	{
		Name: "seed", Question: "What does Whop put into a new course?", ask: askSeed,
		Answers: []Answer{{Found: "a chapter with an empty lesson"}, {
			Found: "nothing", Follows: "No effect: apply looks for it, and finds none. What comes later than this probe is not removed.",
		}, {
			Found: "an empty chapter", Follows: "No effect: apply removes it as well.",
		}, {
			Found: "something else", Breaks: true,
			Follows: "apply does not remove it, so students see it in each new course: delete it on whop.com.",
		}},
	},
	{
		Name: "omitted", Question: "What becomes of what a tree leaves out?", ask: askOmitted,
		Answers: []Answer{{Found: "they stay"}, {
			Found: "they go elsewhere", Follows: "No effect: apply sends the whole tree.",
		}, {
			Found: "they are removed", Breaks: true,
			Follows: "apply sends the whole tree, read just before. A lesson that is added on Whop between that read and the write is lost: do not edit there while an apply runs.",
		}},
	},
	{
		Name: "retry-after", Question: "Does a 429 say how long to wait, in Retry-After?", only429: true, ask: askRetryAfter,
		Answers: []Answer{{Found: "no"}, {Found: "yes", Follows: "No effect: it is obeyed."}},
	},
}

var longTitles = []Answer{{Found: "it is refused"}, {
	Found: "it is cut", Follows: "No effect: validate refuses such titles.",
}, {
	Found: "it is taken", Follows: "validate refuses titles that Whop would take.",
}}

// Checks returns the questions that a run asks.
func Checks() []Check { return checks }
