package course

import (
	"regexp"
	"slices"
	"strings"
)

// Whop puts a chapter "Chapter 1" with an empty lesson "Lesson 1" into every course created through its
// API: the seed. Nothing marks the seed, so it is recognised by its fields, and only looked for in a new
// course.

// seedTitles are the titles of a seed.
var seedTitles = map[Kind]*regexp.Regexp{
	KindChapter: regexp.MustCompile(`^Chapter [1-9][0-9]*$`),
	KindLesson:  regexp.MustCompile(`^Lesson [1-9][0-9]*$`),
}

// IsSeedTitle reports whether a chapter or lesson of a seed can have the title.
func IsSeedTitle(kind Kind, title string) bool {
	return seedTitles[kind] != nil && seedTitles[kind].MatchString(title)
}

// IsSeedLesson reports whether a seed with the title of a chapter can hold a lesson of the title: they have one number.
func IsSeedLesson(chapter, lesson string) bool {
	return IsSeedTitle(KindChapter, chapter) && lesson == strings.Replace(chapter, "Chapter", "Lesson", 1)
}

// Seeds returns the chapters that can be the seed: with the title of a seed, and at most one lesson, which
// is empty and has the title of a seed. Chapters for which isOther is true are left out.
func (c *Course) Seeds(isOther func(id string) bool) []*Chapter {
	var seeds []*Chapter
	for _, chapter := range c.Chapters {
		isEmpty := func(l *Lesson) bool { return IsSeedTitle(KindLesson, l.Title()) && l.isBlank() && !isOther(l.ID) }
		if IsSeedTitle(KindChapter, chapter.Title()) && !isOther(chapter.ID) &&
			(len(chapter.Lessons) == 0 || len(chapter.Lessons) == 1 && isEmpty(chapter.Lessons[0])) {
			seeds = append(seeds, chapter)
		}
	}
	return seeds
}

// isBlank reports whether nothing is known to be in a lesson beyond what every lesson has.
func (l *Lesson) isBlank() bool {
	for field, value := range l.Fields {
		if !slices.Contains([]Field{Title, LessonType, Visibility}, field) && !isBlank(value) {
			return false
		}
	}
	return true
}

func isBlank(value Value) bool {
	if text, ok := value.(Text); ok {
		value = Text(strings.TrimSpace(string(text)))
	}
	return IsEmpty(value)
}

// Without returns the course without a chapter.
func (c *Course) Without(chapter *Chapter) *Course {
	rest := *c
	rest.Chapters = slices.DeleteFunc(slices.Clone(c.Chapters), func(other *Chapter) bool { return other == chapter })
	return &rest
}
