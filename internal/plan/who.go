package plan

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/identity"
)

// hints are what whopsync.yaml says about who is who.
func (in *Input) hints() identity.Hints {
	var hints identity.Hints
	for i, answer := range in.Options.Identity {
		if slices.ContainsFunc(in.Options.Identity[i+1:], func(a Answer) bool { return a.To == answer.To }) {
			continue // the last one counts
		}
		hints.Answers = append(hints.Answers, identity.Answer{To: answer.To, Is: answer.Is, Again: answer.Again})
	}
	if len(in.Options.Moved) > 0 && in.State != nil {
		hints.Answers = append(hints.Answers, in.movedAnswers()...)
	}
	for _, removal := range in.Options.Removed {
		hints.Removed = append(hints.Removed, removal.Address)
	}
	return hints
}

// movedAnswers says which known objects moved: leads to which declared addresses: first those that
// a line names, then those that are in something that it names. A chapter or course that is known
// under both names is itself, and what was in the one is in the other.
func (in *Input) movedAnswers() []identity.Answer {
	declared := resourcesOf(in.Desired)
	var named, inside []identity.Answer
	for _, from := range slices.SortedFunc(maps.Keys(in.State.Bindings), outsideFirst) {
		line, ok := in.movedLine(from)
		if !ok {
			continue
		}
		to := in.follow(from, declared)
		switch answer := (identity.Answer{To: to, Is: from}); {
		case to == from, declared[to] == nil, to.Kind() != course.KindLesson && in.State.Bindings[to] != nil:
		case line.From == from:
			named = append(named, answer)
		default:
			inside = append(inside, answer)
		}
	}
	return slices.Concat(named, inside)
}

// follow returns where moved: leads from an address: along several lines when one begins
// where another ended.
func (in *Input) follow(address course.Address, declared map[course.Address]*course.Resource) course.Address {
	for range in.Options.Moved {
		line, ok := in.movedLine(address)
		if !ok {
			return address
		}
		if address = address.Rebase(line.From, line.To); declared[address] != nil {
			return address
		}
	}
	return address
}

// movedLine returns the line of moved: that is about an address. What is said of a lesson
// goes before what is said of its chapter.
func (in *Input) movedLine(address course.Address) (line Moved, ok bool) {
	for _, m := range in.Options.Moved {
		if m.From.Kind() == m.To.Kind() && m.From.Contains(address) && (!ok || line.From.Contains(m.From)) {
			line, ok = m, true
		}
	}
	return line, ok
}

// guardMoves refuses lines that would take something out of its course.
func guardMoves(_ *Input, s *sides, p *Work) {
	for _, answer := range s.who.Refused {
		why, hint := "Whop moves nothing to another course", "take that line out: in the other course it is a new one, to which no student's progress belongs"
		if answer.To.Course == answer.Is.Course {
			why, hint = "its file says what it said before", "take that line out, or write another text under this name first"
		}
		p.refuse(GuardMoved, answer.To, fmt.Sprintf("whopsync.yaml says that it is %s, and %s", answer.Is, why), hint)
	}
}

// guardAsks stops a run in which a student's progress would hang on a guess.
func guardAsks(in *Input, s *sides, p *Work) {
	for i := range s.who.Questions {
		q := &s.who.Questions[i]
		if in.scope().covers(q.To) || slices.ContainsFunc(q.Candidates, in.scope().covers) {
			p.Refusals = append(p.Refusals, refusalOf(s, q))
		}
	}
}

// refusalOf shows the lines that settle a question, ready to be pasted.
func refusalOf(s *sides, q *identity.Question) Refusal {
	r := Refusal{Guard: GuardAmbiguous, Address: q.To, Message: wordingOf(q)}
	var hint strings.Builder
	add := func(answer identity.Answer) {
		line := Answer{File: s.pathOf(answer.To), To: answer.To, Is: answer.Is, Again: answer.Again}
		again := ""
		if line.Again > 0 {
			again = fmt.Sprintf(", again: %d", line.Again)
		}
		fmt.Fprintf(&hint, "\n  - {file: %s, is: %s%s}  # %s", quoted(line.File), quoted(answer.What()), again, meaningOf(q, answer))
		r.Answers = append(r.Answers, line)
	}
	switch {
	case len(q.Answers)+len(q.None) == 0:
		hint.WriteString("answer the questions before it first")
	case len(q.None) > 1:
		hint.WriteString("if one of them is it, put its line under identity: in whopsync.yaml; if all are new, the last lines:")
	default:
		hint.WriteString("put one of these lines under identity: in whopsync.yaml:")
	}
	for _, answer := range slices.Concat(q.Answers, q.None) {
		add(answer)
	}
	r.Hint = hint.String()
	return r
}

func wordingOf(q *identity.Question) string {
	what := q.Candidates[0].String()
	if n := len(q.Candidates); n > 1 {
		what = fmt.Sprintf("%s or %d more", what, n-1)
	}
	switch q.Reason {
	case identity.Replaced:
		return "neither title nor text is what it was: is it the same lesson, written anew, or another one under its name?"
	case identity.TookOver:
		return fmt.Sprintf("it has much of what %s said: was that renamed, or only copied?", what)
	case identity.HasLessons:
		return fmt.Sprintf("it has lessons of %s: was that renamed, or is it new?", what)
	}
	return fmt.Sprintf("it resembles %s, whose file is gone: is it the same, or new?", what)
}

func meaningOf(q *identity.Question, answer identity.Answer) string {
	switch {
	case answer.Is.IsZero() && q.To.Kind() == course.KindLesson:
		return "a new lesson, which no student has begun"
	case answer.Is.IsZero():
		return "new"
	case answer.Is == q.To:
		return "it stays what it is"
	}
	return "it was renamed, and students keep their progress"
}

// pathOf returns what declares an address, from whopsync.yaml: a file for a lesson, else a folder.
func (s *sides) pathOf(address course.Address) string {
	declaring := s.desired[address].Source.Path
	if address.Kind() != course.KindLesson && path.Ext(declaring) != "" {
		return path.Dir(declaring)
	}
	return declaring
}

// leftovers returns the addresses of today of the objects that no file stands for, by those
// in the state. They lie where they lay, in a course or chapter that may be called otherwise
// today: under its old name they would belong to whatever is called so next.
func (s *sides) leftovers() map[course.Address]course.Address {
	now := make(map[course.Address]course.Address, len(s.who.Bound))
	used := make(map[course.Address]bool, len(s.who.Bound))
	for to, from := range s.who.Bound {
		now[from] = to
	}
	left := map[course.Address]course.Address{}
	for _, from := range slices.SortedFunc(maps.Keys(s.known), outsideFirst) {
		if s.taken[from] {
			continue
		}
		to := from
		if parent, ok := now[from.Parent()]; ok && from.Kind() != course.KindCourse {
			to = parent.Child(from.Name())
		} else if in, ok := now[course.Address{Course: from.Course}]; ok {
			to = from.Rebase(course.Address{Course: from.Course}, in)
		}
		to = unused(to, func(a course.Address) bool { return s.desired[a] != nil || used[a] })
		now[from], left[from], used[to] = to, to, true
	}
	return left
}

// unused returns the address, with a number behind its name if it means something else.
func unused(address course.Address, isUsed func(course.Address) bool) course.Address {
	free := address
	for n := 2; isUsed(free); n++ {
		free = childOf(address.Parent(), fmt.Sprintf("%s-%d", address.Name(), n))
	}
	return free
}

func outsideFirst(a, b course.Address) int {
	return cmp.Or(cmp.Compare(depth(a), depth(b)), a.Compare(b))
}

// lines shows a list, one a line, and not more of it than anyone reads.
func lines(list []string) string {
	more := ""
	if n := len(list) - linesEnough; n > 0 {
		list, more = list[:linesEnough], fmt.Sprintf("\n  (and %d more)", n)
	}
	return "\n  " + strings.Join(list, "\n  ") + more
}

const linesEnough = 6

func quote(address course.Address) string { return quoted(address.String()) }

// quoted writes a text so that YAML reads it as one, whatever it holds.
func quoted(text string) string {
	if strings.IndexFunc(text, func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < 'A' || 'Z' < r) && (r < '0' || '9' < r) && r != '/' && r != '-' && r != '_' && r != '.'
	}) < 0 && text != "" && !strings.ContainsAny(text[:1], "-.0123456789") {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

func depth(a course.Address) int {
	switch a.Kind() {
	case course.KindLesson:
		return 3
	case course.KindChapter:
		return 2
	}
	return 1
}
