package emulator

import (
	"cmp"
	"maps"
	"slices"
)

// takeChanges returns what was put and removed since it was last called.
func (w *world) takeChanges() changes {
	taken := w.changes
	taken.Born = w.born
	w.changes = changes{}
	return taken
}

// apply repeats changes on a world, in the order in which a request makes them: parents
// first, removals last.
func (w *world) apply(c changes) {
	each(c.Accounts, w.putAccount)
	each(c.Products, w.putProduct)
	each(c.Experiences, w.putExperience)
	each(c.Courses, w.putCourse)
	each(c.Chapters, w.putChapter)
	each(c.Lessons, w.putLesson)
	each(c.Files, w.putFile)
	each(c.Videos, w.putVideo)
	each(c.Students, w.putStudent)
	each(c.Interactions, w.putInteraction)
	for _, id := range c.Gone {
		w.remove(id)
	}
	w.born = max(w.born, c.Born)
	w.changes = changes{}
}

func each[R any](records []R, put func(R)) {
	for _, record := range records {
		put(record)
	}
}

// everything is the world as one change of an empty one.
func (w *world) everything() changes {
	c := changes{Seed: w.seed, Born: w.born}
	c.Accounts = sortedValues(w.accounts, func(a Account) int { return a.Born })
	c.Products = sortedValues(w.products, func(p Product) int { return p.Born })
	c.Files = sortedValues(w.files, func(f File) int { return f.Born })
	c.Videos = sortedValues(w.videos, func(v Video) int { return v.Born })
	c.Students = sortedValues(w.students, func(s Student) int { return s.Born })
	for _, x := range sortedValues(w.experiences, func(x *experience) int { return x.Born }) {
		c.Experiences = append(c.Experiences, x.Experience)
		for _, k := range x.courses {
			c.addCourse(k)
		}
	}
	return c
}

func (c *changes) addCourse(k *course) {
	c.Courses = append(c.Courses, k.Course)
	for _, h := range k.chapters {
		c.Chapters = append(c.Chapters, h.Chapter)
	}
	for l := range k.lessons() {
		c.Lessons = append(c.Lessons, l.Lesson)
		c.Interactions = append(c.Interactions, sortedValues(l.done, func(i Interaction) int { return i.Born })...)
	}
}

// sortedValues returns the values of m by what made them, oldest first.
func sortedValues[V any](m map[string]V, born func(V) int) []V {
	return slices.SortedFunc(maps.Values(m), func(a, b V) int { return cmp.Compare(born(a), born(b)) })
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
