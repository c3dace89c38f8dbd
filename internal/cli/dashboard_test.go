package cli_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"whopsync/internal/whop/emulator"
)

// printCourse prints every course as an outline.
func printCourse(ts *testscript.TestScript, neg bool, args []string) {
	var out strings.Builder
	for _, c := range stageOf(ts).whop.Snapshot().Courses {
		fmt.Fprintf(&out, "%s (%s)\n", *c.Title, c.Visibility)
		for _, chapter := range c.Chapters {
			fmt.Fprintf(&out, "  %s\n", chapter.Title)
			for _, lesson := range chapter.Lessons {
				fmt.Fprintf(&out, "    %s (%s, %s)\n", lesson.Title, lesson.Type, lesson.Visibility)
			}
		}
	}
	show(ts, out.String())
}

// printIDs prints the ids of everything in the courses, sorted: what must not change.
func printIDs(ts *testscript.TestScript, neg bool, args []string) {
	var ids []string
	for _, c := range stageOf(ts).whop.Snapshot().Courses {
		ids = append(ids, c.ID)
		for _, chapter := range c.Chapters {
			ids = append(ids, chapter.ID)
			for _, lesson := range chapter.Lessons {
				ids = append(ids, lesson.ID)
			}
		}
	}
	slices.Sort(ids)
	show(ts, strings.Join(ids, "\n")+"\n")
}

// show makes text what stdout is for the next command of the script.
func show(ts *testscript.TestScript, text string) {
	ts.Check(ts.Exec("printf", "%s", text))
}

// dashboard does what a person could do on whop.com. Titles name things:
//
//	edit LESSON TEXT          give it another text
//	paste LESSON FILE         give it the text of a file
//	rename OLD NEW            a lesson or a chapter
//	hidden COURSE             a new course, with nothing in it
//	chapter COURSE CHAPTER    a new chapter, behind the others
//	first CHAPTER             before all others
//	add CHAPTER LESSON        a new text lesson, behind the others
//	place LESSON after OTHER  in OTHER's chapter, behind it
//	delete TITLE              a lesson or a chapter
//	hide LESSON
//	show LESSON
//	reword LESSON TEXT        its first question
//	student LESSON            somebody begins the lesson
func dashboard(ts *testscript.TestScript, neg bool, args []string) {
	d := desk{ts, stageOf(ts).whop}
	switch {
	case len(args) == 3 && args[0] == "edit":
		ts.Check(d.whop.Dashboard.EditLesson(d.lesson(args[1]).ID, func(l *emulator.Lesson) { l.Content = &args[2] }))
	case len(args) == 3 && args[0] == "paste":
		text := ts.ReadFile(args[2])
		ts.Check(d.whop.Dashboard.EditLesson(d.lesson(args[1]).ID, func(l *emulator.Lesson) { l.Content = &text }))
	case len(args) == 3 && args[0] == "reword":
		ts.Check(d.whop.Dashboard.EditLesson(d.lesson(args[1]).ID, func(l *emulator.Lesson) { l.Questions[0].Text = args[2] }))
	case len(args) == 3 && args[0] == "rename":
		d.rename(args[1], args[2])
	case len(args) == 3 && args[0] == "chapter":
		for _, c := range d.whop.Snapshot().Courses {
			if *c.Title == args[1] {
				_, err := d.whop.Dashboard.AddChapter(c.ID, args[2])
				ts.Check(err)
			}
		}
	case len(args) == 2 && args[0] == "first":
		chapter := d.chapter(args[1])
		ts.Check(d.whop.Dashboard.Reorder(chapter.Course, chapter.ID))
	case len(args) == 3 && args[0] == "add":
		_, err := d.whop.Dashboard.AddLesson(d.chapter(args[1]).ID, emulator.Lesson{Title: args[2]})
		ts.Check(err)
	case len(args) == 4 && args[0] == "course":
		course, err := d.whop.Dashboard.AddCourse(emulator.LocalExperience, args[1])
		ts.Check(err)
		chapter, err := d.whop.Dashboard.AddChapter(course, args[2])
		ts.Check(err)
		_, err = d.whop.Dashboard.AddLesson(chapter, emulator.Lesson{Title: args[3]})
		ts.Check(err)
	case len(args) == 2 && args[0] == "hidden":
		course, err := d.whop.Dashboard.AddCourse(emulator.LocalExperience, args[1])
		ts.Check(err)
		ts.Check(d.whop.Dashboard.EditCourse(course, func(c *emulator.Course) { c.Visibility = "hidden" }))
	case len(args) == 4 && args[0] == "place":
		d.place(d.lesson(args[1]), d.lesson(args[3]))
	case len(args) == 2 && args[0] == "delete":
		ts.Check(d.whop.Dashboard.Delete(d.id(args[1])))
	case len(args) == 2 && args[0] == "hide":
		ts.Check(d.whop.Dashboard.HideLesson(d.lesson(args[1]).ID))
	case len(args) == 2 && args[0] == "show":
		ts.Check(d.whop.Dashboard.EditLesson(d.lesson(args[1]).ID, func(l *emulator.Lesson) { l.Visibility = "visible" }))
	case len(args) == 2 && args[0] == "student":
		user, err := d.whop.Dashboard.AddStudent(d.chapterOf(d.lesson(args[1])).Course, "Ada")
		ts.Check(err)
		ts.Check(d.whop.Dashboard.Start(user, d.lesson(args[1]).ID))
	default:
		ts.Fatalf("dashboard cannot do %q", args)
	}
}

// desk is where the dashboard user sits.
type desk struct {
	ts   *testscript.TestScript
	whop *emulator.Emulator
}

func (d desk) chapters() []emulator.Chapter {
	var all []emulator.Chapter
	for _, c := range d.whop.Snapshot().Courses {
		all = append(all, c.Chapters...)
	}
	return all
}

func (d desk) lesson(title string) emulator.Lesson {
	for _, chapter := range d.chapters() {
		for _, lesson := range chapter.Lessons {
			if lesson.Title == title {
				return lesson
			}
		}
	}
	d.ts.Fatalf("no lesson is called %q", title)
	return emulator.Lesson{}
}

func (d desk) chapter(title string) emulator.Chapter {
	for _, chapter := range d.chapters() {
		if chapter.Title == title {
			return chapter
		}
	}
	d.ts.Fatalf("no chapter is called %q", title)
	return emulator.Chapter{}
}

func (d desk) chapterOf(lesson emulator.Lesson) emulator.Chapter {
	chapters := d.chapters()
	return chapters[slices.IndexFunc(chapters, func(c emulator.Chapter) bool { return c.ID == lesson.Chapter })]
}

// id returns the id of a chapter or, when none is called so, of a lesson.
func (d desk) id(title string) string {
	for _, chapter := range d.chapters() {
		if chapter.Title == title {
			return chapter.ID
		}
	}
	return d.lesson(title).ID
}

func (d desk) rename(old, new string) {
	id := d.id(old)
	if strings.HasPrefix(id, "chap_") {
		d.ts.Check(d.whop.Dashboard.RenameChapter(id, new))
		return
	}
	d.ts.Check(d.whop.Dashboard.EditLesson(id, func(l *emulator.Lesson) { l.Title = new }))
}

func (d desk) place(lesson, after emulator.Lesson) {
	if lesson.Chapter != after.Chapter {
		d.ts.Check(d.whop.Dashboard.MoveLesson(lesson.ID, after.Chapter))
	}
	var order []string
	for _, sibling := range d.chapterOf(after).Lessons {
		if sibling.ID != lesson.ID {
			order = append(order, sibling.ID)
		}
		if sibling.ID == after.ID {
			order = append(order, lesson.ID)
		}
	}
	d.ts.Check(d.whop.Dashboard.Reorder(after.Chapter, order...))
}

// printContent prints the text of a lesson as Whop has it.
func printContent(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: content TITLE")
	}
	d := desk{ts, stageOf(ts).whop}
	show(ts, *d.lesson(args[0]).Content)
}
