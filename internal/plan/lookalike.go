package plan

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
)

// guardLookalikes refuses to create what seems to exist already: a state that is lost, or
// older than what is on Whop, would otherwise give students everything twice.
func (d *differ) guardLookalikes() {
	courses := map[string]*course.Course{}
	for _, other := range d.in.Others {
		courses[foldTitle(other.Title())] = other
	}
	strays := d.strays()
	for i := range d.plan.Changes {
		change := &d.plan.Changes[i]
		if change.Action != Create {
			continue
		}
		if change.Kind == course.KindCourse {
			d.guardCourse(change, courses[foldTitle(change.Title)])
			continue
		}
		for _, twin := range strays[strayName{change.Kind, change.Address.Course, foldTitle(change.Title)}] {
			if change.Kind == course.KindChapter || d.teachesTheSame(change, twin) {
				d.refuse(GuardLookalike, change.Address, fmt.Sprintf("%s exists in the course already (%s), and the state does not know it", twinOf[change.Kind], twin.ID),
					fmt.Sprintf("to take it over: whopsync state rebuild; if it is another %s, change the title of one of the two", change.Kind))
				break
			}
		}
	}
}

var twinOf = map[course.Kind]string{
	course.KindChapter: "an empty chapter with this title",
	course.KindLesson:  "a lesson with this title that teaches the same",
}

func (d *differ) guardCourse(change *Change, twin *course.Course) {
	if twin == nil {
		return
	}
	d.refuse(GuardLookalike, change.Address, fmt.Sprintf("a course called %q exists on Whop already (%s), and the state does not know it", twin.Title(), twin.ID),
		fmt.Sprintf("to bind it to these files: whopsync state rebuild; to write its files anew: whopsync import %s; if it is another course, give one of the two another title", twin.ID))
}

func foldTitle(title string) string {
	return strings.ToLower(strings.Join(strings.Fields(title), " "))
}

// strayName is what objects that are not ours are looked up by.
type strayName struct {
	kind          course.Kind
	course, title string
}

// strays are the live lessons and the empty chapters in our courses that are not ours. A
// chapter with lessons is somebody's; an empty one can be what a run left behind that the
// state knows nothing of.
func (d *differ) strays() map[strayName][]*course.Resource {
	isFull := map[string]bool{}
	for _, live := range d.in.Live {
		for _, chapter := range live.Chapters {
			isFull[chapter.ID] = len(chapter.Lessons) > 0
		}
	}
	strays := map[strayName][]*course.Resource{}
	for _, u := range d.plan.Unmanaged {
		if live := d.identity.live[u.ID]; live != nil && !isFull[u.ID] {
			name := strayName{u.Kind, u.Parent.Course, foldTitle(u.Title)}
			strays[name] = append(strays[name], live)
		}
	}
	return strays
}

// teachesTheSame compares a lesson to be created with a live one of its title, by what lists
// of lessons show. Destinations in its text count for nothing: uploads have other addresses
// each time.
func (d *differ) teachesTheSame(change *Change, live *course.Resource) bool {
	fields := course.Fields{}
	for _, field := range change.Fields {
		fields[field.Field] = field.After
	}
	unknown := resolverOf(d.in.LessonURL, nil)
	text := templateOf(fields[course.Content], unknown)
	return text.fits(letteringOf(live.Fields.Text(course.Content))) &&
		(!text.isEmpty() || sameText(fields, live.Fields, course.LessonType) && sameText(fields, live.Fields, course.EmbedID))
}

func sameText(a, b course.Fields, field course.Field) bool { return a.Text(field) == b.Text(field) }
