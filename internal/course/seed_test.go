package course_test

import (
	"testing"

	"whopsync/internal/course"
)

// chapterOf is a live chapter with lessons.
func chapterOf(title string, lessons ...course.Fields) *course.Chapter {
	chapter := &course.Chapter{Resource: course.Resource{ID: "chap_1", Fields: course.Fields{course.Title: course.Text(title)}}}
	for _, fields := range lessons {
		chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: course.Resource{ID: "lesn_1", Fields: fields}})
	}
	return chapter
}

// lessonOf are the fields of a lesson that is as Whop puts it into a new course, but for one.
func lessonOf(field course.Field, value course.Value) course.Fields {
	fields := course.Fields{course.Visibility: course.Text(course.Visible), course.LessonType: course.Text("text"), course.Title: course.Text("Lesson 1")}
	for _, spec := range course.Specs(course.KindLesson) {
		if fields[spec.Field] == nil {
			fields[spec.Field] = course.Null{}
		}
	}
	fields[field] = value
	return fields
}

func TestWhatWhopPutsIntoANewCourseIsRecognised(t *testing.T) {
	blank := lessonOf(course.Content, course.Text(" \n"))
	for name, test := range map[string]struct {
		chapter *course.Chapter
		want    bool
	}{
		"as seen":            {chapterOf("Chapter 1", blank), true},
		"another number":     {chapterOf("Chapter 12", lessonOf(course.Title, course.Text("Lesson 3"))), true},
		"no lesson":          {chapterOf("Chapter 2"), true},
		"hidden":             {chapterOf("Chapter 1", lessonOf(course.Visibility, course.Text(course.Hidden))), true},
		"another type":       {chapterOf("Chapter 1", lessonOf(course.LessonType, course.Text("multi"))), true},
		"titles alone":       {chapterOf("Chapter 1", course.Fields{course.Title: course.Text("Lesson 1")}), true},
		"its own title":      {chapterOf("Chapter 1: Clay", blank), false},
		"no number":          {chapterOf("Chapter", blank), false},
		"a leading zero":     {chapterOf("Chapter 01", blank), false},
		"in lower case":      {chapterOf("chapter 1", blank), false},
		"two lines":          {chapterOf("Chapter 1\n", blank), false},
		"two lessons":        {chapterOf("Chapter 1", blank, blank), false},
		"a lesson's title":   {chapterOf("Chapter 1", lessonOf(course.Title, course.Text("Wedging"))), false},
		"no lesson's title":  {chapterOf("Chapter 1", course.Fields{}), false},
		"text":               {chapterOf("Chapter 1", lessonOf(course.Content, course.Text("Wedge it."))), false},
		"an embedded video":  {chapterOf("Chapter 1", lessonOf(course.EmbedID, course.Text("dQw4w9WgXcQ"))), false},
		"an uploaded video":  {chapterOf("Chapter 1", lessonOf(course.MuxAsset, course.Text("mux_1"))), false},
		"a PDF":              {chapterOf("Chapter 1", lessonOf(course.MainPDF, course.File{ID: "file_1"})), false},
		"an attachment":      {chapterOf("Chapter 1", lessonOf(course.Attachments, course.Files{{ID: "file_1"}})), false},
		"no attachment":      {chapterOf("Chapter 1", lessonOf(course.Attachments, course.Files{})), true},
		"a question":         {chapterOf("Chapter 1", lessonOf(course.Questions, course.QuestionList{{ID: "crsaq_1"}})), false},
		"no question":        {chapterOf("Chapter 1", lessonOf(course.Questions, course.QuestionList{})), true},
		"a day of unlocking": {chapterOf("Chapter 1", lessonOf(course.UnlockDays, course.Int(3))), false},
		"a picture":          {chapterOf("Chapter 1", lessonOf(course.Thumbnail, course.File{})), false},
	} {
		t.Run(name, func(t *testing.T) {
			other := chapterOf("Clay", lessonOf(course.Title, course.Text("Wedging")))
			c := &course.Course{Chapters: []*course.Chapter{other, test.chapter}}
			if got := c.Seeds(func(string) bool { return false }); len(got) == 1 != test.want {
				t.Errorf("found %d, want it to be one: %v", len(got), test.want)
			}
		})
	}
}

func TestWhatIsKnownToBeSomethingElseIsNotTakenForASeed(t *testing.T) {
	c := &course.Course{Chapters: []*course.Chapter{chapterOf("Chapter 1", lessonOf(course.Content, course.Null{}))}}
	for _, id := range []string{"chap_1", "lesn_1"} {
		if got := c.Seeds(func(known string) bool { return known == id }); len(got) > 0 {
			t.Errorf("found %s although %s is known", got[0].ID, id)
		}
	}
}
