package emulator

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// world is everything there is, indexed by id and linked as a tree. Every change goes
// through a put or remove, which keep the links and note the change for the store.
type world struct {
	seed seed
	born int // how many things were ever made

	accounts    map[string]Account
	products    map[string]Product
	experiences map[string]*experience
	courses     map[string]*course
	chapters    map[string]*chapter
	lessons     map[string]*lesson
	files       map[string]File
	videos      map[string]Video
	students    map[string]Student
	done        map[string]*lesson // by the id of an interaction

	changes changes
}

type experience struct {
	Experience
	courses siblings[*course]
}

type course struct {
	Course
	home     *experience
	chapters siblings[*chapter]
	students map[string]Student // by user
}

type chapter struct {
	Chapter
	course  *course
	lessons siblings[*lesson]
}

type lesson struct {
	Lesson
	chapter *chapter
	done    map[string]Interaction // by user
}

func (k *course) rank() rank  { return rank{wholeOf(k.Order), k.Born} }
func (h *chapter) rank() rank { return rank{h.Order, h.Born} }
func (l *lesson) rank() rank  { return rank{l.Order, l.Born} }

// lessons are all lessons of the course, chapter by chapter.
func (k *course) lessons() iter.Seq[*lesson] {
	return func(yield func(*lesson) bool) {
		for _, h := range k.chapters {
			for _, l := range h.lessons {
				if !yield(l) {
					return
				}
			}
		}
	}
}

func newWorld(s seed) *world {
	return &world{
		seed:        s,
		accounts:    map[string]Account{},
		products:    map[string]Product{},
		experiences: map[string]*experience{},
		courses:     map[string]*course{},
		chapters:    map[string]*chapter{},
		lessons:     map[string]*lesson{},
		files:       map[string]File{},
		videos:      map[string]Video{},
		students:    map[string]Student{},
		done:        map[string]*lesson{},
	}
}

// next counts one more thing made.
func (w *world) next() int {
	w.born++
	return w.born
}

// nextID returns the number and the id of the next thing to be made.
func (w *world) nextID(prefix string) (born int, id string) {
	born = w.next()
	return born, w.seed.id(prefix, born)
}

// put keeps a record that hangs on no other.
func put[R any](kept map[string]R, id string, record R, changed *[]R) {
	kept[id] = record
	*changed = append(*changed, record)
}

func (w *world) putAccount(a Account) { put(w.accounts, a.ID, a, &w.changes.Accounts) }
func (w *world) putProduct(p Product) { put(w.products, p.ID, p, &w.changes.Products) }
func (w *world) putFile(f File)       { put(w.files, f.ID, f, &w.changes.Files) }
func (w *world) putVideo(v Video)     { put(w.videos, v.ID, v, &w.changes.Videos) }

func (w *world) putExperience(x Experience) {
	node, _ := nodeOf(w.experiences, x.ID)
	node.Experience = x
	w.changes.Experiences = append(w.changes.Experiences, x)
}

// nodeOf returns the node of the id, which is made if it is not known.
func nodeOf[N any](nodes map[string]*N, id string) (node *N, known bool) {
	node, known = nodes[id]
	if !known {
		node = new(N)
		nodes[id] = node
	}
	return node, known
}

// putCourse adds or changes a course; like every put, it does nothing where the parent is
// gone.
func (w *world) putCourse(c Course) {
	parent := w.experiences[c.Experience]
	if parent == nil {
		return
	}
	node, known := nodeOf(w.courses, c.ID)
	if known {
		node.home.courses.drop(node)
	}
	node.Course, node.home = c, parent
	parent.courses.add(node)
	w.changes.Courses = append(w.changes.Courses, c)
}

func (w *world) putChapter(c Chapter) {
	parent := w.courses[c.Course]
	if parent == nil {
		return
	}
	node, known := nodeOf(w.chapters, c.ID)
	if known {
		node.course.chapters.drop(node)
	}
	node.Chapter, node.course = c, parent
	parent.chapters.add(node)
	w.changes.Chapters = append(w.changes.Chapters, c)
}

func (w *world) putLesson(l Lesson) {
	parent := w.chapters[l.Chapter]
	if parent == nil {
		return
	}
	node, known := nodeOf(w.lessons, l.ID)
	if known {
		node.chapter.lessons.drop(node)
	}
	node.Lesson, node.chapter = l, parent
	parent.lessons.add(node)
	w.changes.Lessons = append(w.changes.Lessons, l)
}

func (w *world) putStudent(s Student) {
	parent := w.courses[s.Course]
	if parent == nil {
		return
	}
	if parent.students == nil {
		parent.students = map[string]Student{}
	}
	parent.students[s.User] = s
	put(w.students, s.ID, s, &w.changes.Students)
}

func (w *world) putInteraction(i Interaction) {
	node := w.lessons[i.Lesson]
	if node == nil {
		return
	}
	if node.done == nil {
		node.done = map[string]Interaction{}
	}
	w.done[i.ID] = node
	put(node.done, i.User, i, &w.changes.Interactions)
}

// addCourse makes a course, at the end of its experience unless it has an order: the next
// whole number. (Assumed, as is the form.)
func (w *world) addCourse(k Course) *course {
	if siblings := w.experiences[k.Experience].courses; k.Order == "" && len(siblings) > 0 {
		last := siblings[len(siblings)-1]
		k.Order = spellDecimal(float64(int(decimal(last.Order)) + 1))
	}
	k.Order = cmp.Or(k.Order, "1.0")
	k.Born, k.ID = w.nextID("cors_")
	w.putCourse(k)
	return w.courses[k.ID]
}

// addChapter makes a chapter at the end of its course.
func (w *world) addChapter(h Chapter) *chapter {
	h.Order = w.courses[h.Course].chapters.nextOrder()
	h.Born, h.ID = w.nextID("chap_")
	w.putChapter(h)
	return w.chapters[h.ID]
}

// addLesson makes a lesson at the end of its chapter.
func (w *world) addLesson(l Lesson) *lesson {
	l.Order = w.chapters[l.Chapter].lessons.nextOrder()
	l.Born, l.ID = w.nextID("lesn_")
	w.putLesson(l)
	return w.lessons[l.ID]
}

// numberChapters gives siblings the order in which they are given.
func (w *world) numberChapters(chapters []*chapter) {
	for i, h := range slices.Clone(chapters) {
		record := h.Chapter
		record.Order = i
		w.putChapter(record)
	}
}

func (w *world) numberLessons(lessons []*lesson) {
	for i, l := range slices.Clone(lessons) {
		record := l.Lesson
		record.Order = i
		w.putLesson(record)
	}
}

// interact makes the user a student of the course, and the lesson begun or completed.
// What is completed stays so.
func (w *world) interact(l *lesson, user string, completed bool, now time.Time) {
	if _, enrolled := l.chapter.course.students[user]; !enrolled {
		w.enroll(l.chapter.Course, user, "")
	}
	record, begun := l.done[user]
	if !begun {
		born, id := w.nextID("crsli_")
		record = Interaction{ID: id, Born: born, Lesson: l.ID, User: user, CreatedAt: now}
	}
	record.Completed = record.Completed || completed
	w.putInteraction(record)
}

func (w *world) enroll(course, user, name string) {
	born, id := w.nextID("crsst_")
	w.putStudent(Student{ID: id, Born: born, Course: course, User: user, Name: name})
}

// remove deletes a course, chapter or lesson with everything in it.
func (w *world) remove(id string) bool {
	switch {
	case w.courses[id] != nil:
		removeCourse(w, w.courses[id])
	case w.chapters[id] != nil:
		removeChapter(w, w.chapters[id])
	case w.lessons[id] != nil:
		removeLesson(w, w.lessons[id])
	default:
		return false
	}
	w.changes.Gone = append(w.changes.Gone, id)
	return true
}

func removeCourse(w *world, k *course) {
	for _, child := range slices.Clone(k.chapters) {
		removeChapter(w, child)
	}
	for _, s := range k.students {
		delete(w.students, s.ID)
	}
	k.home.courses.drop(k)
	delete(w.courses, k.ID)
}

func removeChapter(w *world, h *chapter) {
	for _, child := range slices.Clone(h.lessons) {
		removeLesson(w, child)
	}
	h.course.chapters.drop(h)
	delete(w.chapters, h.ID)
}

func removeLesson(w *world, l *lesson) {
	for _, interaction := range l.done {
		delete(w.done, interaction.ID)
	}
	l.chapter.lessons.drop(l)
	delete(w.lessons, l.ID)
}
