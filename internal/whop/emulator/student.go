package emulator

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

type userView struct {
	ID       string  `json:"id"`
	Name     *string `json:"name"`
	Username string  `json:"username"`
}

type studentItem struct {
	ID        string   `json:"id"`
	User      userView `json:"user"`
	Completed int      `json:"completed_lessons_count"`
	Total     int      `json:"total_lessons_count"`
	Rate      float64  `json:"completion_rate"`
	First     *string  `json:"first_interaction_at"`
	Last      *string  `json:"last_interaction_at"`
}

type studentView struct {
	studentItem
	Course courseOfProgress `json:"course"`
}

type courseOfProgress struct {
	ID         string    `json:"id"`
	Title      *string   `json:"title"`
	Experience reference `json:"experience"`
}

func listStudents(c *call) (any, error) {
	id := c.in.Query.Get("course_id")
	if id == "" {
		return nil, missing("course_id")
	}
	var students []Student
	if k, err := c.courseByID(id); err == nil {
		students = studentsOf(c, k, strings.ToLower(c.in.Query.Get("keyword")))
	} else if err := c.nothingThere(); err != nil {
		return nil, err
	}
	where := func(s Student) place { return place{s.Born} }
	return paginate(c, students, where, func(s Student) any { return showStudentItem(c, s) })
}

func studentsOf(c *call, k *course, keyword string) []Student {
	students := sortedValues(k.students, func(s Student) int { return s.Born })
	return slices.DeleteFunc(students, func(s Student) bool {
		return !strings.Contains(strings.ToLower(s.Name), keyword)
	})
}

func readStudent(c *call) (any, error) {
	s := c.world.students[c.id]
	k, err := c.courseByID(s.Course)
	if err != nil {
		return nil, err
	}
	return studentView{showStudentItem(c, s), k.ofProgress()}, nil
}

func (k *course) ofProgress() courseOfProgress {
	return courseOfProgress{k.ID, k.Title, reference{k.Experience}}
}

func showStudentItem(c *call, s Student) studentItem {
	item := studentItem{ID: s.ID, User: showUser(s)}
	var first, last time.Time
	for l := range c.world.courses[s.Course].lessons() {
		item.Total++
		done, begun := l.done[s.User]
		if !begun {
			continue
		}
		if done.Completed {
			item.Completed++
		}
		if first.IsZero() || done.CreatedAt.Before(first) {
			first = done.CreatedAt
		}
		last = later(last, done.CreatedAt)
	}
	if item.Total > 0 {
		item.Rate = math.Round(10_000*float64(item.Completed)/float64(item.Total)) / 100
	}
	item.First, item.Last = timeOrNull(first), timeOrNull(last)
	return item
}

func showUser(s Student) userView {
	return userView{ID: s.User, Name: orNull(s.Name), Username: strings.ToLower(strings.TrimPrefix(s.User, "user_"))}
}

type interactionItem struct {
	ID        string           `json:"id"`
	Completed bool             `json:"completed"`
	CreatedAt string           `json:"created_at"`
	Lesson    lessonOfProgress `json:"lesson"`
	User      userView         `json:"user"`
}

type lessonOfProgress struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Chapter reference `json:"chapter"`
}

type interactionView struct {
	interactionItem
	Course courseOfProgress `json:"course"`
}

func listInteractions(c *call) (any, error) {
	completed := c.in.Query.Get("completed")
	if !slices.Contains([]string{"", "true", "false"}, completed) {
		return nil, invalid("completed", "must be true or false")
	}
	lessons, err := filterProgress(c)
	if err != nil {
		return nil, err
	}
	var found []Interaction
	for _, l := range lessons {
		for _, i := range l.done {
			isWanted := completed == "" || i.Completed == (completed == "true")
			if isWanted && c.matches("user_id", i.User) {
				found = append(found, i)
			}
		}
	}
	slices.SortFunc(found, func(a, b Interaction) int { return cmp.Compare(a.Born, b.Born) })
	where := func(i Interaction) place { return place{i.Born} }
	return paginate(c, found, where, func(i Interaction) any { return showInteractionItem(c, i) })
}

// filterProgress returns the lessons whose progress is asked for: one, a course's, or all
// of the account.
func filterProgress(c *call) ([]*lesson, error) {
	if id := c.in.Query.Get("lesson_id"); id != "" {
		l, err := c.lessonByID(id)
		if err != nil || !c.matches("course_id", l.chapter.Course) {
			return nil, c.nothingThere()
		}
		return []*lesson{l}, nil
	}
	if id := c.in.Query.Get("course_id"); id != "" {
		k, err := c.courseByID(id)
		if err != nil {
			return nil, c.nothingThere()
		}
		return slices.Collect(k.lessons()), nil
	}
	var all []*lesson
	for _, x := range c.ownExperiences() {
		for _, k := range x.courses {
			all = slices.AppendSeq(all, k.lessons())
		}
	}
	return all, nil
}

func readInteraction(c *call) (any, error) {
	l, ok := c.world.done[c.id]
	if !ok || !c.owns(l.chapter.course) {
		return nil, notFound()
	}
	for _, i := range l.done {
		if i.ID == c.id {
			return interactionView{showInteractionItem(c, i), l.chapter.course.ofProgress()}, nil
		}
	}
	return nil, notFound()
}

func showInteractionItem(c *call, i Interaction) interactionItem {
	l := c.world.lessons[i.Lesson]
	student := l.chapter.course.students[i.User]
	return interactionItem{
		ID: i.ID, Completed: i.Completed, CreatedAt: spellTime(i.CreatedAt),
		Lesson: lessonOfProgress{l.ID, l.Title, reference{l.Chapter}}, User: showUser(student),
	}
}
