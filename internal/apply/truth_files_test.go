package apply_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
)

// The files of a history with truth, as their author thinks of them. A token says which
// course, chapter or lesson something is meant to be, whatever becomes of its name, place,
// title and text.

type courseFile struct {
	token       int
	name, title string
	chapters    []*chapterFile
}

type chapterFile struct {
	token   int
	name    string
	bare    bool // its files are called 1.md, 2.md and so on
	lessons []*lessonFile
}

type lessonFile struct {
	token       int
	name, title string
	inFront     bool // the title stands in the front matter
	text        []string
	questions   []string
	sheet       string
	video       string
	// from are the lessons that it was made from since the last apply.
	from []int
}

// clone copies the files, so what an author did can be taken back.
func cloneFiles(courses []*courseFile) []*courseFile {
	var all []*courseFile
	for _, c := range courses {
		copied := *c
		copied.chapters = nil
		for _, chapter := range c.chapters {
			of := *chapter
			of.lessons = nil
			for _, lesson := range chapter.lessons {
				of.lessons = append(of.lessons, lesson.clone())
			}
			copied.chapters = append(copied.chapters, &of)
		}
		all = append(all, &copied)
	}
	return all
}

func (l *lessonFile) clone() *lessonFile {
	copied := *l
	copied.text, copied.questions, copied.from = slices.Clone(l.text), slices.Clone(l.questions), slices.Clone(l.from)
	return &copied
}

// A seat is where a lesson lies.
type seat struct {
	course  *courseFile
	chapter *chapterFile
	lesson  *lessonFile
}

// seats are all lessons, in order.
func (h *truth) seats() (all []seat) {
	for _, c := range h.files {
		for _, chapter := range c.chapters {
			for _, lesson := range chapter.lessons {
				all = append(all, seat{c, chapter, lesson})
			}
		}
	}
	return all
}

// tidy drops chapters without lessons, and names the files called by numbers alone.
func (h *truth) tidy() {
	for _, c := range h.files {
		c.chapters = slices.DeleteFunc(c.chapters, func(chapter *chapterFile) bool { return len(chapter.lessons) == 0 })
		for _, chapter := range c.chapters {
			for i, lesson := range chapter.lessons {
				if chapter.bare {
					lesson.name = strconv.Itoa(i + 1)
				}
			}
		}
	}
	h.files = slices.DeleteFunc(h.files, func(c *courseFile) bool { return len(c.chapters) == 0 })
}

// layout is the repository: its files by path, and by path the token of what lies there.
type layout struct {
	text   map[string]string
	tokens map[string]int
}

func (h *truth) lay() layout {
	l := layout{text: map[string]string{}, tokens: map[string]int{}}
	for _, c := range h.files {
		dir := "courses/" + c.name
		l.text[dir+"/course.yaml"] = "title: " + c.title + h.keyLine(c.token) + "\n"
		l.tokens[dir], l.tokens[dir+"/course.yaml"] = c.token, c.token
		for i, chapter := range c.chapters {
			in := fmt.Sprintf("%s/%02d-%s", dir, i+1, chapter.name)
			l.tokens[in] = chapter.token
			for j, lesson := range chapter.lessons {
				at := fmt.Sprintf("%s/%02d-%s.md", in, j+1, lesson.name)
				if chapter.bare {
					at = fmt.Sprintf("%s/%s.md", in, lesson.name)
				}
				l.text[at], l.tokens[at] = h.markdown(lesson), lesson.token
				if lesson.sheet != "" {
					l.text[in+"/files/"+lesson.sheet] = "The sheet called " + lesson.sheet + ".\n"
				}
			}
		}
	}
	return l
}

func (h *truth) keyLine(token int) string {
	if !h.keyed {
		return ""
	}
	return fmt.Sprintf("\nkey: k%d", token)
}

func (h *truth) markdown(l *lessonFile) string {
	var front, body strings.Builder
	body.WriteString(strings.Join(l.text, "\n\n") + "\n")
	title := "# " + l.title + "\n\n"
	if l.inFront || len(l.text) == 0 {
		fmt.Fprintf(&front, "title: %s\n", l.title)
		title = ""
	}
	if key := h.keyLine(l.token); key != "" {
		front.WriteString(key[1:] + "\n")
	}
	if l.video != "" {
		fmt.Fprintf(&front, "video_url: https://www.youtube.com/watch?v=%s\n", l.video)
	}
	if l.sheet != "" {
		fmt.Fprintf(&front, "attachments: [files/%s]\n", l.sheet)
	}
	if len(l.questions) > 0 {
		front.WriteString("questions:\n")
	}
	for _, question := range l.questions {
		fmt.Fprintf(&front, "  - question: %s?\n    options: [{text: Yes %s, correct: true}, No]\n", question, question)
	}
	if front.Len() == 0 {
		return title + body.String()
	}
	return "---\n" + front.String() + "---\n" + title + body.String()
}

// fileSystem is the repository as the loader reads it, with the answers to questions.
func (l layout) fileSystem(config string) fstest.MapFS {
	files := fstest.MapFS{"whopsync.yaml": &fstest.MapFile{Data: []byte(config)}}
	for at, text := range l.text {
		files[at] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// sentence is made of words of a language of some 800. Nearly no three of them come twice.
func sentence(random *rand.Rand, words int) string {
	const consonants, vowels = "bdfgklmnprst", "aeiou"
	var all []string
	for range words {
		word := ""
		for range 2 + random.IntN(2)*random.IntN(2) {
			word += string(consonants[random.IntN(len(consonants))]) + string(vowels[random.IntN(len(vowels))])
		}
		all = append(all, word)
	}
	return strings.ToUpper(all[0][:1]) + strings.Join(all, " ")[1:]
}
