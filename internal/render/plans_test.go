package render_test

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/plan"
)

// The plans below are what the tests look at: one pottery course, in which everything
// happens that a plan can say.

func planOf(changes ...plan.Change) *plan.Plan {
	p := &plan.Plan{Environment: "production", Changes: changes}
	p.Target.Experience = "exp_pottery"
	return p
}

// change starts a change of an address, with the kind that its depth says.
func change(address string, action plan.Action, title string, fields ...plan.FieldChange) plan.Change {
	a, err := course.ParseAddress(address)
	if err != nil {
		panic(err)
	}
	return plan.Change{Address: a, Kind: a.Kind(), Action: action, Title: title, Fields: fields}
}

func at(address string) course.Address {
	a, err := course.ParseAddress(address)
	if err != nil {
		panic(err)
	}
	return a
}

func becomes(field course.Field, before, after course.Value) plan.FieldChange {
	return plan.FieldChange{Field: field, Before: before, After: after}
}

func comes(field course.Field, after course.Value) plan.FieldChange {
	return becomes(field, nil, after)
}

func goes(field course.Field, before course.Value) plan.FieldChange {
	return becomes(field, before, nil)
}

const wedgingBefore = `# Wedging

Wedging takes the air out of the clay.

Press, turn, press again. Do it fifty times. ![](images/wedging.png)

- a clean table
- a wire
- two hands

Then cut the clay in half and look: there must be no bubbles.
`

const wedgingAfter = `# Wedging

Wedging takes the air out of the clay.

Press, turn, press again. Do it a hundred times. ![](images/wedging.png)

- a clean table
- a wire
- two warm hands
- patience

Then cut the clay in half and look: there must be no bubbles.
`

const richText = `{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Wedging, from the dashboard"}]}]}`

func newLesson(address, title, kind, text string) plan.Change {
	return change(address, plan.Create, title,
		comes(course.Title, course.Text(title)),
		comes(course.LessonType, course.Text(kind)),
		comes(course.Content, course.Body{Text: text}),
		comes(course.Visibility, course.Text(course.Visible)),
	)
}

// everything has each kind of change once.
func everything() *plan.Plan {
	p := planOf(courseUpdate(), newChapter(), videoCreate(), quizCreate(), recreated(), bodyUpdate(), retitle(), reorder(),
		moveToChapter(), renamed(), quizUpdate(), noQuizAnyMore(), ungraded(), unseenQuiz(), conflict(), attachments(), drifted(), gone(), reorderedOnWhop(),
		hide(), destroy(), unknownImpact(), kept(), forgotten())
	p.Unmanaged = []plan.Unmanaged{
		{Kind: course.KindLesson, ID: "les_1", Title: "Office hours", Parent: at("pottery/clay")},
		{Kind: course.KindLesson, ID: "les_2", Title: "Old recordings", Parent: at("pottery/clay")},
	}
	p.Unknown = []plan.Unknown{{Address: at("pottery/clay/draft"), Cause: plan.NotListed}}
	p.Refusals = refusals()
	return p
}

func refusals() []plan.Refusal {
	return []plan.Refusal{
		{Guard: plan.GuardDelete, Reason: plan.Destroys, Count: 2},
		{Guard: plan.GuardConflict, Reason: plan.BothEdited, Address: at("pottery/clay/tools"), Field: course.Content},
		{Guard: plan.GuardProgress, Reason: plan.LossOpen, Count: 3, Parts: 1},
		{Guard: plan.GuardLoss, Reason: plan.LosesParts, Address: at("pottery/clay/check"), Lost: quizUpdate().Lost, Count: 3},
		{Guard: plan.GuardLoss, Reason: plan.LosesParts, Address: at("pottery/clay/quiz"), Lost: noQuizAnyMore().Lost},
		{Guard: plan.GuardProtect, Reason: plan.PartProtected, Address: at("pottery/clay/test"), Lost: ungraded().Lost},
	}
}

func courseUpdate() plan.Change {
	return change("pottery", plan.Update, "Pottery for beginners",
		becomes(course.Title, course.Text("Pottery"), course.Text("Pottery for beginners")),
		becomes(course.Tagline, course.Null{}, course.Text("From clay to cup")),
		becomes(course.Description, course.Text("One line.\nAnother line."), course.Text("One line.\nAnother, better line.")),
		becomes(course.CourseOrder, course.Decimal("1.5"), course.Decimal("2")),
		becomes(course.InOrder, course.Bool(false), course.Bool(true)),
		becomes(course.Thumbnail, course.File{ID: "file_1", Name: "cover-old.png"}, course.File{Path: "courses/pottery/cover.png", SHA256: "ab"}),
	)
}

func newChapter() plan.Change {
	return change("pottery/wheel", plan.Create, "The wheel", comes(course.Title, course.Text("The wheel")))
}

func videoCreate() plan.Change {
	c := newLesson("pottery/wheel/centering", "Centering", "video", "Watch first, then try.\n")
	c.Fields = append(c.Fields,
		comes(course.UnlockDays, course.Int(7)),
		comes(course.EmbedType, course.Text("youtube")),
		comes(course.EmbedID, course.Text("dQw4w9WgXcQ")),
		comes(course.Thumbnail, course.File{Path: "courses/pottery/02-wheel/centering.png", SHA256: "cd"}),
	)
	c.Fields[2].Files = []plan.ShownFile{{Path: "courses/pottery/02-wheel/hands.png", SHA256: "ef", Changed: true}}
	return c
}

func quizCreate() plan.Change {
	c := newLesson("pottery/wheel/check", "Check yourself", "quiz", "")
	grade := 80.0
	c.Fields = append(c.Fields,
		comes(course.Questions, course.QuestionList{{Type: "true_false", Text: "Clay is a rock"}}),
		plan.FieldChange{Field: course.Completion, After: course.Requirement{MinimumGradePercent: &grade}, Unverifiable: true})
	return c
}

func recreated() plan.Change {
	c := newLesson("pottery/wheel/pulling", "Pulling", "text", strings.Repeat("Pull the wall up.\n", 100))
	c.Recreate = true
	return c
}

func bodyUpdate() plan.Change {
	c := change("pottery/clay/wedging", plan.Update, "Wedging",
		becomes(course.Content, course.Text(wedgingBefore), course.Body{Text: wedgingAfter}))
	c.Fields[0].Files = []plan.ShownFile{
		{Path: "courses/pottery/01-clay/images/wedging.png", SHA256: "01", Changed: true},
		{Path: "courses/pottery/01-clay/images/wire.png", SHA256: "02"},
	}
	return c
}

func retitle() plan.Change {
	return change("pottery/clay/kinds", plan.Update, "Kinds of clay",
		becomes(course.Title, course.Text("Clays"), course.Text("Kinds of clay")),
		becomes(course.UnlockDays, course.Null{}, course.Int(3)),
		plan.FieldChange{Field: course.MaxAttempts, After: course.Int(2), Unverifiable: true})
}

func reorder() plan.Change {
	c := change("pottery/clay/storing", plan.Update, "Storing clay")
	c.Move = &plan.Move{From: "Clay", To: "Clay", FromRank: 3, ToRank: 1}
	return c
}

func moveToChapter() plan.Change {
	c := change("pottery/wheel/safety", plan.Update, "Safety first", becomes(course.Title, course.Text("Safety"), course.Text("Safety first")))
	c.Previous, c.MovedBecause = at("pottery/clay/safety"), identity.ByContent
	c.Move = &plan.Move{From: "Clay", To: "The wheel", FromRank: 5, ToRank: 1}
	return c
}

func renamed() plan.Change {
	c := change("pottery/clay/recycling", plan.NoOp, "Recycling clay")
	c.Previous, c.MovedBecause = at("pottery/clay/reuse"), identity.BySimilarity
	return c
}

func yes() *bool { v := true; return &v }
func no() *bool  { v := false; return &v }

func quizUpdate() plan.Change {
	before := course.QuestionList{
		{ID: "q1", Type: "multiple_choice", Text: "What is clay?", Options: []course.Option{
			{ID: "o1", Text: "Earth", Correct: no()}, {ID: "o2", Text: "Water", Correct: yes()}, {ID: "o3", Text: "Fire", Correct: no()}}},
		{ID: "q2", Type: "true_false", Text: "Clay shrinks"},
		{ID: "q3", Type: "short_answer", Text: "At what temperature?"},
	}
	answer := "1,000 degrees"
	after := course.QuestionList{
		{ID: "q3", Type: "short_answer", Text: "At what temperature does it melt?", Answer: &answer},
		{ID: "q1", Type: "multiple_choice", Text: "What is clay?", Options: []course.Option{
			{ID: "o1", Text: "Fine earth", Correct: yes()}, {ID: "o2", Text: "Water", Correct: no()}, {ID: "o3", Text: "Air", Correct: no()}}},
		{Type: "multiple_select", Text: "What do you need?", Options: []course.Option{{Text: "A wire"}, {Text: "A table"}}},
	}
	c := change("pottery/clay/check", plan.Update, "Check yourself", becomes(course.Questions, before, after))
	c.Lost = []plan.Loss{
		{Kind: plan.LostQuestion, ID: "q2", Text: "Clay shrinks"},
		{Kind: plan.LostOption, ID: "o3", Text: "Fire", Question: "What is clay?"},
	}
	c.Impact = &plan.Impact{Known: true, Students: 3, Completed: 1}
	return c
}

func noQuizAnyMore() plan.Change {
	c := change("pottery/clay/quiz", plan.Update, "Quiz",
		becomes(course.LessonType, course.Text("quiz"), course.Text("text")),
		becomes(course.Questions, course.QuestionList{{ID: "q4", Type: "true_false", Text: "Clay is wet"}}, course.Null{}))
	c.Lost, c.Impact = []plan.Loss{{Kind: plan.LostQuestion, ID: "q4", Text: "Clay is wet"}}, &plan.Impact{}
	return c
}

func ungraded() plan.Change {
	c := change("pottery/clay/test", plan.Update, "Test", becomes(course.LessonType, course.Text("quiz"), course.Text("knowledge_check")))
	c.Lost, c.Impact = []plan.Loss{{Kind: plan.LostType, Text: "quiz"}}, &plan.Impact{Known: true}
	return c
}

func unseenQuiz() plan.Change {
	field := comes(course.Questions, course.QuestionList{{Type: "true_false", Text: "Clay is dry"}})
	field.Expected = "ab"
	return change("pottery/clay/exam", plan.Update, "Exam", field)
}

func conflict() plan.Change {
	c := change("pottery/clay/tools", plan.Update, "Tools",
		becomes(course.Title, course.Text("Your tools"), course.Text("Tools")),
		becomes(course.Content, course.Text("A wire.\nA sponge, says Whop.\n"), course.Body{Text: "A wire.\nA sponge, say the files.\n"}))
	c.Fields[0].Conflict, c.Fields[1].Conflict = true, true
	return c
}

func attachments() plan.Change {
	c := change("pottery/clay/glossary", plan.Update, "Glossary",
		becomes(course.Attachments,
			course.Files{{ID: "file_8", Name: "list.pdf"}, {ID: "file_9", Name: "old.pdf"}, {ID: "file_7", Name: "teacher.pdf"}, {ID: "file_6", Name: "map.pdf"}},
			course.Files{{Path: "courses/pottery/01-clay/words.pdf"}, {Path: "courses/pottery/01-clay/list.pdf"}, {Path: "courses/pottery/01-clay/map.pdf"}}),
		becomes(course.MainPDF, course.File{ID: "file_5", Name: "glossary.pdf"}, course.File{Path: "courses/pottery/01-clay/glossary.pdf", SHA256: "aa"}),
		becomes(course.Content, course.Text(richText), course.Body{Text: "All words.\nFrom A to Z.\n"}))
	c.Fields[0].ForeignFiles = course.Files{{ID: "file_7", Name: "teacher.pdf"}}
	c.Fields[0].Files = []plan.ShownFile{{Path: "courses/pottery/01-clay/list.pdf", Changed: true}}
	return c
}

func drifted() plan.Change {
	c := change("pottery/clay/history", plan.NoOp, "History")
	c.Drift = []plan.Drift{
		{Field: course.Title, Files: course.Text("History"), Live: course.Text("A short history")},
		{Field: course.Content, Files: course.Body{Text: "Clay is old.\nVery old.\n"}, Live: course.Text("Clay is old.\nVery, very old.\n")},
	}
	return c
}

func gone() plan.Change {
	c := change("pottery/clay/water", plan.NoOp, "Water")
	c.Drift = []plan.Drift{{Gone: true}}
	return c
}

func reorderedOnWhop() plan.Change {
	c := change("pottery/clay", plan.NoOp, "Clay")
	c.Drift = []plan.Drift{{Order: true}}
	return c
}

func hide() plan.Change {
	c := change("pottery/clay/offer", plan.Update, "Summer offer", becomes(course.Visibility, course.Text("visible"), course.Text("hidden")))
	c.Hide = true
	return c
}

func destroy() plan.Change {
	c := change("pottery/clay/old", plan.Delete, "Old lesson",
		goes(course.Title, course.Text("Old lesson")), goes(course.LessonType, course.Text("text")),
		goes(course.Content, course.Text(wedgingBefore)), goes(course.UnlockDays, course.Null{}), goes(course.Visibility, course.Text("hidden")))
	c.Impact = &plan.Impact{Known: true, Students: 14, Completed: 9}
	return c
}

func unknownImpact() plan.Change {
	c := change("pottery/clay/older", plan.Delete, "Older lesson", goes(course.Title, course.Text("Older lesson")))
	c.Impact = &plan.Impact{}
	return c
}

func kept() plan.Change {
	c := change("pottery/kiln", plan.NoOp, "The kiln")
	c.Removed = plan.Kept
	return c
}

func forgotten() plan.Change {
	c := change("pottery/clay/typo", plan.NoOp, "Typo")
	c.Removed = plan.Forgotten
	return c
}

// manyCreates is a first apply.
func manyCreates(n int) *plan.Plan {
	var changes []plan.Change
	for i := range n {
		changes = append(changes, newLesson(fmt.Sprintf("pottery/chapter-%02d/lesson-%04d", i/50, i), fmt.Sprintf("Lesson %d", i), "text", wedgingAfter))
	}
	return planOf(changes...)
}

// manyUpdates is a plan of which every change is a diff of about 4 KB of text.
func manyUpdates(n int) *plan.Plan {
	long := strings.Repeat("A line of prose that nobody has touched for years.\n", 80)
	var changes []plan.Change
	for i := range n {
		before, after := long+fmt.Sprintf("Lesson %d.\n", i)+long, long+fmt.Sprintf("Lesson %d, with more in it.\n", i)+long
		changes = append(changes, change(fmt.Sprintf("pottery/chapter-%02d/lesson-%04d", i/50, i), plan.Update, fmt.Sprintf("Lesson %d", i),
			becomes(course.Content, course.Text(before), course.Body{Text: after})))
	}
	return planOf(changes...)
}
