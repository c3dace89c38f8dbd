package emulator

// AddStudent enrolls somebody in a course and returns who.
func (e *Emulator) AddStudent(course, name string) (user string, err error) {
	return e.made(func(w *world) (string, error) {
		if _, ok := w.courses[course]; !ok {
			return "", absent("course", course)
		}
		user := w.name("user_", w.bear())
		w.enroll(course, user, name)
		return user, nil
	})
}

// Start lets a student begin a lesson, and Complete finish it.
func (e *Emulator) Start(user, lesson string) error    { return e.interact(user, lesson, false) }
func (e *Emulator) Complete(user, lesson string) error { return e.interact(user, lesson, true) }

func (e *Emulator) interact(user, lesson string, completed bool) error {
	return e.changed(func(w *world) error {
		l, ok := w.lessons[lesson]
		if !ok {
			return absent("lesson", lesson)
		}
		w.interact(l, user, completed, e.now())
		return nil
	})
}
