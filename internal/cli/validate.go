package cli

import (
	"fmt"

	"whopsync/internal/course"
)

type validateCmd struct{}

// Run checks the files.
func (cmd *validateCmd) Run(e *environment) (err error) {
	r, err := e.load()
	if err != nil {
		return err
	}
	defer closing(r, &err)
	chapters, lessons := 0, 0
	for _, c := range r.project.Courses {
		chapters += len(c.Chapters)
		lessons += c.LessonCount()
	}
	fmt.Fprintf(e.Out, "The configuration is valid: %s, %s, %s.\n",
		counted(len(r.project.Courses), course.KindCourse), counted(chapters, course.KindChapter), counted(lessons, course.KindLesson))
	return nil
}

func counted(n int, kind course.Kind) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", kind)
	}
	return fmt.Sprintf("%d %ss", n, kind)
}
