package apply_test

import (
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// loaded is a repository as the loader has read it.
type loaded struct {
	layout layout
	paths  map[course.Address]string // of the files and folders
}

// tokenAt is what lies at an address, 0 for nothing.
func (l *loaded) tokenAt(address string) int {
	at, err := course.ParseAddress(address)
	if err != nil {
		return 0
	}
	return l.layout.tokens[l.paths[at]]
}

// apply plans and applies files, answering what is asked. It reports whether it came to its end.
func (h *truth) apply(l layout) bool {
	for range 10 {
		now, ok := h.load(l)
		if !ok {
			return false
		}
		o := h.run()
		if o.isComplete() {
			h.done(now)
			return true
		}
		if o.err != nil || o.plan == nil || len(o.plan.Refusals) == 0 {
			h.fault("a run ended with %s", o)
			return false
		}
		if !h.goOn(o, now) {
			return false
		}
	}
	h.fault("there is no end of questions")
	return false
}

// goOn does what a refusal asks for, if it can be done.
func (h *truth) goOn(o outcome, now *loaded) bool {
	questions := questionsOf(o.plan)
	if len(questions) > 0 {
		return h.reply(questions, now)
	}
	h.note("  %s", strings.ReplaceAll(o.String(), "\n", "\n    "))
	return h.isStale()
}

// load reads the repository, with all lines that were pasted.
func (h *truth) load(l layout) (*loaded, bool) {
	for {
		repo := spec.NewRepo(l.fileSystem(config(slices.Concat(h.pasted, h.answers))))
		project, problems := spec.Load(repo, "")
		if !problems.HasErrors() {
			return h.use(l, project), true
		}
		h.note("  %s", problems.Errors())
		if h.isStale() {
			continue
		}
		if len(h.answers) == 0 {
			h.Fatalf("the files of a history cannot be read:\n%s\n%s", problems.Errors(), strings.Join(h.diary, "\n"))
		}
		h.tally.noLine++
		h.fail("the right lines cannot stand together: %s", problems.Errors())
		h.answers = nil
		return nil, false
	}
}

// isStale reports whether there are lines of earlier commits, which have become an error, and
// takes them out.
func (h *truth) isStale() bool {
	if len(h.pasted) == 0 {
		return false
	}
	h.note("  takes out the lines of earlier")
	h.tally.stale++
	h.pasted = nil
	return true
}

// use makes a project the files of the next run.
func (h *truth) use(l layout, project *spec.Project) *loaded {
	h.courses, h.academy.bytes = project.Courses, map[string][]byte{}
	for path, text := range l.text {
		h.academy.bytes[path] = []byte(text)
	}
	h.options = h.optionsOf(project.Config)
	now := &loaded{layout: l, paths: map[course.Address]string{}}
	for _, c := range project.Courses {
		for r := range c.Resources() {
			now.paths[r.Address] = r.Source.Path
		}
	}
	return now
}

// reply pastes the right lines. It reports false when there are none, or what they answer is asked
// again. A question that the answers to others settle needs no line of its own.
func (h *truth) reply(questions []question, now *loaded) bool {
	h.bound = map[string]string{}
	for address, binding := range h.state().Bindings {
		h.bound[address.String()] = binding.ID
	}
	answered := false
	var open []int
	for _, q := range questions {
		about := now.tokenAt(q.about.String())
		lines := h.right(q, now)
		if !h.seen[q.about.String()] {
			h.count(q, lines, now)
		} else if h.isPasted(lines) {
			lines = nil
		}
		h.seen[q.about.String()] = true
		if len(lines) == 0 {
			open = append(open, about)
		}
		answered = answered || len(lines) > 0
		h.paste(lines)
	}
	if !answered {
		h.giveUp(open)
	}
	return answered
}

// giveUp notes the questions of which no line leads on.
func (h *truth) giveUp(open []int) {
	for _, about := range open {
		if !h.open[about] {
			h.tally.noLine++
			h.open[about] = true
		}
	}
	h.fail("no line leads on")
}

func (h *truth) isPasted(lines []answer) bool {
	return !slices.ContainsFunc(lines, func(a answer) bool {
		return !slices.ContainsFunc(h.answers, func(b answer) bool { return a.text == b.text })
	})
}

// count notes a question not asked before.
func (h *truth) count(q question, lines []answer, now *loaded) {
	h.tally.questions++
	verdict := ""
	if h.isNeedless(q, now) {
		h.tally.needless++
		verdict = ", needlessly"
	}
	if len(lines) == 0 {
		verdict += ", and no line is right"
	}
	h.note("  asked about %s%s", q.about, verdict)
	for _, a := range q.lines {
		mark := " "
		if slices.ContainsFunc(lines, func(b answer) bool { return a.text == b.text }) {
			mark = "*"
		}
		h.note("    %s %s", mark, a.text)
	}
	if h.way.first {
		h.fail("%s was asked about although all files have keys", q.about)
	}
}

// paste puts lines into whopsync.yaml.
func (h *truth) paste(lines []answer) {
	for _, a := range lines {
		h.answers = append(h.answers, a)
		owner, known := h.owner[h.bound[a.fields["address"]]]
		if a.section() != "removed" || !known {
			continue
		}
		for token, was := range h.applied {
			if token == owner || was.chapter == owner || was.course == owner {
				h.removed[token] = true
			}
		}
	}
}

// done looks at what a complete run has come to, and remembers it.
func (h *truth) done(now *loaded) {
	if h.keeps {
		h.pasted = append(h.pasted, h.answers...)
	}
	h.answers, h.base = nil, now.layout
	got := map[int]string{}
	for address, binding := range h.state().Bindings {
		if path, declared := now.paths[address]; declared {
			got[now.layout.tokens[path]] = binding.ID
		}
	}
	h.judge(got)
	h.checkVisible(got)
	h.remember(got)
}

// judge compares whose objects the lessons have with whose they should be.
func (h *truth) judge(got map[int]string) {
	claimed := map[string]bool{}
	for _, s := range h.seats() {
		if owner, known := h.owner[got[s.lesson.token]]; known && owner != s.lesson.token && h.mayBe(s, owner) {
			claimed[got[s.lesson.token]] = true
		}
	}
	wrong := map[string]bool{}
	for _, s := range h.seats() {
		token := s.lesson.token
		id, isThere := got[token]
		owner, known := h.owner[id]
		if isThere && known && owner != token && !claimed[id] {
			wrong[id] = true
			h.tally.wrong++
			h.fail("%s has the object of %s", s.label(), h.nameOf(owner))
		}
	}
	for _, s := range h.seats() {
		id, isThere := got[s.lesson.token]
		want := h.ids[s.lesson.token]
		if _, known := h.owner[id]; isThere && !known && want != "" && !claimed[want] && !wrong[want] && !h.mayBeNew(s) {
			h.tally.again++
			h.fail("%s was made again", s.label())
		}
	}
}

func (h *truth) nameOf(token int) string {
	if was := h.applied[token]; was.lesson != nil {
		return fmt.Sprintf("%q", was.lesson.name)
	}
	return fmt.Sprint("token ", token)
}

// mayBe reports whether by all that can be seen a lesson may as well be another: a new one that
// says what one said whose file is gone, or one made from another, which is gone or no more
// like what it was. A lesson that is plainly what it was itself is no other.
func (h *truth) mayBe(s seat, old int) bool {
	was, own := h.applied[old], h.applied[s.lesson.token]
	if was.lesson == nil || was.course != s.course.token {
		return false
	}
	other, isThere := h.seatOf(old)
	isThere = isThere && other.course.token == was.course
	if !isThere && own.lesson == nil && likeness(s.lesson, was.lesson) >= 0.5 {
		return true
	}
	if own.lesson != nil && h.ids[s.lesson.token] == "" && !h.keepsItsName(old) && (!isThere || h.strength(s, was) > h.strength(other, was)+0.15) {
		return true // its object went to what was made from it, and here it is back
	}
	if !slices.Contains(s.lesson.from, old) {
		return false
	}
	if own.lesson != nil && (h.keepsItsName(s.lesson.token) || h.strength(s, own) > h.strength(s, was)+0.15) {
		return false
	}
	return !isThere || !h.keepsItsName(old) && h.strength(s, was)+0.15 >= h.strength(other, was)
}

func (h *truth) strength(s seat, was origin) float64 {
	strength := likeness(s.lesson, was.lesson)
	if s.lesson.title == was.lesson.title {
		strength += 0.2
	}
	if s.chapter.token == was.chapter && s.lesson.name == was.lesson.name {
		strength += 0.2
	}
	return strength
}

// mayBeNew reports whether no one would know a lesson for what it was: it lies in another
// course, or name, title and most of the text are others. Or it is back, and a line still says
// that it is gone.
func (h *truth) mayBeNew(s seat) bool {
	was := h.applied[s.lesson.token]
	isOther := s.lesson.name != was.lesson.name && s.lesson.title != was.lesson.title && likeness(s.lesson, was.lesson) < 0.35
	return was.course != s.course.token || isOther || h.removed[s.lesson.token]
}

// checkVisible compares what students see with the files: each lesson once.
func (h *truth) checkVisible(got map[int]string) {
	wanted := map[string]bool{}
	for _, s := range h.seats() {
		if id, ok := got[s.lesson.token]; ok {
			if wanted[id] {
				h.fault("two files have %s", id)
			}
			wanted[id] = true
		}
	}
	for _, c := range h.whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				if c.Visibility == course.Visible && lesson.Visibility == course.Visible && !wanted[lesson.ID] {
					h.tally.duplicate++
					h.fail("students see %q (%s), of which there is no file", lesson.Title, lesson.ID)
				}
				if lesson.Visibility == course.Visible {
					delete(wanted, lesson.ID)
				}
			}
		}
	}
	if len(wanted) > 0 {
		h.fault("students do not see %d lessons of the files", len(wanted))
	}
}

// remember notes what all files are now.
func (h *truth) remember(got map[int]string) {
	note := func(token int, is origin) {
		id, ok := got[token]
		if !ok {
			return
		}
		if other, known := h.owner[id]; known && other != token {
			delete(h.ids, other)
		}
		h.ids[token], h.owner[id], h.applied[token] = id, token, is
		delete(h.removed, token)
	}
	for _, c := range h.files {
		note(c.token, origin{course: c.token})
		for _, chapter := range c.chapters {
			note(chapter.token, origin{course: c.token, chapter: chapter.token})
			for _, lesson := range chapter.lessons {
				if _, ok := got[lesson.token]; ok {
					lesson.from = nil
				}
				note(lesson.token, origin{c.token, chapter.token, lesson.clone()})
			}
		}
	}
	for _, gone := range h.gone {
		gone.lesson.from = nil
	}
}

// seatOf is where the lesson with a token lies.
func (h *truth) seatOf(token int) (seat, bool) {
	for _, s := range h.seats() {
		if s.lesson.token == token {
			return s, true
		}
	}
	return seat{}, false
}

// courseOf is the token of the course where something lies, 0 when it is gone.
func (h *truth) courseOf(token int) int {
	for _, s := range h.seats() {
		if token == s.lesson.token || token == s.chapter.token || token == s.course.token {
			return s.course.token
		}
	}
	return 0
}
