package plan

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
)

// guardLookalikes refuses to create what seems to exist already: a lost state next to a
// live course would otherwise give students everything twice.
func (d *differ) guardLookalikes() {
	titles := map[string]*course.Course{}
	for _, other := range d.in.Others {
		titles[foldTitle(other.Title())] = other
	}
	orphans := d.unboundLessons()
	for i := range d.plan.Changes {
		change := &d.plan.Changes[i]
		if change.Action != Create {
			continue
		}
		if twin := titles[foldTitle(change.Title)]; change.Kind == course.KindCourse && twin != nil {
			d.refuse(GuardLookalike, change.Address, fmt.Sprintf("a course called %q exists on Whop already (%s), and the state does not know it", twin.Title(), twin.ID),
				fmt.Sprintf("to bind it to these files: whopsync state rebuild; to write its files anew: whopsync import %s; if it is another course, give one of the two another title", twin.ID))
		}
		if twin := orphans[d.signOf(change)]; change.Kind == course.KindLesson && twin != nil {
			d.refuse(GuardLookalike, change.Address, fmt.Sprintf("a lesson with this title and text exists in the course already (%s), and the state does not know it", twin.ID),
				"to take it over: whopsync state rebuild; if it is another lesson, change the title of one of the two")
		}
	}
}

func foldTitle(title string) string {
	return strings.ToLower(strings.Join(strings.Fields(title), " "))
}

// unboundLessons are the live lessons that are not ours, by course, title and text.
func (d *differ) unboundLessons() map[string]*course.Lesson {
	lessons := map[string]*course.Lesson{}
	for _, u := range d.plan.Unmanaged {
		if live := d.identity.live[u.ID]; u.Kind == course.KindLesson && live != nil {
			sign := lessonSign(u.Parent.Course, live.Title(), live.Fields.Text(course.Content))
			lessons[sign] = &course.Lesson{Resource: *live}
		}
	}
	delete(lessons, "")
	return lessons
}

func (d *differ) signOf(change *Change) string {
	for _, field := range change.Fields {
		if body, ok := field.After.(course.Body); ok && field.Field == course.Content {
			text, _ := d.resolver.Resolve(body)
			return lessonSign(change.Address.Course, change.Title, text)
		}
	}
	return ""
}

// lessonSign is "" for a lesson without text: an empty lesson resembles every other.
func lessonSign(courseName, title, text string) string {
	text = course.NormalText(text)
	if text == "" {
		return ""
	}
	return courseName + "\x00" + foldTitle(title) + "\x00" + text
}
