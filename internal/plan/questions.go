package plan

import (
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// withIDs is carryIDs for a value that may not be questions at all.
func withIDs(files course.Value, live course.QuestionList, remembered []state.Question) course.Value {
	if questions, ok := files.(course.QuestionList); ok {
		return carryIDs(questions, live, remembered)
	}
	return files
}

// carryIDs gives the questions of the files the ids of the live questions they stand for,
// so that Whop updates them: a question sent without its id is a new one, and what
// students answered to the old one is lost.
//
// A question is recognised by its key, then by its text, then by its place when nothing
// else is left to choose from. A text that occurs twice is no evidence.
func carryIDs(files, live course.QuestionList, remembered []state.Question) course.QuestionList {
	m := questionMatch{files: files, live: live, keys: map[string]string{}, of: make([]int, len(files)), taken: make([]bool, len(live))}
	for i := range m.of {
		m.of[i] = -1
	}
	for _, known := range remembered {
		m.keys[known.ID] = known.Key
	}
	m.byKey()
	m.byText()
	m.byPlace()
	carried := make(course.QuestionList, len(files))
	for i, question := range files {
		if at := m.of[i]; at >= 0 {
			question.ID = live[at].ID
			question.Options = carryOptions(question.Options, live[at].Options)
		}
		carried[i] = question
	}
	return carried
}

// questionMatch is the matching on its way: of[i] is the live question behind files[i], or -1.
type questionMatch struct {
	files, live course.QuestionList
	keys        map[string]string // of live questions, by id, as far as they are remembered
	of          []int
	taken       []bool
}

func (m *questionMatch) bind(i, at int) {
	m.of[i] = at
	m.taken[at] = true
}

// isAnother reports whether the author has said by keys that the two are not one.
func (m *questionMatch) isAnother(i, at int) bool {
	mine, theirs := m.files[i].Key, m.keys[m.live[at].ID]
	return mine != "" && theirs != "" && mine != theirs
}

func (m *questionMatch) byKey() {
	for i, question := range m.files {
		for at := range m.live {
			if question.Key != "" && m.keys[m.live[at].ID] == question.Key && !m.taken[at] {
				m.bind(i, at)
			}
		}
	}
}

func (m *questionMatch) byText() {
	bindUnique(len(m.files), len(m.live),
		func(i int) string { return m.openText(m.of[i] < 0, m.files[i].Text) },
		func(at int) string { return m.openText(!m.taken[at], m.live[at].Text) },
		func(i, at int) {
			if !m.isAnother(i, at) {
				m.bind(i, at)
			}
		})
}

func (m *questionMatch) openText(open bool, text string) string {
	if !open {
		return ""
	}
	return foldTitle(text)
}

// byPlace matches what is left between the same matched neighbours: a question that was
// reworded in its place. Where their numbers differ, it stays open which is which.
func (m *questionMatch) byPlace() {
	begin := 0
	for i := 0; i <= len(m.files); i++ {
		if i < len(m.files) && m.of[i] < 0 {
			continue
		}
		m.between(begin, i)
		begin = i + 1
	}
}

// between matches the open questions files[begin:end] with the open live ones between
// the neighbours on both sides.
func (m *questionMatch) between(begin, end int) {
	from, to := 0, len(m.live)
	if begin > 0 {
		from = m.of[begin-1] + 1
	}
	if end < len(m.files) {
		to = m.of[end]
	}
	if end == begin || to-from != end-begin {
		return
	}
	for i := range end - begin {
		if !m.taken[from+i] && m.files[begin+i].Type == m.live[from+i].Type && !m.isAnother(begin+i, from+i) {
			m.bind(begin+i, from+i)
		}
	}
}

// carryOptions does the same for the options of one question: by text, then by place
// when their number is the same.
func carryOptions(files, live []course.Option) []course.Option {
	carried := make([]course.Option, len(files))
	copy(carried, files)
	taken := make([]bool, len(live))
	bind := func(i, at int) {
		carried[i].ID = live[at].ID
		taken[at] = true
	}
	bindUnique(len(files), len(live),
		func(i int) string { return strings.TrimSpace(files[i].Text) },
		func(at int) string { return strings.TrimSpace(live[at].Text) },
		bind)
	if len(files) == len(live) {
		for i := range carried {
			if carried[i].ID == "" && !taken[i] {
				bind(i, i)
			}
		}
	}
	return carried
}

// bindUnique binds what has the same text on both sides, where each has it once.
func bindUnique(files, live int, fileText, liveText func(int) string, bind func(i, at int)) {
	filesOf, liveOf := map[string][]int{}, map[string][]int{}
	for i := range files {
		filesOf[fileText(i)] = append(filesOf[fileText(i)], i)
	}
	for at := range live {
		liveOf[liveText(at)] = append(liveOf[liveText(at)], at)
	}
	for i := range files {
		text := fileText(i)
		if text != "" && len(filesOf[text]) == 1 && len(liveOf[text]) == 1 {
			bind(i, liveOf[text][0])
		}
	}
}
