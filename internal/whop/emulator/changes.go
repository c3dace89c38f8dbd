package emulator

// changes is what one request did to the world: the unit that is kept or lost as a whole
// when the process is killed.
type changes struct {
	Seed         uint64        `json:",omitempty"` // on the first line of a store
	Born         int           `json:",omitempty"`
	Accounts     []Account     `json:",omitempty"`
	Products     []Product     `json:",omitempty"`
	Experiences  []Experience  `json:",omitempty"`
	Courses      []Course      `json:",omitempty"`
	Chapters     []Chapter     `json:",omitempty"`
	Lessons      []Lesson      `json:",omitempty"`
	Files        []File        `json:",omitempty"`
	Videos       []Video       `json:",omitempty"`
	Students     []Student     `json:",omitempty"`
	Interactions []Interaction `json:",omitempty"`
	Results      []result      `json:",omitempty"`
	Gone         []string      `json:",omitempty"`
}

// takeChanges returns what was put and removed since it was last called.
func (w *world) takeChanges() changes {
	taken := w.changes
	taken.Born = w.born
	w.changes = changes{}
	return taken
}

// empty reports whether nothing was changed. A number that was used up and led to
// nothing is no change.
func (c *changes) empty() bool { return c.count() == 0 }

func (c *changes) count() int {
	return len(c.Accounts) + len(c.Products) + len(c.Experiences) + len(c.Courses) + len(c.Chapters) + len(c.Lessons) +
		len(c.Files) + len(c.Videos) + len(c.Students) + len(c.Interactions) + len(c.Results) + len(c.Gone)
}

// apply repeats changes on a world, in the order in which a request makes them: parents
// first, removals last.
func (w *world) apply(c changes) {
	for _, a := range c.Accounts {
		w.putAccount(a)
	}
	for _, p := range c.Products {
		w.putProduct(p)
	}
	for _, x := range c.Experiences {
		w.putExperience(x)
	}
	for _, c := range c.Courses {
		w.putCourse(c)
	}
	for _, c := range c.Chapters {
		w.putChapter(c)
	}
	for _, l := range c.Lessons {
		w.putLesson(l)
	}
	for _, f := range c.Files {
		w.putFile(f)
	}
	for _, v := range c.Videos {
		w.putVideo(v)
	}
	for _, s := range c.Students {
		w.putStudent(s)
	}
	for _, i := range c.Interactions {
		w.putInteraction(i)
	}
	for _, id := range c.Gone {
		w.remove(id)
	}
	w.born = max(w.born, c.Born)
	w.changes = changes{}
}
