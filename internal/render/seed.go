package render

import (
	"fmt"

	"whopsync/internal/plan"
)

// Seeds say what Whop adds to new courses and what apply does about it, in a sentence for each case.
func Seeds(p *plan.Plan) []string {
	var texts []string
	created := 0
	for _, seed := range p.Seeds {
		if p.Creates(seed.Course) {
			created++
		} else {
			texts = append(texts, unfinished(seed))
		}
	}
	switch created {
	case 0:
		return texts
	case 1:
		return append([]string{`Whop adds an empty "Chapter 1" to a new course; apply removes it before students see the course.`}, texts...)
	}
	return append([]string{`Whop adds an empty "Chapter 1" to each new course; apply removes them before students see the courses.`}, texts...)
}

// unfinished is said of a course that an earlier run has created.
func unfinished(seed plan.Seed) string {
	address := addressName(seed.Course)
	name := func(c plan.SeedChapter) string { return fmt.Sprintf("%s (%s)", quote(c.Title), OneLine(c.ID)) }
	switch len(seed.Chapters) {
	case 0:
		return fmt.Sprintf(`The first apply of %s was not completed: apply checks again whether Whop has added an empty "Chapter 1".`, address)
	case 1:
		return fmt.Sprintf("Whop has added the empty %s to the new course %s; apply removes it before students see the course.", name(seed.Chapters[0]), address)
	}
	return fmt.Sprintf("Each of these chapters could be the empty one that Whop adds to a new course, so none of them is touched in %s: %s.", address, joined(seed.Chapters, name))
}
