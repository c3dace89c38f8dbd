package cli_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/spec"
	"whopsync/internal/whop/emulator"
)

// Every field goes there and back: its edit is one request that holds nothing else, after
// it nothing is left to do, and taking the edit back is again one request. With -short, most edits
// are made without the plans before and after.
func TestEveryFieldGoesThereAndBack(t *testing.T) {
	t.Parallel()
	s := openStudio(t, emulator.Quirks{})
	s.exits(0, "apply", "--yes")
	s.settled()
	s.whop.ClearLog()
	for n, test := range append(peculiarEdits, plainEdits(t)...) {
		t.Run(test.name, func(t *testing.T) {
			s := s.as(t, s.dir)
			sends := s.sends
			if testing.Short() && n%12 > 0 {
				sends = s.applies
			}
			before, back := s.read(studio+test.file), test.back
			if back == nil {
				back = test.sent
			}
			s.edit(studio+test.file, test.old, test.new)
			t.Cleanup(func() {
				s.write(studio+test.file, before)
				sends(back)
			})
			sends(test.sent)
		})
	}
}

// studioEdit is an edit of a file of the studio, and the writes that it leads to.
type studioEdit struct {
	name, file, old, new string
	sent, back           []string // back is what taking it back sends; nil: the same
}

// peculiarEdits are those that have more to them than that a value is another or none.
var peculiarEdits = []studioEdit{
	{"course title", "course.yaml", "title: Studio", "title: Atelier", []string{"PATCH courses title"}, nil},
	{"order written otherwise", "course.yaml", "order: 1.5", "order: 01.50", nil, nil},
	{"course thumbnail", "course.yaml", "cover.png", "spare.png", []string{"PATCH courses thumbnail", "upload"}, []string{"PATCH courses thumbnail"}},
	{"course thumbnail removed", "course.yaml", "thumbnail: images/cover.png\n", "", []string{"PATCH courses thumbnail=null"}, []string{"PATCH courses thumbnail"}},
	{"course visibility", "course.yaml", "visibility: visible", "visibility: hidden", []string{"PATCH courses visibility"}, nil},
	{"chapter title", "01-work/chapter.yaml", "Work", "Works", []string{"PATCH course_chapters title"}, nil},

	{"lesson title", "01-work/01-text.md", "title: Text", "title: Texts", []string{"PATCH course_lessons title"}, nil},
	{"lesson type", "01-work/01-text.md", "title: Text\n", "title: Text\ntype: multi\n", []string{"PATCH course_lessons lesson_type"}, nil},
	{"lesson visibility", "01-work/01-text.md", "visibility: hidden", "visibility: visible", []string{"PATCH course_lessons visibility"}, nil},
	{"content", "01-work/01-text.md", "Read", "Read all of", []string{"PATCH course_lessons content"}, nil},
	{"content removed", "01-work/01-text.md", "Read *this*.\n", "", []string{"PATCH course_lessons content"}, nil},
	{"lesson thumbnail", "01-work/01-text.md", "face.png", "wheel.png", []string{"PATCH course_lessons thumbnail"}, nil},
	{"lesson thumbnail removed", "01-work/01-text.md", "thumbnail: ../images/face.png\n", "", []string{"PATCH course_lessons thumbnail=null"}, []string{"PATCH course_lessons thumbnail"}},
	{"attachment added", "01-work/01-text.md", "sheet.pdf]", "sheet.pdf, ../files/other.pdf]", []string{"PATCH course_lessons attachments", "upload"}, []string{"PATCH course_lessons attachments"}},
	{"attachment removed", "01-work/01-text.md", ", ../files/sheet.pdf]", "]", []string{"PATCH course_lessons attachments"}, nil},
	{"attachments in another order", "01-work/01-text.md", "../files/list.txt, ../files/sheet.pdf", "../files/sheet.pdf, ../files/list.txt", []string{"PATCH course_lessons attachments"}, nil},
	{"attachments removed", "01-work/01-text.md", "attachments: [../files/list.txt, ../files/sheet.pdf]\n", "", []string{"PATCH course_lessons attachments"}, nil},

	{"YouTube video", "01-work/02-youtube.md", "aaaaaaaaaaa", "ccccccccccc", []string{"PATCH course_lessons embed_id"}, nil},
	{"YouTube to Loom", "01-work/02-youtube.md", "https://youtu.be/aaaaaaaaaaa", "https://www.loom.com/share/0123456789abcdef0123456789abcdef", []string{"PATCH course_lessons embed_id embed_type"}, nil},
	{"the same video by another address", "01-work/02-youtube.md", "https://youtu.be/aaaaaaaaaaa", "https://www.youtube.com/watch?v=aaaaaaaaaaa", nil, nil},
	{"Loom video", "01-work/03-loom.md", "share/0123", "share/9999", []string{"PATCH course_lessons embed_id"}, nil},
	{"video removed", "01-work/03-loom.md", "video_url: https://www.loom.com/share/0123456789abcdef0123456789abcdef\n", "type: video\n", []string{"PATCH course_lessons embed_id=null embed_type=null"}, []string{"PATCH course_lessons embed_id embed_type"}},
	{"video lesson becomes text", "01-work/03-loom.md", "video_url: https://www.loom.com/share/0123456789abcdef0123456789abcdef\n", "", []string{"PATCH course_lessons embed_id=null embed_type=null lesson_type"}, []string{"PATCH course_lessons embed_id embed_type lesson_type"}},
	{"hosted video removed", "01-work/04-hosted.md", "mux_asset_id: ", "type: video\n# ", []string{"PATCH course_lessons mux_asset_id=null"}, []string{"PATCH course_lessons mux_asset_id"}},
	{"PDF", "01-work/05-pdf.md", "sheet.pdf", "other.pdf", []string{"PATCH course_lessons main_pdf"}, nil},
	{"PDF removed", "01-work/05-pdf.md", "main_pdf: ../files/sheet.pdf\n", "type: pdf\n", []string{"PATCH course_lessons main_pdf=null"}, []string{"PATCH course_lessons main_pdf"}},
	{"PDF of a multi lesson", "01-work/06-multi.md", "sheet.pdf", "other.pdf", []string{"PATCH course_lessons main_pdf"}, nil},
	{"video of a multi lesson", "01-work/06-multi.md", "bbbbbbbbbbb", "ccccccccccc", []string{"PATCH course_lessons embed_id"}, nil},
	{"attachment of a multi lesson", "01-work/06-multi.md", "tools.txt", "list.txt", []string{"PATCH course_lessons attachments"}, nil},

	{"attempts", "02-check/01-quiz.md", "max_attempts: 3", "max_attempts: 4", []string{"PATCH course_lessons max_attempts"}, nil},
	{"attempts removed", "02-check/01-quiz.md", "max_attempts: 3\n", "", []string{"PATCH course_lessons max_attempts=null"}, []string{"PATCH course_lessons max_attempts"}},
	{"grade", "02-check/01-quiz.md", "80", "90", []string{"PATCH course_lessons assessment_completion_requirement"}, nil},
	{"grade becomes number", "02-check/01-quiz.md", "minimum_grade_percent: 80", "minimum_questions_correct: 2", []string{"PATCH course_lessons assessment_completion_requirement"}, nil},
	{"grade removed", "02-check/01-quiz.md", "completion_requirement: {minimum_grade_percent: 80}\n", "", []string{"PATCH course_lessons assessment_completion_requirement=null"}, []string{"PATCH course_lessons assessment_completion_requirement"}},
	{"question", "02-check/01-quiz.md", "Which clay is white?", "Which clay fires white?", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"question type", "02-check/01-quiz.md", "image: ../images/glaze.png\n", "image: ../images/glaze.png\n    type: multiple_select\n", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"answer", "02-check/01-quiz.md", "answer: Ceramic", "answer: Pottery", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"true and false", "02-check/01-quiz.md", "answer: true", "answer: false", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"option", "02-check/01-quiz.md", "Bricks", "Tiles", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"right option", "02-check/01-quiz.md", "{text: Porcelain, correct: true}, Terracotta", "Porcelain, {text: Terracotta, correct: true}", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"question image", "02-check/01-quiz.md", "glaze.png", "wheel.png", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"question image removed", "02-check/01-quiz.md", "    image: ../images/glaze.png\n", "", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"question removed", "02-check/01-quiz.md", "  - question: Clay shrinks.\n    answer: true\n", "", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"questions removed", "02-check/02-check.md", "completion_requirement: {minimum_questions_correct: 1}\nquestions:\n  - question: Wedging removes air.\n    answer: true\n", "questions: []\n",
		[]string{"PATCH course_lessons assessment_completion_requirement=null assessment_questions"},
		[]string{"PATCH course_lessons assessment_completion_requirement assessment_questions"}},
	{"knowledge check becomes text", "02-check/02-check.md", "type: knowledge_check\nmax_attempts: 1\ncompletion_requirement: {minimum_questions_correct: 1}\nquestions:\n  - question: Wedging removes air.\n    answer: true\n", "",
		[]string{"PATCH course_lessons assessment_completion_requirement=null assessment_questions=null lesson_type max_attempts=null"},
		[]string{"PATCH course_lessons assessment_completion_requirement assessment_questions lesson_type max_attempts"}},
	{"an empty list is none", "01-work/06-multi.md", "attachments: [../files/tools.txt]", "attachments: []", []string{"PATCH course_lessons attachments"}, nil},
	{"quiz text", "02-check/01-quiz.md", "Four questions.", "A few questions.", []string{"PATCH course_lessons content"}, nil},
	{"question of a knowledge check", "02-check/02-check.md", "removes air", "drives out the air", []string{"PATCH course_lessons assessment_questions"}, nil},
	{"attempts of a knowledge check", "02-check/02-check.md", "max_attempts: 1", "max_attempts: 2", []string{"PATCH course_lessons max_attempts"}, nil},
	{"requirement of a knowledge check removed", "02-check/02-check.md", "completion_requirement: {minimum_questions_correct: 1}\n", "", []string{"PATCH course_lessons assessment_completion_requirement=null"}, []string{"PATCH course_lessons assessment_completion_requirement"}},
	{"knowledge check becomes quiz", "02-check/02-check.md", "type: knowledge_check", "type: quiz", []string{"PATCH course_lessons lesson_type"}, nil},
}

var (
	collectionOf = map[course.Kind]string{course.KindCourse: "courses", course.KindChapter: "course_chapters", course.KindLesson: "course_lessons"}
	filesOf      = map[course.Kind]string{course.KindCourse: "course.yaml", course.KindChapter: "chapter.yaml", course.KindLesson: ".md"}
)

// plainEdits change, and take away, every field of the table that no other edit is about.
func plainEdits(t *testing.T) (edits []studioEdit) {
	covered := map[string]bool{}
	for _, edit := range peculiarEdits {
		for _, sent := range edit.sent {
			collection, fields, _ := strings.Cut(strings.TrimPrefix(sent, "PATCH "), " ")
			for field := range strings.FieldsSeq(fields) {
				covered[collection+" "+strings.TrimSuffix(field, "=null")] = true
			}
		}
	}
	for _, kind := range []course.Kind{course.KindCourse, course.KindChapter, course.KindLesson} {
		for _, s := range course.Specs(kind) {
			if !covered[collectionOf[kind]+" "+string(s.Field)] {
				edits = append(edits, editsOf(t, kind, s)...)
			}
		}
	}
	return edits
}

// editsOf edits the first line of the studio that has the field's name as its key.
func editsOf(t *testing.T, kind course.Kind, s course.Spec) []studioEdit {
	for _, file := range slices.Sorted(maps.Keys(studioFiles)) {
		for line := range strings.Lines(studioFiles[file]) {
			value, isIt := strings.CutPrefix(strings.TrimSuffix(line, "\n"), string(s.Field)+": ")
			if !isIt || !strings.HasSuffix(file, filesOf[kind]) {
				continue
			}
			sent := []string{"PATCH " + collectionOf[kind] + " " + string(s.Field)}
			removed := studioEdit{name: string(s.Field) + " removed", file: file, old: line}
			switch s.Cleared().(type) {
			case nil:
			case course.Null:
				removed.sent, removed.back = []string{sent[0] + "=null"}, sent
			default:
				removed.sent = sent
			}
			changed := strings.Replace(line, value, another(kind, s, value), 1)
			return []studioEdit{{name: string(s.Field), file: file, old: line, new: changed, sent: sent}, removed}
		}
	}
	t.Errorf("no edit is about %s of a %s: give the studio one, or the peculiar edits", s.Field, kind)
	return nil
}

// another returns a value that the field can have as well.
func another(kind course.Kind, s course.Spec, value string) string {
	form, _ := spec.TextFormOf(kind, s.Field)
	switch {
	case s.Type == course.TypeBool:
		return strconv.FormatBool(value == "false")
	case s.Type != course.TypeText:
		return value + "1"
	case form.Words != nil:
		return form.Words[(slices.Index(form.Words, value)+1)%len(form.Words)]
	}
	return value + " More."
}

// sends applies and demands exactly these writes, announced by the plan and final.
func (s *shop) sends(want []string) {
	s.Helper()
	code := 0
	if len(want) > 0 {
		code = 2
	}
	s.whop.ClearLog()
	s.exits(code, "plan", "--detailed-exitcode")
	s.applies(want)
	s.exits(0, "plan", "--detailed-exitcode")
}

// applies applies and demands exactly these writes since the last time.
func (s *shop) applies(want []string) {
	s.Helper()
	said := s.exits(0, "apply", "--yes")
	if diff := cmp.Diff(want, s.writes()); diff != "" {
		s.Errorf("writes (-want +got):\n%s\n%s", diff, said)
	}
	s.whop.ClearLog()
}
