package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"whopsync/internal/course"
)

// guardLookalikes refuses to create what seems to exist already: a state that is lost, or
// older than what is on Whop, would otherwise give students everything twice.
func (d *differ) guardLookalikes() {
	d.guardCourses()
	strays, said := sync.OnceValue(d.strays), sync.OnceValue(d.sayings) // most plans create nothing
	likenesses := map[string]map[course.Address][]likeness{}
	for i := range d.plan.Changes {
		change := &d.plan.Changes[i]
		if change.Action != Create {
			continue
		}
		switch change.Kind {
		case course.KindChapter:
			d.guardTwins(change, twinsOf(strays()[strayName{change.Kind, change.Address.Course, foldTitle(change.Title)}], "an empty chapter with this title"))
		case course.KindLesson:
			in := change.Address.Course
			if likenesses[in] == nil && len(strays()) > 0 {
				likenesses[in] = d.likenesses(in, strays())
			}
			d.guardTwins(change, d.twinsOf(change, strays(), likenesses[in][change.Address], said))
		}
	}
}

// twin is an object on Whop that one to be created seems to be.
type twin struct{ id, what string }

func twinsOf(strays []stray, what string) []twin {
	twins := make([]twin, len(strays))
	for i, s := range strays {
		twins[i] = twin{s.ID, what}
	}
	return twins
}

// twinsOf returns the lessons that one to be created seems to be, the likest first.
func (d *differ) twinsOf(change *Change, strays map[strayName][]stray, alike []likeness, said func() map[inCourse]int) []twin {
	titled := strays[strayName{change.Kind, change.Address.Course, foldTitle(change.Title)}]
	twins := twinsOf(d.teachingTheSame(change, titled), "a lesson with this title that teaches the same")
	if same := d.onlyOne(change, strays); len(same) > 0 && d.isOwn(change, said()) {
		twins = append(twins, twinsOf(same, "a lesson with this very text")...)
	}
	for _, l := range alike {
		twins = append(twins, twin{l.match().id, "a lesson with much the same text"})
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(twins, func(t twin) bool {
		again := seen[t.id]
		seen[t.id] = true
		return again
	})
}

func (d *differ) guardTwins(change *Change, twins []twin) {
	if len(twins) == 0 {
		return
	}
	ids := make([]string, len(twins))
	for i, twin := range twins {
		ids[i] = twin.id
	}
	takeOver := "whopsync state rebuild"
	if d.remembered(change.Address) != nil { // what it was is gone from Whop, and still known
		takeOver = fmt.Sprintf("whopsync state rm %s, then %s", quote(change.Address), takeOver)
	}
	d.refuse(GuardLookalike, change.Address, fmt.Sprintf("%s exists in the course already (%s), and the state does not know it", twins[0].what, ids[0]),
		"to take it over: "+takeOver+"; "+ifAnother(change.Kind, ids))
}

// guardCourses compares courses as a rebuild does, so that what is refused here is what a
// rebuild finds there, and one that has nothing but the title as well.
func (d *differ) guardCourses() {
	in := Input{Desired: d.created(), LessonURL: d.in.LessonURL}
	if len(in.Desired) == 0 {
		return
	}
	others := slices.DeleteFunc(slices.Clone(d.in.Others), func(c *course.Course) bool { return d.in.isTheirs(c.ID) })
	compare := &rebuilding{pairs: comparePairs(&in, others)}
	for _, desired := range in.Desired {
		var twins []courseTwin
		for _, other := range others {
			if weight, because := compare.compareCourses(desired, other); weight > 0 || haveSameTitle(desired, other) {
				twins = append(twins, courseTwin{other, weight, because})
			}
		}
		slices.SortStableFunc(twins, func(a, b courseTwin) int { return b.weight - a.weight })
		d.guardCourse(desired, twins)
	}
}

// courseTwin is a course on Whop that one to be created seems to be.
type courseTwin struct {
	*course.Course
	weight  int // 0 when a rebuild would not take it for that
	because Reason
}

func (d *differ) guardCourse(desired *course.Course, twins []courseTwin) {
	if len(twins) == 0 {
		return
	}
	ids := make([]string, len(twins))
	for i, twin := range twins {
		ids[i] = twin.ID
	}
	what, bind, first := "a course of this title", "", twins[0]
	if first.because == SameLessons {
		what = "a course with much the same lessons"
	}
	if first.weight > 0 {
		bind = "to bind it to these files: whopsync state rebuild; "
	}
	d.refuse(GuardLookalike, desired.Address, fmt.Sprintf("%s exists on Whop already, %q (%s), and the state does not know it", what, first.Title(), first.ID),
		fmt.Sprintf("%sto write its files anew: whopsync import %s; %s", bind, first.ID, ifAnother(course.KindCourse, ids)))
}

// created returns the courses that are to be created.
func (d *differ) created() []*course.Course {
	creates := map[course.Address]bool{}
	for i := range d.plan.Changes {
		creates[d.plan.Changes[i].Address] = d.plan.Changes[i].Action == Create
	}
	return slices.DeleteFunc(slices.Clone(d.in.Desired), func(c *course.Course) bool { return !creates[c.Address] })
}

func haveSameTitle(a, b *course.Course) bool {
	return foldTitle(a.Title()) != "" && foldTitle(a.Title()) == foldTitle(b.Title())
}

// ifAnother is the answer that always goes on, whatever titles and texts say.
func ifAnother(kind course.Kind, ids []string) string {
	items := make([]string, len(ids))
	for i, id := range ids {
		items[i] = "- " + id
	}
	return fmt.Sprintf("if it is another %s, say so under unmanaged: in whopsync.yaml:", kind) + lines(items)
}

// isTheirs reports whether the author says of an object on Whop that it is not ours. That
// stays true whatever becomes of the state, so the line may stay.
func (in *Input) isTheirs(id string) bool { return slices.Contains(in.Options.Unmanaged, id) }

func foldTitle(title string) string {
	return strings.ToLower(strings.Join(strings.Fields(title), " "))
}

// strayName is what objects that are not ours are looked up by.
type strayName struct {
	kind          course.Kind
	course, title string
}

// stray is a live object that is not ours.
type stray struct {
	*course.Resource
	text lettering
}

// strays are the live lessons and the empty chapters in our courses that are not ours. A
// chapter with lessons is somebody's; an empty one can be what a run left behind that the
// state knows nothing of.
func (d *differ) strays() map[strayName][]stray {
	isFull := map[string]bool{}
	for _, live := range d.in.Live {
		for _, chapter := range live.Chapters {
			isFull[chapter.ID] = len(chapter.Lessons) > 0
		}
	}
	strays := map[strayName][]stray{}
	for _, u := range d.plan.Unmanaged {
		if live := d.identity.live[u.ID]; live != nil && !isFull[u.ID] && !d.in.isTheirs(u.ID) {
			name := strayName{u.Kind, u.Parent.Course, foldTitle(u.Title)}
			strays[name] = append(strays[name], stray{live, letteringOf(live.Fields.Text(course.Content))})
		}
	}
	return strays
}

// teachingTheSame returns those of the live lessons with the title of one to be created that
// teach the same as it, as far as lists of lessons show that.
func (d *differ) teachingTheSame(change *Change, titled []stray) (same []stray) {
	fields := afterOf(change)
	text := templateOf(fields[course.Content], resolverOf(d.in.LessonURL, nil))
	for _, live := range titled {
		if text.fits(live.text) &&
			(!text.isEmpty() || sameText(fields, live.Fields, course.LessonType) && sameText(fields, live.Fields, course.EmbedID)) {
			same = append(same, live)
		}
	}
	return same
}

// isOwn reports whether no other lesson of the files has a lesson's text, so that one on Whop
// that has it is no other. A few words around a picture are nobody's own.
func (d *differ) isOwn(change *Change, said map[inCourse]int) bool {
	content := afterOf(change)[course.Content]
	text, words := templateOf(content, resolverOf(d.in.LessonURL, nil)), 0
	eachWord(text.text, func(uint64) { words++ })
	if words == 0 || words < telling && len(text.gaps) > 0 {
		return false
	}
	return said[inCourse{change.Address.Course, d.saying(change.Address)}] == 1
}

// sayings counts how many lessons of the files say a thing, by its likeness.
func (d *differ) sayings() map[inCourse]int {
	said := map[inCourse]int{}
	for _, address := range d.identity.lessons() {
		said[inCourse{address.Course, d.saying(address)}]++
	}
	return said
}

func (d *differ) saying(address course.Address) string {
	return string(course.Likeness(d.identity.desired[address].Fields[course.Content]))
}

// likenesses compares the lessons of a course, and returns them by address, the likest first.
func (d *differ) likenesses(name string, strays map[strayName][]stray) map[course.Address][]likeness {
	isStray := map[string]bool{}
	for _, lessons := range strays {
		for _, s := range lessons {
			isStray[s.ID] = true
		}
	}
	alike := map[course.Address][]likeness{}
	for _, cp := range d.plan.Courses {
		if cp.Desired.Address.Course != name || cp.Live == nil {
			continue
		}
		for _, l := range likeStrays(cp.Desired, cp.Live, d.idOf, func(id string) bool { return isStray[id] }) {
			if l.isSure() {
				alike[l.to] = append(alike[l.to], l)
			}
		}
	}
	for _, all := range alike {
		slices.SortStableFunc(all, func(a, b likeness) int { return cmp.Compare(b.weight(), a.weight()) })
	}
	return alike
}

// onlyOne returns the stray lesson of the course, under whatever title, that has the text of a
// lesson to be created, if there is one alone.
func (d *differ) onlyOne(change *Change, strays map[strayName][]stray) []stray {
	if len(strays) == 0 {
		return nil
	}
	text := templateOf(afterOf(change)[course.Content], resolverOf(d.in.LessonURL, nil))
	var found []stray
	for name, lessons := range strays {
		if name.kind != course.KindLesson || name.course != change.Address.Course {
			continue
		}
		for _, live := range lessons {
			if text.fits(live.text) {
				found = append(found, live)
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

func afterOf(change *Change) course.Fields {
	fields := course.Fields{}
	for _, field := range change.Fields {
		fields[field.Field] = field.After
	}
	return fields
}

func sameText(a, b course.Fields, field course.Field) bool { return a.Text(field) == b.Text(field) }
