package emulator

// World is a copy of everything at one moment, for tests to compare. Courses are trees;
// the rest is as it is kept, oldest first.
type World struct {
	Accounts     []Account
	Products     []Product
	Experiences  []Experience
	Courses      []Course
	Files        []File
	Videos       []Video
	Students     []Student
	Interactions []Interaction
}

func snapshotOf(w *world) World {
	all := w.everything()
	snapshot := World{
		Accounts: all.Accounts, Products: all.Products, Experiences: all.Experiences, Files: all.Files,
		Videos: all.Videos, Students: all.Students, Interactions: all.Interactions,
	}
	for _, k := range all.Courses {
		snapshot.Courses = append(snapshot.Courses, w.courses[k.ID].snapshot())
	}
	return snapshot
}

func (k *course) snapshot() Course {
	copied := k.Course.clone()
	for _, h := range k.chapters {
		branch := h.Chapter
		for _, l := range h.lessons {
			branch.Lessons = append(branch.Lessons, l.Lesson.clone())
		}
		copied.Chapters = append(copied.Chapters, branch)
	}
	return copied
}

// Lesson finds a lesson in the snapshot.
func (w World) Lesson(id string) (Lesson, bool) {
	for _, k := range w.Courses {
		for _, h := range k.Chapters {
			for _, l := range h.Lessons {
				if l.ID == id {
					return l, true
				}
			}
		}
	}
	return Lesson{}, false
}
