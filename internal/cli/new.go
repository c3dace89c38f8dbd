package cli

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/spec"
)

type newCmd struct {
	Lesson  newLessonCmd  `cmd:"" help:"Make a new lesson."`
	Chapter newChapterCmd `cmd:"" help:"Make a new chapter."`
	Course  newCourseCmd  `cmd:"" help:"Make a new course."`
}

type newLessonCmd struct {
	beside
	Type  string `name:"type" enum:"text,video,pdf,multi,quiz,knowledge_check" default:"text" help:"The lesson's type."`
	Title string `name:"title" placeholder:"TITLE" help:"The title that students see (default: the name in words)."`
	At    string `arg:"" name:"lesson" complete:"address" help:"The address or path of the lesson."`
}

// Help is what --help adds.
func (newLessonCmd) Help() string {
	return `The file gets a number as its neighbours have them, a key, and a text to replace. It is hidden until the line that says so is taken out. For example:

whopsync new lesson pottery/clay/throwing --type video --after pottery/clay/wedging`
}

// Run makes a lesson.
func (cmd *newLessonCmd) Run(e *environment) error {
	return scaffold{kind: course.KindLesson, at: cmd.At, title: cmd.Title, lessonType: cmd.Type, beside: cmd.beside}.run(e)
}

type newChapterCmd struct {
	beside
	Title string `name:"title" placeholder:"TITLE" help:"The title that students see (default: the name in words)."`
	At    string `arg:"" name:"chapter" complete:"address" help:"The address or path of the chapter."`
}

// Help is what --help adds.
func (newChapterCmd) Help() string {
	return `The folder gets a number as its neighbours have them, and a chapter.yaml with a key. For example:

whopsync new chapter pottery/glazing --title "Glazing, and what can go wrong"`
}

// Run makes a chapter.
func (cmd *newChapterCmd) Run(e *environment) error {
	return scaffold{kind: course.KindChapter, at: cmd.At, title: cmd.Title, beside: cmd.beside}.run(e)
}

type newCourseCmd struct {
	Title string `name:"title" placeholder:"TITLE" help:"The title that students see (default: the name in words)."`
	At    string `arg:"" name:"course" complete:"address" help:"The name or path of the course."`
}

// Help is what --help adds.
func (newCourseCmd) Help() string {
	return `The folder lies beside those of the other courses, and gets a course.yaml with a key. The course is hidden until the line that says so is taken out. For example:

whopsync new course pottery --title "Pottery basics"`
}

// Run makes a course.
func (cmd *newCourseCmd) Run(e *environment) error {
	return scaffold{kind: course.KindCourse, at: cmd.At, title: cmd.Title}.run(e)
}

// scaffold is what is to be made.
type scaffold struct {
	kind                  course.Kind
	at, title, lessonType string
	beside                beside
}

func (s scaffold) run(e *environment) (err error) {
	r, problems, err := openRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	problems = slices.DeleteFunc(problems, func(p spec.Problem) bool { return p.Rule == "no-courses" && s.kind == course.KindCourse })
	if err := checkProblems(e, r, problems.Errors()); err != nil {
		return err
	}
	usual := ""
	if s.kind == course.KindLesson {
		usual = ".md"
	}
	spot, err := s.beside.spot(e, r, s.kind, s.at, usual)
	if err != nil {
		return err
	}
	if spot.Name == usual {
		return misuse("%s is there already: the new %s needs a name of its own", s.at, s.kind)
	}
	newKey := func() (string, error) { return course.NewKey(e.random) }
	a, file, err := spec.Add(r.files, s.kind, spot, newKey, func(name, key string) []byte {
		if s.title != "" {
			name = s.title
		}
		return spec.Template(s.kind, s.lessonType, name, key)
	})
	if err != nil {
		return err
	}
	after, err := r.arranged(e, a)
	if err != nil {
		return err
	}
	address := addressAt(after, s.kind, a.To(spec.PlaceOf(file)))
	if address.IsZero() {
		return fmt.Errorf("nothing was written, because %s would be no %s: whopsync reads no files there, or none of that name", file, s.kind)
	}
	if err := spec.CheckMoved(r.project, after, a); err != nil {
		return err
	}
	if err := r.carryOut(e, a); err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "\n%s\n", s.next(r, address))
	return nil
}

// next says how to go on from here.
func (s scaffold) next(r *repository, at course.Address) string {
	switch s.kind {
	case course.KindCourse:
		return "Give it a chapter:\n\n  " + r.command("new chapter "+hint.Word(at.String()+"/first-steps"))
	case course.KindChapter:
		return "Give it a lesson:\n\n  " + r.command("new lesson "+hint.Word(at.String()+"/welcome"))
	}
	return "Write it, and look at what would change:\n\n  " + r.command("plan --target "+hint.Word(at.String()))
}
