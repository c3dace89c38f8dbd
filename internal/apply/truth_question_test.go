package apply_test

import (
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// A question is what a plan wants to know before it goes on.
type question struct {
	about course.Address
	lines []answer // that it offers
}

// An answer is a line for whopsync.yaml, and what it says.
type answer struct {
	text   string
	fields map[string]string
}

var (
	offeredLine  = regexp.MustCompile(`(?m)^\s*(- \{.*\})(?:  # .*)?$`)
	offeredField = regexp.MustCompile(`(\w+): ('[^']*'|[^,}]+)`)
)

// questionsOf reads the questions of a plan, with the lines printed with them.
func questionsOf(p *plan.Plan) (questions []question) {
	for _, r := range p.Refusals {
		if r.Guard != plan.GuardAmbiguous {
			continue
		}
		q := question{about: r.Address}
		_, hint := render.RefusalWords(r, render.Again{})
		for _, line := range offeredLine.FindAllStringSubmatch(hint, -1) {
			a := answer{text: line[1], fields: map[string]string{}}
			for _, field := range offeredField.FindAllStringSubmatch(line[1], -1) {
				a.fields[field[1]] = strings.Trim(field[2], "'")
			}
			q.lines = append(q.lines, a)
		}
		questions = append(questions, q)
	}
	return questions
}

// section is the list of whopsync.yaml that a line belongs to.
func (a answer) section() string {
	switch {
	case a.fields["file"] != "":
		return "identity"
	case a.fields["from"] != "":
		return "moved"
	}
	return "removed"
}

// optionsOf is what whopsync.yaml says.
func (h *truth) optionsOf(config spec.Config) plan.Options {
	options := h.options
	options.Moved, options.Removed, options.Identity = nil, nil, nil
	for _, a := range config.Identity {
		options.Identity = append(options.Identity, plan.Answer{File: a.File, To: a.To, Is: a.Is, Again: a.Again})
	}
	for _, m := range config.Moved {
		options.Moved = append(options.Moved, plan.Moved{From: m.From, To: m.To})
	}
	for _, r := range config.Removed {
		options.Removed = append(options.Removed, plan.Removal{Address: r.Address, Action: plan.OnRemove(r.Action)})
	}
	return options
}

// config is whopsync.yaml with answers.
func config(answers []answer) string {
	text := "version: 1\n"
	for _, section := range []string{"identity", "moved", "removed"} {
		lines := ""
		for _, a := range answers {
			if line := "  " + a.text + "\n"; a.section() == section && !strings.Contains(lines, line) {
				lines += line
			}
		}
		if lines != "" {
			text += section + ":\n" + lines
		}
	}
	return text
}

// right are those of the offered lines that are true: which say what a file is, else, where
// it is new, those which say what becomes of the others.
func (h *truth) right(q question, now *loaded) []answer {
	var same, gone []answer
	used, taker := map[string]bool{}, map[string]string{}
	for _, a := range h.answers {
		taker[a.fields["is"]] = a.fields["file"]
	}
	delete(taker, "new")
	for _, a := range q.lines {
		switch a.section() {
		case "removed":
			if h.isGone(a.fields["address"]) {
				gone = append(gone, a)
			}
		case "moved":
			from, to := a.fields["from"], a.fields["to"]
			if !used["from "+from] && !used["to "+to] && h.isSame(now.tokenAt(to), from) {
				used["from "+from], used["to "+to] = true, true
				same = append(same, a)
			}
		case "identity":
			file, is := a.fields["file"], a.fields["is"]
			isTaken := taker[is] != "" && taker[is] != file
			if !used[file] && !used["is "+is] && !isTaken && h.isAnswer(now.layout.tokens[file], is) {
				used[file], used["is "+is] = true, is != "new"
				same = append(same, a)
			}
		}
	}
	if len(same) > 0 {
		return same
	}
	return gone
}

func (h *truth) isAnswer(token int, is string) bool {
	if is == "new" {
		return h.isNew(token)
	}
	return h.isSame(token, is)
}

// isNew reports whether a file has no object that it could keep, or one that another file may as
// well have: of two halves of a lesson under new names, one keeps the object.
func (h *truth) isNew(token int) bool {
	isOther := func(s seat) bool { return s.lesson.token != token && h.mayBe(s, token) }
	return h.ids[token] == "" || h.applied[token].course != h.courseOf(token) || slices.ContainsFunc(h.seats(), isOther)
}

// isSame reports whether a file is what has an address in the state, or may be.
func (h *truth) isSame(token int, address string) bool {
	owner, known := h.owner[h.bound[address]]
	if !known {
		return false
	}
	if token == owner { // it has that object, or is back in the course where it had it
		return (h.ids[token] == h.bound[address]) == (h.applied[token].course == h.courseOf(token))
	}
	s, isLesson := h.seatOf(token)
	if isLesson {
		return h.mayBe(s, owner)
	}
	return h.hasMostLessonsOf(token, owner)
}

// hasMostLessonsOf reports whether most lessons of a chapter were in another one.
func (h *truth) hasMostLessonsOf(chapter, old int) bool {
	all, common := 0, 0
	for _, s := range h.seats() {
		if s.chapter.token == chapter {
			all++
			if was, known := h.applied[s.lesson.token]; known && was.chapter == old && was.course == s.course.token {
				common++
			}
		}
	}
	return 2*common > all
}

// isGone reports whether what has an address in the state has no file that could keep it.
func (h *truth) isGone(address string) bool {
	owner, known := h.owner[h.bound[address]]
	if !known {
		return false
	}
	at := h.courseOf(owner)
	return at == 0 || h.applied[owner].course != at || h.ids[owner] != h.bound[address]
}

// isNeedless reports whether a person who looks at the files has no need to ask.
func (h *truth) isNeedless(q question, now *loaded) bool {
	s, isLesson := h.seatOf(now.tokenAt(q.about.String()))
	candidates := h.candidates(q)
	if !isLesson {
		return h.isPlainlyNamed(now.tokenAt(q.about.String()), candidates)
	}
	for _, old := range candidates {
		if h.standsWhole(old) || h.keepsItsName(old) {
			return true
		}
	}
	return h.isPlainly(s)
}

// candidates are the tokens of what a question takes a file for.
func (h *truth) candidates(q question) (tokens []int) {
	for _, a := range q.lines {
		for _, field := range []string{"from", "address", "is"} {
			if token, known := h.owner[h.bound[a.fields[field]]]; known && !slices.Contains(tokens, token) {
				tokens = append(tokens, token)
			}
		}
	}
	return tokens
}

// isPlainlyNamed reports whether a chapter or course has, whole, most lessons of one of the
// candidates, and none of another.
func (h *truth) isPlainlyNamed(token int, candidates []int) bool {
	most := slices.DeleteFunc(candidates, func(old int) bool { return old != token && !h.hasMostLessonsOf(token, old) })
	return len(most) == 1
}

// standsWhole reports whether one file of the course has title, text and questions of an old
// lesson, and only of that one.
func (h *truth) standsWhole(old int) bool {
	was := h.applied[old]
	files, lessons := 0, 0
	for _, s := range h.seats() {
		if s.course.token == was.course && s.lesson.says(was.lesson) {
			files++
		}
	}
	for _, other := range h.applied {
		if other.course == was.course && other.lesson != nil && other.lesson.says(was.lesson) {
			lessons++
		}
	}
	return files == 1 && lessons == 1
}

func (l *lessonFile) says(was *lessonFile) bool {
	return was != nil && l.title == was.title && slices.Equal(l.text, was.text) && slices.Equal(l.questions, was.questions) &&
		l.sheet == was.sheet && l.video == was.video
}

// keepsItsName reports whether the file that has the name of an old lesson has its title, and
// a third of its text.
func (h *truth) keepsItsName(old int) bool {
	was := h.applied[old]
	for _, s := range h.seats() {
		if was.lesson != nil && s.course.token == was.course && s.chapter.token == was.chapter && s.lesson.name == was.lesson.name {
			return s.lesson.title == was.lesson.title && kept(was.lesson, s.lesson) >= 0.3
		}
	}
	return false
}

// isPlainly reports whether a file is like one of the old lessons and like no other.
func (h *truth) isPlainly(s seat) bool {
	best, second := 0.0, 0.0
	var plain *lessonFile
	for _, old := range h.applied {
		if old.lesson == nil || old.course != s.course.token {
			continue
		}
		like := likeness(s.lesson, old.lesson)
		if like > best {
			plain = old.lesson
		}
		best, second = max(best, like), max(second, min(best, like))
	}
	if best < 0.5 || best < second+0.15 {
		return false
	}
	return !slices.ContainsFunc(h.seats(), func(o seat) bool { // two halves of a lesson are no plain case
		return o.lesson != s.lesson && o.course.token == s.course.token && likeness(o.lesson, plain) > best-0.15
	})
}

// kept is how much of the words of a lesson another has, in their order.
func kept(old, now *lessonFile) float64 {
	was, is := old.words(), now.words()
	if len(was) == 0 {
		return 1
	}
	return float64(common(was, is)) / float64(len(was))
}

// likeness is twice the words that two lessons have in common, in their order, by all of both.
func likeness(a, b *lessonFile) float64 {
	x, y := a.words(), b.words()
	if len(x)+len(y) == 0 {
		return 0
	}
	return 2 * float64(common(x, y)) / float64(len(x)+len(y))
}

// words are all that a lesson says, its title aside.
func (l *lessonFile) words() []string {
	words := strings.Fields(strings.Join(l.text, " ") + " " + strings.Join(l.questions, " "))
	for _, medium := range []string{l.sheet, l.video} {
		if medium != "" {
			words = append(words, slices.Repeat([]string{medium}, 20)...)
		}
	}
	return words
}

// common is the length of the longest sequence of words that both have.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}
