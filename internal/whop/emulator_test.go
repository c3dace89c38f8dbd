package whop_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"whopsync/internal/course"
	"whopsync/internal/whop"
	"whopsync/internal/whop/emulator"
)

// The emulator was written from the same facts by another hand and refuses every member
// that an operation does not have: what the two agree on is not one person's mistake.

func connect(t *testing.T, key string) (*whop.Client, *emulator.Emulator) {
	t.Helper()
	e, err := emulator.New(emulator.Options{Quirks: emulator.Quirks{Seed: emulator.Seed{None: true}}, Keys: []emulator.Key{
		emulator.FullKey(emulator.LocalKey), emulator.ReadOnlyKey("apik_reader"), emulator.WeakKey("apik_weak"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return client(t, e, key), e
}

func client(t *testing.T, e *emulator.Emulator, key string) *whop.Client {
	t.Helper()
	c, err := whop.New(whop.Config{BaseURL: emulator.LocalBaseURL, Key: key, Transport: e.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// must returns v, and ends the test when there is an error instead.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestACourseIsMadeAndReadBackAsItWasMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		c, e := connect(t, emulator.LocalKey)
		cover := upload(t, c, "cover.png", "\x89PNG\r\n\x1a\n", true)
		sheet := upload(t, c, "sheet.pdf", "%PDF-1.7", false)

		made := must(c.Create(ctx, course.KindCourse, "key-1", emulator.LocalExperience, course.Fields{
			course.Title: course.Text("Pottery"), course.Visibility: course.Text("hidden"), course.Thumbnail: cover,
			course.CourseOrder: course.Decimal("1.5"), course.InOrder: course.Bool(true), course.Certificate: course.Bool(true),
		}))(t)
		must(c.Update(ctx, course.KindCourse, made.ID, course.Fields{course.Description: course.Text("Six weeks."), course.Language: course.Text("de")}))(t)
		clay := must(c.Create(ctx, course.KindChapter, "key-2", made.ID, course.Fields{course.Title: course.Text("Clay")}))(t)
		wheel := must(c.Create(ctx, course.KindChapter, "key-3", made.ID, course.Fields{course.Title: course.Text("Wheel")}))(t)
		kinds := must(c.Create(ctx, course.KindLesson, "key-4", clay.ID, course.Fields{
			course.Title: course.Text("Kinds"), course.LessonType: course.Text("multi"), course.Content: course.Text("# Hi <b>\n"),
			course.UnlockDays: course.Int(2), course.EmbedType: course.Text("youtube"), course.EmbedID: course.Text("x1"),
		}))(t)
		quiz := must(c.Create(ctx, course.KindLesson, "key-5", clay.ID, course.Fields{course.Title: course.Text("Check"), course.LessonType: course.Text("quiz")}))(t)
		must(c.Update(ctx, course.KindLesson, kinds.ID, course.Fields{course.MainPDF: sheet, course.Attachments: course.Files{sheet, cover}, course.Thumbnail: cover}))(t)
		questions := course.QuestionList{
			{Type: "multiple_choice", Text: "White?", Answer: new("Porcelain"), Image: &cover, Options: []course.Option{{Text: "Porcelain", Correct: new(true)}, {Text: "Terracotta", Correct: new(false)}}},
			{Type: "short_answer", Text: "Air?", Answer: new("wedging")},
		}
		must(c.Update(ctx, course.KindLesson, quiz.ID, course.Fields{course.Questions: questions, course.Visibility: course.Text("hidden"),
			course.Completion: course.Requirement{MinimumQuestionsCorrect: new(int64(2))}, course.MaxAttempts: course.Int(3)}))(t)
		must(c.Arrange(ctx, made.ID, []*course.Chapter{
			{Resource: *wheel, Lessons: []*course.Lesson{{Resource: *quiz}, {Resource: *kinds}}},
			{Resource: *clay},
		}))(t)

		before := len(e.Log())
		got := must(c.ReadCourse(ctx, made.ID, whop.Want{Detail: func(string) bool { return true }}))(t)
		if n := len(e.Log()) - before; n != 4 {
			t.Errorf("%d requests for a course with two detailed lessons", n)
		}
		want := &course.Course{
			Resource: course.Resource{ID: made.ID, Fields: shown(course.KindCourse, course.Fields{
				course.Title: course.Text("Pottery"), course.Description: course.Text("Six weeks."),
				course.Language: course.Text("de"), course.CourseOrder: course.Decimal("1.5"), course.InOrder: course.Bool(true),
				course.Certificate: course.Bool(true), course.Thumbnail: course.File{}, course.Visibility: course.Text("hidden"),
			})},
			Chapters: []*course.Chapter{
				{Resource: *wheel, Lessons: []*course.Lesson{
					{Resource: course.Resource{ID: quiz.ID, Fields: shown(course.KindLesson, course.Fields{
						course.Title: course.Text("Check"), course.LessonType: course.Text("quiz"),
						course.Attachments: course.Files{}, course.Questions: questions, course.Visibility: course.Text("hidden"),
					})}},
					{Resource: course.Resource{ID: kinds.ID, Fields: shown(course.KindLesson, course.Fields{
						course.Title: course.Text("Kinds"), course.LessonType: course.Text("multi"), course.Content: course.Text("# Hi <b>\n"),
						course.UnlockDays: course.Int(2), course.EmbedType: course.Text("youtube"), course.EmbedID: course.Text("x1"),
						course.Thumbnail: course.File{}, course.MainPDF: course.File{},
						course.Attachments: course.Files{{ID: sheet.ID}, {ID: cover.ID}}, course.Questions: course.QuestionList{}, course.Visibility: course.Text("visible"),
					})}},
				}},
				{Resource: *clay},
			},
		}
		if diff := cmp.Diff(want, got, meaning()...); diff != "" {
			t.Errorf("course (-want +got):\n%s", diff)
		}

		for _, lesson := range []string{quiz.ID, kinds.ID, kinds.ID} { // the last is gone already
			if err := c.Delete(ctx, course.KindLesson, lesson); err != nil {
				t.Error(err)
			}
		}
		if err := c.Delete(ctx, course.KindChapter, clay.ID); err != nil {
			t.Error(err)
		}
		if left := must(c.ReadTree(ctx, made.ID))(t); len(left.Chapters) != 1 || left.LessonCount() != 0 {
			t.Errorf("left: %+v", left.Chapters)
		}
	})
}

// shown is what Whop shows of a resource that was given these fields: all others are empty.
func shown(kind course.Kind, given course.Fields) course.Fields {
	for _, s := range course.Specs(kind) {
		if _, has := given[s.Field]; !has && s.Read != course.ReadNever {
			given[s.Field] = course.Null{}
		}
	}
	return given
}

// meaning compares courses without the ids and addresses that Whop chooses.
func meaning() []cmp.Option {
	return []cmp.Option{
		cmpopts.EquateEmpty(),
		cmp.Transformer("question", func(q course.Question) any {
			q.ID = ""
			image := q.Image != nil
			q.Image = nil
			return []any{q.Type, q.Text, q.Answer, image, q.Options}
		}),
		cmpopts.IgnoreFields(course.Option{}, "ID"),
		cmp.Comparer(func(a, b course.File) bool { return a.ID == b.ID || a.ID == "" || b.ID == "" }),
	}
}

func upload(t *testing.T, c *whop.Client, name, content string, public bool) course.File {
	t.Helper()
	file := course.File{Path: name, Name: name, Size: int64(len(content))}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(content))), nil }
	return must(c.UploadFile(t.Context(), file, public, open))(t)
}

func TestTheAccountAndItsExperienceAreFound(t *testing.T) {
	ctx := t.Context()
	c, e := connect(t, "apik_reader")
	for _, quirks := range []emulator.Quirks{{}, {AccountIDOnly: true}, {CompanyIDOnly: true}} {
		e.SetQuirks(quirks)
		me := must(c.Me(ctx))(t)
		found := must(c.Experiences(ctx, me.ID, emulator.LocalProduct))(t)
		if len(found) == 0 || found[0].ID != emulator.LocalExperience || !found[0].App.IsCourses() || found[0].Account != me.ID {
			t.Errorf("with %+v: %+v", quirks, found)
		}
	}
	one := must(c.Experience(ctx, emulator.LocalExperience))(t)
	if diff := cmp.Diff([]string{emulator.LocalProduct}, one.Products); diff != "" {
		t.Errorf("products (-want +got):\n%s", diff)
	}
	may := must(c.Permissions(ctx, emulator.LocalAccount, []string{"courses:read", "courses:update"}))(t)
	if diff := cmp.Diff(map[string]bool{"courses:read": true, "courses:update": false}, may); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
}

// school fills the emulator with a course of 3 chapters and 110 lessons.
func school(t *testing.T, e *emulator.Emulator) (id string, lessons []string) {
	t.Helper()
	id = must(e.Dashboard.AddCourse(emulator.LocalExperience, "Pottery"))(t)
	for i := range 3 {
		chapter := must(e.Dashboard.AddChapter(id, fmt.Sprintf("Chapter %d", i)))(t)
		for j := range []int{60, 40, 10}[i] {
			lesson := emulator.Lesson{Title: fmt.Sprintf("Lesson %d", j), Content: new("Text")}
			lessons = append(lessons, must(e.Dashboard.AddLesson(chapter, lesson))(t))
		}
	}
	return id, lessons
}

func TestProgressIsCounted(t *testing.T) {
	c, e := connect(t, emulator.LocalKey)
	id, lessons := school(t, e)
	anna, bert := must(e.Dashboard.AddStudent(id, "Anna"))(t), must(e.Dashboard.AddStudent(id, "Bert"))(t)
	for _, err := range []error{e.Dashboard.Start(anna, lessons[0]), e.Dashboard.Complete(anna, lessons[0]), e.Dashboard.Start(bert, lessons[0])} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got := must(c.LessonInteractions(t.Context(), lessons[0]))(t)
	if diff := cmp.Diff(map[string]whop.Progress{lessons[0]: {Students: 2, Completed: 1}}, got); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
	if got := must(c.LessonInteractions(t.Context(), lessons[1]))(t); len(got) != 0 {
		t.Errorf("progress on a lesson that nobody began: %v", got)
	}
}

func TestALessonThatAWeakKeyDoesNotSeeIsUnlistedAndNotGone(t *testing.T) {
	c, e := connect(t, "apik_weak")
	id, lessons := school(t, e)
	if err := e.Dashboard.HideLesson(lessons[7]); err != nil {
		t.Fatal(err)
	}
	if err := e.Dashboard.Delete(lessons[8]); err != nil {
		t.Fatal(err)
	}
	got := must(c.ReadCourse(t.Context(), id, whop.Want{Known: lessons}))(t)
	if got.LessonCount() != 108 || len(got.Unlisted) != 1 || got.Unlisted[0].ID != lessons[7] {
		t.Errorf("%d lessons, unlisted %v", got.LessonCount(), got.Unlisted)
	}
}

// One fault on one request never makes a course look smaller than it is.
func TestUnderAnyFaultACourseIsReadWholeOrNotAtAll(t *testing.T) {
	for _, fault := range emulator.Faults() {
		synctest.Test(t, func(t *testing.T) {
			c, e := connect(t, emulator.LocalKey)
			id, lessons := school(t, e)
			want := whop.Want{Detail: func(lesson string) bool { return lesson == lessons[3] }}
			for n := 1; n <= 4; n++ { // the tree, two pages, one lesson
				e.SetFault(emulator.On(n, fault))
				got, err := c.ReadCourse(t.Context(), id, want)
				if err == nil && got.LessonCount() != len(lessons) {
					t.Errorf("%s on request %d: %d of %d lessons", fault.Name, n, got.LessonCount(), len(lessons))
				}
			}
		})
	}
}

// One fault on a create ends in an outcome that is true.
func TestUnderAnyFaultTheOutcomeOfACreateIsTrue(t *testing.T) {
	for _, fault := range emulator.Faults() {
		synctest.Test(t, func(t *testing.T) {
			c, e := connect(t, emulator.LocalKey)
			id := must(e.Dashboard.AddCourse(emulator.LocalExperience, "Pottery"))(t)
			e.SetFault(emulator.On(1, fault))
			_, err := c.Create(t.Context(), course.KindChapter, "key", id, course.Fields{course.Title: course.Text("Clay")})
			e.SetFault(nil)
			e.Settle()
			exist := len(must(c.List(t.Context(), course.KindChapter, id))(t))
			outcome := course.OutcomeOf(err)
			claims := map[course.Outcome][]int{
				course.OutcomeDone: {1}, course.OutcomeUnread: {1}, course.OutcomeRefused: {0}, course.OutcomeNotSent: {0}, course.OutcomeUnknown: {0, 1},
			}[outcome]
			if exist != claims[0] && exist != claims[len(claims)-1] {
				t.Errorf("%s: outcome %q, and %d exist (%v)", fault.Name, outcome, exist, err)
			}
		})
	}
}
