package emulator

import "slices"

// world is everything there is, indexed by id and linked as a tree. Every change goes
// through a put or remove, which keep the links and note the change for the store.
type world struct {
	seed uint64
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
	bytes       map[string][]byte  // of files, where there is no directory

	changes changes
}

type experience struct {
	Experience
	courses []*course
}

type course struct {
	Course
	chapters []*chapter
	students map[string]Student // by user
}

type chapter struct {
	Chapter
	course  *course
	lessons []*lesson
}

type lesson struct {
	Lesson
	chapter *chapter
	done    map[string]Interaction // by user
}

func newWorld(seed uint64) *world {
	return &world{
		seed:        seed,
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
		bytes:       map[string][]byte{},
	}
}

// bear counts one more thing made.
func (w *world) bear() int {
	w.born++
	return w.born
}

// name makes the id of the thing that is number born.
func (w *world) name(prefix string, born int) string { return makeID(prefix, w.seed, born) }

func (w *world) putAccount(a Account) {
	w.accounts[a.ID] = a
	w.changes.Accounts = append(w.changes.Accounts, a)
}

func (w *world) putProduct(p Product) {
	w.products[p.ID] = p
	w.changes.Products = append(w.changes.Products, p)
}

func (w *world) putExperience(x Experience) {
	if node, ok := w.experiences[x.ID]; ok {
		node.Experience = x
	} else {
		w.experiences[x.ID] = &experience{Experience: x}
	}
	w.changes.Experiences = append(w.changes.Experiences, x)
}

func (w *world) putFile(f File) {
	w.files[f.ID] = f
	w.changes.Files = append(w.changes.Files, f)
}

func (w *world) putVideo(v Video) {
	w.videos[v.ID] = v
	w.changes.Videos = append(w.changes.Videos, v)
}

// putStudent does nothing for a course that is gone.
func (w *world) putStudent(s Student) {
	course, ok := w.courses[s.Course]
	if !ok {
		return
	}
	if course.students == nil {
		course.students = map[string]Student{}
	}
	course.students[s.User] = s
	w.students[s.ID] = s
	w.changes.Students = append(w.changes.Students, s)
}

// putInteraction does nothing for a lesson that is gone.
func (w *world) putInteraction(i Interaction) {
	node, ok := w.lessons[i.Lesson]
	if !ok {
		return
	}
	if node.done == nil {
		node.done = map[string]Interaction{}
	}
	node.done[i.User] = i
	w.done[i.ID] = node
	w.changes.Interactions = append(w.changes.Interactions, i)
}

// putCourse adds or changes a course; one whose experience is gone is dropped.
func (w *world) putCourse(c Course) {
	parent, ok := w.experiences[c.Experience]
	if !ok {
		return
	}
	node, known := w.courses[c.ID]
	if known {
		parent.courses = without(parent.courses, node, compareCourses)
	} else {
		node = &course{}
		w.courses[c.ID] = node
	}
	node.Course = c
	parent.courses = with(parent.courses, node, compareCourses)
	w.changes.Courses = append(w.changes.Courses, c)
}

func (w *world) putChapter(c Chapter) {
	parent, ok := w.courses[c.Course]
	if !ok {
		return
	}
	node, known := w.chapters[c.ID]
	switch {
	case !known:
		node = &chapter{Chapter: c, course: parent}
		w.chapters[c.ID] = node
		parent.chapters = with(parent.chapters, node, compareChapters)
	case node.Order == c.Order:
		node.Chapter = c
	default:
		parent.chapters = without(parent.chapters, node, compareChapters)
		node.Chapter = c
		parent.chapters = with(parent.chapters, node, compareChapters)
	}
	w.changes.Chapters = append(w.changes.Chapters, c)
}

func (w *world) putLesson(l Lesson) {
	parent, ok := w.chapters[l.Chapter]
	if !ok {
		return
	}
	node, known := w.lessons[l.ID]
	switch {
	case !known:
		node = &lesson{Lesson: l, chapter: parent}
		w.lessons[l.ID] = node
		parent.lessons = with(parent.lessons, node, compareLessons)
	case node.Order == l.Order && node.chapter == parent:
		node.Lesson = l
	default:
		node.chapter.lessons = without(node.chapter.lessons, node, compareLessons)
		node.Lesson, node.chapter = l, parent
		parent.lessons = with(parent.lessons, node, compareLessons)
	}
	w.changes.Lessons = append(w.changes.Lessons, l)
}

// remove deletes a course, chapter or lesson with everything in it.
func (w *world) remove(id string) bool {
	switch {
	case w.courses[id] != nil:
		w.removeCourse(w.courses[id])
	case w.chapters[id] != nil:
		w.removeChapter(w.chapters[id])
	case w.lessons[id] != nil:
		w.removeLesson(w.lessons[id])
	default:
		return false
	}
	w.changes.Gone = append(w.changes.Gone, id)
	return true
}

func (w *world) removeCourse(c *course) {
	for _, child := range slices.Clone(c.chapters) {
		w.removeChapter(child)
	}
	for _, s := range c.students {
		delete(w.students, s.ID)
	}
	parent := w.experiences[c.Experience]
	parent.courses = without(parent.courses, c, compareCourses)
	delete(w.courses, c.ID)
}

func (w *world) removeChapter(c *chapter) {
	for _, child := range slices.Clone(c.lessons) {
		w.removeLesson(child)
	}
	c.course.chapters = without(c.course.chapters, c, compareChapters)
	delete(w.chapters, c.ID)
}

func (w *world) removeLesson(l *lesson) {
	for _, interaction := range l.done {
		delete(w.done, interaction.ID)
	}
	l.chapter.lessons = without(l.chapter.lessons, l, compareLessons)
	delete(w.lessons, l.ID)
}
